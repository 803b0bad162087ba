//! What other implementations wrote: the same values read, the same bytes written.

use ferrow_graph::{ErrorKind, OutOfBand, Texts, Value};

use crate::vector::from_json::Reading;
use crate::vector::to_json::normal;
use crate::vector::{self, Vector, to_hex};

/// Vectors that are not read as their value, and why.
const NOT_READ: &[(&str, &str)] = &[(
    "ext_name_compat",
    "pyfory writes its own form of the object instead of the body that the type's code writes",
)];

/// Vectors whose value is not written as any implementation writes it, and why.
const NOT_WRITTEN: &[(&str, &str)] = &[
    (
        "empty_struct_named_sc",
        "fory 1.7.7 marks the namespace a.b with encoding 4, as all others, when it is run; \
         the peers' bytes of this vector have pyfory's 1",
    ),
    (
        "list_only_null",
        "nothing but nulls has no type: none is written, which all implementations read",
    ),
    ("list_nulls", "see list_only_null"),
    ("set_null", "see list_only_null"),
    ("ext_name_compat", "see above"),
    (
        "long_type_name_sc",
        "pyfory alone: it marks the namespace with encoding 1, and keeps the sign of the name's hash",
    ),
];

fn except(list: &[(&str, &str)], name: &str) -> bool {
    list.iter().any(|(excepted, _)| *excepted == name)
}

/// The value of the vector, of the types of its writer.
fn written_value(vector: &Vector, texts: Texts) -> (ferrow_graph::Graph, Value) {
    let types = vector.types();
    let graph = vector.graph(&types, texts);
    let value = Reading { types: &types, graph: &graph }.any(vector.value());
    (graph, value)
}

fn write(vector: &Vector, texts: Texts) -> (Vec<u8>, Vec<bytes::Bytes>) {
    let (graph, value) = written_value(vector, texts);
    let written = match vector.out_of_band() {
        Some(least) => {
            let mut beside = OutOfBand::at_least(least);
            let written = graph.write_value_with(&value, &mut beside);
            written.map(|bytes| (bytes, beside.into_buffers()))
        }
        None => graph.write_value(&value).map(|bytes| (bytes, Vec::new())),
    };
    written.unwrap_or_else(|error| panic!("{}: {error}", vector.name))
}

/// Checks that the bytes read as the value of the vector, by the types of its reader.
fn assert_reads(vector: &Vector, bytes: &[u8]) {
    let name = &vector.name;
    let types = vector.reader_types();
    let graph = vector.graph(&types, Texts::Utf8);
    let found = graph.read_value_with(bytes, &vector.buffers);
    let Some(wanted) = vector.read_value() else {
        assert!(found.is_err(), "{name}: a reader gets an error, not {found:?}");
        return;
    };
    let found = found.unwrap_or_else(|error| panic!("{name}: {}: {error}", to_hex(bytes)));
    let wanted = Reading { types: &types, graph: &graph }.any(wanted);
    assert_eq!(normal(&found, &types), normal(&wanted, &types), "{name}: {}", to_hex(bytes));
}

#[test]
fn golden_messages_read_as_their_values() {
    let vectors = vector::load();
    assert!(vectors.len() >= 251, "{} vectors", vectors.len());
    for vector in vectors.iter().filter(|vector| !except(NOT_READ, &vector.name)) {
        assert_reads(vector, &vector.bytes);
    }
}

#[test]
fn what_peers_write_for_the_same_values_reads_as_them() {
    let mut count = 0;
    for vector in vector::load() {
        if vector.json.get("reader_types").is_some() {
            continue;
        }
        for (_, bytes) in &vector.peers {
            assert_reads(&vector, bytes);
            count += 1;
        }
    }
    assert!(count > 0, "peers.json is there");
}

#[test]
fn golden_values_are_written_byte_for_byte() {
    let mut wrong = Vec::new();
    for vector in vector::load() {
        if vector.quirk && vector.peers.is_empty() || except(NOT_WRITTEN, &vector.name) {
            continue;
        }
        let mut known = vec![("pyfory".to_owned(), vector.bytes.clone())];
        known.extend(vector.peers.clone());
        if vector.quirk {
            known.remove(0);
        }
        let (by_width, buffers) = write(&vector, Texts::ByWidth);
        let (utf8, _) = write(&vector, Texts::Utf8);
        let found = [&by_width, &utf8].iter().any(|it| known.iter().any(|(_, bytes)| bytes == *it));
        if !found || buffers != vector.buffers {
            let known: Vec<String> =
                known.iter().map(|(peer, bytes)| format!("{peer} {}", to_hex(bytes))).collect();
            wrong.push(format!(
                "{}: wrote {}\n    {}",
                vector.name,
                to_hex(&by_width),
                known.join("\n    ")
            ));
        }
    }
    assert!(wrong.is_empty(), "{} values:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn what_was_read_is_written_again_unchanged() {
    let mut wrong = Vec::new();
    for vector in vector::load() {
        if vector.quirk || except(NOT_WRITTEN, &vector.name) {
            continue;
        }
        let types = vector.types();
        let graph = vector.graph(&types, Texts::Utf8);
        let value = graph.read_value_with(&vector.bytes, &vector.buffers);
        let value = value.unwrap_or_else(|error| panic!("{}: {error}", vector.name));
        let again = match vector.out_of_band() {
            Some(least) => graph.write_value_with(&value, &mut OutOfBand::at_least(least)),
            None => graph.write_value(&value),
        };
        let again = again.unwrap_or_else(|error| panic!("{}: {error}", vector.name));
        if again != vector.bytes {
            wrong.push(format!(
                "{}\n    {}\n    {}",
                vector.name,
                to_hex(&again),
                to_hex(&vector.bytes)
            ));
        }
    }
    assert!(wrong.is_empty(), "{}:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn structs_that_nobody_registered_are_read_and_written_again() {
    let mut count = 0;
    for vector in vector::load() {
        let compatible = vector.json["config"]["compatible"].as_bool() == Some(true);
        if !compatible || except(NOT_READ, &vector.name) {
            continue;
        }
        let types = vector.types().without_structs();
        let graph = vector.graph(&types, Texts::Utf8);
        match graph.read_value(&vector.bytes) {
            Ok(value) => {
                let again = graph.write_value(&value);
                let again = again.unwrap_or_else(|error| panic!("{}: {error}", vector.name));
                assert_eq!(to_hex(&again), to_hex(&vector.bytes), "{}", vector.name);
                count += 1;
            }
            // Enums, unions, and types that do not evolve come without a definition.
            Err(error) => {
                assert_eq!(error.kind(), ErrorKind::UnknownType, "{}: {error}", vector.name);
            }
        }
    }
    assert!(count > 10, "{count} vectors");
}
