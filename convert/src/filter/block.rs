//! A few rows that are asked together: a bit stands for each.

use std::ops::Range;

use arrow::array::Array;
use ferrow_row::{RowArray, RowLayout};

use crate::kernel::{BLOCK, first_bits};

/// Up to [`BLOCK`] rows, or structs in rows.
#[derive(Debug)]
pub(super) struct Block<'a> {
    rows: Rows<'a>,
    len: usize,
    /// A bit for each row that is not itself null.
    present: u64,
}

#[derive(Debug)]
#[expect(clippy::large_enum_variant, reason = "there is one block at a time, on the stack")]
enum Rows<'a> {
    /// Rows of `stride` bytes, back to back.
    Strided { bytes: &'a [u8], stride: usize },
    /// Rows anywhere; an empty one stands for one that is null.
    Scattered([&'a [u8]; BLOCK]),
}

impl<'a> Block<'a> {
    /// The rows of `range`.
    pub(super) fn of_range(
        layout: &'a RowLayout,
        array: &'a RowArray,
        range: Range<usize>,
    ) -> Self {
        let len = range.len();
        if let RowArray::Stride(strided) = array
            && let (stride @ 1.., 0) = (strided.value_size(), strided.null_count())
        {
            let bytes = &strided.values()[range.start * stride..range.end * stride];
            return Self { rows: Rows::Strided { bytes, stride }, len, present: first_bits(len) };
        }
        let mut block = Self::of_nulls(layout, len);
        let mut at = 0;
        array.for_each(range, |row| {
            block.put(at, row);
            at += 1;
        });
        block
    }

    /// The rows at `indices`.
    pub(super) fn at(layout: &'a RowLayout, array: &'a RowArray, indices: &[u32]) -> Self {
        let mut block = Self::of_nulls(layout, indices.len());
        for (at, &index) in indices.iter().enumerate() {
            block.put(at, array.bytes(index as usize));
        }
        block
    }

    /// `len` rows of `layout` that are null, to be [`put`](Self::put) there.
    pub(super) fn of_nulls(layout: &'a RowLayout, len: usize) -> Self {
        Self { rows: Rows::Scattered([layout.empty_row(); BLOCK]), len, present: 0 }
    }

    pub(super) fn put(&mut self, at: usize, row: Option<&'a [u8]>) {
        if let (Rows::Scattered(rows), Some(row)) = (&mut self.rows, row) {
            rows[at] = row;
            self.present |= 1 << at;
        }
    }

    /// The number of rows.
    pub(super) fn len(&self) -> usize {
        self.len
    }

    /// A bit for each row that is not itself null.
    pub(super) fn present(&self) -> u64 {
        self.present
    }

    pub(super) fn row(&self, at: usize) -> &'a [u8] {
        match &self.rows {
            Rows::Strided { bytes, stride } => &bytes[at * stride..(at + 1) * stride],
            Rows::Scattered(rows) => rows[at],
        }
    }

    /// The `wanted` rows that `test` holds for.
    #[inline]
    pub(super) fn rows_where(&self, wanted: u64, test: impl Fn(&'a [u8]) -> bool) -> u64 {
        // A loop without branches asks most rows sooner than one that picks the wanted ones.
        let mut found = 0;
        if (wanted.count_ones() as usize) * 2 < self.len {
            for_each_bit(wanted, |at| found |= u64::from(test(self.row(at))) << at);
            return found;
        }
        match &self.rows {
            Rows::Strided { bytes, stride } => {
                let rows = bytes.chunks_exact(*stride).enumerate();
                rows.for_each(|(at, row)| found |= u64::from(test(row)) << at);
            }
            Rows::Scattered(rows) => {
                let rows = rows[..self.len].iter().enumerate();
                rows.for_each(|(at, row)| found |= u64::from(test(row)) << at);
            }
        }
        found & wanted
    }
}

/// Hands the place of every set bit to `take`, the lowest first.
#[inline]
pub(super) fn for_each_bit(mut bits: u64, mut take: impl FnMut(usize)) {
    while bits != 0 {
        take(bits.trailing_zeros() as usize);
        bits &= bits - 1;
    }
}
