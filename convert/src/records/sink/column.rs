//! The arrays of one column while they grow.

use std::any::Any;
use std::sync::Arc;

use arrow::array::{
    ArrayData, ArrayRef, BooleanArray, FixedSizeListArray, ListArray, MapArray, StructArray,
    make_array,
};
use arrow::buffer::{Buffer, NullBuffer, OffsetBuffer, ScalarBuffer};
use arrow::datatypes::{ArrowNativeType, BinaryType, DataType, FieldRef, ToByteSlice, Utf8Type};

use super::ArraySink;
use super::bits::{Bits, Validity};
use crate::error::{Error, Problem};
use crate::kernel::gather::ByteColumn;

/// One column.
pub(super) struct ColumnBuilder {
    pub(super) validity: Validity,
    pub(super) values: Values,
}

/// The values of a column, whatever stands under nulls.
pub(super) enum Values {
    Bool(Bits),
    Fixed(Box<dyn FixedValues>),
    Text(ByteColumn<Utf8Type>),
    Binary(ByteColumn<BinaryType>),
    FixedBytes {
        width: usize,
        bytes: Vec<u8>,
    },
    Struct(ArraySink),
    /// The end of each list, and in front the start of the first.
    List(Vec<i32>, ArraySink),
    FixedList(ArraySink),
    /// As of lists, whose elements are two columns.
    Map(Vec<i32>, ArraySink),
}

/// A `Vec` of numbers.
pub(super) trait FixedValues: Any {
    fn as_any(&mut self) -> &mut dyn Any;

    fn finish(self: Box<Self>) -> Buffer;

    /// The bytes of all, one after another, and how many each has.
    fn bytes(&self) -> (&[u8], usize);
}

impl<T: ArrowNativeType> FixedValues for Vec<T> {
    fn as_any(&mut self) -> &mut dyn Any {
        self
    }

    fn finish(self: Box<Self>) -> Buffer {
        Buffer::from_vec(*self)
    }

    fn bytes(&self) -> (&[u8], usize) {
        (self.as_slice().to_byte_slice(), size_of::<T>())
    }
}

impl ColumnBuilder {
    /// The column as an array of `data_type`.
    pub(super) fn finish(self, data_type: &DataType) -> Result<ArrayRef, Error> {
        let (len, nulls) = (self.validity.len(), self.validity.finish());
        Ok(match (self.values, data_type) {
            (Values::Bool(bits), DataType::Boolean) => {
                Arc::new(BooleanArray::new(bits.finish(), nulls))
            }
            (Values::Fixed(values), data_type) => {
                let data = ArrayData::builder(data_type.clone()).len(len).nulls(nulls);
                make_array(data.add_buffer(values.finish()).build()?)
            }
            (Values::Text(text), DataType::Utf8) => Arc::new(text.finish(nulls)),
            (Values::Binary(bytes), DataType::Binary) => Arc::new(bytes.finish(nulls)),
            (Values::FixedBytes { bytes, .. }, DataType::FixedSizeBinary(width)) => {
                let data = ArrayData::builder(DataType::FixedSizeBinary(*width)).len(len);
                make_array(data.nulls(nulls).add_buffer(Buffer::from_vec(bytes)).build()?)
            }
            (Values::Struct(columns), DataType::Struct(fields)) => {
                let columns = columns.finish()?;
                Arc::new(StructArray::try_new_with_length(fields.clone(), columns, nulls, len)?)
            }
            (Values::List(ends, elements), DataType::List(field)) => {
                let elements = elements.finish_one()?;
                Arc::new(ListArray::try_new(Arc::clone(field), offsets(ends), elements, nulls)?)
            }
            (Values::FixedList(elements), DataType::FixedSizeList(field, size)) => {
                let (field, elements) = (Arc::clone(field), elements.finish_one()?);
                Arc::new(FixedSizeListArray::try_new_with_length(
                    field, *size, elements, nulls, len,
                )?)
            }
            (Values::Map(ends, entries), DataType::Map(field, ordered)) => {
                map(data_type, field, *ordered, offsets(ends), entries, nulls)?
            }
            (values, wanted) => return Err(values.not_of(wanted)),
        })
    }
}

fn map(
    data_type: &DataType,
    field: &FieldRef,
    ordered: bool,
    offsets: OffsetBuffer<i32>,
    entries: ArraySink,
    nulls: Option<NullBuffer>,
) -> Result<ArrayRef, Error> {
    let DataType::Struct(fields) = field.data_type() else {
        return Err(Error::new(Problem::NoArray { data_type: data_type.clone() }));
    };
    let entries = StructArray::try_new(fields.clone(), entries.finish()?, None)?;
    Ok(Arc::new(MapArray::try_new(Arc::clone(field), offsets, entries, nulls, ordered)?))
}

fn offsets(ends: Vec<i32>) -> OffsetBuffer<i32> {
    OffsetBuffer::new(ScalarBuffer::from(ends))
}

impl Values {
    /// What these values are not the values of: a field's type says one thing and its `fill` another.
    #[cold]
    fn not_of(&self, wanted: &DataType) -> Error {
        let found = match self {
            Self::Bool(_) => DataType::Boolean,
            Self::Text(_) => DataType::Utf8,
            Self::Binary(_) => DataType::Binary,
            Self::FixedBytes { .. } => DataType::FixedSizeBinary(0),
            _ => DataType::Null,
        };
        Error::new(Problem::WrongType { wanted: wanted.clone(), found })
    }
}
