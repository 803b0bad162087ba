//! Columns of text and bytes between offsets.

use std::sync::Arc;

use arrow::array::{ArrayRef, GenericByteArray};
use arrow::buffer::{Buffer, NullBuffer, OffsetBuffer, ScalarBuffer};
use arrow::datatypes::{
    ArrowNativeType, BinaryType, ByteArrayType, DataType, LargeBinaryType, LargeUtf8Type, Utf8Type,
};

use super::block::Block;
use super::room::Room;
use super::spans::Spans;
use super::spent::Spent;
use crate::error::{Error, Problem};
use crate::kernel::BLOCK;
use crate::kernel::tile::{OVER_WRITE, Tile};

/// Values one after another, and where each ends.
#[derive(Debug)]
pub(super) struct Text {
    bytes: Vec<u8>,
    /// The offsets behind each value, of 4 or 8 bytes; the first offset is in front of them.
    ends: Room,
    offset: Offset,
    rows: usize,
    /// Bytes of the values so far.
    len: usize,
    /// They do not fit the offsets.
    too_large: bool,
    /// What the rows have at most.
    most: usize,
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
    /// A column of `rows` values, which hardly have more than `most` bytes.
    pub(super) fn new(offset: Offset, rows: usize, most: usize, spent: &mut Spent) -> Self {
        let bytes = spent.values.take().and_then(|buffer| buffer.into_vec().ok());
        let mut bytes: Vec<u8> = bytes.unwrap_or_default();
        bytes.clear();
        let width = offset.width();
        let mut ends = Room::new((rows.div_ceil(BLOCK) * BLOCK + 1) * width, spent.offsets.take());
        match offset {
            Offset::Four => _ = ends.area::<[u8; 4], 1>(0)[0].write([0; 4]),
            Offset::Eight => _ = ends.area::<[u8; 8], 1>(0)[0].write([0; 8]),
        }
        Self { bytes, ends, offset, rows, len: 0, too_large: false, most }
    }

    /// Takes the values of block `index`.
    #[inline(always)]
    pub(super) fn push<T: Tile>(
        &mut self,
        tile: T,
        index: usize,
        block: &Block<'_>,
        spans: &Spans,
    ) {
        self.len += spans.total;
        self.too_large |= self.len > self.offset.most();
        if self.too_large {
            return;
        }
        self.reserve(index, spans.total);
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
        // SAFETY: there is room for so many, and they were written: the values lie one behind the
        // other.
        unsafe { self.bytes.set_len(self.len) };
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
        let start = (index * BLOCK + 1) * self.offset.width();
        let (mut end, to) = (self.bytes.len(), self.bytes.as_mut_ptr());
        match self.offset {
            Offset::Four => {
                let ends = self.ends.area::<[u8; 4], BLOCK>(start);
                for (at, to_end) in ends.iter_mut().enumerate() {
                    let (from, len) = spans.value(block, at);
                    copy(from, len, to.wrapping_add(end));
                    end += len;
                    to_end.write(native::<4>(end));
                }
            }
            Offset::Eight => {
                let ends = self.ends.area::<[u8; 8], BLOCK>(start);
                for (at, to_end) in ends.iter_mut().enumerate() {
                    let (from, len) = spans.value(block, at);
                    copy(from, len, to.wrapping_add(end));
                    end += len;
                    to_end.write(native::<8>(end));
                }
            }
        }
    }

    /// Makes room for `more` bytes, and for what later blocks will have if they are like this one.
    #[inline(always)]
    fn reserve(&mut self, index: usize, more: usize) {
        if self.bytes.capacity() - self.bytes.len() < more + OVER_WRITE {
            let blocks_left = self.rows.div_ceil(BLOCK).saturating_sub(index + 1);
            let so_far = (self.bytes.len() + more).saturating_mul(blocks_left) / (index + 1);
            let likely = (so_far + so_far / 16).min(self.most.saturating_sub(self.len));
            // What is likely is asked for, what is needed insisted on.
            if self.bytes.try_reserve_exact(more + likely + OVER_WRITE).is_err() {
                self.bytes.reserve(more + OVER_WRITE);
            }
        }
    }

    /// The array of `data_type`; `None` where that is text and the values are not, of which `utf8`
    /// says whether that was checked before.
    ///
    /// # Safety
    ///
    /// All blocks were taken. With [`Utf8::Known`], every value is UTF-8 if `data_type` is text.
    pub(super) unsafe fn finish(
        self,
        data_type: &DataType,
        nulls: Option<NullBuffer>,
        utf8: Utf8,
    ) -> Result<Option<ArrayRef>, Error> {
        if self.too_large {
            let (len, data_type) = (self.len, data_type.clone());
            return Err(Error::new(Problem::TooLarge { len, data_type }));
        }
        // SAFETY: `new` wrote the first offset and `push` those of each block: the caller says so.
        let offsets = unsafe { self.ends.finish((self.rows + 1) * self.offset.width()) };
        let array = Parts { bytes: self.bytes, offsets, rows: self.rows, nulls, utf8 };
        match data_type {
            // SAFETY: the caller says so of values that are taken for text; so below.
            DataType::Utf8 => unsafe { array.text::<Utf8Type>() },
            // SAFETY: as above.
            DataType::LargeUtf8 => unsafe { array.text::<LargeUtf8Type>() },
            // SAFETY: bytes need not be text.
            DataType::Binary => unsafe { array.into_array::<BinaryType>() },
            // SAFETY: as above.
            _ => unsafe { array.into_array::<LargeBinaryType>() },
        }
    }
}

/// Whether text is known to be UTF-8.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Utf8 {
    Known,
    Unknown,
}

/// What an array is made of. The offsets begin with zero, never fall and end with the last of the bytes.
struct Parts {
    bytes: Vec<u8>,
    offsets: Buffer,
    rows: usize,
    nulls: Option<NullBuffer>,
    utf8: Utf8,
}

impl Parts {
    /// # Safety
    ///
    /// With [`Utf8::Known`], every value is UTF-8.
    unsafe fn text<T: ByteArrayType>(self) -> Result<Option<ArrayRef>, Error> {
        if self.utf8 == Utf8::Unknown && !self.is_utf8::<T>() {
            return Ok(None);
        }
        // SAFETY: each value is UTF-8: it was checked, or the caller says so.
        unsafe { self.into_array::<T>() }
    }

    fn is_utf8<T: ByteArrayType>(&self) -> bool {
        if self.bytes.is_ascii() {
            return true;
        }
        // The first byte of a value must not be inside a character.
        let starts_inside = |start: &T::Offset| {
            self.bytes.get(start.as_usize()).is_some_and(|byte| byte & 0xc0 == 0x80)
        };
        simdutf8::basic::from_utf8(&self.bytes).is_ok()
            && !self.offsets.typed_data::<T::Offset>().iter().any(starts_inside)
    }

    /// # Safety
    ///
    /// Every value is UTF-8 if `T` is text.
    unsafe fn into_array<T: ByteArrayType>(self) -> Result<Option<ArrayRef>, Error> {
        let offsets = ScalarBuffer::<T::Offset>::new(self.offsets, 0, self.rows + 1);
        // SAFETY: they begin with zero and never fall, as this type says.
        let offsets = unsafe { OffsetBuffer::new_unchecked(offsets) };
        let bytes = Buffer::from_vec(self.bytes);
        // SAFETY: the last offset is the end of the bytes, and there is a null bit per row, as this type
        // and the validity of a column say; the values are what the caller says.
        let array = unsafe { GenericByteArray::<T>::new_unchecked(offsets, bytes, self.nulls) };
        Ok(Some(Arc::new(array)))
    }
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
