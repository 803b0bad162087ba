//! Random nested JSON: traced, written and read, it is as it was.

use ferrow_row::serde::{TraceOptions, records};
use ferrow_row::{RowBatchWriter, RowRef};
use proptest::prelude::*;
use serde_json::{Map, Value};

use super::{layouts, written};

/// What values at one place have in common, so that one column holds them.
#[derive(Debug, Clone)]
enum Shape {
    Null,
    Bool,
    Whole,
    Float,
    Text,
    List(Box<Shape>),
    /// Any keys, values of one shape.
    Map(Box<Shape>),
    /// Known keys, any of which may be missing.
    Struct(Vec<Shape>),
}

fn shape(nested: fn(BoxedStrategy<Shape>) -> BoxedStrategy<Shape>) -> BoxedStrategy<Shape> {
    let leaf = prop_oneof![
        1 => Just(Shape::Null),
        2 => Just(Shape::Bool),
        3 => Just(Shape::Whole),
        2 => Just(Shape::Float),
        3 => Just(Shape::Text),
    ];
    leaf.prop_recursive(4, 24, 4, move |inner| {
        let inner = inner.boxed();
        prop_oneof![
            inner.clone().prop_map(|element| Shape::List(Box::new(element))),
            nested(inner),
        ]
    })
    .boxed()
}

fn maps(inner: BoxedStrategy<Shape>) -> BoxedStrategy<Shape> {
    inner.prop_map(|value| Shape::Map(Box::new(value))).boxed()
}

fn structs(inner: BoxedStrategy<Shape>) -> BoxedStrategy<Shape> {
    prop::collection::vec(inner, 0..5).prop_map(Shape::Struct).boxed()
}

/// A value of the shape, or null.
fn value(shape: &Shape) -> BoxedStrategy<Value> {
    let value = match shape {
        Shape::Null => Just(Value::Null).boxed(),
        Shape::Bool => any::<bool>().prop_map(Value::from).boxed(),
        Shape::Whole => prop_oneof![
            any::<i8>().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            any::<u64>().prop_map(Value::from)
        ]
        .boxed(),
        Shape::Float => any::<f64>().prop_map(Value::from).boxed(),
        Shape::Text => any::<String>().prop_map(Value::from).boxed(),
        Shape::List(element) => {
            prop::collection::vec(value(element), 0..5).prop_map(Value::from).boxed()
        }
        Shape::Map(element) => prop::collection::hash_map("[a-cé]{0,9}", value(element), 0..5)
            .prop_map(|entries| Value::Object(entries.into_iter().collect()))
            .boxed(),
        Shape::Struct(fields) => object(fields).boxed(),
    };
    prop_oneof![1 => Just(Value::Null), 7 => value].boxed()
}

/// An object with a key for each shape, some of which are left out.
fn object(fields: &[Shape]) -> impl Strategy<Value = Value> + use<> {
    let fields: Vec<_> =
        fields.iter().map(|field| prop::option::weighted(0.8, value(field))).collect();
    fields.prop_map(|values| {
        let entries = values.into_iter().enumerate();
        let entries = entries.filter_map(|(index, value)| Some((format!("f{index}"), value?)));
        Value::Object(entries.collect())
    })
}

/// Up to 6 objects of one shape.
fn objects(
    nested: fn(BoxedStrategy<Shape>) -> BoxedStrategy<Shape>,
) -> impl Strategy<Value = Vec<Value>> {
    prop::collection::vec(shape(nested), 1..5)
        .prop_flat_map(|fields| prop::collection::vec(object(&fields), 1..6))
}

/// The value without what a row does not tell from what is missing: fields that are null.
fn without_nulls(value: &Value) -> Value {
    match value {
        Value::Array(elements) => elements.iter().map(without_nulls).collect(),
        Value::Object(fields) => {
            let fields = fields.iter().filter(|(_, value)| !value.is_null());
            Value::Object(fields.map(|(key, value)| (key.clone(), without_nulls(value))).collect())
        }
        other => other.clone(),
    }
}

/// Writes under the traced schema, checks the rows, and reads them.
fn through(options: TraceOptions, values: &[Value]) -> Vec<Vec<Value>> {
    let schema = options.trace_samples(values).expect("values of one shape");
    layouts(schema)
        .into_iter()
        .map(|layout| {
            let batch = written(&layout, values);
            assert!(batch.is_canonical());
            let mut copies = RowBatchWriter::new(layout.clone());
            for row in batch.rows().flatten() {
                assert!(RowRef::try_new(&layout, row.bytes()).is_ok());
                let mut copy = copies.row();
                copy.set_row(row).expect("a row of the layout");
                copy.finish().expect("a row of the layout");
            }
            assert_eq!(copies.finish(), batch, "the bytes are those that writers write");
            records::<Value>(&batch).expect("rows describe themselves")
        })
        .collect()
}

proptest! {
    #[test]
    fn objects_as_structs_come_back_but_for_nulls(values in objects(structs)) {
        let wanted: Vec<_> = values.iter().map(without_nulls).collect();
        for back in through(TraceOptions::new().maps_as_structs(), &values) {
            prop_assert_eq!(back.iter().map(without_nulls).collect::<Vec<_>>(), wanted.clone());
        }
    }

    #[test]
    fn objects_as_maps_come_back(values in objects(maps)) {
        // The root has fields, so what is missing there is null.
        let root = |values: &[Value]| -> Vec<Map<String, Value>> {
            (values.iter().filter_map(Value::as_object))
                .map(|row| row.clone().into_iter().filter(|(_, value)| !value.is_null()).collect())
                .collect()
        };
        for back in through(TraceOptions::new(), &values) {
            prop_assert_eq!(root(&back), root(&values));
        }
    }
}
