//! The Arrow arrays that a batch of rows can be.

use std::ops::Range;
use std::sync::Arc;

use arrow_array::builder::{BinaryViewBuilder, GenericBinaryBuilder};
use arrow_array::{
    Array, ArrayAccessor, ArrayRef, BinaryArray, BinaryViewArray, FixedSizeBinaryArray,
    GenericBinaryArray, LargeBinaryArray, OffsetSizeTrait,
};
use arrow_buffer::{ArrowNativeType, Buffer, OffsetBuffer, ScalarBuffer};

use crate::Error;
use crate::error::Problem;

/// Where each row lies: a constant stride, 32- or 64-bit offsets, or views.
#[derive(Debug, Clone)]
pub enum RowArray {
    /// Rows of one length, back to back.
    Stride(FixedSizeBinaryArray),
    /// Rows back to back between 32-bit offsets.
    Offsets(BinaryArray),
    /// Rows back to back between 64-bit offsets.
    LargeOffsets(LargeBinaryArray),
    /// Rows anywhere in several buffers.
    Views(BinaryViewArray),
}

impl RowArray {
    /// Views of copied messages; `None` is a null row.
    ///
    /// # Errors
    ///
    /// [`TooLarge`](crate::ErrorKind::TooLarge) for a message of 4 GiB.
    pub fn try_from_messages<'a>(
        messages: impl IntoIterator<Item = Option<&'a [u8]>>,
    ) -> Result<Self, Error> {
        let mut builder = BinaryViewBuilder::new();
        for message in messages {
            match message {
                Some(message) => builder
                    .try_append_value(message)
                    .map_err(|_| Error::new(Problem::RowTooLarge { len: message.len() }))?,
                None => builder.append_null(),
            }
        }
        Ok(Self::Views(builder.finish()))
    }

    /// The Arrow array.
    #[must_use]
    pub fn array(&self) -> &dyn Array {
        match self {
            Self::Stride(array) => array,
            Self::Offsets(array) => array,
            Self::LargeOffsets(array) => array,
            Self::Views(array) => array,
        }
    }

    /// The bytes of row `index`; `None` where it is null.
    ///
    /// # Panics
    ///
    /// When there is no such row.
    #[must_use]
    #[inline]
    pub fn bytes(&self, index: usize) -> Option<&[u8]> {
        match self {
            Self::Stride(array) => value(array, index),
            Self::Offsets(array) => value(array, index),
            Self::LargeOffsets(array) => value(array, index),
            Self::Views(array) => value(array, index),
        }
    }

    /// Hands the bytes of `rows`, one after another, to `take`; `None` where a row is null.
    ///
    /// # Panics
    ///
    /// When there are no such rows.
    #[inline]
    pub fn for_each<'a>(&'a self, rows: Range<usize>, mut take: impl FnMut(Option<&'a [u8]>)) {
        match self {
            Self::Stride(array) => rows.for_each(|row| take(value(array, row))),
            Self::Offsets(array) => rows.for_each(|row| take(value(array, row))),
            Self::LargeOffsets(array) => rows.for_each(|row| take(value(array, row))),
            Self::Views(array) => rows.for_each(|row| take(value(array, row))),
        }
    }

    pub(super) fn slice(&self, offset: usize, len: usize) -> Self {
        match self {
            Self::Stride(array) => Self::Stride(array.slice(offset, len)),
            Self::Offsets(array) => Self::Offsets(array.slice(offset, len)),
            Self::LargeOffsets(array) => Self::LargeOffsets(array.slice(offset, len)),
            Self::Views(array) => Self::Views(array.slice(offset, len)),
        }
    }

    pub(super) fn to_array(&self) -> ArrayRef {
        match self {
            Self::Stride(array) => Arc::new(array.clone()),
            Self::Offsets(array) => Arc::new(array.clone()),
            Self::LargeOffsets(array) => Arc::new(array.clone()),
            Self::Views(array) => Arc::new(array.clone()),
        }
    }

    pub(super) fn byte_len(&self) -> usize {
        (0..self.array().len()).filter_map(|index| self.bytes(index)).map(<[u8]>::len).sum()
    }

    /// The rows between offsets of type `O`; the error is a length that `O` does not reach.
    pub(super) fn to_offsets<O: OffsetSizeTrait>(&self) -> Result<GenericBinaryArray<O>, usize> {
        let (ends, values): (Vec<usize>, &Buffer) = match self {
            Self::Stride(array) => {
                let stride = array.value_size();
                ((0..=array.len()).map(|row| row * stride).collect(), array.values())
            }
            Self::Offsets(array) => {
                (array.offsets().iter().map(|&o| o.as_usize()).collect(), array.values())
            }
            Self::LargeOffsets(array) => {
                (array.offsets().iter().map(|&o| o.as_usize()).collect(), array.values())
            }
            Self::Views(array) => return gather(array),
        };
        // A slice of a large batch may still fit: count from its own first byte.
        let (first, last) = (ends[0], ends[ends.len() - 1]);
        let offsets = (ends.iter())
            .map(|&end| O::from_usize(end - first).ok_or(last - first))
            .collect::<Result<Vec<O>, usize>>()?;
        let offsets = OffsetBuffer::new(ScalarBuffer::from(offsets));
        let values = values.slice_with_length(first, last - first);
        Ok(GenericBinaryArray::new(offsets, values, self.array().nulls().cloned()))
    }

    /// The rows as views; the error is a length that a view's signed 32-bit offset does not reach.
    pub(super) fn to_views(&self) -> Result<BinaryViewArray, usize> {
        if let Self::Views(array) = self {
            return Ok(array.clone());
        }
        let rows: LargeBinaryArray = self.to_offsets()?;
        if i32::try_from(rows.values().len()).is_err() {
            return Err(rows.values().len());
        }
        Ok(BinaryViewArray::from(&rows))
    }
}

