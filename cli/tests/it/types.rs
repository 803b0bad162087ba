//! Values of Arrow types that text does not have, in the formats that have them.

use std::fs::File;
use std::sync::Arc;

use arrow::array::{
    ArrayRef, BinaryArray, Date32Array, Decimal128Array, DictionaryArray, FixedSizeBinaryArray,
    Float32Array, Int8Array, ListArray, MapBuilder, RecordBatch, StringBuilder, StringViewArray,
    StructArray, Time64MicrosecondArray, TimestampMillisecondArray, UInt8Builder, UInt64Array,
};
use arrow::datatypes::{Int8Type, Int16Type};
use arrow_ipc::reader::FileReader;

use crate::support::{Place, write_arrow};

/// A column of each type, of three rows.
fn batch() -> RecordBatch {
    let mut map = MapBuilder::new(None, StringBuilder::new(), UInt8Builder::new());
    for keys in [&["a", "b"][..], &[], &["c"]] {
        keys.iter().for_each(|key| map.keys().append_value(key));
        keys.iter().for_each(|_| map.values().append_value(7));
        map.append(true).expect("as many keys as values");
    }
    let inside: ArrayRef = Arc::new(Int8Array::from(vec![Some(1), None, Some(-3)]));
    let lists = [Some(vec![Some(1), None]), None, Some(vec![])];
    let words: DictionaryArray<Int8Type> = [Some("x"), None, Some("x")].into_iter().collect();
    let decimals = Decimal128Array::from(vec![Some(12_345), None, Some(-1)]);
    let decimals = decimals.with_precision_and_scale(20, 3).expect("a decimal");
    let times = TimestampMillisecondArray::from(vec![Some(0), None, Some(1_357_034_400_123)]);
    let ids = [Some([1_u8; 5]), None, Some([3; 5])];
    let ids = FixedSizeBinaryArray::try_from_sparse_iter_with_size(ids.into_iter(), 5);
    let columns: Vec<(&str, ArrayRef)> = vec![
        ("binary", Arc::new(BinaryArray::from_opt_vec(vec![Some(b"\x00\xff"), None, Some(b"")]))),
        ("date", Arc::new(Date32Array::from(vec![Some(-1), None, Some(19_723)]))),
        ("decimal", Arc::new(decimals)),
        ("dictionary", Arc::new(words)),
        ("float", Arc::new(Float32Array::from(vec![Some(0.1), None, Some(-0.0)]))),
        ("fixed", Arc::new(ids.expect("values of one size"))),
        ("list", Arc::new(ListArray::from_iter_primitive::<Int16Type, _, _>(lists))),
        ("map", Arc::new(map.finish())),
        ("struct", Arc::new(StructArray::try_from(vec![("a", inside)]).expect("one column"))),
        ("time", Arc::new(Time64MicrosecondArray::from(vec![Some(1), None, Some(86_399_999_999)]))),
        ("timestamp", Arc::new(times.with_timezone("Europe/Warsaw"))),
        ("unsigned", Arc::new(UInt64Array::from(vec![Some(u64::MAX), None, Some(0)]))),
        ("view", Arc::new(StringViewArray::from(vec![Some("longer than twelve"), None, Some("")]))),
    ];
    let columns = columns.into_iter().map(|(name, column)| (name, column, true));
    RecordBatch::try_from_iter_with_nullable(columns).expect("columns of three rows")
}

#[test]
fn typed_values_come_through_every_format_that_has_types() {
    let place = Place::new();
    write_arrow(&place.path("a.arrow"), &[batch()]);
    let mut last = "a.arrow".to_owned();
    for (at, next) in ["ferrow", "parquet", "arrows", "ferrow", "arrow"].into_iter().enumerate() {
        let name = format!("b{at}.{next}");
        place.run(["convert", &last, &name]).well();
        last = name;
    }
    let reader = FileReader::try_new(File::open(place.path(&last)).unwrap(), None).unwrap();
    let found: Vec<RecordBatch> = reader.map(Result::unwrap).collect();
    assert_eq!(found.len(), 1);
    for (field, column) in batch().schema().fields().iter().zip(batch().columns()) {
        let found = found[0].column_by_name(field.name()).unwrap();
        assert_eq!(found, column, "{field}");
    }
}

#[test]
fn typed_values_are_shown_as_text() {
    let place = Place::new();
    write_arrow(&place.path("a.arrow"), &[batch()]);
    let ran = place.run(["head", "a.arrow", "-o", "csv", "-n", "1"]).well();
    let wanted = "00ff,1969-12-31,12.345,x,0.1,0101010101,\"[1, null]\",\"{a: 7, b: 7}\",{a: 1},\
                  00:00:00.000001,1970-01-01T01:00:00+01:00,18446744073709551615,longer than twelve";
    assert_eq!(ran.text().lines().nth(1), Some(wanted));
    place.run(["head", "a.arrow"]).well();
    place.run(["stat", "a.arrow"]).well();
    place.run(["bench", "a.arrow", "--rounds", "1"]).well();
    place.run(["convert", "a.arrow", "b.ndjson"]).well();
    place.run(["convert", "a.arrow", "b.csv"]).fails(1).says("list: CSV has no values that are");
}
