//! What a value becomes is for its column to say.

use std::collections::BTreeMap;
use std::fmt::Debug;
use std::net::Ipv4Addr;
use std::sync::Arc;

use arrow_schema::{DataType, Field, IntervalUnit, TimeUnit, UnionFields, UnionMode};
use ferrow_row::serde::{records, rows};
use ferrow_row::{Error, ErrorKind, ValueRef};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{layouts, of_one};

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct One<T> {
    v: T,
}

/// Writes `value` to a column and reads it as a `B`, in both formats.
fn through<A: Serialize, B: DeserializeOwned + PartialEq + Debug>(
    data_type: &DataType,
    value: A,
) -> Result<B, Error> {
    let [standard, compact] = layouts(of_one(data_type.clone(), true)).map(|layout| {
        let batch = rows(&layout, [One { v: &value }])?;
        Ok::<B, Error>(records::<One<B>>(&batch)?.remove(0).v)
    });
    match (standard, compact) {
        (Ok(standard), compact) => {
            assert_eq!(compact.as_ref().ok(), Some(&standard), "formats differ");
            Ok(standard)
        }
        (standard, compact) => {
            assert!(compact.is_err(), "formats differ");
            standard
        }
    }
}

/// Writes and reads as the same type.
fn same<T: Serialize + DeserializeOwned + PartialEq + Debug + Clone>(
    data_type: &DataType,
    value: T,
) {
    assert_eq!(through::<T, T>(data_type, value.clone()).expect("it fits"), value, "{data_type}");
}

fn refused<T: Serialize>(data_type: &DataType, value: T) -> Error {
    let layout = layouts(of_one(data_type.clone(), true));
    let error = rows(&layout[0], [One { v: value }]).expect_err("it does not fit");
    assert_eq!(error.path(), "[0].v", "{error}");
    error
}

fn list(data_type: DataType) -> Arc<Field> {
    Field::new_list_field(data_type, true).into()
}

const INTEGERS: [DataType; 8] = [
    DataType::Int8,
    DataType::Int16,
    DataType::Int32,
    DataType::Int64,
    DataType::UInt8,
    DataType::UInt16,
    DataType::UInt32,
    DataType::UInt64,
];

#[test]
fn an_integer_goes_to_every_integer_column_that_holds_it() {
    for data_type in INTEGERS {
        same(&data_type, 100_i8);
        same(&data_type, 100_i64);
        same(&data_type, 100_u128);
        assert_eq!(through::<_, u16>(&data_type, 100_i32).unwrap(), 100);
    }
    for (data_type, value) in [
        (DataType::Int8, 128_i64),
        (DataType::Int16, -32_769),
        (DataType::Int32, 1 << 31),
        (DataType::UInt8, -1),
        (DataType::UInt16, 65_536),
        (DataType::UInt32, -1),
        (DataType::UInt64, -1),
    ] {
        let error = refused(&data_type, value);
        assert_eq!(error.kind(), ErrorKind::OutOfRange);
        assert!(error.to_string().contains(&format!("{value} does not fit {data_type}")));
    }
    assert_eq!(refused(&DataType::Int64, u64::MAX).kind(), ErrorKind::OutOfRange);
    assert_eq!(refused(&DataType::Decimal128(38, 0), u128::MAX).kind(), ErrorKind::OutOfRange);
    assert_eq!(refused(&DataType::Utf8, 1).kind(), ErrorKind::WrongKind);
}

#[test]
fn dates_times_and_decimals_are_the_integers_that_they_are_stored_as() {
    for data_type in [
        DataType::Date32,
        DataType::Date64,
        DataType::Time32(TimeUnit::Second),
        DataType::Time64(TimeUnit::Nanosecond),
        DataType::Timestamp(TimeUnit::Microsecond, Some("UTC".into())),
        DataType::Duration(TimeUnit::Millisecond),
        DataType::Interval(IntervalUnit::YearMonth),
        DataType::Decimal32(9, 2),
        DataType::Decimal64(18, 4),
        DataType::Decimal128(38, 10),
        DataType::Decimal256(76, -3),
    ] {
        same(&data_type, 19_000_i32);
        same(&data_type, -1_i64);
        same(&data_type, None::<i64>);
    }
    same(&DataType::Decimal128(38, 0), i128::MIN);
    same(&DataType::Decimal256(76, 0), i128::MAX);
    same(&DataType::Decimal256(76, 0), u128::MAX);
}

