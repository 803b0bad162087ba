//! Values of rows by path, of rows that nobody has validated.

use std::sync::Arc;

use arrow::array::{
    Array, ArrayRef, AsArray, BinaryArray, Int32Array, ListArray, MapArray, RecordBatch,
    StringArray, StructArray,
};
use arrow::buffer::{NullBuffer, OffsetBuffer};
use arrow::datatypes::{DataType, Field, Int32Type};
use ferrow_convert::prelude::*;
use ferrow_convert::{Error, ErrorKind, PathStep, ValueDecoder, ValuePath};
use ferrow_row::{RowArray, RowFormat};

use crate::conformance::FORMATS;

/// Four rows of `{place: {city, zips: [Int32]}, tags: {Utf8: Int32}, codes: {Int32: Utf8}}`.
fn rows(format: RowFormat) -> RowBatch {
    let city = StringArray::from(vec![Some("London"), None, Some("Berlin"), Some("hidden")]);
    let zips = [Some(vec![Some(1), None, Some(3)]), Some(vec![]), None, Some(vec![Some(4)])];
    let zips = ListArray::from_iter_primitive::<Int32Type, _, _>(zips);
    let fields = vec![
        Arc::new(Field::new("city", DataType::Utf8, true)),
        Arc::new(Field::new("zips", zips.data_type().clone(), true)),
    ];
    let nulls = NullBuffer::from(vec![true, true, true, false]);
    let columns: Vec<ArrayRef> = vec![Arc::new(city), Arc::new(zips)];
    let place: ArrayRef = Arc::new(StructArray::new(fields.into(), columns, Some(nulls)));

    let (a, b): (ArrayRef, ArrayRef) = (
        Arc::new(StringArray::from(vec!["x", "y", "x"])),
        Arc::new(Int32Array::from(vec![Some(10), None, Some(30)])),
    );
    let tags = map(&a, &b);
    let (numbers, texts): (ArrayRef, ArrayRef) = (
        Arc::new(Int32Array::from(vec![7, -1, 7])),
        Arc::new(StringArray::from(vec!["seven", "minus one", "again"])),
    );
    let codes = map(&numbers, &texts);
    let batch = RecordBatch::try_from_iter([("place", place), ("tags", tags), ("codes", codes)]);
    let batch = batch.expect("columns of one length");
    RowBatch::try_from_record_batch_in(format, &batch).expect("types that rows hold")
}

/// Maps of 2, 1, 0 and 0 of the entries.
fn map(keys: &ArrayRef, values: &ArrayRef) -> ArrayRef {
    let fields = vec![
        Arc::new(Field::new("keys", keys.data_type().clone(), false)),
        Arc::new(Field::new("values", values.data_type().clone(), true)),
    ];
    let entries = StructArray::new(fields.into(), vec![keys.clone(), values.clone()], None);
    let field = Arc::new(Field::new("entries", entries.data_type().clone(), false));
    let offsets = OffsetBuffer::from_lengths([2, 1, 0, 0]);
    Arc::new(MapArray::new(field, offsets, entries, None, false))
}

fn path<const N: usize>(steps: [PathStep; N]) -> ValuePath {
    steps.into_iter().collect()
}

fn name(name: &str) -> PathStep {
    PathStep::from(name)
}

fn texts(array: &ArrayRef) -> Vec<Option<&str>> {
    array.as_string::<i32>().iter().collect()
}

fn numbers(array: &ArrayRef) -> Vec<Option<i32>> {
    array.as_primitive::<Int32Type>().iter().collect()
}

