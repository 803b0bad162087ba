//! Batches that do not fit a layout are refused with the column's name.

use std::sync::Arc;

use arrow::array::{
    ArrayRef, FixedSizeBinaryArray, Int32Array, Int64Array, NullArray, RecordBatch,
    RecordBatchOptions,
};
use arrow::buffer::Buffer;
use arrow::datatypes::{DataType, Field, Schema};
use ferrow_convert::prelude::*;
use ferrow_convert::{ErrorKind, FieldDecoder, RowDecoder, RowEncoder};
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

/// A few bytes of an IPC stream can claim any number of rows that need no bytes themselves.
#[test]
fn rows_without_bytes_neither_exhaust_memory_nor_time() {
    let rows = 1 << 45;
    let schema = |fields: Vec<Field>| Arc::new(Schema::new(fields));
    let options = RecordBatchOptions::new().with_row_count(Some(rows));
    let nulls: ArrayRef = Arc::new(NullArray::new(rows));
    let fields = schema(vec![Field::new("nothing", DataType::Null, true)]);
    let batch = RecordBatch::try_new(fields, vec![nulls]).unwrap();
    let error = RowBatch::try_from_record_batch(&batch).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::TooLarge);

    let batch = RecordBatch::try_new_with_options(schema(vec![]), vec![], &options).unwrap();
    let empty = RowBatch::try_from_record_batch(&batch).unwrap();
    assert_eq!(empty.len(), rows);
    assert_eq!(empty.to_record_batch().unwrap().num_rows(), rows);

    let narrow = FixedSizeBinaryArray::try_new_with_len(0, Buffer::default(), None, rows).unwrap();
    let error = FieldDecoder::new(&layout(), 0).decode_lenient(&narrow.clone().into()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotRows);
    assert_eq!(RowBatch::try_new(layout(), narrow).unwrap_err().row(), Some(0));
}

/// A field that forgets to say that it may be null.
struct Forgetful;

impl ferrow_row::record::Field for Forgetful {
    type Value = i64;
    type View<'a> = i64;
    const NULLABLE: bool = false;

    fn to_value(&self) -> Option<i64> {
        None
    }

    fn to_view(value: Option<<i64 as ferrow_row::Value>::Ref<'_>>) -> Self::View<'_> {
        value.unwrap_or(0)
    }

    fn from_value(_: Option<i64>) -> Self {
        Self
    }
}

#[derive(ferrow_derive::Record)]
#[record(crate = ferrow_row)]
struct Forgetting {
    id: Forgetful,
}

#[test]
fn a_null_of_a_field_that_is_not_nullable_is_no_zero() {
    let records = [Forgetting { id: Forgetful }];
    assert_eq!(Forgetting::rows(&records).unwrap_err().kind(), ferrow_row::ErrorKind::NotNull);
    assert_eq!(Forgetting::to_record_batch(&records).unwrap_err().kind(), ErrorKind::Arrow);
}
