//! Random values of random types: what is written is read as the same.

use ferrow_graph::schema::{FieldType, StructType};
use ferrow_graph::value::StructValue;
use ferrow_graph::wire::Decimal;
use ferrow_graph::{Graph, References, Texts, Value};

use super::generate::{Choices, Dialect, Random, Schema};
use super::vector::from_json::Reading;
use super::vector::to_hex;
use super::vector::to_json::normal;

/// Makes a schema and values of it, and holds to what is promised of them.
pub(crate) fn check(bytes: &[u8]) {
    let mut choices = Choices::new(bytes);
    let schema = Schema::new(Dialect::Full, &mut choices);
    let types = schema.types();
    let texts = if choices.one_in(2) { Texts::ByWidth } else { Texts::Utf8 };
    let graph = schema.graph(texts);
    let stranger = schema.stranger(texts);
    for _ in 0..3 {
        let json = schema.value(&mut choices);
        let value = Reading { types: &types, graph: &graph }.any(&json);
        let context = || format!("{json} of {schema:?}");
        let message = graph.write_value(&value);
        let message = message.unwrap_or_else(|error| panic!("{error}: {}", context()));
        let found = read(&graph, &message, &context);
        assert_eq!(normal(&found, &types), normal(&value, &types), "{}", context());
        assert_eq!(to_hex(&write(&graph, &found, &context)), to_hex(&message), "{}", context());

        // Who does not know the structs reads what definitions say of them, and writes it again.
        if schema.compatible {
            match stranger.read_value(&message) {
                Ok(found) => {
                    let again = write(&stranger, &found, &context);
                    assert_eq!(to_hex(&again), to_hex(&message), "{}", context());
                }
                Err(error) => assert!(schema.is_hidden(), "{error}: {}", context()),
            }
        }
    }
}

fn read(graph: &Graph, message: &[u8], context: &dyn Fn() -> String) -> Value {
    let found = graph.read_value(message);
    found.unwrap_or_else(|error| panic!("{error}: {} {}", to_hex(message), context()))
}

fn write(graph: &Graph, value: &Value, context: &dyn Fn() -> String) -> Vec<u8> {
    graph.write_value(value).unwrap_or_else(|error| panic!("{error}: {}", context()))
}

#[test]
fn random_values_are_read_as_they_were_written() {
    for seed in 0..1000 {
        check(&Random(seed).bytes(4096));
        // Where choices end early, all that follows is the simplest.
        check(&Random(seed).bytes(64));
    }
}

#[test]
fn objects_may_be_referred_to_before_the_field_that_holds_them() {
    // Fields stand in messages in the order of their names.
    let list = || FieldType::list(FieldType::string()).tracked();
    let pair = StructType::new(7_u32).field("second", list()).field("first", list());
    let graph = Graph::builder().references(References::Tracked).structure(pair).build();
    let graph = graph.expect("a pair");
    let pair = |second, first| {
        let pair = graph.struct_type(7).expect("is registered").clone();
        Value::from(StructValue::new(pair, [second, first]))
    };
    let tea = || Value::shared(0, Value::List(vec!["tea".into()]));
    let message = graph.write_value(&pair(tea(), Value::Ref(0))).expect("a pair");
    assert_eq!(message, graph.write_value(&pair(Value::Ref(0), tea())).expect("a pair"));
    let found = graph.read_value(&message).expect("a pair");
    assert_eq!(found, pair(Value::Ref(0), tea()));

    // So may those that hold themselves.
    let list = StructType::new(8_u32)
        .field("next", FieldType::of(8_u32).nullable().tracked())
        .field("also", FieldType::of(8_u32).nullable().tracked());
    let graph = Graph::builder().references(References::Tracked).structure(list).build();
    let graph = graph.expect("a list");
    let node = |next, also| {
        let node = graph.struct_type(8).expect("is registered").clone();
        Value::from(StructValue::new(node, [next, also]))
    };
    let inner = Value::shared(1, node(Value::Ref(1), Value::Ref(0)));
    let value = Value::shared(0, node(inner, Value::Ref(1)));
    let message = graph.write_value(&value).expect("a list");
    let found = graph.read_value(&message).expect("a list");
    let inner = Value::shared(1, node(Value::Ref(1), Value::Ref(0)));
    assert_eq!(found, Value::shared(0, node(Value::Ref(1), inner)));
}

#[test]
fn decimals_beside_other_values_are_tracked() {
    let graph = Graph::builder().references(References::Tracked).build().expect("nothing");
    let decimal = Decimal::from_digits(false, "5", 1).expect("digits");
    let mixed = Value::List(vec![Value::from(true), Value::from(decimal)]);
    let message = graph.write_value(&mixed).expect("a list");
    // A bool behind the flag of a value, a decimal behind that of an object.
    assert_eq!(message[..9], [0x01, 0x00, 0x16, 2, 0x01, 0xff, 0x01, 1, 0x00]);
    assert_eq!(graph.read_value(&message).expect("a list"), mixed);
}
