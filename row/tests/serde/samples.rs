//! Schemas out of values.

use std::collections::HashMap;

use arrow_schema::{DataType, Field, Fields, Schema, UnionFields, UnionMode};
use ferrow_row::serde::{TraceOptions, trace, trace_samples};
use ferrow_row::{Error, ErrorKind};
use serde::{Deserialize, Serialize, Serializer};
use serde_json::{Value, json};

/// The field `v` of a schema traced from objects that have these values in it.
fn traced<T: Serialize>(values: &[T]) -> Result<Field, Error> {
    let schema = trace_samples(values.iter().map(|v| HashMap::from([("v", v)])))?;
    Ok(schema.field(0).clone())
}

fn v(data_type: DataType, nullable: bool) -> Field {
    Field::new("v", data_type, nullable)
}

fn list(data_type: DataType, nullable: bool) -> DataType {
    DataType::List(Field::new_list_field(data_type, nullable).into())
}

fn refused(values: &[Value]) -> Error {
    let error = traced(values).expect_err("no column holds both");
    assert_eq!(error.kind(), ErrorKind::Untraceable);
    error
}

#[test]
fn samples_of_a_type_have_the_schema_of_the_type() {
    #[derive(Serialize, Deserialize, Clone)]
    struct Flight {
        carrier: String,
        delay: Option<i16>,
        legs: Vec<Leg>,
        at: (f64, f64),
        gate: Gate,
        tags: HashMap<String, u8>,
    }
    #[derive(Serialize, Deserialize, Clone)]
    struct Leg {
        from: [char; 3],
        seats: (u16, i64),
    }
    #[derive(Serialize, Deserialize, Clone)]
    enum Gate {
        Unknown,
        Numbered(u8),
        Named { hall: String },
        Pair(u8, String),
    }
    let flight = Flight {
        carrier: "UA".to_owned(),
        delay: Some(3),
        legs: vec![Leg { from: ['E', 'W', 'R'], seats: (1, 2) }],
        at: (0.5, 1.5),
        gate: Gate::Unknown,
        tags: HashMap::from([("a".to_owned(), 1)]),
    };
    let gates = [
        Gate::Pair(1, "b".to_owned()),
        Gate::Unknown,
        Gate::Numbered(1),
        Gate::Named { hall: "A".to_owned() },
    ];
    let samples = gates.map(|gate| Flight { gate, ..flight.clone() });
    assert_eq!(trace_samples(&samples).unwrap(), trace::<Flight>().unwrap());
}

#[test]
fn the_widest_number_wins() {
    assert_eq!(traced(&[json!(1), json!(-1)]).unwrap(), v(DataType::Int64, false));
    assert_eq!(traced(&[json!(1), json!(0.5)]).unwrap(), v(DataType::Float64, false));
    assert_eq!(
        traced(&[json!(-1), json!(u64::MAX)]).unwrap(),
        v(DataType::Decimal128(38, 0), false)
    );
    assert_eq!(traced(&[1_u8, 2]).unwrap(), v(DataType::UInt8, false));
}

#[test]
fn what_is_null_or_missing_in_one_sample_is_nullable() {
    assert_eq!(traced(&[json!(null), json!(1)]).unwrap(), v(DataType::UInt64, true));
    assert_eq!(traced(&[json!(null)]).unwrap(), v(DataType::Null, true));
    assert_eq!(
        trace_samples([json!({"a": 1, "b": "x"}), json!({"b": "y", "c": true}), json!({"b": "z"})])
            .unwrap(),
        Schema::new(vec![
            Field::new("a", DataType::UInt64, true),
            Field::new("b", DataType::Utf8, false),
            Field::new("c", DataType::Boolean, true),
        ])
    );
    // An option is nullable although no sample of it is null.
    assert_eq!(traced(&[Some(1_i8)]).unwrap(), v(DataType::Int8, true));
}

#[test]
fn a_skipped_field_is_nullable_and_keeps_its_place() {
    #[derive(Serialize)]
    struct Skips {
        #[serde(skip_serializing_if = "Vec::is_empty")]
        list: Vec<i32>,
        id: u8,
    }
    let samples = [Skips { list: vec![], id: 1 }, Skips { list: vec![1], id: 1 }];
    assert_eq!(
        trace_samples(&samples).unwrap(),
        Schema::new(vec![
            Field::new("list", list(DataType::Int32, false), true),
            Field::new("id", DataType::UInt8, false),
        ])
    );
}

