//! Values that stand in slots: the words of a block of rows.

use super::bits::Bits;
use super::{BLOCK, ColumnWords};
use crate::kernel::tile::Tile;

/// Numbers and booleans of a column, in the width that Arrow has them in.
#[derive(Debug)]
pub(super) enum Slots<'a> {
    /// Nothing but zeros.
    Zeros,
    Bools(Bits),
    Width1(&'a [[u8; 1]]),
    Width2(&'a [[u8; 2]]),
    Width4(&'a [[u8; 4]]),
    Width8(&'a [[u8; 8]]),
}

impl<'a> Slots<'a> {
    /// Numbers of `width` bytes each; none where slots are not of that width.
    pub(super) fn of_width(width: usize, bytes: &'a [u8]) -> Option<Self> {
        Some(match width {
            1 => Self::Width1(bytes.as_chunks().0),
            2 => Self::Width2(bytes.as_chunks().0),
            4 => Self::Width4(bytes.as_chunks().0),
            8 => Self::Width8(bytes.as_chunks().0),
            _ => return None,
        })
    }

    /// The words of the `rows` rows from `start` on, zero where `nulls` has a bit: where they stand, or
    /// put together in `scratch`. Words behind those rows may be anything.
    #[inline(always)]
    pub(super) fn words<'w, T: Tile>(
        &'w self,
        tile: T,
        start: usize,
        rows: usize,
        nulls: u64,
        scratch: &'w mut ColumnWords,
    ) -> &'w ColumnWords {
        match self {
            Self::Zeros => scratch.fill([0; 8]),
            Self::Bools(bits) => {
                let bits = bits.word(start, rows);
                for (row, word) in scratch.iter_mut().enumerate() {
                    *word = (bits >> row & 1).to_le_bytes();
                }
            }
            Self::Width1(values) => widen(&values[start..start + rows], scratch, |v| v[0].into()),
            Self::Width2(values) => {
                widen(&values[start..start + rows], scratch, |v| u16::from_le_bytes(v).into());
            }
            Self::Width4(values) => {
                widen(&values[start..start + rows], scratch, |v| u32::from_le_bytes(v).into());
            }
            Self::Width8(values) => {
                if nulls == 0
                    && let Some(words) = values[start..].first_chunk::<BLOCK>()
                {
                    return words;
                }
                widen(&values[start..start + rows], scratch, u64::from_le_bytes);
            }
        }
        if nulls != 0 {
            tile.clear(scratch, nulls);
        }
        scratch
    }

    /// As [`words`](Self::words), of the values that `picks` names, one per row.
    #[inline(always)]
    pub(super) fn picked_words<'w, T: Tile>(
        &self,
        tile: T,
        picks: &[usize],
        nulls: u64,
        scratch: &'w mut ColumnWords,
    ) -> &'w ColumnWords {
        match self {
            Self::Zeros => scratch.fill([0; 8]),
            Self::Bools(bits) => {
                for (word, &pick) in scratch.iter_mut().zip(picks) {
                    *word = u64::from(bits.get(pick)).to_le_bytes();
                }
            }
            Self::Width1(values) => pick(values, picks, scratch, |v| v[0].into()),
            Self::Width2(values) => pick(values, picks, scratch, |v| u16::from_le_bytes(v).into()),
            Self::Width4(values) => pick(values, picks, scratch, |v| u32::from_le_bytes(v).into()),
            Self::Width8(values) => pick(values, picks, scratch, u64::from_le_bytes),
        }
        if nulls != 0 {
            tile.clear(scratch, nulls);
        }
        scratch
    }
}

#[inline(always)]
fn widen<const N: usize>(
    values: &[[u8; N]],
    words: &mut ColumnWords,
    word: impl Fn([u8; N]) -> u64,
) {
    for (to, &value) in words.iter_mut().zip(values) {
        *to = word(value).to_le_bytes();
    }
}

#[inline(always)]
fn pick<const N: usize>(
    values: &[[u8; N]],
    picks: &[usize],
    words: &mut ColumnWords,
    word: impl Fn([u8; N]) -> u64,
) {
    for (to, &pick) in words.iter_mut().zip(picks) {
        *to = word(values[pick]).to_le_bytes();
    }
}
