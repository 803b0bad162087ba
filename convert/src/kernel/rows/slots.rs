//! Values that stand in slots: the words of a block of rows.

use super::ColumnWords;
use super::bits::Bits;

/// Numbers and booleans of a column, in the width that Arrow has them in.
#[derive(Debug)]
pub(super) enum Slots<'a> {
    /// Nothing but zeros.
    Zeros,
    Bools(Bits<'a>),
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

    /// Puts the words of the `rows` rows from `start` on together in `words`. Words behind those rows
    /// may be anything.
    #[inline(always)]
    pub(super) fn fill(&self, start: usize, rows: usize, words: &mut ColumnWords) {
        let rows = start..start + rows;
        match self {
            Self::Zeros => words.fill([0; 8]),
            Self::Bools(bits) => {
                let bits = bits.word(start, rows.len());
                for (row, word) in words.iter_mut().enumerate() {
                    *word = (bits >> row & 1).to_le_bytes();
                }
            }
            Self::Width1(values) => widen(&values[rows], words, |v| v[0].into()),
            Self::Width2(values) => widen(&values[rows], words, |v| u16::from_le_bytes(v).into()),
            Self::Width4(values) => widen(&values[rows], words, |v| u32::from_le_bytes(v).into()),
            Self::Width8(values) => widen(&values[rows], words, u64::from_le_bytes),
        }
    }

    /// As [`fill`](Self::fill), of the values that `picks` names, one per row.
    #[inline(always)]
    pub(super) fn fill_picked(&self, picks: &[usize], words: &mut ColumnWords) {
        match self {
            Self::Zeros => words.fill([0; 8]),
            Self::Bools(bits) => {
                for (word, &pick) in words.iter_mut().zip(picks) {
                    *word = u64::from(bits.get(pick)).to_le_bytes();
                }
            }
            Self::Width1(values) => pick(values, picks, words, |v| v[0].into()),
            Self::Width2(values) => pick(values, picks, words, |v| u16::from_le_bytes(v).into()),
            Self::Width4(values) => pick(values, picks, words, |v| u32::from_le_bytes(v).into()),
            Self::Width8(values) => pick(values, picks, words, u64::from_le_bytes),
        }
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
