//! Columns of text and bytes.

use std::marker::PhantomData;
use std::sync::Arc;

use arrow::array::builder::{BinaryViewBuilder, NullBufferBuilder};
use arrow::array::{ArrayRef, FixedSizeBinaryArray, GenericByteArray, GenericByteViewArray};
use arrow::buffer::{Buffer, OffsetBuffer, ScalarBuffer};
use arrow::datatypes::{ArrowNativeType, ByteArrayType, ByteViewType, DataType};
use ferrow_row::Value;

use super::{Collect, under_nulls};
use crate::error::{Error, Problem};

/// Values one after another, between offsets.
pub(super) struct Bytes<V: ?Sized, T: ByteArrayType> {
    bytes: Vec<u8>,
    offsets: Vec<T::Offset>,
    nulls: NullBufferBuilder,
    value: PhantomData<fn() -> Box<V>>,
}

impl<V: ?Sized, T: ByteArrayType> Bytes<V, T> {
    pub(super) fn new() -> Self {
        let (offsets, nulls) = (vec![T::Offset::default()], NullBufferBuilder::new(0));
        Self { bytes: Vec::new(), offsets, nulls, value: PhantomData }
    }
}

impl<V, T> Collect for Bytes<V, T>
where
    V: Value + AsRef<[u8]> + ?Sized,
    V: for<'a> Value<Ref<'a> = &'a V>,
    T: ByteArrayType,
{
    type Value = V;

    fn collect(&mut self, value: &V) -> Result<(), Error> {
        let value = value.as_ref();
        let len = self.bytes.len() + value.len();
        let Some(end) = T::Offset::from_usize(len) else {
            return Err(Error::new(Problem::TooLarge { len, data_type: T::DATA_TYPE }));
        };
        self.bytes.extend_from_slice(value);
        self.offsets.push(end);
        self.nulls.append_non_null();
        Ok(())
    }

    fn collect_nulls(&mut self, count: usize) -> Result<(), Error> {
        let end = self.offsets[self.offsets.len() - 1];
        self.offsets.resize(self.offsets.len() + count, end);
        self.nulls.append_n_nulls(count);
        Ok(())
    }

    fn collect_defaults(&mut self, count: usize) -> Result<(), Error> {
        let end = self.offsets[self.offsets.len() - 1];
        self.offsets.resize(self.offsets.len() + count, end);
        self.nulls.append_n_non_nulls(count);
        Ok(())
    }

    fn into_array(mut self) -> Result<ArrayRef, Error> {
        let offsets = OffsetBuffer::new(ScalarBuffer::from(self.offsets));
        let bytes = Buffer::from_vec(self.bytes);
        Ok(Arc::new(GenericByteArray::<T>::try_new(offsets, bytes, self.nulls.finish())?))
    }
}

/// Values as views.
pub(super) struct Views<V: ?Sized, T: ByteViewType> {
    builder: BinaryViewBuilder,
    array: PhantomData<T>,
    value: PhantomData<fn() -> Box<V>>,
}

impl<V: ?Sized, T: ByteViewType> Views<V, T> {
    pub(super) fn new() -> Self {
        Self { builder: BinaryViewBuilder::new(), array: PhantomData, value: PhantomData }
    }
}

impl<V, T> Collect for Views<V, T>
where
    V: Value + AsRef<[u8]> + ?Sized,
    V: for<'a> Value<Ref<'a> = &'a V>,
    T: ByteViewType,
{
    type Value = V;

    fn collect(&mut self, value: &V) -> Result<(), Error> {
        let bytes: &[u8] = value.as_ref();
        Ok(self.builder.try_append_value(bytes)?)
    }

    fn collect_nulls(&mut self, count: usize) -> Result<(), Error> {
        (0..count).for_each(|_| self.builder.append_null());
        Ok(())
    }

    fn collect_defaults(&mut self, count: usize) -> Result<(), Error> {
        Ok(self.builder.try_append_value_n([], count)?)
    }

    fn into_array(mut self) -> Result<ArrayRef, Error> {
        let (views, buffers, nulls) = self.builder.finish().into_parts();
        Ok(Arc::new(GenericByteViewArray::<T>::try_new(views, buffers, nulls)?))
    }
}

/// Values of one size, back to back.
pub(super) struct FixedBytes {
    size: i32,
    len: usize,
    bytes: Vec<u8>,
    under_nulls: usize,
    nulls: NullBufferBuilder,
}

impl FixedBytes {
    pub(super) fn new(size: i32) -> Self {
        let nulls = NullBufferBuilder::new(0);
        Self { size, len: 0, bytes: Vec::new(), under_nulls: 0, nulls }
    }

    /// Appends `count` values of zeros.
    fn fill(&mut self, count: usize) -> Result<(), Error> {
        let width = usize::try_from(self.size).unwrap_or(0);
        let data_type = || DataType::FixedSizeBinary(self.size);
        self.under_nulls = under_nulls(self.under_nulls, count, width, data_type)?;
        self.bytes.resize(self.bytes.len() + count * width, 0);
        self.len += count;
        Ok(())
    }
}

impl Collect for FixedBytes {
    type Value = [u8];

    fn collect(&mut self, value: &[u8]) -> Result<(), Error> {
        self.bytes.extend_from_slice(value);
        self.len += 1;
        self.nulls.append_non_null();
        Ok(())
    }

    fn collect_nulls(&mut self, count: usize) -> Result<(), Error> {
        self.fill(count)?;
        self.nulls.append_n_nulls(count);
        Ok(())
    }

    fn collect_defaults(&mut self, count: usize) -> Result<(), Error> {
        self.fill(count)?;
        self.nulls.append_n_non_nulls(count);
        Ok(())
    }

    fn into_array(mut self) -> Result<ArrayRef, Error> {
        let (bytes, nulls) = (Buffer::from_vec(self.bytes), self.nulls.finish());
        let array = FixedSizeBinaryArray::try_new_with_len(self.size, bytes, nulls, self.len)?;
        Ok(Arc::new(array))
    }
}
