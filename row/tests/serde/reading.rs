//! What a type may ask of a row.

use std::collections::{BTreeMap, HashMap};

use arrow_schema::{DataType, Field, Schema};
use ferrow_row::ErrorKind;
use ferrow_row::serde::{TraceOptions, from_message, from_row, records, rows, trace_samples};
use serde::de::IgnoredAny;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{layouts, of_one, written};

#[test]
fn a_field_that_was_skipped_has_its_default() {
    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct Skips {
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        tags: Vec<String>,
        #[serde(default = "ten", skip_serializing_if = "is_ten")]
        count: u8,
        #[serde(skip_serializing_if = "Option::is_none")]
        note: Option<String>,
        inner: Vec<Inner>,
        any: Value,
        unit: (),
    }
    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct Inner {
        #[serde(default, skip_serializing_if = "String::is_empty")]
        name: String,
    }
    fn ten() -> u8 {
        10
    }
    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde wants it so")]
    fn is_ten(count: &u8) -> bool {
        *count == 10
    }
    let inner = |name: &str| Inner { name: name.to_owned() };
    let full = || Skips {
        tags: vec!["a".to_owned()],
        count: 3,
        note: Some("n".to_owned()),
        inner: vec![inner(""), inner("x"), inner("")],
        any: json!(1),
        unit: (),
    };
    let skipped =
        Skips { tags: vec![], count: 10, note: None, inner: vec![], any: Value::Null, unit: () };
    let values = [full(), skipped, full()];
    for layout in layouts(trace_samples(&values).unwrap()) {
        assert_eq!(records::<Skips>(&written(&layout, &values)).unwrap(), values);
    }
}

#[test]
fn null_for_a_field_that_takes_none_is_an_error_that_names_it() {
    #[derive(Debug, Deserialize)]
    struct Strict {
        #[expect(dead_code, reason = "it cannot be read")]
        v: i8,
    }
    let layout = &layouts(of_one(DataType::Int8, true))[0];
    let batch = written(layout, &[json!({"v": null})]);
    let error = records::<Strict>(&batch).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotNull);
    assert!(error.to_string().contains("`v`") && error.to_string().contains("Option"), "{error}");
    // A null element has no default.
    let list = DataType::List(Field::new_list_field(DataType::Int8, true).into());
    let batch = written(&layouts(of_one(list, true))[0], &[json!({"v": [1, null]})]);
    let error = records::<HashMap<String, Vec<i8>>>(&batch).unwrap_err();
    assert_eq!((error.kind(), error.path().as_str()), (ErrorKind::Custom, "[0].v[1]"));
}

#[test]
fn a_map_out_of_a_struct_has_the_keys_that_its_type_takes_values_of() {
    let samples = [json!({"a": 1, "b": 2}), json!({"b": 3}), json!({})];
    let batch = written(&layouts(trace_samples(&samples).unwrap())[1], &samples);
    let some = |pairs: &[(&str, i32)]| -> BTreeMap<String, i32> {
        pairs.iter().map(|(key, value)| ((*key).to_owned(), *value)).collect()
    };
    assert_eq!(
        records::<BTreeMap<String, i32>>(&batch).unwrap(),
        [some(&[("a", 1), ("b", 2)]), some(&[("b", 3)]), some(&[])]
    );
    let all = records::<BTreeMap<String, Option<i32>>>(&batch).unwrap();
    assert_eq!(all[1], BTreeMap::from([("a".to_owned(), None), ("b".to_owned(), Some(3))]));
}

#[test]
fn fields_that_the_type_does_not_have_are_passed_over() {
    #[derive(Debug, PartialEq, Deserialize)]
    struct Some {
        b: String,
    }
    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Strict {
        #[expect(dead_code, reason = "it cannot be read")]
        b: String,
    }
    let samples = [json!({"a": [[1]], "b": "text", "c": {"d": null}})];
    for layout in layouts(trace_samples(&samples).unwrap()) {
        let batch = written(&layout, &samples);
        assert_eq!(records::<Some>(&batch).unwrap(), [Some { b: "text".to_owned() }]);
        assert!(records::<Strict>(&batch).unwrap_err().to_string().contains("unknown field `a`"));
        assert_eq!(records::<IgnoredAny>(&batch).unwrap().len(), 1);
        let skip: (IgnoredAny, String, IgnoredAny) = from_row(batch.row(0).unwrap()).unwrap();
        assert_eq!(skip.1, "text");
    }
}

#[test]
fn a_row_describes_itself() {
    let samples = [json!({
        "bool": true,
        "float": 0.5,
        "list": [[1, 2], [], [3]],
        "map": {"a": {"x": "y"}, "b": {}},
        "negative": -1,
        "null": null,
        "text": "crab",
    })];
    for layout in layouts(trace_samples(&samples).unwrap()) {
        let batch = written(&layout, &samples);
        assert_eq!(records::<Value>(&batch).unwrap(), samples);
        // And as what JSON would make of it again.
        let text = serde_json::to_string(&records::<Value>(&batch).unwrap()[0]).unwrap();
        assert_eq!(serde_json::from_str::<Value>(&text).unwrap(), samples[0]);
    }
}

#[test]
fn an_enum_comes_from_what_json_makes_of_it_too() {
    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    enum Shape {
        Point,
        /// Comes first, and takes the null that it has in the rows of others.
        Absent(Option<u8>),
        Circle(f64),
        Box {
            width: u8,
        },
    }
    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct Row {
        v: Shape,
    }
    let rows = [Shape::Absent(Some(1)), Shape::Circle(0.5), Shape::Box { width: 3 }];
    let rows = rows.map(|v| Row { v });
    let json = rows.each_ref().map(|row| serde_json::to_value(row).unwrap());
    let schema = TraceOptions::new().maps_as_structs().trace_samples(&json).unwrap();
    for layout in layouts(schema) {
        assert_eq!(records::<Row>(&written(&layout, &json)).unwrap(), rows);
    }
    // As a map, whose values are of one type.
    for layout in layouts(trace_samples(&json[..1]).unwrap()) {
        assert_eq!(records::<Row>(&written(&layout, &json[..1])).unwrap(), rows[..1]);
        let none = written(&layout, &[json!({"v": {}})]);
        assert_eq!(records::<Row>(&none).unwrap_err().kind(), ErrorKind::Custom);
    }
}

#[test]
fn a_message_that_nobody_checked_is_checked() {
    let layout = &layouts(of_one(DataType::Utf8, false))[0];
    let batch = rows(layout, [json!({"v": "crab"})]).unwrap();
    let message = batch.row_bytes(0).unwrap().to_vec();
    let read: HashMap<&str, &str> = from_message(layout, &message).unwrap();
    assert_eq!(read, HashMap::from([("v", "crab")]));

    let error = from_message::<Value>(layout, &message[..18]).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Truncated);
    let mut bad = message;
    bad[16] = 0xFF;
    let error = from_message::<Value>(layout, &bad).unwrap_err();
    assert_eq!((error.kind(), error.path().as_str()), (ErrorKind::Utf8, "v"));
}

#[test]
fn fields_of_one_name_are_told_apart_by_their_order_only() {
    let schema = Schema::new(vec![
        Field::new("v", DataType::Int8, true),
        Field::new("v", DataType::Int8, true),
    ]);
    for layout in layouts(schema) {
        let batch = rows(&layout, [(1, 2)]).unwrap();
        assert_eq!(records::<(i8, i8)>(&batch).unwrap(), [(1, 2)]);
    }
}
