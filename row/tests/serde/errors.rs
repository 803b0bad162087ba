//! Errors say what, where, and what to do.

use std::collections::BTreeMap;

use arrow_schema::{DataType, Field, Schema};
use ferrow_row::serde::{TraceOptions, append_to, from_row, records, rows, trace};
use ferrow_row::{Error, ErrorKind, RowLayout};
use serde::{Deserialize, Serialize, ser};
use serde_json::{Value, json};

use super::{layouts, of_one, written};

#[derive(Debug, Serialize, Deserialize)]
struct Order {
    id: u8,
    lines: Vec<Line>,
    prices: BTreeMap<String, Price>,
}

#[derive(Debug, Serialize, Deserialize)]
struct Line {
    item: String,
    count: Option<i8>,
}

#[derive(Debug, Serialize, Deserialize)]
enum Price {
    Free,
    Cents(i16),
    Range { from: i16, to: i16 },
}

fn refused(value: &Value) -> Error {
    let layout = RowLayout::try_new(trace::<Order>().expect("traceable")).expect("supported");
    let mut message = b"before".to_vec();
    let error = append_to(&layout, value, &mut message).expect_err("no order");
    assert_eq!(message, b"before", "what was written is taken back");
    error
}

#[test]
fn an_error_of_writing_has_the_path_to_the_value() {
    let order = |lines, prices| json!({"id": 1, "lines": lines, "prices": prices});
    let line = |count| json!([{"item": "a"}, {"item": "b", "count": count}]);
    for (value, kind, path) in [
        (json!({"id": 256}), ErrorKind::OutOfRange, "id"),
        (json!({"id": "x"}), ErrorKind::WrongKind, "id"),
        (json!({"id": null}), ErrorKind::NotNull, "id"),
        (json!({"id": 1}), ErrorKind::NotNull, "lines"),
        (json!({"ib": 1}), ErrorKind::NoSuchField, "ib"),
        (json!({"id": 1, "lines": 7}), ErrorKind::WrongKind, "lines"),
        (order(line(128), json!({})), ErrorKind::OutOfRange, "lines[].count"),
        (order(json!([{"count": 1}]), json!({})), ErrorKind::NotNull, "lines[].item"),
        (order(json!([{"itm": 1}]), json!({})), ErrorKind::NoSuchField, "lines[].itm"),
        (order(json!([null]), json!({})), ErrorKind::NotNull, "lines[]"),
        (order(line(1), json!({"a": "Cheap"})), ErrorKind::NoSuchField, "prices.values[].Cheap"),
        (
            order(line(1), json!({"a": {"Cents": 1.5}})),
            ErrorKind::WrongKind,
            "prices.values[].Cents",
        ),
        (
            order(line(1), json!({"a": {"Range": {"from": 1}}})),
            ErrorKind::NotNull,
            "prices.values[].Range.to",
        ),
        (json!([1]), ErrorKind::NotNull, "lines"),
        (json!([1, [], {}, 4]), ErrorKind::WrongSize, ""),
        (json!(7), ErrorKind::WrongKind, ""),
        (json!(null), ErrorKind::WrongKind, ""),
    ] {
        let error = refused(&value);
        assert_eq!((error.kind(), error.path().as_str()), (kind, path), "{value}: {error}");
    }
}

#[test]
fn an_unknown_field_or_variant_names_those_that_there_are() {
    let error = refused(&json!({"id": 1, "lines": [{"itm": "a"}]}));
    assert!(error.to_string().contains("item, count"), "{error}");
    let error = refused(&json!({"id": 1, "lines": [], "prices": {"a": "Cheap"}}));
    assert!(error.to_string().contains("Free, Cents, Range"), "{error}");
}

#[test]
fn an_error_in_one_of_many_rows_has_its_ordinal() {
    let layout = &layouts(of_one(DataType::Int8, false))[0];
    let error = rows(layout, [json!({"v": 1}), json!({"v": 200})]).unwrap_err();
    assert_eq!((error.row(), error.path().as_str()), (Some(1), "[1].v"));
    let batch = rows(layout, [json!({"v": 1}), json!({"v": -1})]).unwrap();
    let error = records::<BTreeMap<String, u8>>(&batch).unwrap_err();
    assert_eq!((error.kind(), error.path().as_str()), (ErrorKind::Custom, "[1].v"));
}

