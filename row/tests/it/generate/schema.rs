//! Random schemas of any types.

use std::sync::{Arc, LazyLock};

use arrow_schema::{DataType, Field, FieldRef, Fields, UnionFields, UnionMode};

use super::Choices;
use crate::types;

static SCALARS: LazyLock<Vec<DataType>> = LazyLock::new(types::scalars);

/// Fields of any types, nested at most four levels deep.
pub(crate) fn fields(choices: &mut Choices<'_>) -> Fields {
    let len = if choices.one_in(12) { 60 + choices.below(12) } else { choices.below(7) };
    (0..len).map(|index| field(choices, &format!("f{index}"), 3)).collect()
}

fn field(choices: &mut Choices<'_>, name: &str, depth: usize) -> FieldRef {
    let nullable = choices.one_in(2);
    Arc::new(Field::new(name, data_type(choices, depth), nullable))
}

fn data_type(choices: &mut Choices<'_>, depth: usize) -> DataType {
    if depth == 0 || !choices.one_in(2) {
        return choices.pick(&SCALARS).clone();
    }
    let mut inner = |name: &str| field(choices, name, depth - 1);
    let item = inner("item");
    match choices.below(9) {
        0 => DataType::List(item),
        1 => DataType::LargeList(item),
        2 => DataType::ListView(item),
        3 => DataType::LargeListView(item),
        4 => DataType::FixedSizeList(item, i32::from(choices.byte() % 5)),
        5 => map(key(&item), field(choices, "value", depth - 1)),
        6 => {
            let len = choices.below(3);
            let children = (0..=len).map(|index| field(choices, &format!("c{index}"), depth - 1));
            union(children)
        }
        _ => {
            let len = choices.below(5);
            let fields = (0..len).map(|index| field(choices, &format!("f{index}"), depth - 1));
            DataType::Struct(fields.collect())
        }
    }
}

/// A key of the type of `field`, or of another one where that may be null.
fn key(field: &Field) -> DataType {
    let data_type = field.data_type().clone();
    if is_nullable(&field.clone().with_nullable(false)) { DataType::Int32 } else { data_type }
}

fn map(key: DataType, value: FieldRef) -> DataType {
    let entries = Fields::from(vec![Arc::new(Field::new("key", key, false)), value]);
    DataType::Map(Arc::new(Field::new("entries", DataType::Struct(entries), false)), false)
}

/// A union whose type ids are neither small nor in a row.
fn union(children: impl Iterator<Item = FieldRef>) -> DataType {
    let ids = [5_i8, 0, 127, 64];
    DataType::Union(ids.into_iter().zip(children).collect::<UnionFields>(), UnionMode::Sparse)
}

/// The type of the values of a dictionary or of runs; any other type is its own.
pub(crate) fn stored(data_type: &DataType) -> &DataType {
    match data_type {
        DataType::Dictionary(_, values) => stored(values),
        DataType::RunEndEncoded(_, values) => stored(values.data_type()),
        other => other,
    }
}

/// Whether a value of the field may be null, also by its type.
pub(crate) fn is_nullable(field: &Field) -> bool {
    fn by_type(data_type: &DataType) -> bool {
        match data_type {
            DataType::Null => true,
            DataType::Dictionary(_, values) => by_type(values),
            DataType::RunEndEncoded(_, values) => is_nullable(values),
            _ => false,
        }
    }
    field.is_nullable() || by_type(field.data_type())
}

/// The field of the elements of a list of any kind.
pub(crate) fn list_element(data_type: &DataType) -> Option<&FieldRef> {
    match data_type {
        DataType::List(element)
        | DataType::LargeList(element)
        | DataType::ListView(element)
        | DataType::LargeListView(element)
        | DataType::FixedSizeList(element, _) => Some(element),
        _ => None,
    }
}

/// The fields of a map's keys and values.
pub(crate) fn key_and_value(entries: &Field) -> (&FieldRef, &FieldRef) {
    match entries.data_type() {
        DataType::Struct(fields) => (&fields[0], &fields[1]),
        other => panic!("{other} is no type of a map's entries"),
    }
}
