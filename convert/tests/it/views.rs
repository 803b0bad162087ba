//! Columns of views that point into the rows, and those that are copied all the same.

use std::sync::Arc;

use arrow::array::{
    Array, ArrayRef, AsArray, BinaryViewArray, RecordBatch, StringArray, StringViewArray,
    StructArray,
};
use arrow::datatypes::{DataType, Field, Schema};
use ferrow_convert::RowDecoder;
use ferrow_convert::prelude::*;
use ferrow_row::{RowArray, RowFormat};

const LONG: &str = "more than twelve bytes";

/// Rows of views, of text in another form, and of views in a struct.
fn rows(format: RowFormat) -> RowBatch {
    let text: ArrayRef = Arc::new(StringViewArray::from(vec![Some(LONG), None, Some("short")]));
    let bytes: ArrayRef = Arc::new(BinaryViewArray::from(vec![LONG.as_bytes(); 3]));
    let utf8: ArrayRef = Arc::new(StringArray::from(vec![LONG; 3]));
    let field = Arc::new(Field::new("text", DataType::Utf8View, true));
    let inside: ArrayRef = Arc::new(StructArray::from(vec![(field, Arc::clone(&text))]));
    let columns = [("text", text), ("bytes", bytes), ("utf8", utf8), ("struct", inside)]
        .map(|(name, array)| (name, array, true));
    let batch = RecordBatch::try_from_iter_with_nullable(columns).expect("columns of one length");
    RowBatch::try_from_record_batch_in(format, &batch).expect("types that rows hold")
}

/// Whether the buffers of views are the buffer of the rows.
fn is_in_rows(column: &dyn Array, rows: &RowBatch) -> bool {
    let buffers = match column.data_type() {
        DataType::Utf8View => column.as_string_view().data_buffers(),
        _ => column.as_binary_view().data_buffers(),
    };
    let row_bytes = match rows.array() {
        RowArray::Stride(array) => array.values().as_ptr(),
        RowArray::Offsets(array) => array.values().as_ptr(),
        RowArray::LargeOffsets(array) => array.values().as_ptr(),
        RowArray::Views(array) => array.data_buffers()[0].as_ptr(),
    };
    !buffers.is_empty() && buffers.iter().all(|buffer| buffer.as_ptr() == row_bytes)
}

#[test]
fn fields_of_views_point_into_the_rows_until_they_are_collected() {
    let rows = rows(RowFormat::Standard);
    let decoder = RowDecoder::new(rows.layout()).zero_copy_views();
    let batch = decoder.decode(&rows).expect("rows of the layout");
    assert!(is_in_rows(batch.column(0), &rows));
    assert!(is_in_rows(batch.column(1), &rows));
    assert_eq!(batch, RowDecoder::new(rows.layout()).decode(&rows).expect("as above"));

    let collected = batch.column(0).as_string_view().gc();
    assert!(!is_in_rows(&collected, &rows));
    assert_eq!(collected.data_buffers()[0].len(), LONG.len());
}

#[test]
fn views_are_copied_out_of_compact_rows_structs_other_forms_and_rows_that_are_views() {
    let standard = rows(RowFormat::Standard);
    let decoder = || RowDecoder::new(standard.layout()).zero_copy_views();
    let copied = |decoder: RowDecoder, rows: &RowBatch| {
        let batch = decoder.decode(rows).expect("rows of the layout");
        assert!(!is_in_rows(batch.column(0), rows));
    };
    copied(decoder(), &rows(RowFormat::Compact));
    copied(decoder().project_paths(["struct.text"]).expect("a field"), &standard);
    let views = Schema::new(vec![Field::new("utf8", DataType::Utf8View, true)]);
    copied(decoder().project_schema(&views.into()).expect("another form"), &standard);
    let array = standard.to_binary_view().expect("few rows");
    let scattered = RowBatch::try_new(Arc::clone(standard.layout()), array).expect("valid rows");
    copied(decoder(), &scattered);
}
