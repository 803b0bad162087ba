//! Values of the variable region: where those of a block of rows stand, and how long they are.

use std::ops::Range;

use arrow::buffer::Buffer;

use super::BLOCK;
use super::measure::RowOffsets;

/// Where the values of a block of rows are.
pub(super) struct Found {
    /// `lens[i]` bytes can be read from here on; also where there are none, it is no address of nothing.
    pub(super) starts: [*const u8; BLOCK],
    pub(super) lens: [usize; BLOCK],
    /// Bytes in front of this address, behind any of the values, can be read as well; zero where that
    /// is not known.
    pub(super) end: usize,
    /// Values that no array has as they are in rows.
    made: [[u8; 32]; BLOCK],
}

/// Text, bytes and wide values of a column, in the form that Arrow has them in.
#[derive(Debug)]
pub(super) enum Values<'a> {
    /// Between offsets that ascend and end within the bytes, as arrays promise.
    Between32(&'a [i32], &'a [u8]),
    Between64(&'a [i64], &'a [u8]),
    Views(&'a [u128], &'a [Buffer]),
    /// So many bytes each.
    OfWidth(usize, &'a [u8]),
    /// To be extended to 32 bytes.
    Decimals(&'a [[u8; 16]]),
    /// Structs, written as rows of their own.
    Rows(Box<(RowOffsets, Vec<u8>)>),
}

static NOTHING: [u8; 64] = [0; 64];

impl Found {
    pub(super) fn new() -> Self {
        Self { starts: [NOTHING.as_ptr(); BLOCK], lens: [0; BLOCK], end: 0, made: [[0; 32]; BLOCK] }
    }
}

impl Values<'_> {
    /// Adds to `sizes` what each of `rows` takes in the variable region, nothing where `nulls` has a
    /// bit.
    #[inline(always)]
    pub(super) fn add_sizes(&self, rows: Range<usize>, nulls: u64, sizes: &mut [usize; BLOCK]) {
        match self {
            Self::Between32(offsets, _) => {
                let (starts, ends) =
                    (&offsets[rows.clone()], &offsets[rows.start + 1..][..rows.len()]);
                add(sizes, nulls, starts.iter().zip(ends).map(|(start, end)| diff32(*start, *end)));
            }
            Self::Between64(offsets, _) => {
                let (starts, ends) =
                    (&offsets[rows.clone()], &offsets[rows.start + 1..][..rows.len()]);
                add(sizes, nulls, starts.iter().zip(ends).map(|(start, end)| diff64(*start, *end)));
            }
            Self::Views(views, _) => {
                add(sizes, nulls, views[rows].iter().map(|view| view_len(*view)));
            }
            Self::OfWidth(width, _) => add(sizes, nulls, rows.map(|_| *width)),
            Self::Decimals(_) => add(sizes, nulls, rows.map(|_| 32)),
            Self::Rows(values) => add(sizes, nulls, rows.map(|row| values.0.range(row).len())),
        }
    }

    /// As [`add_sizes`](Self::add_sizes), of the values that `picks` names.
    #[inline(always)]
    pub(super) fn add_picked_sizes(&self, picks: &[usize], nulls: u64, sizes: &mut [usize; BLOCK]) {
        add(sizes, nulls, picks.iter().map(|&pick| self.len_of(pick)));
    }

    /// Finds the values of `rows`.
    #[inline(always)]
    pub(super) fn find(&self, rows: Range<usize>, found: &mut Found) {
        let Self::Between32(offsets, bytes) = self else { return self.find_each(rows, found) };
        // What is most frequent, without looking twice whether offsets are there.
        let (from, to) = (&offsets[rows.clone()], &offsets[rows.start + 1..][..rows.len()]);
        let first = first_of(bytes);
        found.end = self.end();
        for (start, from) in found.starts.iter_mut().zip(from) {
            *start = first.wrapping_add(diff32(0, *from));
        }
        for (len, (from, to)) in found.lens.iter_mut().zip(from.iter().zip(to)) {
            *len = diff32(*from, *to);
        }
    }

    /// As [`find`](Self::find), of the values that `picks` names.
    #[inline(always)]
    pub(super) fn find_picked(&self, picks: &[usize], found: &mut Found) {
        self.find_each(picks.iter().copied(), found);
    }

    #[inline(always)]
    fn find_each(&self, values: impl Iterator<Item = usize>, found: &mut Found) {
        found.end = self.end();
        let Found { starts, lens, made, .. } = found;
        let places = starts.iter_mut().zip(lens).zip(values);
        match self {
            Self::Between32(offsets, bytes) => {
                let first = first_of(bytes);
                for ((start, len), at) in places {
                    let (from, to) = (offsets[at], offsets[at + 1]);
                    (*start, *len) = (first.wrapping_add(diff32(0, from)), diff32(from, to));
                }
            }
            Self::Between64(offsets, bytes) => {
                let first = first_of(bytes);
                for ((start, len), at) in places {
                    let (from, to) = (offsets[at], offsets[at + 1]);
                    (*start, *len) = (first.wrapping_add(diff64(0, from)), diff64(from, to));
                }
            }
            Self::Views(views, buffers) => {
                for ((start, len), at) in places {
                    let value = viewed(&views[at], buffers);
                    (*start, *len) = (first_of(value), value.len());
                }
            }
            Self::Rows(values) => {
                let (offsets, bytes) = &**values;
                let first = first_of(bytes);
                for ((start, len), at) in places {
                    let row = offsets.range(at);
                    (*start, *len) = (first.wrapping_add(row.start), row.len());
                }
            }
            Self::OfWidth(width, bytes) => {
                let first = first_of(bytes);
                for ((start, len), at) in places {
                    (*start, *len) = (first.wrapping_add(width * at), *width);
                }
            }
            Self::Decimals(values) => {
                for (((start, len), at), made) in places.zip(made) {
                    let value = i128::from_le_bytes(values[at]);
                    made[..16].copy_from_slice(&values[at]);
                    made[16..].fill(if value < 0 { 0xff } else { 0 });
                    (*start, *len) = (made.as_ptr(), made.len());
                }
            }
        }
    }

    /// As [`Found::end`].
    #[inline(always)]
    fn end(&self) -> usize {
        match self {
            Self::Between32(_, bytes) | Self::Between64(_, bytes) | Self::OfWidth(_, bytes) => {
                end_of(bytes)
            }
            Self::Rows(values) => end_of(&values.1),
            Self::Views(..) | Self::Decimals(_) => 0,
        }
    }

    #[inline(always)]
    fn len_of(&self, at: usize) -> usize {
        match self {
            Self::Between32(offsets, _) => diff32(offsets[at], offsets[at + 1]),
            Self::Between64(offsets, _) => diff64(offsets[at], offsets[at + 1]),
            Self::Views(views, _) => view_len(views[at]),
            Self::OfWidth(width, _) => *width,
            Self::Decimals(_) => 32,
            Self::Rows(values) => values.0.range(at).len(),
        }
    }
}