#[test]
fn an_empty_list_is_of_nulls_unless_a_sample_tells_more() {
    assert_eq!(traced(&[json!([])]).unwrap(), v(list(DataType::Null, true), false));
    assert_eq!(traced(&[json!([]), json!([1])]).unwrap(), v(list(DataType::UInt64, false), false));
    assert_eq!(traced(&[json!([1, null])]).unwrap(), v(list(DataType::UInt64, true), false));
}

#[test]
fn maps_are_maps_or_structs_as_the_options_say() {
    let samples = [json!({"v": {"a": 1}}), json!({"v": {"b": 0.5}})];
    let entries = vec![
        Field::new("key", DataType::Utf8, false),
        Field::new("value", DataType::Float64, false),
    ];
    let entries = Field::new("entries", DataType::Struct(entries.into()), false);
    assert_eq!(
        trace_samples(&samples).unwrap().field(0),
        &v(DataType::Map(entries.into(), false), false)
    );
    let fields =
        vec![Field::new("a", DataType::UInt64, true), Field::new("b", DataType::Float64, true)];
    assert_eq!(
        TraceOptions::new().maps_as_structs().trace_samples(&samples).unwrap().field(0),
        &v(DataType::Struct(Fields::from(fields)), false)
    );
}

#[test]
fn variants_keep_their_index_as_type_id_where_not_all_are_seen() {
    #[derive(Serialize)]
    #[expect(dead_code, reason = "not every variant is seen, which is the point")]
    enum Three {
        A(i8),
        B,
        C { x: bool },
    }
    let x = DataType::Struct(vec![Field::new("x", DataType::Boolean, false)].into());
    let children =
        [(1, Field::new("B", DataType::Null, true).into()), (2, Field::new("C", x, false).into())];
    assert_eq!(
        traced(&[Three::C { x: true }, Three::B]).unwrap(),
        v(DataType::Union(UnionFields::from_iter(children), UnionMode::Dense), false)
    );
    // Without data there is nothing to tell a variant from text.
    assert_eq!(traced(&[Three::B]).unwrap(), v(DataType::Utf8, false));
}

#[test]
fn variants_that_an_enum_written_by_hand_counts_wrong_are_told_apart_by_name() {
    struct Variant(&'static str, u32);

    impl Serialize for Variant {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            serializer.serialize_newtype_variant("Variant", self.1, self.0, &1_u8)
        }
    }
    for indices in [(0, 0), (u32::MAX, 7)] {
        let field = traced(&[Variant("B", indices.0), Variant("A", indices.1)]).unwrap();
        let DataType::Union(children, _) = field.data_type() else { panic!("{field}") };
        let mut names: Vec<_> = children.iter().map(|(_, child)| child.name().as_str()).collect();
        names.sort_unstable();
        assert_eq!(names, ["A", "B"]);
        assert_eq!(children.iter().map(|(type_id, _)| type_id).collect::<Vec<_>>(), [0, 1]);
    }
}

#[test]
fn samples_that_no_column_holds_are_an_error_with_path_and_ordinal() {
    for (samples, path) in [
        ([json!(1), json!("x")], "[1].v"),
        ([json!([1]), json!([true])], "[1].v[]"),
        ([json!({"a": [[1]]}), json!({"b": [["x"]]})], "[1].v.value[][]"),
        ([json!({}), json!([])], "[1].v"),
    ] {
        let error = refused(&samples);
        assert_eq!((error.row(), error.path().as_str()), (Some(1), path), "{error}");
    }
    let error = refused(&[json!(1), json!("x")]);
    assert!(error.to_string().contains("a number in one value and text in another"), "{error}");
    let error = refused(&[json!({"a": 1, "b": "x"}), json!(null)]);
    assert!(error.to_string().contains("maps_as_structs"), "{error}");
}

#[test]
fn a_key_that_is_no_text_is_no_name_of_a_field() {
    let error = trace_samples([HashMap::from([(7, true)])]).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Untraceable);
    assert!(error.to_string().contains("not text"), "{error}");
}

#[test]
fn without_samples_there_is_no_schema() {
    let none: [u8; 0] = [];
    assert_eq!(trace_samples(none).unwrap_err().kind(), ErrorKind::Untraceable);
}
