//! The Arrow arrays that a batch of rows can be.

use std::ops::Range;
use std::sync::Arc;

use arrow_array::builder::BinaryViewBuilder;
use arrow_array::{
    Array, ArrayAccessor, ArrayRef, BinaryArray, BinaryViewArray, FixedSizeBinaryArray,
    GenericBinaryArray, LargeBinaryArray, OffsetSizeTrait,
};
use arrow_schema::DataType;

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

    /// The number of rows.
    #[must_use]
    pub fn len(&self) -> usize {
        self.array().len()
    }

    /// Whether there are no rows.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// How many rows are null.
    #[must_use]
    pub fn null_count(&self) -> usize {
        self.array().null_count()
    }

    /// The Arrow type of the array.
    #[must_use]
    pub fn data_type(&self) -> &DataType {
        self.array().data_type()
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
            Self::Stride(array) => valid_value(array, index),
            Self::Offsets(array) => valid_value(array, index),
            Self::LargeOffsets(array) => valid_value(array, index),
            Self::Views(array) => valid_value(array, index),
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
            Self::Stride(array) if array.null_count() == 0 && array.value_size() > 0 => {
                let stride = array.value_size();
                let bytes = &array.value_data()[rows.start * stride..rows.end * stride];
                bytes.chunks_exact(stride).for_each(|row| take(Some(row)));
            }
            Self::Offsets(array) if array.null_count() == 0 => between(array, rows, take),
            Self::LargeOffsets(array) if array.null_count() == 0 => between(array, rows, take),
            Self::Stride(array) => rows.for_each(|row| take(valid_value(array, row))),
            Self::Offsets(array) => rows.for_each(|row| take(valid_value(array, row))),
            Self::LargeOffsets(array) => rows.for_each(|row| take(valid_value(array, row))),
            Self::Views(array) => rows.for_each(|row| take(valid_value(array, row))),
        }
    }

    pub(crate) fn slice(&self, offset: usize, len: usize) -> Self {
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
        (0..self.len()).filter_map(|index| self.bytes(index)).map(<[u8]>::len).sum()
    }
}

/// Hands the bytes between offsets, none of which are null, to `take`.
#[inline]
fn between<'a, O: OffsetSizeTrait>(
    array: &'a GenericBinaryArray<O>,
    rows: Range<usize>,
    mut take: impl FnMut(Option<&'a [u8]>),
) {
    let (offsets, bytes) = (&array.value_offsets()[rows.start..=rows.end], array.value_data());
    for row in offsets.windows(2) {
        take(Some(&bytes[row[0].as_usize()..row[1].as_usize()]));
    }
}

/// Value `index` of an array; `None` where it is null.
#[inline]
pub(crate) fn valid_value<'a, T: ?Sized>(
    array: impl ArrayAccessor<Item = &'a T>,
    index: usize,
) -> Option<&'a T> {
    array.is_valid(index).then(|| array.value(index))
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