/// Adds padded lengths, of values that are not null.
#[inline(always)]
fn add(sizes: &mut [usize; BLOCK], nulls: u64, lens: impl Iterator<Item = usize>) {
    if nulls == 0 {
        for (size, len) in sizes.iter_mut().zip(lens) {
            *size += ferrow_row::standard::padded(len);
        }
    } else {
        for ((row, size), len) in sizes.iter_mut().enumerate().zip(lens) {
            *size += ferrow_row::standard::padded(len) & kept(nulls, row);
        }
    }
}

/// All bits, or none where `nulls` has that of the row.
#[inline(always)]
pub(super) fn kept(nulls: u64, row: usize) -> usize {
    (nulls >> row & 1).wrapping_sub(1) as usize
}

/// Offsets of arrays ascend from zero or more.
#[inline(always)]
fn diff32(start: i32, end: i32) -> usize {
    end.wrapping_sub(start).cast_unsigned() as usize
}

#[inline(always)]
#[expect(clippy::cast_possible_truncation, reason = "bytes that are in memory can be counted")]
fn diff64(start: i64, end: i64) -> usize {
    end.wrapping_sub(start).cast_unsigned() as usize
}

/// The low 32 bits of a view.
#[inline(always)]
#[expect(clippy::cast_possible_truncation, reason = "the low 32 bits")]
fn view_len(view: u128) -> usize {
    view as u32 as usize
}

/// The bytes that a view shows; none where it shows bytes that are not there, which only one under a
/// null may.
#[inline(always)]
#[expect(clippy::cast_possible_truncation, reason = "the parts of a view have 32 bits")]
fn viewed<'v>(view: &'v u128, buffers: &'v [Buffer]) -> &'v [u8] {
    let len = view_len(*view);
    let value = if len <= 12 {
        bytemuck::cast_ref::<u128, [u8; 16]>(view).get(4..4 + len)
    } else {
        let (buffer, offset) = ((*view >> 64) as u32 as usize, (*view >> 96) as u32 as usize);
        buffers.get(buffer).and_then(|buffer| buffer.get(offset..)).and_then(|b| b.get(..len))
    };
    value.unwrap_or_default()
}

/// An address that can be read, also where there are no bytes.
#[inline(always)]
fn first_of(bytes: &[u8]) -> *const u8 {
    if bytes.is_empty() { NOTHING.as_ptr() } else { bytes.as_ptr() }
}

/// Where the bytes at [`first_of`] end.
#[inline(always)]
fn end_of(bytes: &[u8]) -> usize {
    let bytes = if bytes.is_empty() { NOTHING.as_slice() } else { bytes };
    bytes.as_ptr_range().end.addr()
}
