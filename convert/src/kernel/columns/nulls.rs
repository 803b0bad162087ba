//! Which fields of a block's rows are null.

use super::block::Block;
use crate::kernel::tile::Tile;
use crate::kernel::{BLOCK, bits};

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
            let mut any = [0; 4];
            for four in 0..BLOCK / 4 {
                for (at, any) in any.iter_mut().enumerate() {
                    let [bytes] = block.words::<1>(4 * four + at, word.offset);
                    *any |= u64::from_le_bytes(*bytes);
                }
            }
            let counted = u64::MAX >> (64 - word.bits);
            word.any = any.iter().fold(0, |all, any| all | any) & counted;
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
