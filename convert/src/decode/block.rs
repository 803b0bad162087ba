//! A few rows that are read together, a column at a time, while they are in cache.

use ferrow_row::{RowArray, RowLayout, standard};

use crate::kernel::Place;

/// Rows of a block. A word of validity holds as many.
pub(super) const BLOCK: usize = 64;

/// Up to [`BLOCK`] rows, and which of their fields are null anywhere.
pub(super) struct Block<'a> {
    rows: Vec<&'a [u8]>,
    /// The bitmaps of all rows, or-ed: a column whose bit is clear has no nulls here.
    nulls: Vec<u64>,
}

impl<'a> Block<'a> {
    pub(super) fn new(layout: &RowLayout) -> Self {
        let nulls = vec![0; layout.required_mask().len()];
        Self { rows: Vec::with_capacity(BLOCK), nulls }
    }

    /// Takes rows of `array` from `start` on. A row that is null, or that `keep` does not keep,
    /// stands as one in which every field is null.
    pub(super) fn fill(
        &mut self,
        layout: &'a RowLayout,
        array: &'a RowArray,
        start: usize,
        keep: impl Fn(&[u8]) -> bool,
    ) {
        let len = array.array().len().min(start + BLOCK) - start;
        self.rows.clear();
        array.for_each(start..start + len, |row| {
            self.rows.push(row.filter(|row| keep(row)).unwrap_or(layout.empty_row()));
        });
        for (word, nulls) in self.nulls.iter_mut().enumerate() {
            let bitmaps = self.rows.iter().map(|row| standard::load(row, word * standard::WORD));
            *nulls = bitmaps.fold(0, |all, bitmap| all | bitmap);
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
        let (word, bit) = (place.index / 64, place.index % 64);
        if self.nulls[word] & (1 << bit) == 0 {
            return u64::MAX >> (BLOCK - self.rows.len().max(1));
        }
        let (byte, bit) = (place.index / 8, place.index % 8);
        let nulls = self.rows.iter().map(|row| u64::from(row[byte] >> bit & 1));
        nulls.enumerate().fold(0, |valid, (at, null)| valid | (null ^ 1) << at)
    }
}