#[inline]
fn value<'a>(array: impl ArrayAccessor<Item = &'a [u8]>, index: usize) -> Option<&'a [u8]> {
    array.is_valid(index).then(|| array.value(index))
}

/// Copies scattered rows into one buffer.
fn gather<O: OffsetSizeTrait>(array: &BinaryViewArray) -> Result<GenericBinaryArray<O>, usize> {
    let len = array.iter().flatten().map(<[u8]>::len).sum();
    O::from_usize(len).ok_or(len)?;
    let mut builder = GenericBinaryBuilder::<O>::with_capacity(array.len(), len);
    array.iter().for_each(|row| builder.append_option(row));
    Ok(builder.finish())
}

impl From<FixedSizeBinaryArray> for RowArray {
    fn from(array: FixedSizeBinaryArray) -> Self {
        Self::Stride(array)
    }
}

impl From<BinaryArray> for RowArray {
    fn from(array: BinaryArray) -> Self {
        Self::Offsets(array)
    }
}

impl From<LargeBinaryArray> for RowArray {
    fn from(array: LargeBinaryArray) -> Self {
        Self::LargeOffsets(array)
    }
}

impl From<BinaryViewArray> for RowArray {
    fn from(array: BinaryViewArray) -> Self {
        Self::Views(array)
    }
}

impl TryFrom<&dyn Array> for RowArray {
    type Error = Error;

    fn try_from(array: &dyn Array) -> Result<Self, Error> {
        let any = array.as_any();
        if let Some(array) = any.downcast_ref::<BinaryArray>() {
            Ok(array.clone().into())
        } else if let Some(array) = any.downcast_ref::<LargeBinaryArray>() {
            Ok(array.clone().into())
        } else if let Some(array) = any.downcast_ref::<BinaryViewArray>() {
            Ok(array.clone().into())
        } else if let Some(array) = any.downcast_ref::<FixedSizeBinaryArray>() {
            Ok(array.clone().into())
        } else {
            Err(Error::new(Problem::NotBinary { data_type: array.data_type().clone() }))
        }
    }
}
