//! Records as columns and back, without rows in between.

use std::collections::BTreeMap;
use std::sync::Arc;

use arrow::array::{
    Array, ArrayRef, Int16Array, ListArray, RecordBatch, StringArray, StringViewArray,
    new_null_array,
};
use arrow::compute::cast;
use arrow::datatypes::{DataType, Field, Int16Type, Schema};
use ferrow_convert::ErrorKind;
use ferrow_convert::prelude::*;
use ferrow_derive::Record;
use proptest::prelude::*;

use crate::conformance::FORMATS;

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

#[derive(Record, Debug, Clone, PartialEq, Default)]
#[record(crate = ferrow_row)]
struct Order {
    item: String,
    /// Bytes, which are no list.
    code: Vec<u8>,
    prices: Vec<Option<f64>>,
}

#[derive(Record, Debug, Clone, PartialEq, Default)]
#[record(crate = ferrow_row)]
struct Customer {
    id: i64,
    name: Option<String>,
    tags: Option<Vec<String>>,
    corners: [i16; 3],
    best: Option<Order>,
    orders: Vec<Order>,
    counts: BTreeMap<String, Option<u32>>,
    balance: i128,
}

fn customers() -> Vec<Customer> {
    let order = |item: &str, prices: &[Option<f64>]| Order {
        item: item.to_owned(),
        code: item.as_bytes().repeat(3),
        prices: prices.to_vec(),
    };
    let tea = order("tea", &[Some(1.5), None, Some(-0.0)]);
    vec![
        Customer {
            id: 1,
            name: Some("Ada".into()),
            tags: Some(vec!["new".into(), String::new()]),
            corners: [1, -2, 3],
            best: Some(tea.clone()),
            orders: vec![tea, order("", &[])],
            counts: [("b".to_owned(), None), ("a".to_owned(), Some(7))].into(),
            balance: i128::MIN,
        },
        Customer { id: 2, ..Customer::default() },
        Customer { id: 3, tags: Some(vec![]), ..Customer::default() },
    ]
}

#[test]
fn nested_records_rows_and_columns_say_the_same_in_both_layouts() {
    let customers = customers();
    let batch = Customer::to_record_batch(&customers).unwrap();
    assert_eq!(Customer::from_record_batch(&batch).unwrap(), customers);
    assert_eq!(Customer::from_record_batch(&batch.slice(1, 2)).unwrap(), customers[1..]);
    for format in FORMATS {
        let rows = Customer::rows_in(format, &customers).unwrap();
        assert_eq!(rows.to_record_batch().unwrap(), batch);
        assert_eq!(RowBatch::try_from_record_batch_in(format, &batch).unwrap(), rows);
        assert_eq!(rows.records::<Customer>().unwrap(), customers);
    }
}

/// What other writers make of the same values: other forms of text and lists, and encodings.
#[test]
fn columns_in_other_forms_give_the_same_records() {
    let customers = customers();
    let batch = Customer::to_record_batch(&customers).unwrap();
    let text = DataType::Dictionary(Box::new(DataType::Int8), Box::new(DataType::Utf8));
    let item = |data_type| Arc::new(Field::new("item", data_type, true));
    let forms = [
        ("name", text.clone()),
        ("tags", DataType::LargeList(item(DataType::Utf8View))),
        ("tags", DataType::List(item(text))),
        ("corners", DataType::List(item(DataType::Int16))),
    ];
    for (name, form) in forms {
        let mut fields = batch.schema().fields().to_vec();
        let mut columns = batch.columns().to_vec();
        let at = batch.schema().index_of(name).unwrap();
        fields[at] = Arc::new(Field::new(name, form.clone(), true));
        columns[at] = cast(&columns[at], &form).unwrap();
        let batch = RecordBatch::try_new(Arc::new(Schema::new(fields)), columns).unwrap();
        assert_eq!(Customer::from_record_batch(&batch).unwrap(), customers, "{name}: {form}");
    }
}

#[test]
fn a_nested_column_that_does_not_fit_the_record_is_named() {
    let customers = customers();
    let batch = Customer::to_record_batch(&customers).unwrap();
    let with = |name: &str, column: ArrayRef| {
        let at = batch.schema().index_of(name).expect("a column");
        let mut fields = batch.schema().fields().to_vec();
        let mut columns = batch.columns().to_vec();
        fields[at] = Arc::new(Field::new(name, column.data_type().clone(), true));
        columns[at] = column;
        RecordBatch::try_new(Arc::new(Schema::new(fields)), columns).expect("as many values")
    };
    let numbers: ArrayRef = Arc::new(Int16Array::from(vec![1, 2, 3]));
    let error = Customer::from_record_batch(&with("orders", numbers)).unwrap_err();
    assert_eq!((error.kind(), error.path().as_str()), (ErrorKind::WrongType, "orders"));

    let named = vec![Arc::new(Field::new("thing", DataType::Utf8, true))];
    let others: ArrayRef = new_null_array(&DataType::Struct(named.into()), 3);
    let error = Customer::from_record_batch(&with("best", others)).unwrap_err();
    assert_eq!((error.kind(), error.path().as_str()), (ErrorKind::WrongType, "best"));
    let mut fields = Order::layout().schema().fields().to_vec();
    fields[0] = Arc::new(Field::new("thing", DataType::Utf8, false));
    let others: ArrayRef = new_null_array(&DataType::Struct(fields.into()), 3);
    let error = Customer::from_record_batch(&with("best", others)).unwrap_err();
    assert_eq!((error.kind(), error.path().as_str()), (ErrorKind::WrongType, "best"));

    let two = ListArray::from_iter_primitive::<Int16Type, _, _>(
        [vec![1, 2, 3], vec![1, 2], vec![]].map(|list| Some(list.into_iter().map(Some))),
    );
    let error = Customer::from_record_batch(&with("corners", Arc::new(two))).unwrap_err();
    let kind = ErrorKind::Row(ferrow_row::ErrorKind::WrongSize);
    assert_eq!((error.kind(), error.path().as_str()), (kind, "[1].corners"), "{error}");
}
