//! Random values of random types: what is written is read as the same.

use ferrow_graph::{Graph, Texts, Value};

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
