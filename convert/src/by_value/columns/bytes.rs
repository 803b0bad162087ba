//! Columns of text and bytes.

use std::sync::Arc;

use arrow::array::builder::{GenericByteViewBuilder, NullBufferBuilder};
use arrow::array::{ArrayRef, FixedSizeBinaryArray, GenericByteArray};
use arrow::buffer::Buffer;
use arrow::datatypes::{ByteArrayType, ByteViewType, DataType};
use ferrow_row::Value;

use super::ends::Ends;
use super::fill::under_nulls;
use super::{Collect, Fill};
use crate::error::{Error, Problem};

/// Values one after another, between offsets.
pub(super) struct Bytes<T: ByteArrayType> {
    bytes: Vec<u8>,
    ends: Ends<T::Offset>,
}

impl<T: ByteArrayType> Default for Bytes<T> {
    fn default() -> Self {
        Self { bytes: Vec::new(), ends: Ends::default() }
    }
}

impl<T> Collect for Bytes<T>
where
    T: ByteArrayType,
    T::Native: for<'a> Value<Ref<'a> = &'a T::Native>,
{
    type Value = T::Native;

    fn collect(&mut self, value: &T::Native) -> Result<(), Error> {
        let value: &[u8] = value.as_ref();
        let too_large = |len| Problem::TooLarge { len, data_type: T::DATA_TYPE };
        self.ends.push(value.len(), too_large)?;
        self.bytes.extend_from_slice(value);
        Ok(())
    }

    fn fill(&mut self, count: usize, fill: Fill) -> Result<(), Error> {
        self.ends.fill(count, fill);
        Ok(())
    }

    fn into_array(self) -> Result<ArrayRef, Error> {
        let (offsets, nulls) = self.ends.finish();
        Ok(Arc::new(GenericByteArray::<T>::try_new(offsets, Buffer::from_vec(self.bytes), nulls)?))
    }
}

/// Values as views.
pub(super) struct Views<T: ByteViewType> {
    builder: GenericByteViewBuilder<T>,
}

impl<T: ByteViewType> Default for Views<T> {
    fn default() -> Self {
        Self { builder: GenericByteViewBuilder::new() }
    }
}

impl<T> Collect for Views<T>
where
    T: ByteViewType,
    T::Native: for<'a> Value<Ref<'a> = &'a T::Native>,
    for<'a> &'a T::Native: Default,
{
    type Value = T::Native;

    fn collect(&mut self, value: &T::Native) -> Result<(), Error> {
        Ok(self.builder.try_append_value(value)?)
    }

    fn fill(&mut self, count: usize, fill: Fill) -> Result<(), Error> {
        match fill {
            Fill::Nulls => (0..count).for_each(|_| self.builder.append_null()),
            Fill::Defaults => self.builder.try_append_value_n(<&T::Native>::default(), count)?,
        }
        Ok(())
    }

    fn into_array(mut self) -> Result<ArrayRef, Error> {
        Ok(Arc::new(self.builder.finish()))
    }
}

/// Values of one size, back to back.
pub(super) struct FixedBytes {
    size: i32,
    bytes: Vec<u8>,
    under_nulls: usize,
    nulls: NullBufferBuilder,
}

impl FixedBytes {
    pub(super) fn new(size: i32) -> Self {
        Self { size, bytes: Vec::new(), under_nulls: 0, nulls: NullBufferBuilder::new(0) }
    }
}

impl Collect for FixedBytes {
    type Value = [u8];

    fn collect(&mut self, value: &[u8]) -> Result<(), Error> {
        self.bytes.extend_from_slice(value);
        self.nulls.append_non_null();
        Ok(())
    }

    fn fill(&mut self, count: usize, fill: Fill) -> Result<(), Error> {
        let width = usize::try_from(self.size).unwrap_or(0);
        let data_type = || DataType::FixedSizeBinary(self.size);
        self.under_nulls = under_nulls(self.under_nulls, count, width, data_type)?;
        self.bytes.resize(self.bytes.len() + count * width, 0);
        fill.note(&mut self.nulls, count);
        Ok(())
    }

    fn into_array(mut self) -> Result<ArrayRef, Error> {
        let len = self.nulls.len();
        let (bytes, nulls) = (Buffer::from_vec(self.bytes), self.nulls.finish());
        Ok(Arc::new(FixedSizeBinaryArray::try_new_with_len(self.size, bytes, nulls, len)?))
    }
}
