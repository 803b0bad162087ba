//! The one match on a column's type: from here on it is known.

use arrow::array::downcast_primitive;
use arrow::datatypes::{
    ArrowPrimitiveType, BinaryType, BinaryViewType, DataType, LargeBinaryType, LargeUtf8Type,
    StringViewType, Utf8Type,
};
use ferrow_row::ValueLayout;

use super::ColumnBuilder;
use super::bytes::{Bytes, FixedBytes, Views};
use super::encoded::{Dictionary, Encoded, Runs};
use super::list::{FixedSizeLists, ListForm, Lists};
use super::map::Maps;
use super::number::{Booleans, Nulls, Numbers};
use super::record::Structs;
use super::union::Unions;
use crate::error::{Error, Problem};

/// The builder of an array of exactly `data_type`, out of values that stand as `value` says: the type
/// may be another form of the same values, and its structs may have fewer fields.
pub(crate) fn column_builder(
    data_type: &DataType,
    value: &ValueLayout,
) -> Result<Box<dyn ColumnBuilder>, Error> {
    let no_array = || no_array(data_type);
    let element = || Ok::<_, Error>(value.list().ok_or_else(no_array)?.element());
    macro_rules! numbers {
        ($T:ty) => {
            Box::new(Numbers::<<$T as ArrowPrimitiveType>::Native>::new(data_type.clone()))
        };
    }
    Ok(downcast_primitive! {
        data_type => (numbers),
        DataType::Null => Box::new(Nulls::default()),
        DataType::Boolean => Box::new(Booleans::default()),
        DataType::Utf8 => Box::new(Bytes::<Utf8Type>::default()),
        DataType::LargeUtf8 => Box::new(Bytes::<LargeUtf8Type>::default()),
        DataType::Utf8View => Box::new(Views::<StringViewType>::default()),
        DataType::Binary => Box::new(Bytes::<BinaryType>::default()),
        DataType::LargeBinary => Box::new(Bytes::<LargeBinaryType>::default()),
        DataType::BinaryView => Box::new(Views::<BinaryViewType>::default()),
        DataType::FixedSizeBinary(size) => Box::new(FixedBytes::new(*size)),
        DataType::List(field) => {
            Box::new(Lists::<i32>::try_new(field, element()?, ListForm::Offsets)?)
        }
        DataType::LargeList(field) => {
            Box::new(Lists::<i64>::try_new(field, element()?, ListForm::Offsets)?)
        }
        DataType::ListView(field) => {
            Box::new(Lists::<i32>::try_new(field, element()?, ListForm::Views)?)
        }
        DataType::LargeListView(field) => {
            Box::new(Lists::<i64>::try_new(field, element()?, ListForm::Views)?)
        }
        DataType::FixedSizeList(field, len) => {
            Box::new(FixedSizeLists::try_new(field, element()?, *len)?)
        }
        DataType::Map(entries, ordered) => match entries.data_type() {
            DataType::Struct(fields) if fields.len() == 2 => {
                let map = value.map().ok_or_else(no_array)?;
                Box::new(Maps::try_new(entries, [&fields[0], &fields[1]], map, *ordered)?)
            }
            _ => return Err(no_array()),
        },
        DataType::Struct(fields) => Box::new(Structs::try_new(fields, value.row().ok_or_else(no_array)?)?),
        DataType::Union(fields, mode) => {
            Box::new(Unions::try_new(fields, value.union().ok_or_else(no_array)?, *mode)?)
        }
        DataType::Dictionary(keys, values) if keys.is_integer() => {
            Box::new(Encoded::<Dictionary>::try_new(data_type, (keys, values), value)?)
        }
        DataType::RunEndEncoded(ends, values) if ends.data_type().is_run_ends_type() => {
            let types = (ends.data_type(), values.data_type());
            Box::new(Encoded::<Runs>::try_new(data_type, types, value)?)
        }
        _ => return Err(no_array())
    })
}

pub(super) fn no_array(data_type: &DataType) -> Error {
    Error::new(Problem::NoArray { data_type: data_type.clone() })
}
