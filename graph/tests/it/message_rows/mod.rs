//! Messages as rows, and rows as messages.

mod damaged;
mod evolved;
mod mapping;
mod random;
mod shared;
mod values;

use ferrow_graph::arrow::MessageRows;
use ferrow_graph::{Graph, Mode, References, Texts, Value};
use proptest::prelude::*;

use random::{Types, struct_value};
use values::{normal, row_value};

/// The graph of random types, and the rows of their root.
fn rows_of(types: &Types, graph: &Graph) -> MessageRows {
    MessageRows::new(graph, types.root.name().clone()).expect("every type is a column")
}

fn graphs(types: &Types) -> impl Iterator<Item = Graph> {
    let modes = [Mode::SameSchema, Mode::Compatible];
    let modes = modes.into_iter().flat_map(|mode| {
        [References::Values, References::Tracked].map(|references| (mode, references))
    });
    modes.enumerate().map(|(at, (mode, references))| {
        let texts = if at % 2 == 0 { Texts::Utf8 } else { Texts::ByWidth };
        let builder = Graph::builder().mode(mode).references(references).texts(texts);
        types.register(builder).build().expect("the types refer to each other")
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]

    #[test]
    fn rows_are_the_values_of_messages_and_messages_those_of_rows(seed in any::<u64>()) {
        let types = Types::new(seed);
        for graph in graphs(&types) {
            let rows_of = rows_of(&types, &graph);
            let root = graph.struct_type(types.root.name().clone()).expect("registered").clone();
            let values: Vec<Value> =
                (0..4).map(|at| struct_value(seed.wrapping_add(at), &graph, &root)).collect();
            let messages: Vec<Vec<u8>> =
                values.iter().map(|value| graph.write_value(value).expect("is written")).collect();
            let rows = rows_of.read(&messages).expect("messages of values are rows");
            for ((value, message), row) in values.iter().zip(&messages).zip(rows.rows()) {
                let row = row.expect("not null");
                let found = row_value(row, &graph, &root);
                prop_assert_eq!(&found, &normal(value.clone()));
                let written = rows_of.to_vec(Some(row)).expect("rows are messages");
                prop_assert_eq!(&written, message, "{:?}", value);
            }
            let again: Vec<Vec<u8>> =
                rows_of.messages(&rows).expect("its rows").collect::<Result<_, _>>().expect("all");
            prop_assert_eq!(&again, &messages);
        }
    }

    #[test]
    fn a_stream_and_a_connection_have_the_same_rows(seed in any::<u64>()) {
        let types = Types::new(seed);
        for graph in graphs(&types) {
            let of = rows_of(&types, &graph);
            let root = graph.struct_type(types.root.name().clone()).expect("registered").clone();
            let values = (0..3).map(|at| struct_value(seed.wrapping_add(at), &graph, &root));
            let messages = values.map(|value| graph.write_value(&value).expect("is written"));
            let rows = of.read(messages).expect("messages of values are rows");

            let (mut stream, mut copy) = (Vec::new(), of.writer());
            rows.rows().for_each(|row| of.append_to(row, &mut stream).expect("a message"));
            let mut rest = &stream[..];
            while !rest.is_empty() {
                of.append_from(&mut rest, &mut copy).expect("the next message");
            }
            prop_assert_eq!(&copy.finish(), &rows);

            let (mut here, mut there, mut copy) = (graph.connection(), graph.connection(), of.writer());
            for row in rows.rows() {
                let message = here.row_to_vec(&of, row).expect("a message");
                there.append_row(&of, &message, &mut copy).expect("the next message");
            }
            prop_assert_eq!(&copy.finish(), &rows);
        }
    }
}

#[test]
fn a_message_that_is_null_is_a_row_that_is_null() {
    let types = Types::new(5);
    for graph in graphs(&types) {
        let of = rows_of(&types, &graph);
        let null = graph.write_value(&Value::Null).unwrap();
        let rows = of.read([&null]).unwrap();
        assert_eq!((rows.len(), rows.null_count()), (1, 1));
        assert_eq!(of.to_vec(rows.row(0)).unwrap(), null);
    }
}
