//! A few rows that are read together, by their addresses.

use std::marker::PhantomData;
use std::ops::Range;

use arrow::array::{FixedSizeBinaryArray, GenericBinaryArray, OffsetSizeTrait};
use ferrow_row::RowArray;

use super::Keep;
use crate::kernel::BLOCK;
use crate::kernel::tile::{Words, each_of_eight, prefetch};
use crate::selection::Selected;

/// What is asked for ahead at most; more would drive out what is being read.
const MOST_AHEAD: usize = 64 << 10;

/// Up to [`BLOCK`] rows, wherever they lie. Behind the last one it comes again, up to [`BLOCK`].
///
/// A row that is null, that is too short, or that nobody wants is the empty row instead, of which
/// every field is null.
pub(super) struct Block<'a> {
    /// Each is the address of as many bytes as `lens` says, for `'a`.
    rows: [*const u8; BLOCK],
    /// None is less than that of the empty row.
    lens: [usize; BLOCK],
    len: usize,
    /// Bytes behind the end of every row that can be read as well.
    slack: usize,
    /// Bytes from each row to the next, where the block is full and they are the same; else 0.
    stride: usize,
    empty: &'a [u8],
    bytes: PhantomData<&'a [u8]>,
}

impl<'a> Block<'a> {
    /// A block of no rows; `empty` is the empty row.
    pub(super) fn new(empty: &'a [u8]) -> Self {
        Self {
            rows: [empty.as_ptr(); BLOCK],
            lens: [empty.len(); BLOCK],
            len: 0,
            slack: 0,
            stride: 0,
            empty,
            bytes: PhantomData,
        }
    }

    /// A bit per row.
    #[inline(always)]
    pub(super) fn mask(&self) -> u64 {
        u64::MAX >> (BLOCK - self.len)
    }

    /// The least length of a row: all of these bytes can be read.
    #[inline(always)]
    pub(super) fn width(&self) -> usize {
        self.empty.len()
    }

    #[inline(always)]
    pub(super) fn lens(&self) -> &[usize; BLOCK] {
        &self.lens
    }

    /// Bytes behind the end of every row that can be read as well.
    #[inline(always)]
    pub(super) fn slack(&self) -> usize {
        self.slack
    }

    /// The address of row `at`: so many bytes as [`lens`](Self::lens) says are there.
    #[inline(always)]
    pub(super) fn address(&self, at: usize) -> *const u8 {
        self.rows[at]
    }

    /// `N` words at `offset` of row `at`.
    #[inline(always)]
    pub(super) fn words<const N: usize>(&self, at: usize, offset: usize) -> &'a [[u8; 8]; N] {
        assert!(offset + 8 * N <= self.empty.len(), "words behind the slots");
        let address = self.rows[at].wrapping_add(offset).cast::<[[u8; 8]; N]>();
        // SAFETY: the row has at least the bytes of the empty row, for `'a`, and these are among
        // them; bytes have no alignment.
        unsafe { &*address }
    }

    /// Asks for as many bytes behind the last row as the block has, which are the next rows where rows
    /// lie back to back.
    pub(super) fn prefetch_next(&self) {
        let last = self.len.saturating_sub(1);
        let end = self.rows[last].wrapping_add(self.lens[last]);
        let bytes = end.addr().saturating_sub(self.rows[0].addr()).min(MOST_AHEAD);
        (0..bytes).step_by(64).for_each(|at| prefetch(end.wrapping_add(at)));
    }

    /// The rows of a full block by their stride, if they have one.
    #[inline(always)]
    pub(super) fn strided(&self) -> Option<Strided<'a>> {
        (self.stride != 0).then(|| Strided {
            first: self.rows[0],
            stride: self.stride,
            width: self.empty.len(),
            bytes: PhantomData,
        })
    }

    /// How many groups of eight rows there are.
    #[inline(always)]
    pub(super) fn groups(&self) -> usize {
        self.len.div_ceil(8)
    }

    /// Starts over with `len` rows, of which `set` gets each.
    pub(super) fn start(&mut self, len: usize) {
        assert!(len <= BLOCK, "{len} rows in a block");
        self.len = len;
        self.slack = usize::MAX;
        self.stride = 0;
    }

    /// Makes `row` row `at`, behind whose end `slack` bytes can be read. False where it is too short,
    /// so that it is the empty row instead.
    #[inline(always)]
    pub(super) fn set(&mut self, at: usize, row: &'a [u8], slack: usize) -> bool {
        let fits = row.len() >= self.empty.len();
        let (row, slack) = if fits { (row, slack) } else { (self.empty, usize::MAX) };
        (self.rows[at], self.lens[at]) = (row.as_ptr(), row.len());
        self.slack = self.slack.min(slack);
        fits
    }

    /// Makes row `at` the empty one.
    #[inline(always)]
    pub(super) fn set_empty(&mut self, at: usize) {
        (self.rows[at], self.lens[at]) = (self.empty.as_ptr(), self.empty.len());
    }

    /// Repeats the last row up to the end of the block.
    pub(super) fn pad(&mut self) {
        let Some(last) = self.len.checked_sub(1) else { return };
        let (row, len) = (self.rows[last], self.lens[last]);
        self.rows[self.len..].fill(row);
        self.lens[self.len..].fill(len);
    }

    /// Takes the rows `range` of what is selected. False where one of them is too short.
    #[inline(always)]
    pub(super) fn fill(
        &mut self,
        array: &'a RowArray,
        selected: &Selected<'_>,
        range: Range<usize>,
        keep: Option<Keep<'_>>,
    ) -> bool {
        let back_to_back = match selected {
            Selected::Range(rows) if keep.is_none() && array.null_count() == 0 => {
                Some(rows.start + range.start..rows.start + range.end)
            }
            _ => None,
        };
        let fits = match (array, back_to_back) {
            (RowArray::Stride(array), Some(rows)) => self.fill_strided(array, rows),
            (RowArray::Offsets(array), Some(rows)) => self.fill_between(array, rows),
            (RowArray::LargeOffsets(array), Some(rows)) => self.fill_between(array, rows),
            _ => false,
        };
        fits || self.fill_each(array, selected, range, keep)
    }

    #[inline(always)]
    fn fill_strided(&mut self, array: &'a FixedSizeBinaryArray, rows: Range<usize>) -> bool {
        let stride = array.value_size();
        if stride < self.empty.len() || stride == 0 {
            return false;
        }
        // Panics where there are no such rows.
        let bytes = &array.value_data()[rows.start * stride..rows.end * stride];
        let last = (self.stride == stride).then(|| self.rows[0].wrapping_add(BLOCK * stride));
        self.start(rows.len());
        if last == Some(bytes.as_ptr()) && rows.len() == BLOCK {
            // The next block of the same rows.
            for row in &mut self.rows {
                *row = row.wrapping_add(BLOCK * stride);
            }
        } else {
            for (at, row) in self.rows.iter_mut().enumerate() {
                *row = bytes.as_ptr().wrapping_add(at * stride);
            }
            self.lens.fill(stride);
        }
        if rows.len() == BLOCK {
            self.stride = stride;
        }
        self.slack = array.value_data().len() - rows.end * stride;
        if rows.len() < BLOCK {
            self.pad();
        }
        true
    }

    #[inline(always)]
    fn fill_between<O: OffsetSizeTrait>(
        &mut self,
        array: &'a GenericBinaryArray<O>,
        rows: Range<usize>,
    ) -> bool {
        // Arrow's offsets never fall, and the last is no more than the bytes there are.
        let offsets = &array.value_offsets()[rows.start..=rows.end];
        let bytes = array.value_data();
        let mut least = usize::MAX;
        for (at, pair) in offsets.windows(2).enumerate() {
            let (start, end) = (pair[0].as_usize(), pair[1].as_usize());
            self.rows[at] = bytes.as_ptr().wrapping_add(start);
            self.lens[at] = end - start;
            least = least.min(end - start);
        }
        if least < self.empty.len() {
            return false;
        }
        self.start(rows.len());
        self.slack = bytes.len() - offsets[rows.len()].as_usize();
        self.pad();
        true
    }

    #[inline(never)]
    fn fill_each(
        &mut self,
        array: &'a RowArray,
        selected: &Selected<'_>,
        range: Range<usize>,
        keep: Option<Keep<'_>>,
    ) -> bool {
        self.start(range.len());
        let mut fit = true;
        for (at, selected_row) in range.enumerate() {
            let index = match selected {
                Selected::Range(rows) => rows.start + selected_row,
                Selected::Indices(indices) => indices[selected_row] as usize,
            };
            match array.bytes(index).filter(|row| keep.is_none_or(|keep| keep(row))) {
                Some(row) => fit &= self.set(at, row, slack_behind(array, index, row)),
                None => self.set_empty(at),
            }
        }
        self.pad();
        fit
    }
}

