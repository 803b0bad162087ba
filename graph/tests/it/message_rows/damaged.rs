//! Damaged messages: an error that leaves the rows as they were, or a row.

use ferrow_graph::arrow::MessageRows;
use ferrow_graph::schema::{FieldType, StructType};
use ferrow_graph::value::StructValue;
use ferrow_graph::{ErrorKind, Graph, Limits, Value};
use ferrow_row::RowBatch;

use super::random::{Types, struct_value};
use super::{graphs, rows_of};

#[test]
fn damaged_messages_leave_earlier_rows_whole() {
    let (mut errors, mut rows_read) = (0, 0);
    for seed in 1..25_u64 {
        let types = Types::new(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15));
        for graph in graphs(&types) {
            let of = rows_of(&types, &graph);
            let root = graph.struct_type(types.root.name().clone()).unwrap().clone();
            let message = graph.write_value(&struct_value(seed, &graph, &root)).unwrap();
            if message.len() > 1500 {
                continue;
            }
            let good = of.read([&message]).unwrap();
            let mut rows = of.writer();
            of.append(&message, &mut rows).unwrap();
            let mut check = |damaged: &[u8]| {
                let before = rows.len();
                match of.append(damaged, &mut rows) {
                    Ok(()) => {
                        assert_eq!(rows.len(), before + 1);
                        rows_read += 1;
                        // What is a row is a value.
                        graph.read_value(damaged).expect("what is a row is a value");
                    }
                    Err(_) => {
                        assert_eq!(rows.len(), before);
                        errors += 1;
                    }
                }
            };
            for at in 0..message.len() {
                check(&message[..at]);
                let mut damaged = message.clone();
                for byte in [0, 1, 0x15, 0x7f, 0xfd, 0xfe, 0xff, message[at] ^ 1, message[at] ^ 8] {
                    damaged[at] = byte;
                    check(&damaged);
                }
            }
            of.append(&message, &mut rows).unwrap();
            let rows = rows.finish();
            assert_eq!(rows.row_bytes(0), good.row_bytes(0));
            assert_eq!(rows.row_bytes(rows.len() - 1), good.row_bytes(0));
            // All of them are rows, whoever looks.
            RowBatch::try_new(of.layout().clone(), rows.into_array()).expect("valid rows");
        }
    }
    assert!(errors > 10_000 && rows_read > 1000, "{errors} errors, {rows_read} rows");
}

#[test]
fn limits_are_those_of_values() {
    let structure =
        StructType::new("t.T").field("f", FieldType::list(FieldType::list(FieldType::bool())));
    let limits = Limits { elements: 5, depth: 2, ..Limits::default() };
    let graph = Graph::builder().structure(structure.clone()).limits(limits).build().unwrap();
    let writer = Graph::builder().structure(structure).build().unwrap();
    let of = MessageRows::new(&graph, "t.T").unwrap();
    let root = writer.struct_type("t.T").unwrap().clone();
    let message = |list: Value| {
        writer.write_value(&Value::from(StructValue::new(root.clone(), [list]))).unwrap()
    };
    let flat = |count: usize| Value::List(vec![Value::List(vec![]); count]);
    assert!(of.read([message(flat(5))]).is_ok());
    assert_eq!(of.read([message(flat(6))]).unwrap_err().kind(), ErrorKind::Limit);
    let deep = Value::List(vec![Value::List(vec![Value::Bool(true)])]);
    assert_eq!(of.read([message(deep)]).unwrap_err().kind(), ErrorKind::Limit);
    // A count that nothing is behind takes no memory.
    let mut forged = message(flat(1));
    let at = forged.len() - 3;
    forged.splice(at..=at, [0xff, 0xff, 0xff, 0x7f]);
    assert!(of.read([forged]).is_err());
}

#[test]
fn keys_that_are_there_twice_or_null_are_errors() {
    let map = FieldType::map(FieldType::string().nullable(), FieldType::int32());
    let graph = Graph::builder().structure(StructType::new("t.T").field("f", map)).build().unwrap();
    let of = MessageRows::new(&graph, "t.T").unwrap();
    let root = graph.struct_type("t.T").unwrap().clone();
    let read = |keys: [Value; 2]| {
        let entries = keys.map(|key| (key, Value::from(1_i32)));
        let value = StructValue::new(root.clone(), [Value::Map(entries.into())]);
        of.read([graph.write_value(&Value::from(value)).unwrap()]).unwrap_err()
    };
    let twice = read(["a".into(), "a".into()]);
    assert_eq!((twice.kind(), twice.path()), (ErrorKind::Malformed, "[0].f"), "{twice}");
    let null = read(["a".into(), Value::Null]);
    assert_eq!((null.kind(), null.path()), (ErrorKind::NotNull, "[0].f[1]"), "{null}");
}
