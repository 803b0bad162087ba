//! Columns of numbers and booleans: what stands in slots.

use std::sync::Arc;

use arrow::array::{ArrayRef, BooleanArray, PrimitiveArray, downcast_primitive};
use arrow::buffer::{BooleanBuffer, Buffer, NullBuffer, ScalarBuffer};
use arrow::datatypes::{ArrowPrimitiveType, DataType};
use bytemuck::Pod;

use super::Output;
use super::block::BlockWords;
use super::room::{Address, Blocks};
use super::slab::{Area, Slab};
use crate::error::{Error, Problem};
use crate::kernel::BLOCK;
use crate::kernel::tile::{Line, Tile};

/// A column of values that are all as wide, which may be one bit.
#[derive(Debug)]
pub(super) struct Fixed {
    width: Width,
    area: Area,
    blocks: Blocks,
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
    pub(super) fn new(width: Width) -> Self {
        Self { width, area: Area::default(), blocks: Blocks::NONE }
    }

    /// Asks for room for so many blocks.
    pub(super) fn ask(&mut self, slab: &mut Slab, blocks: usize) {
        self.area = slab.add(blocks * self.width.of_block());
    }

    /// Takes the room that was asked for.
    pub(super) fn take(&mut self, slab: &Slab) {
        self.blocks = slab.blocks(self.area);
    }

    /// Where the blocks go, one behind the other, if their words are the values.
    pub(super) fn direct(&self) -> Address<BlockWords> {
        let is_direct = self.width == Width::Eight && cfg!(target_endian = "little");
        if is_direct { Address(self.blocks.start().cast()) } else { Address::NOWHERE }
    }

    /// Takes block `index`, of which a value takes the first bytes of each word.
    #[inline(always)]
    pub(super) fn push<T: Tile>(
        &mut self,
        tile: T,
        index: usize,
        words: &BlockWords,
        output: Output,
    ) {
        let start = index * self.width.of_block();
        match self.width {
            Width::Bit => {
                let bits = tile.nonzero(&narrowed(words, low_8));
                self.blocks.area::<[u8; 8], 1>(start)[0].write(bits.to_le_bytes());
            }
            Width::One => self.put::<T, u8, 1>(tile, start, words, output, low_8),
            Width::Two => self.put::<T, u16, 2>(tile, start, words, output, low_16),
            Width::Four => self.put::<T, u32, 4>(tile, start, words, output, low_32),
            Width::Eight => self.put::<T, u64, 8>(tile, start, words, output, |word| word),
        }
    }

    /// Writes the values of a block, which take `LINES` lines, from byte `start` on.
    #[inline(always)]
    fn put<T: Tile, V: Pod, const LINES: usize>(
        &mut self,
        tile: T,
        start: usize,
        words: &BlockWords,
        output: Output,
        low: impl Fn(u64) -> V,
    ) {
        match output {
            Output::ToCaches => {
                // As a whole: one by one, the compiler sees no vectors in them.
                _ = self.blocks.area::<[V; BLOCK], 1>(start)[0].write(narrowed(words, low));
            }
            Output::PastCaches => {
                let values = narrowed(words, low);
                let lines = bytemuck::cast_slice::<V, [[u8; 8]; 8]>(&values);
                for (to, line) in self.blocks.area::<Line, LINES>(start).iter_mut().zip(lines) {
                    tile.stream(line, to);
                }
            }
        }
    }

    /// The array of `data_type`.
    ///
    /// # Safety
    ///
    /// All blocks of `rows` rows were taken.
    pub(super) unsafe fn array(
        &self,
        slab: &Slab,
        data_type: &DataType,
        rows: usize,
        nulls: Option<NullBuffer>,
    ) -> Result<ArrayRef, Error> {
        let bytes = match self.width {
            Width::Bit => rows.div_ceil(8),
            width => rows * (width.of_block() / BLOCK),
        };
        // SAFETY: each block was written whole, by `push` or where `direct` says: the caller says so.
        let values = unsafe { slab.lend(self.area, bytes) };
        match self.width {
            Width::Bit => {
                Ok(Arc::new(BooleanArray::new(BooleanBuffer::new(values, 0, rows), nulls)))
            }
            _ => numbers(data_type, values, nulls),
        }
    }
}

/// The values of a block, of which `low` is what a value takes of its word.
#[inline(always)]
fn narrowed<V: Pod>(words: &BlockWords, low: impl Fn(u64) -> V) -> [V; BLOCK] {
    let mut values = [V::zeroed(); BLOCK];
    for (to, word) in values.iter_mut().zip(words.as_flattened()) {
        *to = low(u64::from_le_bytes(*word));
    }
    values
}

#[expect(clippy::cast_possible_truncation, reason = "the low byte")]
#[inline(always)]
fn low_8(word: u64) -> u8 {
    word as u8
}

#[expect(clippy::cast_possible_truncation, reason = "the low two bytes")]
#[inline(always)]
fn low_16(word: u64) -> u16 {
    word as u16
}

#[expect(clippy::cast_possible_truncation, reason = "the low half")]
#[inline(always)]
fn low_32(word: u64) -> u32 {
    word as u32
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
