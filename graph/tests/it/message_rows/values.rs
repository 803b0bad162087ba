//! Rows as values, by the types of messages: what the crate under test does the other way.

use std::sync::Arc;

use ferrow_graph::schema::{FieldKind, FieldType, StructType};
use ferrow_graph::value::{
    Array, Duration, EnumValue, IntEncoding, StructValue, Timestamp, UnionValue,
};
use ferrow_graph::wire::{Decimal, TypeId};
use ferrow_graph::{Graph, Value};
use ferrow_row::{ListRef, RowRef, ValueRef};
use half::bf16;

/// The struct that a row is.
pub(super) fn row_value(row: RowRef<'_>, graph: &Graph, structure: &Arc<StructType>) -> Value {
    let fields = structure.fields().iter().zip(row.values());
    let fields = fields.map(|(field, found)| value(found, graph, field.field_type()));
    Value::from(StructValue::new(structure.clone(), fields.collect::<Vec<_>>()))
}

fn elements(list: ListRef<'_>, graph: &Graph, element: &FieldType) -> Vec<Value> {
    list.values().map(|found| value(found, graph, element)).collect()
}

fn value(found: ValueRef<'_>, graph: &Graph, field_type: &FieldType) -> Value {
    match (found, field_type.kind()) {
        (ValueRef::Null, _) => Value::Null,
        (ValueRef::List(list), FieldKind::Scalar(array)) => Value::from(dense(list, graph, *array)),
        (found, FieldKind::Scalar(type_id)) => scalar(found, *type_id),
        (ValueRef::List(list), FieldKind::List(element)) => {
            Value::List(elements(list, graph, element))
        }
        (ValueRef::List(list), FieldKind::Set(element)) => {
            Value::Set(elements(list, graph, element))
        }
        (ValueRef::Map(map), FieldKind::Map(entry)) => {
            let entries = map.entries();
            let entries = entries
                .map(|(key, found)| (value(key, graph, &entry.0), value(found, graph, &entry.1)));
            Value::Map(entries.collect())
        }
        (ValueRef::Struct(row), FieldKind::User(name)) => {
            row_value(row, graph, graph.struct_type(name.clone()).expect("a struct"))
        }
        (ValueRef::Utf8(text), FieldKind::User(name)) => {
            let enum_type = graph.enum_type(name.clone()).expect("an enum").clone();
            let number = enum_type.number_of(text).expect("one of its values");
            Value::Enum(EnumValue { enum_type: Some(enum_type), number })
        }
        (ValueRef::Union(found), FieldKind::User(name)) => {
            let union = graph.union_type(name.clone()).expect("a union");
            let case = u32::try_from(found.type_id()).expect("a number of a case");
            let (_, field_type) =
                union.cases().iter().find(|(number, _)| *number == case).expect("a case");
            let (name, value) = (Some(name.clone()), value(found.value(), graph, field_type));
            Value::Union(Box::new(UnionValue { name, case, value }))
        }
        (found, kind) => panic!("{found:?} stands for {kind:?}"),
    }
}

fn scalar(found: ValueRef<'_>, type_id: TypeId) -> Value {
    let encoding = match type_id {
        TypeId::Int32 | TypeId::Int64 | TypeId::UInt32 | TypeId::UInt64 => IntEncoding::Fixed,
        TypeId::TaggedInt64 | TypeId::TaggedUInt64 => IntEncoding::Tagged,
        _ => IntEncoding::Varint,
    };
    let split = |count: i64| {
        let nanos = u32::try_from(count.rem_euclid(1_000_000_000)).expect("below a second");
        (count.div_euclid(1_000_000_000), nanos)
    };
    match (found, type_id) {
        (ValueRef::Int32(days), TypeId::Date) => Value::Date(days.into()),
        (ValueRef::Int64(count), TypeId::Timestamp) => {
            let (seconds, nanos) = split(count);
            Value::Timestamp(Timestamp { seconds, nanos })
        }
        (ValueRef::Int64(count), TypeId::Duration) => {
            let (seconds, nanos) = split(count);
            Value::Duration(Duration { seconds, nanos })
        }
        (ValueRef::Float32(value), TypeId::BFloat16) => Value::BFloat16(bf16::from_f32(value)),
        (ValueRef::Decimal128(value), TypeId::Decimal) => Decimal::new(value, 18).into(),
        (ValueRef::Bool(value), _) => Value::Bool(value),
        (ValueRef::Int8(value), _) => Value::Int8(value),
        (ValueRef::Int16(value), _) => Value::Int16(value),
        (ValueRef::Int32(value), _) => Value::Int32(value, encoding),
        (ValueRef::Int64(value), _) => Value::Int64(value, encoding),
        (ValueRef::UInt8(value), _) => Value::UInt8(value),
        (ValueRef::UInt16(value), _) => Value::UInt16(value),
        (ValueRef::UInt32(value), _) => Value::UInt32(value, encoding),
        (ValueRef::UInt64(value), _) => Value::UInt64(value, encoding),
        (ValueRef::Float16(value), _) => Value::Float16(value),
        (ValueRef::Float32(value), _) => Value::Float32(value),
        (ValueRef::Float64(value), _) => Value::Float64(value),
        (ValueRef::Utf8(text), _) => Value::from(text),
        (ValueRef::Binary(bytes), _) => Value::from(bytes::Bytes::copy_from_slice(bytes)),
        (found, type_id) => panic!("{found:?} stands for {type_id}"),
    }
}