#[test]
fn text_in_a_decimal_column_is_the_number_that_it_says() {
    for data_type in [
        DataType::Decimal32(9, 2),
        DataType::Decimal64(18, 2),
        DataType::Decimal128(38, 2),
        DataType::Decimal256(76, 2),
    ] {
        same(&data_type, "-12.34".to_owned());
        assert_eq!(through::<_, i32>(&data_type, "12.3").unwrap(), 1230);
        assert_eq!(through::<_, serde_json::Value>(&data_type, 5).unwrap(), json!("0.05"));
        for text in ["1.234", "many", &"9".repeat(76)] {
            let error = refused(&data_type, text);
            assert_eq!(error.kind(), ErrorKind::OutOfRange);
            assert!(error.to_string().contains(text), "{error}");
        }
    }
    let whole = DataType::Decimal128(38, 0);
    assert_eq!(through::<_, serde_json::Value>(&whole, i64::MIN).unwrap(), json!(i64::MIN));
    assert_eq!(through::<_, serde_json::Value>(&whole, u64::MAX).unwrap(), json!(u64::MAX));
}

#[test]
fn floats_are_rounded_and_integers_among_them_are_not() {
    same(&DataType::Float64, 0.1);
    same(&DataType::Float64, 0.1_f32);
    same(&DataType::Float32, 0.1_f32);
    assert_eq!(through::<_, f64>(&DataType::Float32, 0.1).unwrap(), f64::from(0.1_f32));
    assert_eq!(through::<_, f32>(&DataType::Float16, 0.5).unwrap(), 0.5);
    assert_eq!(through::<_, f32>(&DataType::Float16, f64::INFINITY).unwrap(), f32::INFINITY);

    assert_eq!(
        through::<_, f64>(&DataType::Float64, 1_u64 << 53).unwrap(),
        9_007_199_254_740_992.0
    );
    assert_eq!(through::<_, f32>(&DataType::Float32, -(1 << 24)).unwrap(), -16_777_216.0);
    assert_eq!(through::<_, f32>(&DataType::Float16, 65_504).unwrap(), 65_504.0);
    for error in [
        refused(&DataType::Float64, (1_u64 << 53) + 1),
        refused(&DataType::Float32, (1 << 24) + 1),
        refused(&DataType::Float16, 2_049),
        refused(&DataType::Float16, 65_536),
        refused(&DataType::Float32, 1e39),
        refused(&DataType::Float16, 1e6_f32),
    ] {
        assert_eq!(error.kind(), ErrorKind::OutOfRange);
    }
    assert_eq!(refused(&DataType::Int64, 1.0).kind(), ErrorKind::WrongKind);
}

#[test]
fn the_half_float_of_its_crate_is_a_half_float() {
    /// As `half::f16` has itself derived.
    #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
    #[serde(rename = "f16")]
    struct Half(u16);

    let one = half::f16::ONE;
    same(&DataType::Float16, Half(one.to_bits()));
    assert_eq!(through::<_, f32>(&DataType::Float16, Half(one.to_bits())).unwrap(), 1.0);
    let schema = ferrow_row::serde::trace::<One<Half>>().unwrap();
    assert_eq!(schema, of_one(DataType::Float16, false));
    assert_eq!(ferrow_row::serde::trace_samples([One { v: Half(0) }]).unwrap(), schema);
}

/// Bytes as `serde_bytes` has them.
#[derive(Debug, Clone, PartialEq)]
struct Blob(Vec<u8>);

impl Serialize for Blob {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bytes(&self.0)
    }
}

impl<'de> Deserialize<'de> for Blob {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        <&[u8]>::deserialize(deserializer).map(|bytes| Self(bytes.to_vec()))
    }
}

