//! The kernels that write rows, each against a row writer: for every number of columns, every remainder
//! of rows, every set of instructions, and text at the very end of its buffer.

use std::sync::Arc;

use arrow::array::{
    Array, ArrayRef, Int64Array, RecordBatch, RecordBatchOptions, StringArray, make_array,
};
use arrow::buffer::{Buffer, NullBuffer, OffsetBuffer, ScalarBuffer};
use arrow::compute::cast;
use arrow::datatypes::{DataType, Field, Schema};
use ferrow_convert::prelude::*;
use ferrow_convert::{ErrorKind, InstructionSet, RowEncoder};
use ferrow_row::{RowArray, RowFormat, RowLayout};

use crate::conformance::row_by_row;
use crate::sampling::{Random, batch_of};
use crate::types::{dictionary, flat_types, runs, wide_types};

/// Encoders of every set of instructions.
fn encoders(layout: &Arc<RowLayout>) -> Vec<RowEncoder> {
    let sets = InstructionSet::available();
    sets.map(|set| RowEncoder::new(layout).with_instructions(set)).collect()
}

/// Rows in front of and behind the ends of blocks and of tiles, and some others.
fn row_counts(seed: usize) -> impl Iterator<Item = usize> {
    let near = [0, 1, 7, 8, 9, 63, 64, 65, 71, 72, 127, 128, 129, 191, 192, 193, 200];
    (0..=200).filter(move |rows| rows % 23 == seed % 23 || near.contains(rows))
}

/// The bytes of rows of one length.
fn bytes(rows: &RowBatch) -> &[u8] {
    match rows.array() {
        RowArray::Stride(array) => array.value_data(),
        other => panic!("{other:?} has no stride"),
    }
}

#[test]
fn any_number_of_columns_and_rows_gives_the_bytes_of_a_row_writer() {
    let types: Vec<DataType> = (flat_types().into_iter())
        .filter(|data_type| {
            let field = Field::new("f", data_type.clone(), true);
            RowLayout::try_new(Schema::new(vec![field])).is_ok_and(|layout| layout.is_fixed())
        })
        .collect();
    for columns in 1..=130 {
        for nullable in [false, true] {
            let mut random = Random::new(columns as u64);
            let field = |at: usize| {
                // Most are numbers of 8 bytes, which tiles take from where they stand.
                let data_type = if at.is_multiple_of(3) {
                    &types[(at + columns) % types.len()]
                } else {
                    &DataType::Int64
                };
                Field::new(
                    format!("f{at}"),
                    data_type.clone(),
                    nullable || *data_type == DataType::Null,
                )
            };
            let batch = batch_of(&mut random, (0..columns).map(field).collect(), 220);
            let wanted = row_by_row(RowFormat::Standard, &batch);
            let (wanted, stride) = (bytes(&wanted), wanted.layout().fixed_width());
            for encoder in encoders(&RowLayout::try_new(batch.schema()).unwrap()) {
                for rows in row_counts(columns) {
                    let from = (rows * 7 + columns) % 20;
                    let found = encoder.encode(&batch.slice(from, rows)).unwrap();
                    let wanted = &wanted[from * stride..(from + rows) * stride];
                    assert_eq!(
                        bytes(&found),
                        wanted,
                        "{columns} columns, {rows} rows from {from}, {encoder:?}"
                    );
                }
            }
        }
    }
}

#[test]
fn variable_columns_among_others_give_the_bytes_of_a_row_writer() {
    let types = [flat_types(), wide_types()].concat();
    for columns in 1..=40 {
        let mut random = Random::new(columns as u64 + 1000);
        let field = |at: usize| {
            Field::new(format!("f{at}"), types[(at * 5 + columns) % types.len()].clone(), true)
        };
        let batch = batch_of(&mut random, (0..columns).map(field).collect(), 220);
        let wanted = row_by_row(RowFormat::Standard, &batch);
        for encoder in encoders(wanted.layout()) {
            for rows in row_counts(columns) {
                let from = (rows * 7 + columns) % 20;
                let found = encoder.encode(&batch.slice(from, rows)).unwrap();
                assert_eq!(
                    found,
                    wanted.slice(from..from + rows),
                    "{columns} columns, {rows} rows, {encoder:?}"
                );
            }
        }
    }
}