fn dense(list: ListRef<'_>, graph: &Graph, type_id: TypeId) -> Array {
    let element = FieldType::scalar(type_id.element().expect("an array"));
    let values = elements(list, graph, &element);
    macro_rules! arrays {
        ($($variant:ident $pattern:pat => $found:expr;)*) => {
            match element.kind() {
                $(FieldKind::Scalar(TypeId::$variant) => {
                    let values = values.into_iter().map(|value| match value {
                        $pattern => $found,
                        other => panic!("{other:?} is another type"),
                    });
                    Array::$variant(values.collect())
                })*
                other => panic!("{other:?} has no array"),
            }
        };
    }
    arrays! {
        Bool Value::Bool(value) => value;
        Int8 Value::Int8(value) => value;
        Int16 Value::Int16(value) => value;
        Int32 Value::Int32(value, _) => value;
        Int64 Value::Int64(value, _) => value;
        UInt8 Value::UInt8(value) => value;
        UInt16 Value::UInt16(value) => value;
        UInt32 Value::UInt32(value, _) => value;
        UInt64 Value::UInt64(value, _) => value;
        Float16 Value::Float16(value) => value;
        BFloat16 Value::BFloat16(value) => value;
        Float32 Value::Float32(value) => value;
        Float64 Value::Float64(value) => value;
    }
}

/// The value with what is shared in the place of all references to it.
pub(super) fn normal(value: Value) -> Value {
    fn collect(value: &Value, found: &mut Vec<(u32, Value)>) {
        match value {
            Value::Shared(shared) => {
                found.push((shared.0, shared.1.clone()));
                collect(&shared.1, found);
            }
            Value::List(values) | Value::Set(values) => {
                values.iter().for_each(|value| collect(value, found));
            }
            Value::Map(entries) => entries.iter().for_each(|(key, value)| {
                collect(key, found);
                collect(value, found);
            }),
            Value::Struct(it) => it.fields().iter().for_each(|value| collect(value, found)),
            Value::Union(it) => collect(&it.value, found),
            _ => {}
        }
    }
    fn expand(value: &mut Value, shared: &[(u32, Value)]) {
        match value {
            Value::Shared(own) => {
                *value = std::mem::replace(&mut own.1, Value::Null);
                expand(value, shared);
            }
            Value::Ref(label) => {
                let found = shared.iter().find(|(known, _)| known == label);
                *value = found.expect("a labelled value").1.clone();
                expand(value, shared);
            }
            Value::List(values) | Value::Set(values) => {
                values.iter_mut().for_each(|value| expand(value, shared));
            }
            Value::Map(entries) => entries.iter_mut().for_each(|(key, value)| {
                expand(key, shared);
                expand(value, shared);
            }),
            Value::Struct(it) => it.fields_mut().iter_mut().for_each(|it| expand(it, shared)),
            Value::Union(it) => expand(&mut it.value, shared),
            _ => {}
        }
    }
    let (mut value, mut shared) = (value, Vec::new());
    collect(&value, &mut shared);
    expand(&mut value, &shared);
    value
}
