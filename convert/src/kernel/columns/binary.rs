//! Columns of text and bytes.

use std::marker::PhantomData;
use std::sync::Arc;

use arrow::array::builder::BinaryViewBuilder;
use arrow::array::{ArrayRef, GenericByteArray, GenericByteViewArray};
use arrow::buffer::{Buffer, OffsetBuffer, ScalarBuffer};
use arrow::datatypes::{ArrowNativeType, ByteArrayType, ByteViewType, DataType};

use super::validity::Validity;
use super::{Block, ColumnDecoder};
use crate::error::{Error, Problem};
use crate::kernel::Place;

/// Collects values one after another, between offsets.
pub(super) struct BytesDecoder<T: ByteArrayType> {
    place: Place,
    bytes: Vec<u8>,
    offsets: Vec<T::Offset>,
    validity: Validity,
    fits: bool,
}

impl<T: ByteArrayType> BytesDecoder<T> {
    pub(super) fn new(place: Place, rows: usize) -> Self {
        let mut offsets = Vec::with_capacity(rows + 1);
        offsets.push(T::Offset::default());
        let validity = Validity::with_capacity(rows);
        Self { place, bytes: Vec::new(), offsets, validity, fits: true }
    }
}

impl<T: ByteArrayType> ColumnDecoder for BytesDecoder<T> {
    fn push(&mut self, block: &Block<'_>) {
        let valid = block.validity(self.place);
        let mut row = 1;
        block.for_each_span(self.place, |value| {
            if valid & row != 0 && self.fits {
                self.bytes.extend_from_slice(value);
            }
            let end = T::Offset::from_usize(self.bytes.len());
            self.fits &= end.is_some();
            self.offsets.push(end.unwrap_or_default());
            row <<= 1;
        });
        self.validity.push(valid, block.len());
    }

    fn finish(self: Box<Self>, data_type: &DataType) -> Result<ArrayRef, Error> {
        if !self.fits {
            let (len, data_type) = (self.bytes.len(), data_type.clone());
            return Err(Error::new(Problem::TooLarge { len, data_type }));
        }
        let offsets = OffsetBuffer::new(ScalarBuffer::from(self.offsets));
        let bytes = Buffer::from_vec(self.bytes);
        let array = GenericByteArray::<T>::try_new(offsets, bytes, self.validity.finish())?;
        Ok(Arc::new(array))
    }
}

/// Collects values as views.
pub(super) struct ViewDecoder<T: ByteViewType> {
    place: Place,
    builder: BinaryViewBuilder,
    array: PhantomData<T>,
}

impl<T: ByteViewType> ViewDecoder<T> {
    pub(super) fn new(place: Place, rows: usize) -> Self {
        Self { place, builder: BinaryViewBuilder::with_capacity(rows), array: PhantomData }
    }
}

impl<T: ByteViewType> ColumnDecoder for ViewDecoder<T> {
    fn push(&mut self, block: &Block<'_>) {
        let valid = block.validity(self.place);
        let mut row = 1;
        block.for_each_span(self.place, |value| {
            self.builder.append_option((valid & row != 0).then_some(value));
            row <<= 1;
        });
    }

    fn finish(mut self: Box<Self>, _: &DataType) -> Result<ArrayRef, Error> {
        let (views, buffers, nulls) = self.builder.finish().into_parts();
        Ok(Arc::new(GenericByteViewArray::<T>::try_new(views, buffers, nulls)?))
    }
}
