//! Which fields of a block's rows are null.

use super::block::{Block, Groups};
use crate::kernel::bits;
use crate::kernel::tile::{Tile, each_of_eight};

/// The words of the null bitmap that wanted fields have their bits in.
#[derive(Debug)]
pub(super) struct Nulls {
    words: Vec<Word>,
    any: bool,
}

/// Up to 64 null bits of each row.
#[derive(Debug)]
struct Word {
    /// Bytes from the start of the row to the word that has them.
    offset: usize,
    /// How many of its bits count.
    bits: usize,
    /// A word per null bit, where any is set.
    columns: bits::Words,
    any: u64,
}

/// A null bit: which of the words, and which of its bits.
#[derive(Debug, Clone, Copy)]
pub(super) struct NullBit {
    word: usize,
    bit: usize,
}

impl Nulls {
    pub(super) fn new() -> Self {
        Self { words: Vec::new(), any: false }
    }

    /// The null bit that stands `offset` bits from the start of rows of `width` bytes, 8 at least.
    pub(super) fn add(&mut self, offset: usize, width: usize) -> NullBit {
        // A row may end with its bitmap.
        let start = (offset / 64 * 8).min(width - 8);
        let bit = offset - start * 8;
        let word = self.words.iter().position(|word| word.offset == start).unwrap_or_else(|| {
            self.words.push(Word { offset: start, bits: 0, columns: [0; 64], any: 0 });
            self.words.len() - 1
        });
        self.words[word].bits = self.words[word].bits.max(bit + 1);
        NullBit { word, bit }
    }

    /// Takes the null bits of a block.
    #[inline(always)]
    pub(super) fn load<T: Tile>(&mut self, tile: T, block: &Block<'_>) {
        self.any = false;
        for word in &mut self.words {
            // Most blocks have no nulls at all.
            let any = match block.strided() {
                Some(rows) => or(&rows, word.offset),
                None => or(block, word.offset),
            };
            let counted = u64::MAX >> (64 - word.bits);
            word.any = any & counted;
            if word.any != 0 {
                self.any = true;
                for (at, row) in word.columns.iter_mut().enumerate() {
                    let [bytes] = block.words::<1>(at, word.offset);
                    *row = u64::from_le_bytes(*bytes);
                }
                tile.rows_to_columns(&mut word.columns, word.bits);
            }
        }
    }

    /// Whether anything is null.
    #[inline(always)]
    pub(super) fn any(&self) -> bool {
        self.any
    }

    /// A bit per row of the block, set where the field has a value.
    #[inline(always)]
    pub(super) fn valid(&self, null: Option<NullBit>, mask: u64) -> u64 {
        let Some(null) = null else { return mask };
        let word = &self.words[null.word];
        if word.any == 0 { mask } else { !word.columns[null.bit] & mask }
    }
}

/// All words at `offset` in one.
#[inline(always)]
fn or<'a>(rows: &impl Groups<'a>, offset: usize) -> u64 {
    let mut all = [0; 2];
    for group in 0..8 {
        let words = rows.group::<1>(group, offset);
        let [a, b, c, d, e, f, g, h] = each_of_eight!(at => u64::from_le_bytes(words[at][0]));
        all[0] |= a | b | c | d;
        all[1] |= e | f | g | h;
    }
    all[0] | all[1]
}
