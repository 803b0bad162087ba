//! Golden vectors: rows that other implementations wrote, with their schemas and values as JSON.

use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use arrow_schema::{DataType, Field, Schema, TimeUnit};
use ferrow_row::{RowLayout, ValueRef};
use half::f16;
use serde_json::Value as Json;

use crate::field::Scalar;

/// The types that stand in a vector and not yet in a row.
const NOT_YET: [&str; 6] = ["list", "list!", "map", "struct", "decimal", "fixed_binary"];

/// One row whose types are all flat.
pub(crate) struct Vector {
    pub(crate) name: String,
    pub(crate) layout: Arc<RowLayout>,
    pub(crate) values: Vec<Scalar>,
    pub(crate) bytes: Vec<u8>,
}

/// All vectors that there are: those to run, and how many were left out because of which type.
#[derive(Default)]
pub(crate) struct Corpus {
    pub(crate) vectors: Vec<Vector>,
    pub(crate) skipped: BTreeMap<String, usize>,
}

impl Corpus {
    /// Loads the vectors of this repository and those of the folder that `FERROW_GOLDEN` names.
    pub(crate) fn load() -> Self {
        let mut corpus = Self::default();
        corpus.add(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/golden/row"));
        if let Some(more) = std::env::var_os("FERROW_GOLDEN") {
            // Of a relative path the workspace is the root, wherever the harness runs the test.
            corpus.add(&Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(more).join("row"));
        }
        assert!(!corpus.vectors.is_empty(), "no golden vector has flat types only");
        corpus
    }

    /// Says what was run and what was left out, in every run: the harness hides what tests print,
    /// and not what they write.
    pub(crate) fn report(&self) {
        let (run, skipped) = (self.vectors.len(), self.skipped.values().sum::<usize>());
        let mut line = format!("golden rows: {run} run, {skipped} skipped");
        for (index, (why, count)) in self.skipped.iter().enumerate() {
            line += &format!("{} {why} {count}", if index == 0 { ":" } else { "," });
        }
        writeln!(std::io::stderr(), "{line}").expect("standard error can be written to");
    }

    fn add(&mut self, folder: &Path) {
        let entries = folder.read_dir().unwrap_or_else(|e| panic!("{}: {e}", folder.display()));
        let mut files: Vec<PathBuf> =
            entries.map(|entry| entry.expect("an entry").path()).collect();
        files.retain(|file| file.extension().is_some_and(|extension| extension == "json"));
        files.sort();
        for file in files {
            let text = std::fs::read_to_string(&file).expect("a file that can be read");
            let vectors: Vec<Json> = serde_json::from_str(&text).expect("a JSON list of vectors");
            vectors.iter().for_each(|vector| self.add_vector(vector));
        }
    }

    fn add_vector(&mut self, json: &Json) {
        let name = text(&json["name"]).to_owned();
        match fields(json) {
            Ok(fields) => {
                let values = (fields.iter())
                    .map(|field| scalar(field.data_type(), &json["value"][field.name()]))
                    .collect();
                let layout = RowLayout::try_new(Schema::new(fields)).expect("flat types");
                let bytes = from_hex(text(&json["hex"]));
                self.vectors.push(Vector { name, layout, values, bytes });
            }
            Err(why) => *self.skipped.entry(why).or_default() += 1,
        }
    }
}

/// The Arrow fields of a vector, or the first thing in it that is not flat.
fn fields(vector: &Json) -> Result<Vec<Field>, String> {
    if vector.get("root").is_some() {
        return Err("root".to_owned());
    }
    let fields = vector["schema"]["fields"].as_array().expect("a schema, or else a root");
    (fields.iter())
        .map(|field| {
            let nullable = field["nullable"].as_bool().expect("whether it is nullable");
            Ok(Field::new(text(&field["name"]), data_type(&field["type"])?, nullable))
        })
        .collect()
}

fn data_type(json: &Json) -> Result<DataType, String> {
    if let Some(nested) = json.as_object() {
        let name = nested.keys().next().expect("a type's name");
        assert!(NOT_YET.contains(&name.as_str()), "a type that these tests do not know: {json}");
        return Err(name.clone());
    }
    Ok(match text(json) {
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
    })
}

fn scalar(data_type: &DataType, json: &Json) -> Scalar {
    if json.is_null() {
        return Scalar::NULL;
    }
    Scalar::Plain(match data_type {
        DataType::Boolean => ValueRef::Bool(json.as_bool().expect("a bool")),
        DataType::Int8 => ValueRef::Int8(integer(json)),
        DataType::Int16 => ValueRef::Int16(integer(json)),
        DataType::Int32 | DataType::Date32 => ValueRef::Int32(integer(json)),
        DataType::Int64 | DataType::Timestamp(..) | DataType::Duration(_) => {
            ValueRef::Int64(integer(json))
        }
        DataType::Float16 => ValueRef::Float16(f16::from_f64(float(json))),
        DataType::Float32 => ValueRef::Float32(to_f32(float(json))),
        DataType::Float64 => ValueRef::Float64(float(json)),
        DataType::Utf8 => return Scalar::Text(text(json).to_owned()),
        DataType::Binary => return Scalar::Bytes(from_hex(text(json))),
        unknown => panic!("a type that these tests do not know: {unknown}"),
    })
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

fn from_hex(text: &str) -> Vec<u8> {
    assert!(text.len().is_multiple_of(2), "hexadecimal bytes are pairs of digits: {text}");
    (0..text.len())
        .step_by(2)
        .map(|at| u8::from_str_radix(&text[at..at + 2], 16).expect("hexadecimal digits"))
        .collect()
}
