//! A few rows that are read together, by their addresses.

use std::hint::black_box;
use std::marker::PhantomData;
use std::ops::Range;

use arrow::array::{Array, FixedSizeBinaryArray, GenericBinaryArray, OffsetSizeTrait};
use ferrow_row::RowArray;

use super::Keep;
use crate::kernel::tile::{Union, Words, each_of_eight, prefetch};
use crate::kernel::{BLOCK, first_bits};
use crate::selection::Selected;

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
    /// Addresses of rows that come behind these. Anything may be there by now.
    ahead: [*const u8; BLOCK],
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
            ahead: [empty.as_ptr(); BLOCK],
            empty,
            bytes: PhantomData,
        }
    }

    /// A bit per row.
    #[inline(always)]
    pub(super) fn mask(&self) -> u64 {
        first_bits(self.len)
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

    /// Starts over with `len` rows, of which `set` gets each.
    pub(super) fn start(&mut self, len: usize) {
        assert!(len <= BLOCK, "{len} rows in a block");
        self.len = len;
        self.slack = usize::MAX;
    }

    /// Says that the rows of `next` come behind these.
    pub(super) fn set_ahead(&mut self, next: &Self) {
        self.ahead = next.rows;
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
        self.start(rows.len());
        for (at, row) in self.rows[..rows.len()].iter_mut().enumerate() {
            *row = bytes.as_ptr().wrapping_add(at * stride);
        }
        self.lens.fill(stride);
        self.pad();
        self.slack = array.value_data().len() - rows.end * stride;
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
    /// The full blocks of the rows that are read, one behind the other, if they lie at one stride and all
    /// have `width` bytes.
    pub(super) fn blocks(
        array: &'a RowArray,
        selected: &Selected<'_>,
        width: usize,
    ) -> Option<impl Iterator<Item = Self>> {
        let (RowArray::Stride(array), Selected::Range(rows)) = (array, selected) else {
            return None;
        };
        let stride = array.value_size();
        if array.null_count() > 0 || stride < width || stride == 0 {
            return None;
        }
        // Panics where there are no such rows.
        let bytes = &array.value_data()[rows.start * stride..rows.end * stride];
        let block = move |block: &'a [u8]| Self {
            first: block.as_ptr(),
            stride,
            width,
            bytes: PhantomData,
        };
        Some(bytes.chunks_exact(BLOCK * stride).map(block))
    }
}

/// Rows whose words are read in groups of eight.
pub(super) trait Groups<'a> {
    /// How many groups of eight hold rows.
    fn groups(&self) -> usize;

    /// The `N` words at `offset` of the eight rows of a group.
    ///
    /// # Safety
    ///
    /// The group is one of eight, and the words end within the width that all rows have.
    unsafe fn group<const N: usize>(&self, group: usize, offset: usize) -> [&'a [[u8; 8]; N]; 8];

    /// The words at `offset` of all rows in one, behind each of which there is another.
    ///
    /// # Safety
    ///
    /// Both words end within the width that all rows have.
    unsafe fn or(&self, offset: usize) -> u64;

    /// Asks memory for the bytes at `offsets` of the rows that are so many behind those of a group as a
    /// block has. A hint: there need be none.
    fn ask_ahead(&self, group: usize, offsets: &[usize]);
}

impl<'a> Groups<'a> for Block<'a> {
    #[inline(always)]
    fn groups(&self) -> usize {
        self.len.div_ceil(8)
    }

    #[inline(always)]
    unsafe fn group<const N: usize>(&self, group: usize, offset: usize) -> [&'a [[u8; 8]; N]; 8] {
        debug_assert!(offset + 8 * N <= self.width(), "words of the rows");
        let rows = &self.rows.as_chunks::<8>().0[group];
        // SAFETY: every row has at least that width, for `'a`; bytes have no alignment.
        each_of_eight!(at => unsafe { &*rows[at].wrapping_add(offset).cast() })
    }

    #[inline(always)]
    unsafe fn or(&self, offset: usize) -> u64 {
        let mut all = [Union::new(); 2];
        for group in 0..self.groups() {
            // SAFETY: the group is one that there is; the caller says so of the words.
            let [a, b, c, d, e, f, g, h] = unsafe { self.group(group, offset) };
            all = [all[0].with(a).with(c).with(e).with(g), all[1].with(b).with(d).with(f).with(h)];
        }
        all[0].first() | all[1].first()
    }

    #[inline(always)]
    fn ask_ahead(&self, group: usize, offsets: &[usize]) {
        for row in &self.ahead.as_chunks::<8>().0[group] {
            for &offset in offsets {
                prefetch(row.wrapping_add(offset));
            }
        }
    }
}

impl<'a> Groups<'a> for Strided<'a> {
    #[inline(always)]
    fn groups(&self) -> usize {
        BLOCK / 8
    }

    #[inline(always)]
    unsafe fn group<const N: usize>(&self, group: usize, offset: usize) -> [&'a [[u8; 8]; N]; 8] {
        debug_assert!(group < 8 && offset + 8 * N <= self.width, "words of the block");
        let first = self.first.wrapping_add(8 * group * self.stride + offset);
        // SAFETY: the block is full, and every row has at least that width, for `'a`; bytes have no
        // alignment.
        each_of_eight!(at => unsafe { &*first.wrapping_add(at * self.stride).cast() })
    }

    #[inline(always)]
    unsafe fn or(&self, offset: usize) -> u64 {
        debug_assert!(offset + 16 <= self.width, "words of the block");
        let (mut row, stride) = (self.first.wrapping_add(offset), self.stride);
        let mut all = [Union::new(); 2];
        // If the compiler knew how many, it would keep 64 distances at hand instead of a few.
        for _ in 0..black_box(BLOCK / 8) {
            // SAFETY: as in `group`, eight rows after another.
            let pair = |at: usize| unsafe { &*row.wrapping_add(at * stride).cast() };
            all[0] = all[0].with(pair(0)).with(pair(2)).with(pair(4)).with(pair(6));
            all[1] = all[1].with(pair(1)).with(pair(3)).with(pair(5)).with(pair(7));
            row = row.wrapping_add(8 * stride);
        }
        all[0].first() | all[1].first()
    }

    #[inline(always)]
    fn ask_ahead(&self, group: usize, offsets: &[usize]) {
        let first = self.first.wrapping_add((BLOCK + 8 * group) * self.stride);
        for at in 0..8 {
            for &offset in offsets {
                prefetch(first.wrapping_add(at * self.stride + offset));
            }
        }
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
pub(super) type BlockWords = [Words; 8];
