//! Messages of other versions of the struct.

use ferrow_graph::arrow::MessageRows;
use ferrow_graph::schema::{FieldType, StructType};
use ferrow_graph::value::{Array, StructValue};
use ferrow_graph::wire::{TypeId, TypeName};
use ferrow_graph::{ErrorKind, Graph, Mode, References, Value};
use ferrow_row::{ListRef, MapRef, RowRef, ValueRef};

fn graph(fields: StructType) -> Graph {
    let inner = StructType::new("t.Inner").field("x", FieldType::int32());
    graph_with(fields, inner)
}

fn graph_with(fields: StructType, inner: StructType) -> Graph {
    let graph = Graph::builder().mode(Mode::Compatible).references(References::Tracked);
    graph.structure(fields).structure(inner).build().expect("two structs")
}

fn message(graph: &Graph, fields: impl Into<Box<[Value]>>) -> Vec<u8> {
    let structure = graph.struct_type("t.T").expect("registered").clone();
    graph.write_value(&Value::from(StructValue::new(structure, fields))).expect("is written")
}

#[test]
fn what_a_message_lacks_is_null_or_nothing_and_what_has_no_column_is_skipped() {
    let old = graph(
        StructType::new("t.T")
            .field("id", FieldType::int64())
            .field("gone", FieldType::list(FieldType::of("t.Inner").tracked()))
            .field("also_gone", FieldType::map(FieldType::string(), FieldType::any())),
    );
    let new = graph(
        StructType::new("t.T")
            .field("name", FieldType::string())
            .field("price", FieldType::float64().nullable())
            .field("tags", FieldType::list(FieldType::string()))
            .field("stock", FieldType::map(FieldType::string(), FieldType::int32()))
            .field("id", FieldType::int64())
            .field("sizes", FieldType::scalar(TypeId::Int32Array))
            .field("inner", FieldType::of("t.Inner").nullable())
            .field("flag", FieldType::bool()),
    );
    let inner = old.struct_type("t.Inner").unwrap().clone();
    let inner = |x: i32| Value::from(StructValue::new(inner.clone(), [x.into()]));
    let gone = vec![Value::shared(0, inner(1)), inner(2), Value::Ref(0)];
    let also = Value::Map(vec![("a".into(), inner(3)), ("b".into(), 7_i32.into())]);
    let message = message(&old, [Value::from(9_i64), Value::List(gone), also]);
    let of = MessageRows::new(&new, "t.T").unwrap();
    let rows = of.read([&message, &message]).unwrap();
    let row = rows.row(1).unwrap();
    assert_eq!(row.get_at::<str>(0), Some(""));
    assert!(row.is_null(1) && row.is_null(6));
    assert_eq!(row.get_at::<ListRef>(2).map(ListRef::len), Some(0));
    assert_eq!(row.get_at::<i64>(4), Some(9));
    assert_eq!(row.get_at::<bool>(7), Some(false));
    // What has no value that is nothing has to be there.
    let strict = graph(StructType::new("t.T").field("inner", FieldType::of("t.Inner")));
    let of = MessageRows::new(&strict, "t.T").unwrap();
    let error = of.read([&message]).unwrap_err();
    assert_eq!((error.kind(), error.path()), (ErrorKind::Incompatible, "[0].inner"));
}

