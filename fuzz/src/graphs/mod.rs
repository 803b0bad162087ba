//! Messages of object graphs.

#[path = "../../../graph/tests/it/generate/mod.rs"]
mod generate;
pub mod mutate;
#[path = "../../../graph/tests/it/random.rs"]
mod random;
mod samples;
mod typed;
#[path = "../../../graph/tests/it/vector/mod.rs"]
mod vector;

use ferrow_graph::{ErrorKind, Graph, Limits, Texts, Value};

use generate::{Choices, Dialect, Schema};

pub use samples::objects;
pub use typed::typed;

/// Values of random types: written, read, written again.
pub fn round_trip(data: &[u8]) {
    random::check(data);
}

/// Reads a message by random types; what was read is written, and read as the same.
pub fn value(data: &[u8]) {
    let Some((choices, message)) = split(data) else { return };
    let mut choices = Choices::new(choices);
    let limits = limits(&mut choices);
    let schema = match choices.one_in(4) {
        true => Schema::plain(),
        false => Schema::new(Dialect::Full, &mut choices),
    };
    let graph = schema.graph_within(limits, Texts::Utf8);
    if let Ok(value) = graph.read_value(message) {
        assert_written_again(&graph, &value);
    }
}

/// Writes what was read; that is read as the same value, and written as the same bytes.
///
/// Of what was read, fields that the message lacked are null and may not be written so.
fn assert_written_again(graph: &Graph, value: &Value) {
    let Ok(written) = graph.write_value(value) else { return };
    match graph.read_value(&written) {
        Ok(again) => {
            let again = graph.write_value(&again).expect("was written once");
            assert_eq!(again, written, "{value:?}");
        }
        // What is written in other words may be longer than what was read.
        Err(error) => assert_eq!(error.kind(), ErrorKind::Limit, "{error}: {value:?}"),
    }
}

/// The choices, and the bytes of a message.
fn split(data: &[u8]) -> Option<(&[u8], &[u8])> {
    let (len, rest) = data.split_first()?;
    rest.split_at_checked((*len).into())
}

fn limits(choices: &mut Choices<'_>) -> Limits {
    let default = Limits::default();
    match choices.one_in(4) {
        false => default,
        true => Limits {
            depth: 4,
            elements: 64,
            empty_elements: 8,
            type_definitions: 2,
            references: 16,
            ..default
        },
    }
}
