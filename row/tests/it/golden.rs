//! What other implementations wrote: the same bytes written, the same values read.

use arrow_array::BinaryArray;
use ferrow_row::{RowArray, RowBatch};

use crate::codec::{Order, Plan, Reader};
use crate::model;
use crate::vector::{self, Root, Vector};

/// Checks that `bytes` read as the value of `vector`, whoever reads them.
fn assert_reads(vector: &Vector, bytes: &[u8]) {
    let plan = vector.plan();
    for reader in Reader::ALL {
        let found = plan.read(reader, bytes);
        let found = found.unwrap_or_else(|error| panic!("{}: {reader:?}: {error}", vector.name));
        assert_eq!(found, vector.value, "{}: {reader:?}", vector.name);
    }
}

#[test]
fn golden_vectors_are_written_byte_for_byte_in_any_order() {
    let vectors = vector::load();
    vector::report("written", &vectors);
    for vector in &vectors {
        for order in Order::ALL {
            let written = vector.plan().write(order, &vector.value);
            let written = written.unwrap_or_else(|error| panic!("{}: {error}", vector.name));
            assert_eq!(written, vector.bytes, "{:?} {}: {order:?}", vector.format, vector.name);
        }
    }
}

#[test]
fn golden_vectors_are_what_the_model_of_the_page_writes() {
    let vectors = vector::load();
    vector::report("modelled", &vectors);
    for vector in &vectors {
        assert_eq!(vector.encode(), vector.bytes, "{:?} {}", vector.format, vector.name);
    }
}

#[test]
fn golden_vectors_read_as_their_values_at_every_address() {
    let vectors = vector::load();
    vector::report("read", &vectors);
    for vector in &vectors {
        for shift in 0..8 {
            let mut buffer = vec![0xaa; shift];
            buffer.extend(&vector.bytes);
            buffer.extend([0xaa; 8]);
            assert_reads(vector, &buffer[shift..shift + vector.bytes.len()]);
        }
    }
}

#[test]
fn golden_vectors_may_have_bytes_after_their_end() {
    for vector in vector::load() {
        assert_reads(&vector, &[&vector.bytes[..], &[0xaa; 5]].concat());
    }
}

#[test]
fn golden_values_survive_being_written_in_the_other_layout_and_back() {
    let vectors = vector::load();
    // Compact maps have no null bits of keys.
    for vector in vectors.iter().filter(|vector| vector.name != "map_null_key") {
        let there = vector.plan_in(vector.other_format()).write(Order::Forward, &vector.value);
        let there = there.unwrap_or_else(|error| panic!("{}: {error}", vector.name));
        let value = vector.plan_in(vector.other_format()).read(Reader::Values, &there);
        assert_eq!(value.unwrap(), vector.value, "{}", vector.name);
    }
}

#[test]
fn golden_fields_of_compact_rows_are_stored_in_the_order_of_their_writer() {
    let mut count = 0;
    for vector in vector::load() {
        let (Plan::Row(layout), Root::Row(schema)) = (vector.plan(), &vector.root) else {
            continue;
        };
        let Some(wanted) = &vector.field_order else { continue };
        let names = |order: &[usize]| -> Vec<String> {
            order.iter().map(|index| schema.field(*index).name().clone()).collect()
        };
        assert_eq!(&names(layout.storage_order()), wanted, "{}", vector.name);
        assert_eq!(&names(&model::storage_order(schema.fields())), wanted, "{}", vector.name);
        count += 1;
    }
    assert!(count > 0, "compact vectors have an order");
}

#[test]
fn golden_batches_pass_through_every_binary_array() {
    for vector in vector::load() {
        let Plan::Row(layout) = vector.plan() else { continue };
        let name = &vector.name;
        let column = BinaryArray::from_iter([Some(&vector.bytes), None, Some(&vector.bytes)]);
        let batch = RowBatch::try_new(layout.clone(), column).unwrap();
        let arrays: [RowArray; 3] = [
            batch.to_binary().unwrap().into(),
            batch.to_large_binary().into(),
            batch.to_binary_view().unwrap().into(),
        ];
        for array in arrays {
            let again = RowBatch::try_new(layout.clone(), array).unwrap();
            assert_eq!(again, batch, "{name}");
            assert_eq!(again.null_count(), 1, "{name}");
            for row in again.rows().flatten() {
                assert_eq!(row.bytes(), vector.bytes, "{name}");
                assert_reads(&vector, row.bytes());
            }
            let binary = again.to_binary().unwrap();
            assert_eq!(RowBatch::try_new(layout.clone(), binary).unwrap(), batch, "{name}");
        }
    }
}
