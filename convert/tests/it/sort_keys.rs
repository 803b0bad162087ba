//! Keys whose bytes are in the order of the rows.

use std::cmp::Ordering;
use std::sync::Arc;

use arrow::array::{ArrayRef, BinaryArray, Float64Array, Int32Array, RecordBatch, StructArray};
use arrow::buffer::NullBuffer;
use arrow::compute::SortOptions;
use arrow::datatypes::{DataType, Field, Fields, Schema};
use ferrow_convert::prelude::*;
use ferrow_convert::{ErrorKind, SortKeys};
use ferrow_row::{RowLayout, RowOrder};

use crate::conformance::FORMATS;
use crate::sampling::{Random, batch_of};
use crate::types::{flat_types, wide_types};

fn options() -> [SortOptions; 4] {
    [(false, false), (false, true), (true, false), (true, true)]
        .map(|(descending, nulls_first)| SortOptions { descending, nulls_first })
}

fn batch(columns: Vec<(&str, ArrayRef)>) -> RecordBatch {
    RecordBatch::try_from_iter_with_nullable(
        columns.into_iter().map(|(name, array)| (name, array, true)),
    )
    .expect("columns of one length")
}

#[test]
fn keys_of_every_scalar_compare_as_the_rows_do() {
    for (at, data_type) in [flat_types(), wide_types()].concat().into_iter().enumerate() {
        let mut random = Random::new(u64::try_from(at).expect("a small number") + 99);
        let fields = vec![
            Field::new("few", DataType::Boolean, true),
            Field::new("other", DataType::Utf8, true),
            Field::new("f", data_type.clone(), true),
        ];
        let batch = batch_of(&mut random, fields, 40);
        for (format, options) in FORMATS
            .into_iter()
            .zip(options())
            .chain(FORMATS.into_iter().zip(options().into_iter().skip(2)))
        {
            let rows = RowBatch::try_from_record_batch_in(format, &batch).unwrap();
            let by = [("few", options), ("f", options)];
            let order = RowOrder::by_names(rows.layout(), &by).unwrap();
            let keys = SortKeys::try_new(rows.layout(), by).unwrap().keys(&rows).unwrap();
            for (a, row_a) in rows.rows().flatten().enumerate() {
                for (b, row_b) in rows.rows().flatten().enumerate() {
                    let wanted = order.compare(row_a, row_b);
                    let found = keys.row(a).data().cmp(keys.row(b).data());
                    assert_eq!(
                        found, wanted,
                        "{data_type} {format:?} {options:?}: {row_a} {row_b}"
                    );
                }
            }
        }
    }
}

#[test]
fn floats_are_in_total_order_and_equal_keys_are_equal_bits() {
    let in_order = [-f64::NAN, f64::NEG_INFINITY, -1.0, -0.0, 0.0, 1.0, f64::INFINITY, f64::NAN];
    let column: ArrayRef = Arc::new(Float64Array::from(in_order.to_vec()));
    let rows = RowBatch::try_from_record_batch(&batch(vec![("x", column)])).unwrap();
    let keys = SortKeys::try_new(rows.layout(), [(0, SortOptions::default())]).unwrap();
    let keys = keys.keys(&rows).unwrap();
    assert!(keys.iter().is_sorted_by(|a, b| a.cmp(b) == Ordering::Less));
    let zeros = [keys.row(3), keys.row(4)];
    assert_ne!(zeros[0], zeros[1]);
}

/// A batch of a struct `point` of `x`, null in the second row.
fn points() -> RowBatch {
    let fields = Fields::from(vec![Field::new("x", DataType::Int32, true)]);
    let x: ArrayRef = Arc::new(Int32Array::from(vec![Some(3), Some(1), None, Some(2)]));
    let valid = NullBuffer::from(vec![true, false, true, true]);
    let points: ArrayRef = Arc::new(StructArray::new(fields, vec![x], Some(valid)));
    let rows = RowBatch::try_from_record_batch(&batch(vec![("point", points)]));
    rows.expect("types that rows hold")
}

#[test]
fn a_field_of_a_struct_is_sorted_by_and_null_where_the_struct_is() {
    let rows = points();
    let last = SortOptions { descending: true, nulls_first: false };
    let keys = SortKeys::try_new(rows.layout(), [(["point", "x"], last)]).unwrap();
    let keys = keys.keys(&rows).unwrap();
    let mut order: Vec<usize> = (0..rows.len()).collect();
    order.sort_by_key(|&row| keys.row(row));
    assert_eq!(order, [0, 3, 1, 2]);
    assert_eq!(keys.row(1), keys.row(2));
}

#[test]
fn a_null_row_has_the_key_of_a_row_of_nulls() {
    let rows = points();
    let array = BinaryArray::from_iter([rows.row_bytes(2), None]);
    let with_null = RowBatch::try_new(rows.layout().clone(), array).unwrap();
    let keys = SortKeys::try_new(rows.layout(), [("point.x", SortOptions::default())]);
    let keys = keys.unwrap().keys(&with_null).unwrap();
    assert_eq!(keys.row(0), keys.row(1));
}

#[test]
fn keys_of_batches_of_both_layouts_compare() {
    let rows = points();
    let batch = rows.to_record_batch().unwrap();
    let keys = SortKeys::try_new(rows.layout(), [(0, SortOptions::default())]).unwrap();
    let [standard, compact] = FORMATS.map(|format| {
        let rows = RowBatch::try_from_record_batch_in(format, &batch).unwrap();
        keys.keys(&rows).unwrap()
    });
    assert!(standard.iter().eq(compact.iter()));
    let none = SortKeys::try_new::<usize>(rows.layout(), []).unwrap().keys(&rows).unwrap();
    assert_eq!(none.num_rows(), rows.len());
    assert!(none.iter().all(|key| key == none.row(0)));
}

#[test]
fn what_cannot_be_sorted_by_says_why() {
    let rows = points();
    let error = |path: &[&str]| {
        SortKeys::try_new(rows.layout(), [(path, SortOptions::default())]).unwrap_err()
    };
    assert_eq!(error(&["no"]).kind(), ErrorKind::Row(ferrow_row::ErrorKind::NoSuchField));
    let inside = error(&["point", "x", "y"]);
    assert_eq!((inside.kind(), inside.path().as_str()), (ErrorKind::WrongType, "point.x"));

    let other = Schema::new(vec![Field::new("point", DataType::Int8, true)]);
    let keys = SortKeys::try_new::<usize>(&RowLayout::try_new(other).unwrap(), []).unwrap();
    let error = keys.keys(&rows).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Row(ferrow_row::ErrorKind::LayoutMismatch));
}