#[test]
fn a_path_leads_through_structs_lists_and_maps_and_ends_at_null_where_nothing_is() {
    for format in FORMATS {
        let rows = rows(format);
        let paths = [
            path([name("place.city")]),
            path([name("place"), name("zips"), PathStep::from(0)]),
            path([name("place"), name("zips"), PathStep::from(-1)]),
            path([name("place"), name("zips"), PathStep::from(-3)]),
            path([name("place"), name("zips"), PathStep::from(i64::MIN)]),
            path([name("tags"), name("x")]),
            path([name("tags"), name("y")]),
            path([name("codes"), PathStep::from(7)]),
            path([name("codes"), PathStep::from(i64::MAX)]),
        ];
        let decoder = ValueDecoder::try_new(rows.layout(), paths).unwrap();
        let found = decoder.decode_checked(rows.array()).unwrap();
        assert_eq!(texts(&found[0]), [Some("London"), None, Some("Berlin"), None]);
        assert_eq!(numbers(&found[1]), [Some(1), None, None, None]);
        assert_eq!(numbers(&found[2]), [Some(3), None, None, None]);
        assert_eq!(numbers(&found[3]), [Some(1), None, None, None]);
        assert_eq!(numbers(&found[4]), [None; 4]);
        assert_eq!(numbers(&found[5]), [Some(10), Some(30), None, None]);
        assert_eq!(numbers(&found[6]), [None; 4]);
        assert_eq!(texts(&found[7]), [Some("seven"), Some("again"), None, None]);
        assert_eq!(texts(&found[8]), [None; 4]);
        let names: Vec<_> = decoder.fields().iter().map(|field| field.name().as_str()).collect();
        assert_eq!(names[..3], ["place.city", "zips", "zips"]);
        assert!(decoder.fields().iter().all(|field| field.is_nullable()));

        let lenient = decoder.decode_lenient(rows.array()).unwrap();
        assert_eq!(lenient, found);
    }
}

#[test]
fn a_step_that_does_not_fit_says_what_would() {
    let rows = rows(RowFormat::Standard);
    let error = |path| -> Error { ValueDecoder::try_new(rows.layout(), [path]).unwrap_err() };
    let wrong = ErrorKind::WrongType;
    for (path, kind, says) in [
        (path([name("place"), PathStep::from(0)]), wrong, "name one of its fields: city, zips"),
        (path([name("place"), name("zips"), name("x")]), wrong, "elements are numbers from 0 on"),
        (path([name("tags"), PathStep::from(0)]), wrong, "keys are Utf8"),
        (path([name("codes"), name("x")]), wrong, "keys are Int32"),
        (path([name("place"), name("city"), name("x")]), wrong, "place.city: the value is Utf8"),
    ] {
        let error = error(path);
        assert_eq!(error.kind(), kind, "{error}");
        assert!(error.to_string().contains(says), "{error}");
    }
    let missing = error(path([name("place"), name("town")]));
    assert_eq!(missing.kind(), ErrorKind::Row(ferrow_row::ErrorKind::NoSuchField));
    assert_eq!(missing.path(), "place.town");
}

#[test]
fn damage_on_the_way_is_null_or_an_error_of_its_row_and_damage_elsewhere_is_neither() {
    let rows = rows(RowFormat::Standard);
    let good = rows.row_bytes(0).unwrap().to_vec();
    // The slots of place, tags and codes stand behind a bitmap of one word.
    let damaged = |slot: usize| {
        let mut row = good.clone();
        row[8 + 8 * slot..][..8].copy_from_slice(&u64::MAX.to_le_bytes());
        row
    };
    let array = BinaryArray::from_iter_values([&good, &damaged(0), &damaged(1)]);
    let array = RowArray::from(array);
    let paths =
        [path([name("place"), name("zips"), PathStep::from(0)]), path([name("tags"), name("x")])];
    let decoder = ValueDecoder::try_new(rows.layout(), paths.clone()).unwrap();
    let found = decoder.decode_lenient(&array).unwrap();
    assert_eq!(numbers(&found[0]), [Some(1), None, Some(1)]);
    assert_eq!(numbers(&found[1]), [Some(10), Some(10), None]);
    for (path, row) in paths.into_iter().zip([1, 2]) {
        let decoder = ValueDecoder::try_new(rows.layout(), [path]).unwrap();
        assert_eq!(decoder.decode_checked(&array).unwrap_err().row(), Some(row));
    }
}
