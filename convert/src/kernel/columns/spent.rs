//! The memory of a batch that nobody needs any more.

use arrow::array::{
    Array, ArrayRef, AsArray, BooleanArray, GenericByteArray, PrimitiveArray, downcast_primitive,
};
use arrow::buffer::Buffer;
use arrow::datatypes::{
    BinaryType, ByteArrayType, DataType, LargeBinaryType, LargeUtf8Type, Utf8Type,
};

/// Buffers of one column, to be written again where nobody else holds them.
#[derive(Debug, Default)]
pub(super) struct Spent {
    pub(super) values: Option<Buffer>,
    pub(super) offsets: Option<Buffer>,
    pub(super) nulls: Option<Buffer>,
}

impl Spent {
    /// Takes a column apart.
    pub(super) fn of(array: ArrayRef) -> Self {
        let array: &dyn Array = &array;
        macro_rules! numbers {
            ($T:ty) => {
                match array.as_any().downcast_ref::<PrimitiveArray<$T>>() {
                    Some(array) => Self::fixed(array, array.values().inner()),
                    None => Self::default(),
                }
            };
        }
        downcast_primitive! {
            array.data_type() => (numbers),
            DataType::Boolean => match array.as_any().downcast_ref::<BooleanArray>() {
                Some(bits) => Self::fixed(array, bits.values().inner()),
                None => Self::default(),
            },
            DataType::Utf8 => Self::bytes(array.as_bytes::<Utf8Type>()),
            DataType::LargeUtf8 => Self::bytes(array.as_bytes::<LargeUtf8Type>()),
            DataType::Binary => Self::bytes(array.as_bytes::<BinaryType>()),
            DataType::LargeBinary => Self::bytes(array.as_bytes::<LargeBinaryType>()),
            _ => Self::default()
        }
    }

    fn fixed(array: &dyn Array, values: &Buffer) -> Self {
        Self { values: Some(values.clone()), offsets: None, nulls: null_bits(array) }
    }

    fn bytes<T: ByteArrayType>(array: &GenericByteArray<T>) -> Self {
        Self {
            values: Some(array.values().clone()),
            offsets: Some(array.offsets().inner().inner().clone()),
            nulls: null_bits(array),
        }
    }
}

fn null_bits(array: &dyn Array) -> Option<Buffer> {
    array.nulls().map(|nulls| nulls.inner().inner().clone())
}
