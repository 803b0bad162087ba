//! What filters refuse, and their selections of other rows: fields that are not there, literals of another
//! type, batches of another length.

use std::sync::Arc;

use arrow::array::{ArrayRef, Int64Array, RecordBatch, StructArray};
use arrow::buffer::NullBuffer;
use arrow::datatypes::{DataType, Field, Fields};
use ferrow_convert::prelude::*;
use ferrow_convert::{ErrorKind, FieldPath, Predicate, RowDecoder, RowFilter, Selection};
use ferrow_row::{RowFormat, RowLayout};

use crate::filter::{flights, rows_of, select};

#[test]
fn what_cannot_be_asked_names_the_field_and_its_type() {
    let flights = flights();
    let number: ArrayRef = Arc::new(Int64Array::from(vec![1, 2, 3, 4]));
    let fields: Fields = vec![Field::new("x.y", DataType::Int64, true)].into();
    let point = StructArray::new(fields, vec![number], Some(NullBuffer::new_valid(4)));
    let columns = [("delay", flights.column(0).clone()), ("point", Arc::new(point))];
    let rows = rows_of(RowFormat::Standard, &RecordBatch::try_from_iter(columns).unwrap());
    let error = |predicate: Predicate| {
        let error = RowFilter::try_new(rows.layout(), &predicate).unwrap_err();
        (error.kind(), error.to_string())
    };
    let no_field = ErrorKind::Row(ferrow_row::ErrorKind::NoSuchField);
    let cases = [
        (
            Predicate::column("delay").gt(30.5),
            ErrorKind::WrongType,
            "delay: the field is Int16, the literal Float64; give a literal of the field's type",
        ),
        (
            Predicate::column("delay").is_in([30, 40_000]),
            ErrorKind::WrongType,
            "delay: the field is Int16, which does not have the Int32 40000",
        ),
        (
            Predicate::column("delay").eq(None::<&str>),
            ErrorKind::WrongType,
            "delay: the field is Int16, the literal Utf8; give a literal of the field's type",
        ),
        (
            Predicate::column("delay").starts_with("3"),
            ErrorKind::WrongType,
            "delay: the field is Int16; only text and bytes have parts to look for",
        ),
        (
            Predicate::column("delays").is_null(),
            no_field,
            "delays: no such field; the fields are delay, point",
        ),
        (
            Predicate::column("point.z").is_null(),
            no_field,
            "point.z: no such field; the fields are x.y",
        ),
        (
            Predicate::column(["delay", "x"]).is_null(),
            ErrorKind::WrongType,
            "delay: the field is Int16; only a struct has fields of its own",
        ),
    ];
    for (predicate, kind, message) in cases {
        assert_eq!(error(predicate), (kind, message.to_owned()));
    }
    let (kind, message) = error(Predicate::column("point").eq(1));
    assert_eq!(kind, ErrorKind::WrongType);
    assert!(message.contains("only whether it is null"), "{message}");

    // The longest name that there is wins.
    for path in [FieldPath::from("point.x.y"), ["point", "x.y"].into(), [1, 0].into()] {
        assert_eq!(select(&rows, &Predicate::column(path).gt(3_i64)), Selection::indices([3]));
    }

    let other = RowLayout::try_new(flights.schema()).unwrap();
    let filter = RowFilter::try_new(&other, &Predicate::column("carrier").is_null()).unwrap();
    let error = filter.select(&rows).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Row(ferrow_row::ErrorKind::LayoutMismatch));
    let outside = filter.select_within(&rows_of(RowFormat::Compact, &flights), &(0..9).into());
    assert_eq!(outside.unwrap_err().kind(), ErrorKind::OutOfRange);
}

#[test]
#[should_panic(expected = "field 7 of a row of 2 fields")]
fn an_ordinal_out_of_range_panics_with_the_number_of_fields() {
    let layout = RowLayout::try_new(flights().schema()).unwrap();
    let _ = RowFilter::try_new(&layout, &Predicate::column(7).is_null());
}

#[test]
fn what_was_found_in_one_batch_is_not_looked_up_in_a_longer_one() {
    let rows = |len: i64| RowBatch::try_from_record_batch(&crate::streams::part(0, len)).unwrap();
    let (short, long) = (rows(3), rows(5));
    for least in [0_i64, 1] {
        let filter =
            RowFilter::try_new(short.layout(), &Predicate::column("id").gt_eq(least)).unwrap();
        let selection = filter.select(&short).unwrap();
        assert_eq!(selection, Selection::from(usize::try_from(least).unwrap()..3));
        let decoder = RowDecoder::new(short.layout());
        let wanted = 3 - usize::try_from(least).unwrap();
        assert_eq!(decoder.decode_selected(&short, &selection).unwrap().num_rows(), wanted);
        let error = decoder.decode_selected(&long, &selection).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::OutOfRange);
    }
}
