//! Batches that do not fit a layout are refused with the column's name.

use std::sync::Arc;

use arrow::array::{ArrayRef, Int32Array, Int64Array, RecordBatch};
use arrow::datatypes::{DataType, Field, Schema};
use ferrow_convert::prelude::*;
use ferrow_convert::{ErrorKind, RowDecoder, RowEncoder};
use ferrow_row::RowLayout;

fn layout() -> Arc<RowLayout> {
    RowLayout::try_new(Schema::new(vec![Field::new("id", DataType::Int64, false)]))
        .expect("one number")
}

fn batch(columns: Vec<(&str, ArrayRef)>) -> RecordBatch {
    RecordBatch::try_from_iter(columns).expect("columns of one length")
}

#[test]
fn a_batch_that_does_not_fit_the_layout_is_refused() {
    let numbers: ArrayRef = Arc::new(Int64Array::from(vec![1, 2]));
    let nulls: ArrayRef = Arc::new(Int64Array::from(vec![Some(1), None]));
    let narrow: ArrayRef = Arc::new(Int32Array::from(vec![1, 2]));
    let cases = [
        (
            batch(vec![("id", numbers.clone()), ("more", numbers.clone())]),
            ErrorKind::NoSuchColumn,
            "",
        ),
        (batch(vec![("key", numbers.clone())]), ErrorKind::NoSuchColumn, "id"),
        (batch(vec![("id", narrow)]), ErrorKind::WrongType, "id"),
        (batch(vec![("id", nulls)]), ErrorKind::NotNull, "id"),
    ];
    for (batch, kind, path) in cases {
        let error = RowEncoder::new(&layout()).encode(&batch).unwrap_err();
        assert_eq!((error.kind(), error.path().as_str()), (kind, path), "{error}");
    }
}

#[test]
fn a_column_that_rows_do_not_hold_is_refused_by_name() {
    let lists: ArrayRef = Arc::new(arrow::array::ListArray::from_iter_primitive::<
        arrow::datatypes::Int32Type,
        _,
        _,
    >([Some([Some(1)])]));
    let error = RowBatch::try_from_record_batch(&batch(vec![("tags", lists)])).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Row(ferrow_row::ErrorKind::Unsupported));
    assert_eq!(error.path(), "tags");
}

#[test]
#[should_panic(expected = "column 5 of 1 columns")]
fn an_ordinal_out_of_range_panics_with_the_number_of_columns() {
    let _ = RowDecoder::new(&layout()).project(&[0, 5]);
}

#[test]
fn a_projection_of_what_is_not_there_names_what_is() {
    let ids: ArrayRef = Arc::new(Int64Array::from(vec![1]));
    let rows = RowBatch::try_from_record_batch(&batch(vec![("id", ids)])).unwrap();
    let error = rows.to_record_batch_of(&["no"]).unwrap_err();
    assert_eq!(error.to_string(), "no: no such field; the fields are id");
}

#[test]
fn rows_of_another_layout_are_refused() {
    let other =
        RowLayout::try_new(Schema::new(vec![Field::new("key", DataType::Int64, false)])).unwrap();
    let rows = ferrow_row::RowBatchWriter::new(other).finish();
    let error = RowDecoder::new(&layout()).decode(&rows).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Row(ferrow_row::ErrorKind::LayoutMismatch));
    assert_eq!(error.path(), "id");
}