/// A full block of rows of one stride: where they are is known without looking it up.
#[derive(Clone, Copy)]
pub(super) struct Strided<'a> {
    first: *const u8,
    stride: usize,
    width: usize,
    bytes: PhantomData<&'a [u8]>,
}

impl<'a> Strided<'a> {
    /// `N` words at `offset` of row `at`.
    #[inline(always)]
    pub(super) fn words<const N: usize>(&self, at: usize, offset: usize) -> &'a [[u8; 8]; N] {
        assert!(at < BLOCK && offset + 8 * N <= self.width, "words of the block");
        let address = self.first.wrapping_add(at * self.stride + offset);
        // SAFETY: the row at this place has at least `width` bytes, for `'a`, and these are among
        // them; bytes have no alignment.
        unsafe { &*address.cast::<[[u8; 8]; N]>() }
    }
}

/// Rows whose words are read in groups of eight.
pub(super) trait Groups<'a> {
    /// The words at `offset` of the eight rows of a group.
    fn group<const N: usize>(&self, group: usize, offset: usize) -> [&'a [[u8; 8]; N]; 8];
}

impl<'a> Groups<'a> for Block<'a> {
    #[inline(always)]
    fn group<const N: usize>(&self, group: usize, offset: usize) -> [&'a [[u8; 8]; N]; 8] {
        each_of_eight!(at => self.words(8 * group + at, offset))
    }
}

impl<'a> Groups<'a> for Strided<'a> {
    #[inline(always)]
    fn group<const N: usize>(&self, group: usize, offset: usize) -> [&'a [[u8; 8]; N]; 8] {
        each_of_eight!(at => self.words(8 * group + at, offset))
    }
}

/// Bytes behind the end of row `index`, which is `row`, that can be read as well.
fn slack_behind(array: &RowArray, index: usize, row: &[u8]) -> usize {
    let bytes = match array {
        RowArray::Stride(array) => array.value_data(),
        RowArray::Offsets(array) => array.value_data(),
        RowArray::LargeOffsets(array) => array.value_data(),
        RowArray::Views(array) => {
            // A short row stands in its view, and may be the last.
            let view = arrow::array::ByteView::from(array.views()[index]);
            return match usize::try_from(view.length).is_ok_and(|len| len > 12) {
                true => {
                    let buffer = &array.data_buffers()[view.buffer_index as usize];
                    buffer.len() - view.offset as usize - row.len()
                }
                false => 0,
            };
        }
    };
    bytes.as_ptr_range().end.addr() - row.as_ptr_range().end.addr()
}

/// The words of a block's column, eight rows to each.
pub(super) type Column = [Words; 8];
