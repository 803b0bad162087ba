//! Bit matrices without instructions of their own: a few columns by 8x8 in a word, many by halves.

use super::{WORDS, Words, groups};

/// Up to here, groups of 8 columns one by one are less work than the whole matrix.
const FEW_GROUPS: usize = 2;

/// As the [module](super) says.
pub(crate) fn rows_to_columns(words: &mut Words, columns: usize) {
    few_or_all_to_columns(words, columns);
}

/// As the [module](super) says.
pub(crate) fn columns_to_rows(words: &mut Words, columns: usize) {
    few_or_all_to_rows(words, columns);
}

#[inline(always)]
pub(super) fn few_or_all_to_columns(words: &mut Words, columns: usize) {
    let groups = groups(columns);
    if groups > FEW_GROUPS {
        return transpose(words);
    }
    let rows = *words;
    for group in 0..groups {
        let mut found = [[0; 8]; 8];
        for (octet, rows) in rows.as_chunks::<8>().0.iter().enumerate() {
            let bytes: [u8; 8] = std::array::from_fn(|row| rows[row].to_le_bytes()[group]);
            let columns = transpose_8x8(u64::from_le_bytes(bytes)).to_le_bytes();
            (0..8).for_each(|column| found[column][octet] = columns[column]);
        }
        (0..8).for_each(|column| words[8 * group + column] = u64::from_le_bytes(found[column]));
    }
}

#[inline(always)]
pub(super) fn few_or_all_to_rows(words: &mut Words, columns: usize) {
    let groups = groups(columns);
    words[columns..].fill(0);
    if groups > FEW_GROUPS {
        return transpose(words);
    }
    let columns = *words;
    words.fill(0);
    for (group, columns) in columns.as_chunks::<8>().0[..groups].iter().enumerate() {
        for (octet, words) in words.as_chunks_mut::<8>().0.iter_mut().enumerate() {
            let bytes: [u8; 8] = std::array::from_fn(|column| columns[column].to_le_bytes()[octet]);
            let rows = transpose_8x8(u64::from_le_bytes(bytes)).to_le_bytes();
            for (word, row) in words.iter_mut().zip(rows) {
                *word |= u64::from(row) << (8 * group);
            }
        }
    }
}

/// An 8x8 matrix of bits, a byte per row: swaps single bits, then squares of 2x2 and of 4x4.
#[inline(always)]
fn transpose_8x8(word: u64) -> u64 {
    let word = swapped(word, 7, 0x00aa_00aa_00aa_00aa);
    let word = swapped(word, 14, 0x0000_cccc_0000_cccc);
    swapped(word, 28, 0x0000_0000_f0f0_f0f0)
}

/// The bits of `mask`, exchanged with those that stand `by` above them.
#[inline(always)]
fn swapped(word: u64, by: u32, mask: u64) -> u64 {
    let changed = (word ^ (word >> by)) & mask;
    word ^ changed ^ (changed << by)
}

/// The whole matrix: squares of 32x32 exchange their corners, then those of 16x16 in each, down to
/// single bits.
#[inline(always)]
fn transpose(words: &mut Words) {
    exchange::<32>(words, 0x0000_0000_ffff_ffff);
    exchange::<16>(words, 0x0000_ffff_0000_ffff);
    exchange::<8>(words, 0x00ff_00ff_00ff_00ff);
    exchange::<4>(words, 0x0f0f_0f0f_0f0f_0f0f);
    exchange::<2>(words, 0x3333_3333_3333_3333);
    exchange::<1>(words, 0x5555_5555_5555_5555);
}

/// Exchanges, in every square of twice `SIDE`, the upper right with the lower left.
#[inline(always)]
fn exchange<const SIDE: usize>(words: &mut Words, low: u64) {
    for square in (0..WORDS).step_by(2 * SIDE) {
        for row in square..square + SIDE {
            let (upper, lower) = (words[row], words[row + SIDE]);
            let changed = ((upper >> SIDE) ^ lower) & low;
            words[row] = upper ^ (changed << SIDE);
            words[row + SIDE] = lower ^ changed;
        }
    }
}
