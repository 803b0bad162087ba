//! Columns of text and bytes between offsets.

use std::sync::Arc;

use arrow::array::{ArrayRef, GenericByteArray};
use arrow::buffer::{Buffer, NullBuffer, OffsetBuffer, ScalarBuffer};
use arrow::datatypes::{
    ArrowNativeType, BinaryType, ByteArrayType, DataType, LargeBinaryType, LargeUtf8Type, Utf8Type,
};

use super::block::Block;
use super::room::{Blocks, Room};
use super::slab::{Area, Slab};
use super::spans::Spans;
use crate::error::{Error, Problem};
use crate::kernel::BLOCK;
use crate::kernel::tile::{OVER_WRITE, Tile};

/// Values one after another, and where each ends.
#[derive(Debug)]
pub(super) struct Text {
    /// The values.
    bytes: Room,
    /// Bytes of them.
    len: usize,
    /// Zero, and the end of each value.
    ends: Blocks,
    area: Area,
    offset: Offset,
    /// The values do not fit the offsets.
    too_large: bool,
}

/// How wide offsets are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Offset {
    Four,
    Eight,
}

impl Offset {
    const fn width(self) -> usize {
        match self {
            Self::Four => 4,
            Self::Eight => 8,
        }
    }

    const fn most(self) -> usize {
        match self {
            Self::Four => i32::MAX as usize,
            Self::Eight => usize::MAX >> 1,
        }
    }
}

impl Text {
    pub(super) fn new(offset: Offset) -> Self {
        let (bytes, ends, area) = (Room::None, Blocks::NONE, Area::default());
        Self { bytes, len: 0, ends, area, offset, too_large: false }
    }

    /// Asks for room for the ends of so many blocks of values.
    pub(super) fn ask(&mut self, slab: &mut Slab, blocks: usize) {
        self.area = slab.add((blocks * BLOCK + 1) * self.offset.width());
    }

    /// Starts over, in the room that was asked for.
    pub(super) fn take(&mut self, slab: &Slab) {
        (self.len, self.too_large) = (0, false);
        self.bytes.clear();
        self.ends = slab.blocks(self.area);
        match self.offset {
            Offset::Four => _ = self.ends.area::<[u8; 4], 1>(0)[0].write([0; 4]),
            Offset::Eight => _ = self.ends.area::<[u8; 8], 1>(0)[0].write([0; 8]),
        }
    }

    /// Takes the values of block `index` of `blocks`.
    #[inline(always)]
    pub(super) fn push<T: Tile>(
        &mut self,
        tile: T,
        (index, blocks): (usize, usize),
        block: &Block<'_>,
        spans: &Spans,
    ) {
        let len = self.len.saturating_add(spans.total);
        self.too_large |= len > self.offset.most();
        if self.too_large {
            self.len = len;
            return;
        }
        if self.bytes.capacity() < len + OVER_WRITE {
            self.grow(len, (index, blocks));
        }
        if block.slack() >= T::OVER_READ && block.width() >= T::OVER_READ {
            self.copy(index, block, spans, |from, len, to| {
                // SAFETY: `len` bytes lie in the row, of which no more than the slack is read behind
                // its end; an empty value of the empty row is read at its start, where `width` bytes
                // are. There is room for `len` and `OVER_WRITE` at `to`, in memory of this column alone.
                unsafe { tile.copy_over(from, len, to) };
            });
        } else {
            self.copy(index, block, spans, |from, len, to| {
                // SAFETY: `len` bytes lie in the row, and there is room for as many at `to`, in
                // memory of this column alone.
                unsafe { std::ptr::copy_nonoverlapping(from, to, len) };
            });
        }
        self.len = len;
    }

    /// Copies all values, one behind the other, and writes where each ends. Behind the bytes there is
    /// room for `total` of the spans and [`OVER_WRITE`].
    #[inline(always)]
    fn copy(
        &mut self,
        index: usize,
        block: &Block<'_>,
        spans: &Spans,
        copy: impl Fn(*const u8, usize, *mut u8),
    ) {
        match self.offset {
            Offset::Four => self.copy_between::<4>(index, block, spans, copy),
            Offset::Eight => self.copy_between::<8>(index, block, spans, copy),
        }
    }

    /// The same with ends of `WIDTH` bytes.
    #[inline(always)]
    fn copy_between<const WIDTH: usize>(
        &mut self,
        index: usize,
        block: &Block<'_>,
        spans: &Spans,
        copy: impl Fn(*const u8, usize, *mut u8),
    ) {
        let ends = self.ends.area::<[u8; WIDTH], BLOCK>((index * BLOCK + 1) * WIDTH);
        let (mut end, to) = (self.len, self.bytes.start());
        for (at, to_end) in ends.iter_mut().enumerate() {
            let (from, len) = spans.value(block, at);
            copy(from, len, to.wrapping_add(end));
            end += len;
            to_end.write(native(end));
        }
    }

