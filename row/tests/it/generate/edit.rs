//! Random changes of a schema that rows survive.

use std::sync::Arc;

use arrow_schema::{DataType, Field, FieldRef, Fields, TimeUnit, UnionFields};

use super::{Choices, is_nullable, key_and_value, list_element, stored};

/// The fields after somebody worked on them: some gone, some new, some elsewhere, some nullable, some
/// of wider types.
pub(crate) fn edited(choices: &mut Choices<'_>, fields: &Fields) -> Fields {
    let mut edited: Vec<FieldRef> = Vec::new();
    for field in fields {
        if !choices.one_in(6) {
            edited.push(wider_field(choices, field));
        }
        if choices.one_in(6) {
            let name = format!("new{}", edited.len());
            let data_type = choices.pick(&[DataType::Int8, DataType::Utf8, DataType::Null]).clone();
            edited.push(Arc::new(Field::new(name, data_type, true)));
        }
    }
    if choices.one_in(3) {
        edited.reverse();
    }
    if choices.one_in(3) && !edited.is_empty() {
        let by = choices.below(edited.len().min(256));
        edited.rotate_left(by);
    }
    edited.into()
}

fn wider_field(choices: &mut Choices<'_>, field: &Field) -> FieldRef {
    let data_type = wider(choices, field.data_type());
    // What was null stays null, whatever type it has from now on.
    let nullable = is_nullable(field) || choices.one_in(3);
    Arc::new(Field::new(field.name(), data_type, nullable))
}

/// A type that holds all values of `data_type`, or the type itself.
fn wider(choices: &mut Choices<'_>, data_type: &DataType) -> DataType {
    if let Some(element) = list_element(data_type) {
        let element = wider_field(choices, element);
        return match (data_type, choices.below(3)) {
            (DataType::FixedSizeList(_, len), 0 | 1) => DataType::FixedSizeList(element, *len),
            (_, 1) => DataType::LargeList(element),
            _ => DataType::List(element),
        };
    }
    match data_type {
        DataType::Struct(fields) => DataType::Struct(edited(choices, fields)),
        DataType::Map(entries, sorted) => {
            let (key, value) = key_and_value(entries);
            let wider_key = wider(choices, key.data_type());
            let key = Field::new(key.name(), wider_key, is_nullable(key));
            let entries: Fields = vec![Arc::new(key), wider_field(choices, value)].into();
            DataType::Map(Arc::new(Field::new("pairs", DataType::Struct(entries), false)), *sorted)
        }
        DataType::Union(children, mode) => {
            let more = (99_i8, Arc::new(Field::new("more", DataType::Date32, true)));
            let more = choices.one_in(3).then_some(more);
            let children = children.iter().map(|(id, child)| (id, wider_field(choices, child)));
            let children: Vec<_> = more.into_iter().chain(children).collect();
            DataType::Union(children.into_iter().collect::<UnionFields>(), *mode)
        }
        _ => {
            let mut types = wider_scalars(stored(data_type));
            types.push(data_type.clone());
            choices.pick(&types).clone()
        }
    }
}

fn wider_scalars(data_type: &DataType) -> Vec<DataType> {
    use DataType::*;
    use TimeUnit::{Microsecond, Millisecond, Nanosecond};
    match data_type {
        Int8 => vec![Int16, Int32, Int64, Float16, Float32, Float64],
        Int16 => vec![Int32, Int64, Float32, Float64],
        Int32 => vec![Int64, Float64],
        UInt8 => vec![UInt16, UInt32, UInt64, Int16, Int32, Int64, Float16, Float32, Float64],
        UInt16 => vec![UInt32, UInt64, Int32, Int64, Float32, Float64],
        UInt32 => vec![UInt64, Int64, Float64],
        Float16 => vec![Float32, Float64],
        Float32 => vec![Float64],
        Date32 => vec![Date64, Timestamp(Nanosecond, None)],
        Date64 => vec![Timestamp(Millisecond, None), Timestamp(Microsecond, None)],
        Time32(_) => vec![Time32(Millisecond), Time64(Microsecond), Time64(Nanosecond)],
        Time64(_) => vec![Time64(Nanosecond)],
        Timestamp(_, zone) => vec![Timestamp(Nanosecond, zone.clone())],
        Duration(_) => vec![Duration(Nanosecond)],
        Decimal32(9, 2) => {
            vec![Decimal32(9, 2), Decimal64(18, 2), Decimal128(20, 5), Decimal256(60, 9)]
        }
        Decimal64(18, -3) => vec![Decimal128(22, 0), Decimal256(30, 2)],
        Decimal128(38, 2) => vec![Decimal256(50, 7)],
        Utf8 | LargeUtf8 | Utf8View => vec![Utf8View, LargeUtf8, Binary, BinaryView],
        Binary | LargeBinary | BinaryView => vec![Binary, LargeBinary],
        FixedSizeBinary(_) => vec![BinaryView],
        Null => vec![Int64, Utf8, Date32],
        _ => vec![],
    }
}