/// Texts of every length up to 100, the last of which ends where its buffer does.
fn texts(last: usize, nulls: bool) -> StringArray {
    let lens = (0..40).map(|at| (at * 13) % 101).chain([0, last]);
    let letters = |len: usize| (0..len).map(|at| b'a' + u8::try_from(at % 26).expect("a letter"));
    let values: Vec<u8> = lens.clone().flat_map(letters).collect();
    let nulls = nulls.then(|| (0..42).map(|row| row % 3 != 1).collect::<NullBuffer>());
    let values = Buffer::from_vec(values.into_boxed_slice().into_vec());
    StringArray::new(OffsetBuffer::from_lengths(lens), values, nulls)
}

#[test]
fn text_of_every_length_at_the_very_end_of_its_buffer_is_copied_whole() {
    let forms = [
        DataType::Utf8,
        DataType::LargeUtf8,
        DataType::Utf8View,
        DataType::Binary,
        DataType::LargeBinary,
        DataType::BinaryView,
        dictionary(DataType::Int8, DataType::Utf8),
        runs(DataType::Int16, DataType::LargeUtf8),
    ];
    for last in 0..=100 {
        for nulls in [false, true] {
            let texts = texts(last, nulls);
            for form in &forms {
                let column = cast(&texts, form).expect("text in another form");
                let batch = RecordBatch::try_from_iter([("text", column)]).unwrap();
                let wanted = row_by_row(RowFormat::Standard, &batch);
                for encoder in encoders(wanted.layout()) {
                    let found = encoder.encode(&batch).unwrap();
                    assert_eq!(found, wanted, "{form} of {last} bytes by {encoder:?}");
                    // One row, whose text has nothing behind it.
                    let found = encoder.encode(&batch.slice(41, 1)).unwrap();
                    assert_eq!(
                        found,
                        wanted.slice(41..42),
                        "{form} of {last} bytes by {encoder:?}"
                    );
                }
            }
        }
    }
}

#[test]
fn what_stands_under_nulls_changes_no_byte() {
    let nulls = || Some((0..100).map(|row| row % 3 == 0).collect::<NullBuffer>());
    let numbers = |under: i64| -> ArrayRef {
        let value = |row: i64| if row % 3 == 0 { row } else { under };
        let values: Vec<i64> = (0..100).map(value).collect();
        Arc::new(Int64Array::new(ScalarBuffer::from(values), nulls()))
    };
    let texts = |under: &str| -> ArrayRef {
        let value = |row: usize| if row.is_multiple_of(3) { "a value" } else { under };
        let array = StringArray::from_iter_values((0..100).map(value));
        make_array(array.into_data().into_builder().nulls(nulls()).build().expect("as many nulls"))
    };
    let batch = |number: i64, text: &str| {
        let columns = [("number", numbers(number)), ("text", texts(text))];
        RecordBatch::try_from_iter(columns).expect("two columns")
    };
    let clean = batch(0, "");
    for encoder in encoders(&RowLayout::try_new(clean.schema()).unwrap()) {
        let wanted = encoder.encode(&clean).unwrap();
        assert_eq!(encoder.encode(&batch(-1, "scribbled here")).unwrap(), wanted, "{encoder:?}");
    }
}

#[test]
fn output_past_the_caches_has_the_same_bytes() {
    // More than 8 MiB, of rows that end anywhere in a line.
    let types = [DataType::Int64, DataType::Int32, DataType::Boolean];
    for (columns, rows) in [(3, 300_000), (4, 200_000), (9, 120_000), (70, 20_000)] {
        let field = |at: usize| Field::new(format!("f{at}"), types[at % 3].clone(), true);
        let mut fields: Vec<Field> = (0..columns).map(field).collect();
        if columns == 4 {
            fields.push(Field::new("text", DataType::Utf8, true));
        }
        let batch = batch_of(&mut Random::new(5), fields, rows);
        for encoder in encoders(&RowLayout::try_new(batch.schema()).unwrap()) {
            let found = encoder.encode(&batch).unwrap();
            // In small pieces it stays in cache.
            for from in (0..rows).step_by(10_000) {
                let wanted = encoder.encode(&batch.slice(from, 10_000)).unwrap();
                assert_eq!(
                    found.slice(from..from + 10_000),
                    wanted,
                    "{columns} columns from {from}"
                );
            }
        }
    }
}

