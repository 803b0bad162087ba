//! Rows that other implementations wrote, through columns and back.

use std::path::Path;

use arrow::array::BinaryArray;
use arrow::datatypes::{DataType, Field, Schema, TimeUnit};
use ferrow_convert::prelude::*;
use ferrow_row::RowLayout;
use serde_json::Value as Json;

/// Every vector whose types are all flat: its name, its schema and its bytes.
fn flat_vectors(folder: &Path) -> Vec<(String, Schema, Vec<u8>)> {
    let files = folder.read_dir().unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let files = files.map(|entry| entry.expect("an entry").path());
    let texts = files
        .filter(|file| file.extension().is_some_and(|extension| extension == "json"))
        .map(|file| std::fs::read_to_string(file).expect("a file that can be read"));
    let vectors = texts
        .flat_map(|text| serde_json::from_str::<Vec<Json>>(&text).expect("a JSON list of vectors"));
    vectors
        .filter_map(|vector| {
            let fields = vector["schema"]["fields"].as_array()?;
            let fields = fields.iter().map(field).collect::<Option<Vec<Field>>>()?;
            let hex = vector["hex"].as_str().expect("hexadecimal digits").as_bytes();
            let digit = |digit: u8| char::from(digit).to_digit(16).expect("a hexadecimal digit");
            let byte =
                |pair: &[u8]| u8::try_from(digit(pair[0]) * 16 + digit(pair[1])).expect("a byte");
            let bytes = hex.chunks_exact(2).map(byte).collect();
            Some((vector["name"].to_string(), Schema::new(fields), bytes))
        })
        .collect()
}

/// The field, or `None` where it is not flat.
fn field(json: &Json) -> Option<Field> {
    let data_type = match json["type"].as_str()? {
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
    };
    let nullable = json["nullable"].as_bool().expect("a boolean");
    Some(Field::new(json["name"].as_str().expect("a name"), data_type, nullable))
}

#[test]
fn golden_rows_pass_through_columns_unchanged() {
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut vectors = flat_vectors(&workspace.join("tests/golden/row"));
    if let Some(more) = std::env::var_os("FERROW_GOLDEN") {
        vectors.extend(flat_vectors(&workspace.join(more).join("row")));
    }
    assert!(vectors.len() >= 60, "only {} vectors have flat types", vectors.len());
    for (name, schema, bytes) in vectors {
        let layout = RowLayout::try_new(schema).expect("flat types");
        let rows = BinaryArray::from_iter_values([&bytes; 3]);
        let rows =
            RowBatch::try_new(layout, rows).unwrap_or_else(|error| panic!("{name}: {error}"));
        let again = RowBatch::try_from_record_batch(&rows.to_record_batch().unwrap()).unwrap();
        assert_eq!(again, rows, "{name}");
    }
}