#[test]
fn bytes_and_sequences_of_bytes_are_the_same_in_columns_of_bytes_and_lists_of_bytes() {
    let list = DataType::List(Field::new_list_field(DataType::UInt8, false).into());
    let columns = [
        DataType::Binary,
        DataType::LargeBinary,
        DataType::BinaryView,
        DataType::FixedSizeBinary(3),
        list,
    ];
    for data_type in &columns {
        same(data_type, vec![0_u8, 1, 255]);
        same(data_type, [0_u8, 1, 255]);
        same(data_type, Blob(vec![0, 1, 255]));
        assert_eq!(through::<_, Vec<u8>>(data_type, Blob(vec![7, 8, 9])).unwrap(), [7, 8, 9]);
        assert_eq!(through::<_, Blob>(data_type, vec![7, 8, 9]).unwrap(), Blob(vec![7, 8, 9]));
        assert_eq!(
            through::<_, serde_json::Value>(data_type, [1, 2, 3]).unwrap(),
            json!([1, 2, 3])
        );
    }
    same(&DataType::Binary, "text".to_owned());
    assert_eq!(refused(&DataType::FixedSizeBinary(3), [1_u8]).kind(), ErrorKind::WrongSize);
    assert_eq!(refused(&DataType::Binary, [256]).kind(), ErrorKind::WrongKind);
    assert_eq!(refused(&DataType::Binary, ["a"]).kind(), ErrorKind::WrongKind);
}

#[test]
fn types_of_two_forms_are_text_in_columns_of_text_and_bytes_in_columns_of_bytes() {
    let address = Ipv4Addr::new(10, 0, 0, 1);
    same(&DataType::Utf8, address);
    same(&DataType::FixedSizeBinary(4), address);
    assert_eq!(through::<_, String>(&DataType::Utf8, address).unwrap(), "10.0.0.1");
    let bytes = through::<_, Vec<u8>>(&DataType::FixedSizeBinary(4), address).unwrap();
    assert_eq!(bytes, [10, 0, 0, 1]);
}

#[test]
fn intervals_are_their_parts() {
    let day_time = DataType::Interval(IntervalUnit::DayTime);
    let month_day_nano = DataType::Interval(IntervalUnit::MonthDayNano);
    same(&day_time, (1_i32, -500_i32));
    same(&month_day_nano, (1_i32, -2_i32, i64::MAX));
    same(&month_day_nano, vec![1_i64, 2, 3]);
    let wide = i64::from(i32::MAX) + 1;
    for error in [
        refused(&day_time, (1,)),
        refused(&day_time, (1, "a")),
        refused(&month_day_nano, (1, 2)),
        refused(&month_day_nano, (wide, 0, 0)),
    ] {
        assert_eq!(error.kind(), ErrorKind::WrongKind, "{error}");
    }
}