#[test]
fn rows_longer_than_what_is_staged_go_past_it() {
    let long = "0123456789".repeat(9_000);
    let value = |row: usize| &long[..(row * 7_919) % long.len()];
    let texts: ArrayRef = Arc::new(StringArray::from_iter_values((0..400).map(value)));
    let numbers: ArrayRef = Arc::new(Int64Array::from_iter_values(0..400));
    let batch = RecordBatch::try_from_iter([("text", texts), ("number", numbers)]).unwrap();
    let wanted = row_by_row(RowFormat::Standard, &batch);
    for encoder in encoders(wanted.layout()) {
        assert_eq!(encoder.encode(&batch).unwrap(), wanted);
    }
}

#[test]
fn memory_of_spent_rows_is_written_again_where_no_one_else_holds_it() {
    let column: ArrayRef = Arc::new(Int64Array::from_iter_values(0..100));
    let batch = RecordBatch::try_from_iter([("id", column)]).unwrap();
    let encoder = RowEncoder::new(&RowLayout::try_new(batch.schema()).unwrap());
    let first = encoder.encode(&batch).unwrap();
    let address = bytes(&first).as_ptr();
    let again = encoder.encode_reusing(&batch.slice(50, 20), first).unwrap();
    assert_eq!(bytes(&again).as_ptr(), address);
    assert_eq!(again, encoder.encode(&batch.slice(50, 20)).unwrap());

    let held = again.clone();
    let other = encoder.encode_reusing(&batch, again).unwrap();
    assert_ne!(bytes(&other).as_ptr(), address);
    assert_eq!(held, encoder.encode(&batch.slice(50, 20)).unwrap());
    assert_eq!(other, encoder.encode(&batch).unwrap());
}

#[test]
fn a_column_in_another_form_gives_the_same_rows() {
    let texts: ArrayRef = Arc::new(texts(77, true));
    let plain = RecordBatch::try_from_iter([("text", Arc::clone(&texts))]).unwrap();
    let layout = RowLayout::try_new(plain.schema()).unwrap();
    let forms = [
        DataType::LargeUtf8,
        DataType::Utf8View,
        dictionary(DataType::UInt16, DataType::Utf8),
        runs(DataType::Int32, DataType::Utf8View),
    ];
    for encoder in encoders(&layout) {
        let wanted = encoder.encode(&plain).unwrap();
        for form in &forms {
            let column = cast(&texts, form).unwrap();
            let batch = RecordBatch::try_from_iter([("text", column)]).unwrap();
            assert_eq!(encoder.encode(&batch).unwrap(), wanted, "{form}");
            assert_eq!(encoder.encode(&batch.slice(3, 30)).unwrap(), wanted.slice(3..33), "{form}");
            assert!(encoder.encode(&batch.slice(9, 0)).unwrap().is_empty(), "{form}");
        }
    }
    let bytes = cast(&texts, &DataType::Binary).unwrap();
    let batch = RecordBatch::try_from_iter([("text", bytes)]).unwrap();
    let error = RowEncoder::new(&layout).encode(&batch).unwrap_err();
    assert_eq!((error.kind(), error.path().as_str()), (ErrorKind::WrongType, "text"));
}

#[test]
fn rows_of_no_fields_may_be_any_number() {
    let options = RecordBatchOptions::new().with_row_count(Some(1_000_000));
    let schema = Arc::new(Schema::empty());
    let batch = RecordBatch::try_new_with_options(schema, vec![], &options).unwrap();
    for encoder in encoders(&RowLayout::try_new(batch.schema()).unwrap()) {
        assert_eq!(encoder.encode(&batch).unwrap().len(), 1_000_000);
    }
}
