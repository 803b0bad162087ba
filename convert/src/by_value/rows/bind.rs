//! The one match on a column's type: from here on it is known.

use arrow::array::{
    Array, ArrayRef, AsArray, downcast_integer, downcast_primitive, downcast_run_end_index,
};
use arrow::datatypes::{
    ArrowPrimitiveType, BinaryType, BinaryViewType, DataType, LargeBinaryType, LargeUtf8Type,
    StringViewType, Utf8Type,
};

use super::encoded::{Dictionaries, Runs};
use super::list::{FixedSizeLists, ListViews, Lists, Maps};
use super::record::{Structs, Unions};
use super::scalar::{Booleans, Bytes, Nulls, Numbers, Texts};
use super::{Nullable, ValueWriter};
use crate::error::{Error, Problem};

/// The writer of the values of `array`, whatever its type is.
pub(super) fn value_writer(array: &ArrayRef) -> Result<Box<dyn ValueWriter + '_>, Error> {
    macro_rules! numbers {
        ($T:ty) => {
            nullable(array, Numbers::<<$T as ArrowPrimitiveType>::Native>::new(array))
        };
    }
    macro_rules! dictionaries {
        ($K:ty) => {
            Ok(nullable(array, Dictionaries::try_new(array.as_dictionary::<$K>())?))
        };
    }
    macro_rules! runs {
        ($R:ty) => {
            Ok(nullable(array, Runs::try_new(array.as_run::<$R>())?))
        };
    }
    let data_type = array.data_type();
    let no_array = || Error::new(Problem::NoArray { data_type: data_type.clone() });
    Ok(downcast_primitive! {
        data_type => (numbers),
        DataType::Null => Box::new(Nulls),
        DataType::Boolean => nullable(array, Booleans(array.as_boolean())),
        DataType::Utf8 => nullable(array, Texts(array.as_bytes::<Utf8Type>())),
        DataType::LargeUtf8 => nullable(array, Texts(array.as_bytes::<LargeUtf8Type>())),
        DataType::Utf8View => nullable(array, Texts(array.as_byte_view::<StringViewType>())),
        DataType::Binary => nullable(array, Bytes(array.as_bytes::<BinaryType>())),
        DataType::LargeBinary => nullable(array, Bytes(array.as_bytes::<LargeBinaryType>())),
        DataType::BinaryView => nullable(array, Bytes(array.as_byte_view::<BinaryViewType>())),
        DataType::FixedSizeBinary(_) => nullable(array, Bytes(array.as_fixed_size_binary())),
        DataType::List(_) => nullable(array, Lists::try_new(array.as_list::<i32>())?),
        DataType::LargeList(_) => nullable(array, Lists::try_new(array.as_list::<i64>())?),
        DataType::ListView(_) => nullable(array, ListViews::try_new(array.as_list_view::<i32>())?),
        DataType::LargeListView(_) => {
            nullable(array, ListViews::try_new(array.as_list_view::<i64>())?)
        }
        DataType::FixedSizeList(..) => {
            nullable(array, FixedSizeLists::try_new(array.as_fixed_size_list())?)
        }
        DataType::Map(..) => nullable(array, Maps::try_new(array.as_map())?),
        DataType::Struct(_) => nullable(array, Structs::try_new(array.as_struct())?),
        DataType::Union(..) => Box::new(Unions::try_new(array.as_union())?),
        DataType::Dictionary(keys, _) => downcast_integer! {
            keys.as_ref() => (dictionaries),
            _ => Err(no_array())
        }?,
        DataType::RunEndEncoded(ends, _) => downcast_run_end_index! {
            ends.data_type() => (runs),
            _ => Err(no_array())
        }?,
        _ => return Err(no_array())
    })
}

fn nullable<'a>(array: &dyn Array, values: impl ValueWriter + 'a) -> Box<dyn ValueWriter + 'a> {
    Box::new(Nullable::new(array, values))
}
