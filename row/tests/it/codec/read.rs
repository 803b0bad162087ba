//! Values of the crate, read as those of the model.

use ferrow_row::{
    Error, Kind, LazyList, LazyMap, LazyRow, ListRef, MapRef, RowRef, UnionRef, ValueRef,
};

use super::{Plan, by_kind};
use crate::model::Model;

/// The ways to read that the crate has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reader {
    /// Validates all, then reads by ordinal.
    Values,
    /// Validates all, then reads through the Rust types.
    Typed,
    /// Opens what is unknown, level by level, and checks what it reads.
    Lazy,
}

impl Reader {
    pub(crate) const ALL: [Self; 3] = [Self::Values, Self::Typed, Self::Lazy];
}

pub(super) fn message(plan: &Plan, reader: Reader, bytes: &[u8]) -> Result<Model, Error> {
    let nested = match (plan, reader) {
        (Plan::Row(layout), Reader::Lazy) => return layout.open(bytes).and_then(lazy_row),
        (Plan::List(layout), Reader::Lazy) => {
            return LazyList::open(layout, bytes).and_then(lazy_list).map(Model::List);
        }
        (Plan::Map(layout), Reader::Lazy) => {
            return LazyMap::open(layout, bytes).and_then(lazy_map);
        }
        (Plan::Row(layout), _) => ValueRef::Struct(RowRef::try_new(layout, bytes)?),
        (Plan::List(layout), _) => ValueRef::List(ListRef::try_new(layout, bytes)?),
        (Plan::Map(layout), _) => ValueRef::Map(MapRef::try_new(layout, bytes)?),
    };
    Ok(value(reader, nested))
}

/// A validated value.
fn value(reader: Reader, value: ValueRef<'_>) -> Model {
    match value {
        ValueRef::List(list) => Model::List(elements(reader, list)),
        ValueRef::Map(map) => {
            let keys = elements(reader, map.keys());
            Model::Map(keys.into_iter().zip(elements(reader, map.values())).collect())
        }
        ValueRef::Struct(row) => {
            Model::Struct((0..row.layout().len()).map(|index| field(reader, row, index)).collect())
        }
        ValueRef::Union(union) => child(reader, union),
        scalar => scalar_of(scalar),
    }
}

fn field(reader: Reader, row: RowRef<'_>, index: usize) -> Model {
    let found = match reader {
        Reader::Typed => by_kind!(row.layout().kind(index), null => ValueRef::Null, T, wrap => {
            let column = row.layout().column_at::<T>(index).expect("a field is of its own kind");
            row.get(column).map_or(ValueRef::Null, wrap)
        }),
        _ => row.value(index),
    };
    assert_eq!(row.is_null(index), matches!(found, ValueRef::Null), "field {index}: {found:?}");
    value(reader, found)
}

fn elements(reader: Reader, list: ListRef<'_>) -> Vec<Model> {
    let found: Vec<ValueRef<'_>> = match reader {
        Reader::Typed => by_kind!(list.layout().element().kind(),
            null => vec![ValueRef::Null; list.len()],
            T, wrap => list.iter::<T>().map(|found| found.map_or(ValueRef::Null, wrap)).collect()
        ),
        _ => list.values().collect(),
    };
    assert_eq!(found.len(), list.len());
    for (index, found) in found.iter().enumerate() {
        assert_eq!(list.is_null(index), matches!(found, ValueRef::Null), "element {index}");
    }
    found.into_iter().map(|found| value(reader, found)).collect()
}

fn child(reader: Reader, union: UnionRef<'_>) -> Model {
    let found = match reader {
        Reader::Typed => {
            let kind = union.layout().child(union.index()).kind();
            by_kind!(kind, null => ValueRef::Null, T, wrap => {
                union.get::<T>().map_or(ValueRef::Null, wrap)
            })
        }
        _ => union.value(),
    };
    Model::Union(union.type_id(), Box::new(value(reader, found)))
}

fn lazy_row(row: LazyRow<'_>) -> Result<Model, Error> {
    let fields = 0..row.layout().len();
    let fields = fields.map(|index| match row.layout().kind(index) {
        Kind::Struct => row.row(index)?.map_or(Ok(Model::Null), lazy_row),
        Kind::List => row.list(index)?.map_or(Ok(Model::Null), |list| lazy_list(list).map(Model::List)),
        Kind::Map => row.map(index)?.map_or(Ok(Model::Null), lazy_map),
        kind => by_kind!(kind, null => Ok(Model::Null), T, wrap => {
            row.get_at::<T>(index).map(|found| value(Reader::Typed, found.map_or(ValueRef::Null, wrap)))
        }),
    });
    fields.collect::<Result<_, _>>().map(Model::Struct)
}

fn lazy_list(list: LazyList<'_>) -> Result<Vec<Model>, Error> {
    let elements = (0..list.len()).map(|index| match list.layout().element().kind() {
        Kind::Struct => list.row(index)?.map_or(Ok(Model::Null), lazy_row),
        Kind::List => list.list(index)?.map_or(Ok(Model::Null), |list| lazy_list(list).map(Model::List)),
        Kind::Map => list.map(index)?.map_or(Ok(Model::Null), lazy_map),
        kind => by_kind!(kind, null => Ok(Model::Null), T, wrap => {
            list.get::<T>(index).map(|found| value(Reader::Typed, found.map_or(ValueRef::Null, wrap)))
        }),
    });
    elements.collect()
}

fn lazy_map(map: LazyMap<'_>) -> Result<Model, Error> {
    let (keys, values) = (lazy_list(map.keys())?, lazy_list(map.values())?);
    Ok(Model::Map(keys.into_iter().zip(values).collect()))
}

/// A value without parts.
pub(crate) fn scalar_of(value: ValueRef<'_>) -> Model {
    match value {
        ValueRef::Null => Model::Null,
        ValueRef::Bool(value) => Model::Bool(value),
        ValueRef::Int8(value) => Model::Int(value.into()),
        ValueRef::Int16(value) => Model::Int(value.into()),
        ValueRef::Int32(value) => Model::Int(value.into()),
        ValueRef::Int64(value) => Model::Int(value.into()),
        ValueRef::UInt8(value) => Model::Int(value.into()),
        ValueRef::UInt16(value) => Model::Int(value.into()),
        ValueRef::UInt32(value) => Model::Int(value.into()),
        ValueRef::UInt64(value) => Model::Int(value.into()),
        ValueRef::Float16(value) => Model::Float(value.to_bits().into()),
        ValueRef::Float32(value) => Model::Float(value.to_bits().into()),
        ValueRef::Float64(value) => Model::Float(value.to_bits()),
        ValueRef::DayTime(value) => Model::DayTime(value.days, value.milliseconds),
        ValueRef::MonthDayNano(value) => {
            Model::MonthDayNano(value.months, value.days, value.nanoseconds)
        }
        ValueRef::Decimal128(value) => Model::Int(value),
        ValueRef::Decimal256(value) => value.to_i128().map_or(Model::Wide(value), Model::Int),
        ValueRef::Utf8(text) => {
            // A text that is not UTF-8 would make the program unsound, whatever was in the row.
            assert!(std::str::from_utf8(text.as_bytes()).is_ok());
            Model::Text(text.to_owned())
        }
        ValueRef::Binary(bytes) | ValueRef::FixedBinary(bytes) => Model::Bytes(bytes.to_vec()),
        other => panic!("{other:?} has parts"),
    }
}