#[test]
fn values_of_other_types_are_converted_where_nothing_is_lost() {
    let old = graph(
        StructType::new("t.T")
            .field("a", FieldType::int32())
            .field("b", FieldType::string().nullable())
            .field("c", FieldType::list(FieldType::int32()))
            .field("d", FieldType::scalar(TypeId::UInt8Array))
            .field("e", FieldType::string().nullable())
            .field("f", FieldType::scalar(TypeId::Int64Array)),
    );
    let new = graph(
        StructType::new("t.T")
            .field("a", FieldType::string())
            .field("b", FieldType::decimal())
            .field("c", FieldType::scalar(TypeId::Int32Array))
            .field("d", FieldType::binary())
            .field("e", FieldType::int64())
            .field("f", FieldType::list(FieldType::int64())),
    );
    let of = MessageRows::new(&new, "t.T").unwrap();
    let fields = |b: &str, e: Value| {
        [
            Value::from(-3_i32),
            Value::from(b),
            Value::List(vec![1_i32.into(), 2_i32.into()]),
            Value::from(Array::UInt8(vec![7, 8])),
            e,
            Value::from(Array::Int64(vec![5])),
        ]
    };
    let rows = of.read([message(&old, fields("2.50", Value::Null))]).unwrap();
    let row = rows.row(0).unwrap();
    let list = |row: RowRef<'_>, index: usize| -> Vec<String> {
        let list = row.get_at::<ListRef>(index).expect("not null");
        list.values().map(|value| format!("{value:?}")).collect()
    };
    assert_eq!(row.get_at::<str>(0), Some("-3"));
    assert_eq!(row.get_at::<i128>(1), Some(2_500_000_000_000_000_000));
    assert_eq!(list(row, 2), ["Int32(1)", "Int32(2)"]);
    assert!(matches!(row.value(3), ValueRef::Binary([7, 8])));
    assert_eq!(row.get_at::<i64>(4), Some(0), "null where none may be");
    assert_eq!(list(row, 5), ["Int64(5)"]);
    let error = of.read([message(&old, fields("tea", Value::Null))]).unwrap_err();
    assert_eq!((error.kind(), error.path()), (ErrorKind::OutOfRange, "[0].b"), "{error}");
}

#[test]
fn structs_in_structs_are_of_other_versions_too() {
    let outer = || StructType::new("t.T").field("list", FieldType::list(FieldType::of("t.Inner")));
    let newer =
        StructType::new("t.Inner").field("y", FieldType::string()).field("x", FieldType::int32());
    let old = graph(outer());
    let new = graph_with(outer(), newer);
    let inner = old.struct_type("t.Inner").unwrap().clone();
    let inner = |x: i32| Value::from(StructValue::new(inner.clone(), [x.into()]));
    let of = MessageRows::new(&new, "t.T").unwrap();
    let rows = of.read([message(&old, [Value::List(vec![inner(4), inner(5)])])]).unwrap();
    let list = rows.row(0).unwrap().get_at::<ListRef>(0).unwrap();
    let second = list.get::<RowRef>(1).unwrap();
    assert_eq!((second.get_at::<str>(0), second.get_at::<i32>(1)), (Some(""), Some(5)));
}

#[test]
fn structs_without_definitions_may_begin_with_any_byte() {
    for name in [TypeName::from("t.Fixed"), TypeName::Id(9)] {
        let fixed = StructType::new(name.clone()).field("x", FieldType::int8()).not_evolving();
        let map = FieldType::map(FieldType::int32(), FieldType::of(name.clone()));
        let graph = graph_with(StructType::new("t.T").field("map", map), fixed);
        let fixed = graph.struct_type(name).unwrap().clone();
        let entries = (i8::MIN..=i8::MAX).map(|x| {
            let value = StructValue::new(fixed.clone(), [x.into()]);
            (Value::from(i32::from(x)), Value::from(value))
        });
        let message = message(&graph, [Value::Map(entries.collect())]);

        let value = graph.read_value(&message).unwrap();
        assert_eq!(graph.write_value(&value).unwrap(), message);
        let of = MessageRows::new(&graph, "t.T").unwrap();
        let rows = of.read([&message]).unwrap();
        let map = rows.row(0).unwrap().get_at::<MapRef>(0).unwrap();
        let values = map.values();
        let found = (0..values.len()).map(|at| values.get::<RowRef>(at).unwrap().get_at::<i8>(0));
        assert!(found.eq((i8::MIN..=i8::MAX).map(Some)));
    }
}
