//! Rows that other implementations wrote, through columns and back.

use std::path::Path;
use std::sync::Arc;

use arrow::array::BinaryArray;
use arrow::datatypes::{DataType, Field, FieldRef, Schema, TimeUnit};
use ferrow_convert::prelude::*;
use ferrow_row::{RowFormat, RowLayout};
use serde_json::Value as Json;

use crate::types::map;

/// The one vector that Arrow's maps cannot say: they have no null keys.
const REFUSED: &str = "map_null_key";

struct Vector {
    name: String,
    layout: Arc<RowLayout>,
    bytes: Vec<u8>,
}

/// Every vector of a folder that is a row.
fn vectors(folder: &Path, format: RowFormat) -> Vec<Vector> {
    let files = folder.read_dir().unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let files = files.map(|entry| entry.expect("an entry").path());
    let texts = files
        .filter(|file| file.extension().is_some_and(|extension| extension == "json"))
        .map(|file| std::fs::read_to_string(file).expect("a file that can be read"));
    let vectors = texts
        .flat_map(|text| serde_json::from_str::<Vec<Json>>(&text).expect("a JSON list of vectors"));
    vectors.filter_map(|json| vector(&json, format)).collect()
}

/// The vector; `None` for a bare list or map, and for the one that is refused.
fn vector(json: &Json, format: RowFormat) -> Option<Vector> {
    let name = json["name"].as_str().expect("a name").to_owned();
    let fields = json["schema"]["fields"].as_array().filter(|_| name != REFUSED)?;
    let schema = Schema::new(fields.iter().map(field).collect::<Vec<_>>());
    let hex = json["hex"].as_str().expect("hexadecimal digits").as_bytes();
    let digit = |digit: u8| char::from(digit).to_digit(16).expect("a hexadecimal digit");
    let byte = |pair: &[u8]| u8::try_from(digit(pair[0]) * 16 + digit(pair[1])).expect("a byte");
    let bytes = hex.chunks_exact(2).map(byte).collect();
    let layout = RowLayout::try_with_format(schema, format).expect("types that rows hold");
    Some(Vector { name, layout, bytes })
}

fn field(json: &Json) -> Field {
    let nullable = json["nullable"].as_bool().expect("a boolean");
    Field::new(json["name"].as_str().expect("a name"), data_type(&json["type"]), nullable)
}

fn data_type(json: &Json) -> DataType {
    let Some(name) = json.as_str() else { return parameterized(json) };
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
        other => panic!("a type that is new: {other}"),
    }
}

fn parameterized(json: &Json) -> DataType {
    let (name, of) = json.as_object().and_then(|object| object.iter().next()).expect("one type");
    let item = |nullable| -> FieldRef { Field::new_list_field(data_type(of), nullable).into() };
    let number = |json: &Json| json.as_i64().expect("a number");
    match name.as_str() {
        "list" => DataType::List(item(true)),
        "list!" => DataType::List(item(false)),
        "map" => map(data_type(&of[0]), data_type(&of[1])),
        "struct" => DataType::Struct(of.as_array().expect("fields").iter().map(field).collect()),
        "decimal" => DataType::Decimal128(
            u8::try_from(number(&of[0])).expect("a precision"),
            i8::try_from(number(&of[1])).expect("a scale"),
        ),
        "fixed_binary" => DataType::FixedSizeBinary(i32::try_from(number(of)).expect("a size")),
        other => panic!("a type that is new: {other}"),
    }
}

#[test]
fn golden_rows_pass_through_columns_unchanged() {
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let more = std::env::var_os("FERROW_GOLDEN").map(|more| workspace.join(more));
    for (folder, format, least) in
        [("row", RowFormat::Standard, 110), ("compact", RowFormat::Compact, 110)]
    {
        let mut vectors_of = vectors(&workspace.join("tests/golden").join(folder), format);
        if let Some(more) = &more {
            vectors_of.extend(vectors(&more.join(folder), format));
        }
        assert!(vectors_of.len() >= least, "only {} vectors in {folder}", vectors_of.len());
        for Vector { name, layout, bytes } in vectors_of {
            let rows = BinaryArray::from_iter_values([&bytes; 3]);
            let rows =
                RowBatch::try_new(layout, rows).unwrap_or_else(|error| panic!("{name}: {error}"));
            let batch = rows.to_record_batch().unwrap_or_else(|error| panic!("{name}: {error}"));
            let again = RowBatch::try_from_record_batch_in(format, &batch).unwrap();
            assert_eq!(again, rows, "{folder} {name}");
        }
    }
}
