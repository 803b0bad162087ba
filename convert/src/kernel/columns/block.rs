//! A few rows that are read together, a column at a time, while they are in cache.

use std::ops::Range;

use arrow::array::Array;
use ferrow_row::standard::Span;
use ferrow_row::{RowArray, RowLayout, standard};

use super::Keep;
use crate::kernel::{BLOCK, Place};

/// Up to [`BLOCK`] rows, and which of their fields are null.
pub(super) struct Block<'a> {
    rows: Rows<'a>,
    len: usize,
    /// A word per field: bit `i` is set where it is null in row `i`.
    nulls: Vec<[u64; BLOCK]>,
}

enum Rows<'a> {
    /// Rows of `stride` words, back to back.
    Strided {
        words: &'a [[u8; standard::WORD]],
        stride: usize,
    },
    Scattered(Vec<&'a [u8]>),
}

impl<'a> Block<'a> {
    pub(super) fn new(layout: &RowLayout) -> Self {
        let nulls = vec![[0; BLOCK]; standard::bitmap_width(layout.len()) / standard::WORD];
        Self { rows: Rows::Scattered(Vec::with_capacity(BLOCK)), len: 0, nulls }
    }

    /// Takes `rows` of `array`. A row that is null, or that `keep` refuses, stands as one in which
    /// every field is null.
    pub(super) fn fill(
        &mut self,
        layout: &'a RowLayout,
        array: &'a RowArray,
        rows: Range<usize>,
        keep: Option<Keep<'_>>,
    ) {
        self.len = rows.len();
        match strided(layout, array, rows.clone()).filter(|_| keep.is_none()) {
            Some(strided) => self.rows = strided,
            None => {
                let mut scattered = Vec::with_capacity(BLOCK);
                array.for_each(rows, |row| {
                    let row = row.filter(|row| keep.is_none_or(|keep| keep(row)));
                    scattered.push(row.unwrap_or(layout.empty_row()));
                });
                self.rows = Rows::Scattered(scattered);
            }
        }
        for word in 0..self.nulls.len() {
            let mut nulls = [0; BLOCK];
            let mut any = 0;
            let mut rows = nulls.iter_mut();
            self.for_each_word(word * standard::WORD, |bitmap| {
                any |= bitmap;
                if let Some(row) = rows.next() {
                    *row = bitmap;
                }
            });
            // Most blocks have no nulls at all.
            if any != 0 {
                transpose(&mut nulls);
            }
            self.nulls[word] = nulls;
        }
    }

    /// The number of rows.
    pub(super) fn len(&self) -> usize {
        self.len
    }

    /// Hands the slots of a column to `take`; what a null has in its slot is arbitrary.
    #[inline]
    pub(super) fn for_each_slot(&self, place: Place, take: impl FnMut(u64)) {
        self.for_each_word(place.slot_offset, take);
    }

    /// Appends what `value` makes of the slots of a column to `values`.
    #[inline]
    pub(super) fn extend<T>(&self, values: &mut Vec<T>, place: Place, value: impl Fn(u64) -> T) {
        match &self.rows {
            Rows::Strided { words, stride } => {
                let slot = place.slot_offset / standard::WORD;
                let rows = words.chunks_exact(*stride);
                values.extend(rows.map(|row| value(u64::from_le_bytes(row[slot]))));
            }
            Rows::Scattered(rows) => {
                values.extend(rows.iter().map(|row| value(standard::load(row, place.slot_offset))));
            }
        }
    }

    /// Hands what the slots of a variable column point to, to `take`; what a null points to is
    /// arbitrary, and nothing at worst.
    #[inline]
    pub(super) fn for_each_span(&self, place: Place, mut take: impl FnMut(&'a [u8])) {
        let Rows::Scattered(rows) = &self.rows else {
            unreachable!("rows with a variable field are not read as words")
        };
        for row in rows {
            let span = Span::from_slot(standard::load(row, place.slot_offset));
            take(span.of(row).unwrap_or_default());
        }
    }

    /// Hands the word at `offset` of each row to `take`.
    #[inline]
    fn for_each_word(&self, offset: usize, mut take: impl FnMut(u64)) {
        match &self.rows {
            Rows::Strided { words, stride } => {
                let rows = words.chunks_exact(*stride);
                rows.for_each(|row| take(u64::from_le_bytes(row[offset / standard::WORD])));
            }
            Rows::Scattered(rows) => rows.iter().for_each(|row| take(standard::load(row, offset))),
        }
    }

    /// The validity of a column: bit `i` is set where row `i` has a value.
    pub(super) fn validity(&self, place: Place) -> u64 {
        let rows = u64::MAX >> (BLOCK - self.len);
        !self.nulls[place.index / 64][place.index % 64] & rows
    }
}

/// The rows as words, where they are of fixed fields alone, back to back and none of them null.
fn strided<'a>(layout: &RowLayout, array: &'a RowArray, rows: Range<usize>) -> Option<Rows<'a>> {
    let RowArray::Stride(array) = array else { return None };
    let stride = array.value_size();
    if !layout.is_fixed() || array.null_count() > 0 || stride == 0 || stride % standard::WORD != 0 {
        return None;
    }
    let (words, _) = array.values()[rows.start * stride..rows.end * stride].as_chunks();
    Some(Rows::Strided { words, stride: stride / standard::WORD })
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
