//! Columns of numbers and booleans: what stands in slots.

use std::mem::MaybeUninit;
use std::sync::Arc;

use arrow::array::{ArrayRef, BooleanArray, PrimitiveArray, downcast_primitive};
use arrow::buffer::{BooleanBuffer, Buffer, NullBuffer, ScalarBuffer};
use arrow::datatypes::{ArrowPrimitiveType, DataType};

use super::Output;
use super::block::Column;
use super::room::Room;
use super::spent::Spent;
use crate::error::{Error, Problem};
use crate::kernel::BLOCK;
use crate::kernel::tile::{Line, Tile};

/// A column of values that are all as wide, which may be one bit.
#[derive(Debug)]
pub(super) struct Fixed {
    width: Width,
    room: Room,
    output: Output,
}

/// What of a slot a value takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Width {
    /// Whether its first byte is zero.
    Bit,
    One,
    Two,
    Four,
    Eight,
}

impl Width {
    /// Bytes that the values of a block take.
    pub(super) const fn of_block(self) -> usize {
        match self {
            Self::Bit => BLOCK / 8,
            Self::One => BLOCK,
            Self::Two => 2 * BLOCK,
            Self::Four => 4 * BLOCK,
            Self::Eight => 8 * BLOCK,
        }
    }
}

impl Fixed {
    /// A column of `rows` values.
    pub(super) fn new(width: Width, rows: usize, output: Output, spent: &mut Spent) -> Self {
        let room = Room::new(rows.div_ceil(BLOCK) * width.of_block(), spent.values.take());
        let stream = output == Output::PastCaches && room.is_aligned_to_lines();
        Self { width, room, output: if stream { output } else { Output::ToCaches } }
    }

    /// Where the blocks go, one behind the other, if their words are the values.
    pub(super) fn direct(&mut self) -> Option<*mut Column> {
        self.is_direct().then(|| self.room.blocks())
    }

    /// Whether words are the values, and are to go to the caches.
    #[inline(always)]
    pub(super) fn is_direct(&self) -> bool {
        self.width == Width::Eight
            && self.output == Output::ToCaches
            && cfg!(target_endian = "little")
    }

    /// Takes block `index`, out of words of which a value takes those from bit `shift` on.
    #[inline(always)]
    pub(super) fn push<T: Tile>(&mut self, tile: T, index: usize, words: &Column, shift: u32) {
        let start = index * self.width.of_block();
        match (self.width, self.output) {
            (Width::Bit, _) => {
                let bits = tile.nonzero(&narrow::<1>(words, shift).map(|[byte]| byte));
                self.room.area::<[u8; 8], 1>(start)[0].write(bits.to_le_bytes());
            }
            (Width::One, Output::ToCaches) => {
                store(self.room.area(start), narrow::<1>(words, shift));
            }
            (Width::Two, Output::ToCaches) => {
                store(self.room.area(start), narrow::<2>(words, shift));
            }
            (Width::Four, Output::ToCaches) => {
                store(self.room.area(start), narrow::<4>(words, shift));
            }
            (Width::Eight, Output::ToCaches) => {
                store(self.room.area(start), narrow::<8>(words, shift));
            }
            (Width::One, Output::PastCaches) => {
                stream::<T, 1>(tile, self.room.area(start), &narrow::<1>(words, shift));
            }
            (Width::Two, Output::PastCaches) => {
                stream::<T, 2>(tile, self.room.area(start), &narrow::<2>(words, shift));
            }
            (Width::Four, Output::PastCaches) => {
                stream::<T, 4>(tile, self.room.area(start), &narrow::<4>(words, shift));
            }
            (Width::Eight, Output::PastCaches) => {
                stream::<T, 8>(tile, self.room.area(start), &narrow::<8>(words, shift));
            }
        }
    }

    /// The array of `data_type`.
    ///
    /// # Safety
    ///
    /// All blocks of `rows` rows were taken.
    pub(super) unsafe fn finish(
        self,
        data_type: &DataType,
        rows: usize,
        nulls: Option<NullBuffer>,
    ) -> Result<ArrayRef, Error> {
        let bytes = match self.width {
            Width::Bit => rows.div_ceil(8),
            width => rows * (width.of_block() / BLOCK),
        };
        // SAFETY: each block was written whole, by `push` or where `direct` says: the caller says so.
        let values = unsafe { self.room.finish(bytes) };
        match self.width {
            Width::Bit => {
                Ok(Arc::new(BooleanArray::new(BooleanBuffer::new(values, 0, rows), nulls)))
            }
            _ => numbers(data_type, values, nulls),
        }
    }
}

/// The bytes of the values, in the order of the machine.
#[inline(always)]
fn narrow<const N: usize>(words: &Column, shift: u32) -> [[u8; N]; BLOCK] {
    let mut values = [[0; N]; BLOCK];
    for (value, word) in values.iter_mut().zip(words.as_flattened()) {
        let bytes = (u64::from_le_bytes(*word) >> shift).to_le_bytes();
        value.copy_from_slice(&bytes[..N]);
        if cfg!(target_endian = "big") {
            value.reverse();
        }
    }
    values
}

#[inline(always)]
fn store<const N: usize>(to: &mut [MaybeUninit<[u8; N]>; BLOCK], values: [[u8; N]; BLOCK]) {
    for (to, value) in to.iter_mut().zip(values) {
        to.write(value);
    }
}

/// Writes `N` lines of values past the caches.
#[inline(always)]
fn stream<T: Tile, const N: usize>(
    tile: T,
    to: &mut [MaybeUninit<Line>; N],
    values: &[[u8; N]; BLOCK],
) {
    let (words, _) = values.as_flattened().as_chunks::<8>();
    for (to, words) in to.iter_mut().zip(words.as_chunks::<8>().0) {
        tile.stream(words, to);
    }
}

fn numbers(
    data_type: &DataType,
    values: Buffer,
    nulls: Option<NullBuffer>,
) -> Result<ArrayRef, Error> {
    macro_rules! array {
        ($T:ty) => {{
            let values = ScalarBuffer::<<$T as ArrowPrimitiveType>::Native>::from(values);
            let array = PrimitiveArray::<$T>::try_new(values, nulls)?;
            match *data_type == <$T as ArrowPrimitiveType>::DATA_TYPE {
                true => Ok(Arc::new(array)),
                false => Ok(Arc::new(array.with_data_type(data_type.clone()))),
            }
        }};
    }
    downcast_primitive! {
        data_type => (array),
        _ => Err(Error::new(Problem::NoArray { data_type: data_type.clone() }))
    }
}
