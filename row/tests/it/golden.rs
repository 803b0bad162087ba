//! Rows that other implementations wrote: the same bytes written, the same values read.

use arrow_array::BinaryArray;
use ferrow_row::{Kind, RowArray, RowBatch, RowRef, RowWriter, ValueRef};

use crate::field::{assert_reads, values, write_row, write_typed};
use crate::model;
use crate::vector::{Corpus, Vector};

/// Checks that `bytes` are a row that reads as the values of `vector`.
fn assert_row(vector: &Vector, bytes: &[u8]) {
    let row = RowRef::try_new(&vector.layout, bytes);
    let row = row.unwrap_or_else(|error| panic!("{}: {error}", vector.name));
    assert_reads(&vector.name, row, &values(&vector.values));
}

/// A value to write to a field of this kind first, to be replaced by the one that is meant.
fn decoy(kind: Kind) -> ValueRef<'static> {
    match kind {
        Kind::Utf8 => ValueRef::Utf8("not the value that this field has in the end"),
        Kind::Binary => ValueRef::Binary(&[0xff; 17]),
        Kind::Int64 => ValueRef::Int64(-1),
        Kind::Int32 => ValueRef::Int32(-1),
        Kind::Bool => ValueRef::Bool(true),
        _ => ValueRef::Null,
    }
}

#[test]
fn golden_vectors_are_counted_and_written_byte_for_byte() {
    let corpus = Corpus::load();
    corpus.report();
    for vector in &corpus.vectors {
        let (name, wanted) = (&vector.name, &vector.bytes);
        assert_eq!(&write_row(&vector.layout, &vector.values), wanted, "{name}");
        assert_eq!(&model::encode(&vector.values), wanted, "{name}: the model of FORMAT.md");
    }
}

#[test]
fn golden_bytes_do_not_depend_on_the_order_or_the_number_of_writes() {
    for vector in Corpus::load().vectors {
        let mut bytes = Vec::new();
        let mut row = RowWriter::new(&vector.layout, &mut bytes);
        for (index, value) in vector.values.iter().enumerate().rev() {
            write_typed(&mut row, index, value.value()).unwrap();
        }
        row.finish().unwrap();
        assert_eq!(bytes, vector.bytes, "{}: in reverse", vector.name);

        bytes.clear();
        let mut row = RowWriter::new(&vector.layout, &mut bytes);
        for index in 0..vector.layout.len() {
            let value = decoy(vector.layout.kind(index));
            if value != ValueRef::Null {
                row.set_value(index, value).unwrap();
            }
        }
        for (index, value) in vector.values.iter().enumerate() {
            row.set_value(index, value.value()).unwrap();
        }
        row.finish().unwrap();
        assert_eq!(bytes, vector.bytes, "{}: twice", vector.name);
    }
}

#[test]
fn golden_rows_read_as_the_values_that_were_written() {
    for vector in Corpus::load().vectors {
        assert_row(&vector, &vector.bytes);
    }
}

#[test]
fn golden_rows_are_read_at_every_address() {
    for vector in Corpus::load().vectors {
        for shift in 0..8 {
            let mut buffer = vec![0xaa; shift];
            buffer.extend(&vector.bytes);
            buffer.extend([0xaa; 8]);
            let bytes = &buffer[shift..shift + vector.bytes.len()];
            assert_row(&vector, bytes);
        }
    }
}

#[test]
fn golden_rows_may_have_bytes_after_their_end() {
    for vector in Corpus::load().vectors {
        let bytes = [&vector.bytes[..], &[0xaa; 5]].concat();
        assert_row(&vector, &bytes);
    }
}

#[test]
fn golden_batches_pass_through_every_binary_array() {
    for vector in Corpus::load().vectors {
        let (name, layout) = (&vector.name, &vector.layout);
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
                assert_reads(name, row, &values(&vector.values));
            }
            assert_eq!(
                RowBatch::try_new(layout.clone(), again.to_binary().unwrap()).unwrap(),
                batch
            );
        }
    }
}