    /// Makes room for `len` bytes, and for what later blocks will have if they are like those so far.
    #[cold]
    #[inline(never)]
    fn grow(&mut self, len: usize, (index, blocks): (usize, usize)) {
        let likely = len.saturating_mul(blocks) / (index + 1);
        let likely = (likely + likely / 16).min(self.offset.most()).max(len);
        // SAFETY: the values so far were written, one behind the other.
        unsafe { self.bytes.grow(self.len, likely + OVER_WRITE) };
    }

    /// Whether the values are UTF-8, if they fit their offsets.
    ///
    /// # Safety
    ///
    /// All blocks were taken, of `rows` rows.
    pub(super) unsafe fn is_utf8(&self, slab: &Slab, rows: usize) -> bool {
        // SAFETY: the values were written, one behind the other.
        let bytes = unsafe { self.bytes.written(self.len) };
        if self.too_large || bytes.is_ascii() {
            return true;
        }
        // SAFETY: `take` wrote the first and `push` those of each block: the caller says so.
        let ends = unsafe { slab.written(self.area, rows * self.offset.width()) };
        // The first byte of a value must not be inside a character.
        let inside = |start: usize| bytes.get(start).is_some_and(|byte| byte & 0xc0 == 0x80);
        let any_inside = match self.offset {
            Offset::Four => ends.as_chunks::<4>().0.iter().any(|end| inside(from_native(*end))),
            Offset::Eight => ends.as_chunks::<8>().0.iter().any(|end| inside(from_native(*end))),
        };
        !any_inside && simdutf8::basic::from_utf8(bytes).is_ok()
    }

    /// Checks that the values fit their offsets.
    pub(super) fn check_len(&self, data_type: &DataType) -> Result<(), Error> {
        match self.too_large {
            false => Ok(()),
            true => {
                Err(Error::new(Problem::TooLarge { len: self.len, data_type: data_type.clone() }))
            }
        }
    }

    /// The array of `data_type`.
    ///
    /// # Safety
    ///
    /// All blocks were taken, of `rows` rows, the values fit their offsets, and every one is UTF-8 if
    /// `data_type` is text.
    pub(super) unsafe fn array(
        &mut self,
        slab: &Slab,
        data_type: &DataType,
        rows: usize,
        nulls: Option<NullBuffer>,
    ) -> ArrayRef {
        // SAFETY: `take` wrote the first offset and `push` those of each block: the caller says so.
        let offsets = unsafe { slab.lend(self.area, (rows + 1) * self.offset.width()) };
        // SAFETY: the values were written, one behind the other.
        let bytes = unsafe { self.bytes.lend(self.len) };
        let parts = Parts { bytes, offsets, rows, nulls };
        match data_type {
            // SAFETY: the caller says so of text; so below.
            DataType::Utf8 => unsafe { parts.into_array::<Utf8Type>() },
            // SAFETY: as above.
            DataType::LargeUtf8 => unsafe { parts.into_array::<LargeUtf8Type>() },
            // SAFETY: bytes need not be text.
            DataType::Binary => unsafe { parts.into_array::<BinaryType>() },
            // SAFETY: as above.
            _ => unsafe { parts.into_array::<LargeBinaryType>() },
        }
    }
}

/// What an array is made of. The offsets begin with zero, never fall and end with the last of the bytes.
struct Parts {
    bytes: Buffer,
    offsets: Buffer,
    rows: usize,
    nulls: Option<NullBuffer>,
}

impl Parts {
    /// # Safety
    ///
    /// Every value is UTF-8 if `T` is text.
    unsafe fn into_array<T: ByteArrayType>(self) -> ArrayRef {
        let offsets = ScalarBuffer::<T::Offset>::new(self.offsets, 0, self.rows + 1);
        // SAFETY: they begin with zero and never fall, as this type says.
        let offsets = unsafe { OffsetBuffer::new_unchecked(offsets) };
        // SAFETY: the last offset is the end of the bytes, and there is a null bit per row, as this type
        // and the nulls of a column say; the values are what the caller says.
        Arc::new(unsafe { GenericByteArray::<T>::new_unchecked(offsets, self.bytes, self.nulls) })
    }
}

/// The number whose low bytes these are, in the order of the machine.
fn from_native<const N: usize>(mut bytes: [u8; N]) -> usize {
    if cfg!(target_endian = "big") {
        bytes.reverse();
    }
    let mut number = [0; 8];
    number[..N].copy_from_slice(&bytes);
    i64::from_le_bytes(number).as_usize()
}

/// The low bytes of a number, in the order of the machine.
#[inline(always)]
fn native<const N: usize>(number: usize) -> [u8; N] {
    let mut bytes = [0; N];
    bytes.copy_from_slice(&(number as u64).to_le_bytes()[..N]);
    if cfg!(target_endian = "big") {
        bytes.reverse();
    }
    bytes
}
