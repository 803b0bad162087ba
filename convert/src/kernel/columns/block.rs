//! A few rows that are read together, a column at a time, while they are in cache.

use std::ops::Range;

use ferrow_row::{RowArray, RowLayout, standard};

use crate::kernel::{BLOCK, Place};

/// Up to [`BLOCK`] rows, and which of their fields are null.
pub(super) struct Block<'a> {
    rows: Vec<&'a [u8]>,
    /// A word per field: bit `i` is set where it is null in row `i`.
    nulls: Vec<[u64; BLOCK]>,
}

impl<'a> Block<'a> {
    pub(super) fn new(layout: &RowLayout) -> Self {
        let nulls = vec![[0; BLOCK]; standard::bitmap_len(layout.len()) / standard::WORD];
        Self { rows: Vec::with_capacity(BLOCK), nulls }
    }

    /// Takes `rows` of `array`. A row that is null, or that `keep` refuses, stands as one in which
    /// every field is null.
    pub(super) fn fill(
        &mut self,
        layout: &'a RowLayout,
        array: &'a RowArray,
        rows: Range<usize>,
        keep: impl Fn(&[u8]) -> bool,
    ) {
        self.rows.clear();
        array.for_each(rows, |row| {
            self.rows.push(row.filter(|row| keep(row)).unwrap_or(layout.empty_row()));
        });
        for (word, nulls) in self.nulls.iter_mut().enumerate() {
            *nulls = [0; BLOCK];
            let mut any = 0;
            for (bits, row) in nulls.iter_mut().zip(&self.rows) {
                *bits = standard::load(row, word * standard::WORD);
                any |= *bits;
            }
            // Most blocks have no nulls at all.
            if any != 0 {
                transpose(nulls);
            }
        }
    }

    pub(super) fn rows(&self) -> &[&'a [u8]] {
        &self.rows
    }

    /// The slots of a column; what a null has in its slot is arbitrary.
    pub(super) fn slots(&self, place: Place) -> impl ExactSizeIterator<Item = u64> {
        self.rows.iter().map(move |row| standard::load(row, place.slot_offset))
    }

    /// The validity of a column: bit `i` is set where row `i` has a value.
    pub(super) fn validity(&self, place: Place) -> u64 {
        let rows = u64::MAX >> (BLOCK - self.rows.len());
        !self.nulls[place.index / 64][place.index % 64] & rows
    }
}

/// Turns rows of bits into columns: afterwards bit `i` of word `j` is what bit `j` of word `i` was.
///
/// Halves of the matrix change places, then quarters within halves, down to single bits.
fn transpose(words: &mut [u64; 64]) {
    let mut width = 32;
    let mut low = u64::MAX >> 32;
    while width > 0 {
        for at in (0..64).filter(|at| at & width == 0) {
            let swap = (words[at] >> width ^ words[at + width]) & low;
            words[at] ^= swap << width;
            words[at + width] ^= swap;
        }
        width /= 2;
        low ^= low << width;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn transposing_exchanges_rows_and_columns_of_bits() {
        let mut seed = 1_u64;
        let words = [0; 64].map(|_: u64| {
            seed = seed
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            seed
        });
        let mut columns = words;
        transpose(&mut columns);
        for (row, word) in words.iter().enumerate() {
            for (column, bits) in columns.iter().enumerate() {
                assert_eq!(word >> column & 1, bits >> row & 1, "row {row}, column {column}");
            }
        }
    }
}
