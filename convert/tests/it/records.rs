//! Records as columns and back, without rows in between.

use std::sync::Arc;

use arrow::array::{ArrayRef, Int16Array, RecordBatch, StringArray, StringViewArray};
use ferrow_convert::ErrorKind;
use ferrow_convert::prelude::*;
use ferrow_derive::Record;
use proptest::prelude::*;

#[derive(Record, Debug, Clone, PartialEq)]
#[record(crate = ferrow_row)]
struct Reading {
    station: String,
    note: Option<String>,
    raw: Vec<u8>,
    ok: bool,
    maybe: Option<bool>,
    count: u32,
    delta: Option<i16>,
    level: f64,
    #[record(timestamp(microsecond, zone = "UTC"))]
    at: i64,
}

fn readings() -> impl Strategy<Value = Vec<Reading>> {
    let text = ".{0,12}";
    let reading = (
        (text, prop::option::of(text), prop::collection::vec(any::<u8>(), 0..9), any::<bool>()),
        (prop::option::of(any::<bool>()), any::<u32>(), prop::option::of(any::<i16>())),
        (-1e9..1e9, any::<i64>()),
    );
    let reading =
        reading.prop_map(|((station, note, raw, ok), (maybe, count, delta), (level, at))| {
            Reading { station, note, raw, ok, maybe, count, delta, level, at }
        });
    prop::collection::vec(reading, 0..150)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn records_rows_and_columns_say_the_same(readings in readings()) {
        let rows = Reading::rows(&readings)?;
        let batch = Reading::to_record_batch(&readings)?;
        prop_assert_eq!(&rows.to_record_batch()?, &batch);
        prop_assert_eq!(&RowBatch::try_from_record_batch(&batch)?, &rows);
        prop_assert_eq!(&Reading::from_record_batch(&batch)?, &readings);
        prop_assert_eq!(&rows.records::<Reading>()?, &readings);
        let half = batch.slice(readings.len() / 2, readings.len() - readings.len() / 2);
        prop_assert_eq!(&Reading::from_record_batch(&half)?, &readings[readings.len() / 2..]);
    }
}

#[derive(Record, Debug, PartialEq)]
#[record(crate = ferrow_row)]
struct Delay {
    minutes: i16,
    carrier: String,
}

fn batch(columns: Vec<(&str, ArrayRef)>) -> RecordBatch {
    RecordBatch::try_from_iter(columns).expect("columns of one length")
}

#[test]
fn columns_are_found_by_name_in_any_order_and_form() {
    let minutes: ArrayRef = Arc::new(Int16Array::from(vec![5]));
    let carrier: ArrayRef = Arc::new(StringViewArray::from(vec!["UA"]));
    let batch = batch(vec![("carrier", carrier), ("other", minutes.clone()), ("minutes", minutes)]);
    let wanted = [Delay { minutes: 5, carrier: "UA".into() }];
    assert_eq!(Delay::from_record_batch(&batch).unwrap(), wanted);
}

#[test]
fn a_column_that_does_not_fit_the_record_is_named() {
    let minutes: ArrayRef = Arc::new(Int16Array::from(vec![Some(5), None]));
    let carrier: ArrayRef = Arc::new(StringArray::from(vec!["UA", "AA"]));
    let cases = [
        (batch(vec![("minutes", minutes.clone())]), ErrorKind::NotNull, "minutes"),
        (batch(vec![("minutes", minutes.slice(0, 1))]), ErrorKind::NoSuchColumn, "carrier"),
        (batch(vec![("minutes", carrier.clone())]), ErrorKind::WrongType, "minutes"),
        (
            batch(vec![("minutes", carrier.clone()), ("minutes", carrier)]),
            ErrorKind::NoSuchColumn,
            "minutes",
        ),
    ];
    for (batch, kind, path) in cases {
        let error = Delay::from_record_batch(&batch).unwrap_err();
        assert_eq!((error.kind(), error.path().as_str()), (kind, path), "{error}");
    }
}
