//! The JSON of golden vectors, as `tests/golden/README.md` describes it.

use std::sync::Arc;

use arrow_schema::{DataType, Field, Fields, Schema, TimeUnit};
use ferrow_row::RowFormat;
use half::f16;
use serde_json::Value as Json;

use super::{Root, Vector};
use crate::model::Model;

pub(super) fn vector(json: &Json, format: RowFormat) -> Vector {
    let root_type = match json.get("root") {
        Some(root) => data_type(root, &json["value"]),
        None => DataType::Struct(fields(&json["schema"]["fields"], &json["value"])),
    };
    let value = value(&root_type, &json["value"]);
    let root = match (json.get("root"), root_type) {
        (None, DataType::Struct(fields)) => Root::Row(Schema::new(fields)),
        (_, root_type) => Root::Bare(root_type),
    };
    Vector {
        name: text(&json["name"]).to_owned(),
        format,
        root,
        value,
        bytes: from_hex(text(&json["hex"])),
        schema_hash: json["schema_hash"].as_i64(),
        schema_bytes: json["schema_hex"].as_str().map(from_hex),
        field_order: (json["field_order"].as_array())
            .map(|names| names.iter().map(|name| text(name).to_owned()).collect()),
    }
}

/// The fields of a schema or a struct; `value` is what they are for, or null.
fn fields(json: &Json, value: &Json) -> Fields {
    let fields = json.as_array().expect("a list of fields");
    (fields.iter())
        .map(|field| {
            let nullable = field["nullable"].as_bool().expect("whether it is nullable");
            let name = text(&field["name"]);
            Field::new(name, data_type(&field["type"], &value[name]), nullable)
        })
        .collect()
}

/// An Arrow type; `value` is a value of it, or null.
fn data_type(json: &Json, value: &Json) -> DataType {
    let Some(nested) = json.as_object() else {
        return flat_type(text(json));
    };
    let (name, of) = nested.iter().next().expect("a type's name and what it is of");
    let first = &value[0];
    match name.as_str() {
        "list" => list(of, first, true),
        "list!" => list(of, first, false),
        "map" => {
            // Arrow's keys are not null. One vector has a null key, which then the schema allows.
            let null_key =
                value.as_array().is_some_and(|pairs| pairs.iter().any(|p| p[0].is_null()));
            let key = Field::new("key", data_type(&of[0], &first[0]), null_key);
            let value = Field::new("value", data_type(&of[1], &first[1]), true);
            let entries = DataType::Struct([key, value].into_iter().collect());
            DataType::Map(Arc::new(Field::new("entries", entries, false)), false)
        }
        "struct" => DataType::Struct(fields(of, value)),
        "decimal" => DataType::Decimal128(integer(&of[0]), integer(&of[1])),
        "fixed_binary" => DataType::FixedSizeBinary(integer(of)),
        unknown => panic!("a type that these tests do not know: {unknown}"),
    }
}

fn list(of: &Json, first: &Json, nullable: bool) -> DataType {
    DataType::List(Arc::new(Field::new("item", data_type(of, first), nullable)))
}

fn flat_type(name: &str) -> DataType {
    match name {
        "bool" => DataType::Boolean,
        "int8" => DataType::Int8,
        "int16" => DataType::Int16,
        "int32" => DataType::Int32,
        "int64" => DataType::Int64,
        "float16" => DataType::Float16,
        "float32" => DataType::Float32,
        "float64" => DataType::Float64,
        "string" => DataType::Utf8,
        "binary" => DataType::Binary,
        "date32" => DataType::Date32,
        "timestamp" => DataType::Timestamp(TimeUnit::Microsecond, None),
        "duration" => DataType::Duration(TimeUnit::Microsecond),
        unknown => panic!("a type that these tests do not know: {unknown}"),
    }
}

fn value(data_type: &DataType, json: &Json) -> Model {
    if json.is_null() {
        return Model::Null;
    }
    match data_type {
        DataType::Boolean => Model::Bool(json.as_bool().expect("a bool")),
        // An integer is the bits, anything else the value.
        DataType::Float16 if json.is_u64() => Model::Float(integer(json)),
        DataType::Float16 => Model::Float(f16::from_f64(float(json)).to_bits().into()),
        DataType::Float32 => Model::Float(to_f32(float(json)).to_bits().into()),
        DataType::Float64 => Model::Float(float(json).to_bits()),
        DataType::Utf8 => Model::Text(text(json).to_owned()),
        DataType::Binary | DataType::FixedSizeBinary(_) => Model::Bytes(from_hex(text(json))),
        DataType::Decimal128(_, scale) => Model::Int(unscaled(text(json), *scale)),
        DataType::List(element) => {
            let values = json.as_array().expect("a list").iter();
            Model::List(values.map(|json| value(element.data_type(), json)).collect())
        }
        DataType::Map(entries, _) => {
            let DataType::Struct(entry) = entries.data_type() else { panic!("not a map") };
            let of = |index: usize, pair: &Json| value(entry[index].data_type(), &pair[index]);
            let pairs = json.as_array().expect("a list of pairs").iter();
            Model::Map(pairs.map(|pair| (of(0, pair), of(1, pair))).collect())
        }
        DataType::Struct(fields) => {
            let object = json.as_object().expect("a struct is an object");
            let values = fields.iter().map(|field| value(field.data_type(), &object[field.name()]));
            Model::Struct(values.collect())
        }
        _ => Model::Int(integer::<i64>(json).into()),
    }
}

fn text(json: &Json) -> &str {
    json.as_str().unwrap_or_else(|| panic!("{json} is not a string"))
}

fn integer<T: TryFrom<i64>>(json: &Json) -> T {
    let value = json.as_i64().and_then(|value| T::try_from(value).ok());
    value.unwrap_or_else(|| panic!("{json} does not fit its type"))
}

fn float(json: &Json) -> f64 {
    match json.as_str() {
        Some("NaN") => f64::NAN,
        Some("inf") => f64::INFINITY,
        Some("-inf") => f64::NEG_INFINITY,
        _ => json.as_f64().unwrap_or_else(|| panic!("{json} is not a float")),
    }
}

#[expect(clippy::cast_possible_truncation, reason = "the nearest single is what is meant")]
fn to_f32(value: f64) -> f32 {
    value as f32
}

/// The integer that a decimal number such as `-1.25` is at this scale.
fn unscaled(number: &str, scale: i8) -> i128 {
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    let scale = usize::try_from(scale).expect("a scale that is not negative");
    assert!(fraction.len() <= scale, "{number} has more than {scale} digits behind the point");
    format!("{whole}{fraction:0<scale$}").parse().expect("a decimal number")
}

fn from_hex(text: &str) -> Vec<u8> {
    assert!(text.len().is_multiple_of(2), "hexadecimal bytes are pairs of digits: {text}");
    (0..text.len())
        .step_by(2)
        .map(|at| u8::from_str_radix(&text[at..at + 2], 16).expect("hexadecimal digits"))
        .collect()
}
