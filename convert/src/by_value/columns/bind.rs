//! The one match on a column's type: from here on it is known.

use arrow::array::downcast_primitive;
use arrow::datatypes::{
    ArrowPrimitiveType, BinaryType, BinaryViewType, DataType, LargeBinaryType, LargeUtf8Type,
    StringViewType, Utf8Type,
};

use super::ColumnBuilder;
use super::bytes::{Bytes, FixedBytes, Views};
use super::encoded::{Dictionary, Encoded, Runs};
use super::list::{FixedSizeLists, ListForm, Lists};
use super::map::Maps;
use super::number::{Booleans, Nulls, Numbers};
use super::record::Structs;
use super::union::Unions;
use crate::error::{Error, Problem};

/// The builder of an array of exactly `data_type`.
pub(super) fn column_builder(data_type: &DataType) -> Result<Box<dyn ColumnBuilder>, Error> {
    macro_rules! numbers {
        ($T:ty) => {
            Box::new(Numbers::<<$T as ArrowPrimitiveType>::Native>::new(data_type.clone()))
        };
    }
    Ok(downcast_primitive! {
        data_type => (numbers),
        DataType::Null => Box::new(Nulls::default()),
        DataType::Boolean => Box::new(Booleans::default()),
        DataType::Utf8 => Box::new(Bytes::<str, Utf8Type>::new()),
        DataType::LargeUtf8 => Box::new(Bytes::<str, LargeUtf8Type>::new()),
        DataType::Utf8View => Box::new(Views::<str, StringViewType>::new()),
        DataType::Binary => Box::new(Bytes::<[u8], BinaryType>::new()),
        DataType::LargeBinary => Box::new(Bytes::<[u8], LargeBinaryType>::new()),
        DataType::BinaryView => Box::new(Views::<[u8], BinaryViewType>::new()),
        DataType::FixedSizeBinary(size) => Box::new(FixedBytes::new(*size)),
        DataType::List(element) => Box::new(Lists::<i32>::try_new(element, ListForm::Offsets)?),
        DataType::LargeList(element) => {
            Box::new(Lists::<i64>::try_new(element, ListForm::Offsets)?)
        }
        DataType::ListView(element) => Box::new(Lists::<i32>::try_new(element, ListForm::Views)?),
        DataType::LargeListView(element) => {
            Box::new(Lists::<i64>::try_new(element, ListForm::Views)?)
        }
        DataType::FixedSizeList(element, len) => {
            Box::new(FixedSizeLists::try_new(element, *len)?)
        }
        DataType::Map(entries, ordered) => match entries.data_type() {
            DataType::Struct(fields) if fields.len() == 2 => {
                Box::new(Maps::try_new(entries, [&fields[0], &fields[1]], *ordered)?)
            }
            _ => return Err(no_array(data_type)),
        },
        DataType::Struct(fields) => Box::new(Structs::try_new(fields)?),
        DataType::Union(fields, mode) => Box::new(Unions::try_new(fields, *mode)?),
        DataType::Dictionary(keys, values) => {
            Box::new(Encoded::<Dictionary>::try_new(data_type, keys, values)?)
        }
        DataType::RunEndEncoded(ends, values) => {
            Box::new(Encoded::<Runs>::try_new(data_type, ends.data_type(), values.data_type())?)
        }
        _ => return Err(no_array(data_type))
    })
}

pub(super) fn no_array(data_type: &DataType) -> Error {
    Error::new(Problem::NoArray { data_type: data_type.clone() })
}