#[test]
fn text_and_lists_of_every_arrow_type_are_text_and_lists() {
    let run_ends = Field::new("run_ends", DataType::Int32, false);
    let values = Field::new("values", DataType::Utf8, true);
    for data_type in [
        DataType::Utf8,
        DataType::LargeUtf8,
        DataType::Utf8View,
        DataType::Dictionary(DataType::Int32.into(), DataType::Utf8.into()),
        DataType::RunEndEncoded(run_ends.into(), values.into()),
    ] {
        same(&data_type, "text".to_owned());
        same(&data_type, 'c');
        same(&data_type, None::<String>);
    }
    let item = || list(DataType::Int16);
    for data_type in [
        DataType::List(item()),
        DataType::LargeList(item()),
        DataType::ListView(item()),
        DataType::LargeListView(item()),
        DataType::FixedSizeList(item(), 2),
    ] {
        same(&data_type, vec![Some(1_i64), None]);
        same(&data_type, (1_u8, Some(2_i32)));
    }
    let error = refused(&DataType::FixedSizeList(item(), 2), [1]);
    assert_eq!(error.kind(), ErrorKind::WrongSize);
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
enum Colour {
    Red,
    Green,
}

#[test]
fn a_unit_variant_is_its_name_or_its_index_or_the_child_of_a_union() {
    same(&DataType::Utf8, Colour::Green);
    assert_eq!(through::<_, String>(&DataType::Utf8, Colour::Green).unwrap(), "Green");
    for data_type in INTEGERS {
        same(&data_type, Colour::Green);
        assert_eq!(through::<_, u8>(&data_type, Colour::Green).unwrap(), 1);
    }
    let children = ["Green", "Red"].map(|name| Field::new(name, DataType::Null, true));
    let union = DataType::Union(UnionFields::from_fields(children), UnionMode::Sparse);
    same(&union, Colour::Red);
    assert_eq!(through::<_, Colour>(&union, "Red").unwrap(), Colour::Red);
    assert_eq!(refused(&DataType::Date32, Colour::Red).kind(), ErrorKind::WrongKind);
}

#[test]
fn maps_and_structs_go_to_columns_of_either() {
    #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
    struct Point {
        x: i32,
        y: i32,
    }
    let fields =
        vec![Field::new("y", DataType::Int32, true), Field::new("x", DataType::Int32, true)];
    let structure = DataType::Struct(fields.into());
    let entries = vec![
        Field::new("keys", DataType::Utf8, false),
        Field::new("values", DataType::Int64, true),
    ];
    let entries = Field::new("entries", DataType::Struct(entries.into()), false);
    let map = DataType::Map(entries.into(), false);
    let as_map = BTreeMap::from([("x".to_owned(), 1), ("y".to_owned(), 2)]);
    for data_type in [structure, map] {
        same(&data_type, Point { x: 1, y: 2 });
        same(&data_type, as_map.clone());
        assert_eq!(
            through::<_, BTreeMap<String, i32>>(&data_type, Point { x: 1, y: 2 }).unwrap(),
            as_map
        );
        assert_eq!(through::<_, Point>(&data_type, as_map.clone()).unwrap(), Point { x: 1, y: 2 });
    }
}

#[test]
fn a_tuple_in_a_column_of_structs_is_the_fields_in_their_order() {
    let fields = vec![Field::new("a", DataType::Int8, true), Field::new("b", DataType::Utf8, true)];
    let structure = DataType::Struct(fields.into());
    same(&structure, (1, "x".to_owned()));
    assert_eq!(
        through::<_, serde_json::Value>(&structure, json!([1, "x"])).unwrap(),
        json!({"a": 1, "b": "x"})
    );
    // The rest is null.
    assert_eq!(through::<_, (i8, Option<String>)>(&structure, (1,)).unwrap(), (1, None));
    assert_eq!(refused(&structure, (1, "x", 2)).kind(), ErrorKind::WrongSize);
}

#[test]
fn json_of_an_enum_goes_to_a_union_and_comes_from_it() {
    #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
    enum Shape {
        Point,
        Circle(f64),
        Line(i8, String),
        Box { width: u8, label: Option<String> },
    }
    let schema = ferrow_row::serde::trace::<One<Shape>>().unwrap();
    let union = schema.field(0).data_type();
    for shape in [
        Shape::Point,
        Shape::Circle(0.5),
        Shape::Line(1, "x".to_owned()),
        Shape::Box { width: 3, label: None },
    ] {
        let json = serde_json::to_value(&shape).unwrap();
        same(union, shape.clone());
        assert_eq!(through::<_, Shape>(union, &json).unwrap(), shape);
        // Tuples of several types are structs, which JSON has as objects.
        if !matches!(shape, Shape::Line(..)) {
            assert_eq!(through::<_, serde_json::Value>(union, &shape).unwrap(), json);
        }
    }
    for value in [json!({"Circle": 1, "Point": null}), json!({}), json!([1])] {
        assert_eq!(refused(union, value).kind(), ErrorKind::WrongKind);
    }
}

#[test]
fn fields_of_a_variant_are_found_by_their_names() {
    #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
    enum Shape {
        Box { width: u8, label: String },
    }
    let fields = vec![
        Field::new("label", DataType::Utf8, false),
        Field::new("depth", DataType::UInt8, true),
        Field::new("width", DataType::UInt8, false),
    ];
    let children = [Field::new("Box", DataType::Struct(fields.into()), false)];
    let union = DataType::Union(UnionFields::from_fields(children), UnionMode::Dense);
    same(&union, Shape::Box { width: 3, label: "x".to_owned() });
}

#[test]
fn a_null_of_any_type_is_null() {
    let layout = &layouts(of_one(DataType::Int8, true))[0];
    let none = [json!({"v": null}), json!({})];
    for (row, value) in rows(layout, &none).unwrap().rows().zip(none) {
        assert_eq!(row.unwrap().value(0), ValueRef::Null, "{value}");
    }
    let unit = rows(layout, [One { v: () }]).unwrap();
    assert_eq!(records::<One<Option<i8>>>(&unit).unwrap(), [One { v: None }]);
}