#[test]
fn what_the_users_code_says_is_said() {
    struct Never;

    impl Serialize for Never {
        fn serialize<S: ser::Serializer>(&self, _: S) -> Result<S::Ok, S::Error> {
            Err(ser::Error::custom("not today"))
        }
    }
    let list = DataType::List(Field::new_list_field(DataType::Int8, false).into());
    let layout = &layouts(of_one(list, false))[0];
    let error = rows(layout, [BTreeMap::from([("v", vec![Never])])]).unwrap_err();
    assert_eq!((error.kind(), error.path().as_str()), (ErrorKind::Custom, "[0].v[]"));
    assert!(error.to_string().contains("not today"));
}

#[test]
fn a_key_twice_is_refused() {
    /// Serializes its pairs as a map.
    struct Pairs(Vec<(u8, bool)>);

    impl Serialize for Pairs {
        fn serialize<S: ser::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            serializer.collect_map(self.0.iter().copied())
        }
    }
    let schema = trace::<BTreeMapHolder>().unwrap();
    for layout in layouts(schema) {
        let error = rows(&layout, [BTreeMap::from([("v", Pairs(vec![(1, true), (1, true)]))])]);
        assert_eq!(error.unwrap_err().kind(), ErrorKind::DuplicateKey);
    }

    #[derive(Deserialize)]
    struct BTreeMapHolder {
        #[expect(dead_code, reason = "only its type is looked at")]
        v: BTreeMap<u8, bool>,
    }
}

#[test]
fn a_key_of_a_struct_or_union_that_is_no_text_is_refused() {
    let fields = DataType::Struct(vec![Field::new("a", DataType::Int8, true)].into());
    let layout = &layouts(of_one(fields, true))[0];
    let error = rows(layout, [BTreeMap::from([("v", BTreeMap::from([(1, 1)]))])]).unwrap_err();
    assert_eq!((error.kind(), error.path().as_str()), (ErrorKind::WrongKind, "[0].v"));
}

#[test]
fn an_error_of_reading_has_the_path_to_the_value() {
    let samples =
        [json!({"id": 1, "lines": [{"item": "a", "count": 3}, {"item": "b", "count": 300}],
        "prices": {"a": {"Cents": 1}}})];
    let schema = TraceOptions::new().maps_as_structs().trace_samples(&samples).unwrap();
    let layout = RowLayout::try_new(schema).unwrap();
    let batch = written(&layout, &samples);
    let error = records::<Order>(&batch).unwrap_err();
    assert_eq!((error.kind(), error.path().as_str()), (ErrorKind::Custom, "[0].lines[1].count"));
    assert!(error.to_string().contains("300"), "{error}");

    let map = layouts(trace::<Order>().unwrap());
    let order = Order {
        id: 1,
        lines: vec![],
        prices: [("a".to_owned(), Price::Free), ("b".to_owned(), Price::Range { from: 1, to: 2 })]
            .into(),
    };
    #[derive(Debug, Deserialize)]
    #[expect(dead_code, reason = "it cannot be read")]
    struct Other {
        prices: BTreeMap<String, OtherPrice>,
    }
    #[derive(Debug, Deserialize)]
    #[expect(dead_code, reason = "it cannot be read")]
    enum OtherPrice {
        Free,
        Range { from: i16, to: i8, step: String },
    }
    let batch = written(&map[0], &[order]);
    let error = from_row::<Other>(batch.row(0).unwrap()).unwrap_err();
    assert_eq!(
        (error.kind(), error.path().as_str()),
        (ErrorKind::NotNull, "prices.values[1].Range")
    );
    assert!(error.to_string().contains("`step`"), "{error}");
}

#[test]
fn a_list_is_no_tuple_of_fewer_or_more() {
    let list = DataType::List(Field::new_list_field(DataType::Int8, false).into());
    let batch = written(&layouts(of_one(list, false))[0], &[json!({"v": [1, 2, 3]})]);
    assert_eq!(records::<BTreeMap<String, (i8, i8, i8)>>(&batch).unwrap()[0]["v"], (1, 2, 3));
    for error in [
        records::<BTreeMap<String, (i8, i8)>>(&batch).unwrap_err(),
        records::<BTreeMap<String, [i8; 4]>>(&batch).unwrap_err(),
    ] {
        assert_eq!((error.kind(), error.path().as_str()), (ErrorKind::Custom, "[0].v"));
        assert!(error.to_string().contains("invalid length 3"), "{error}");
    }
}

#[test]
fn a_batch_with_a_null_row_has_no_records() {
    let layout = &layouts(Schema::new(vec![Field::new("v", DataType::Int8, true)]))[0];
    let mut writer = ferrow_row::RowBatchWriter::new(layout.clone());
    writer.push_null();
    let error = records::<BTreeMap<String, Option<i8>>>(&writer.finish()).unwrap_err();
    assert_eq!((error.kind(), error.row()), (ErrorKind::NotNull, Some(0)));
}
