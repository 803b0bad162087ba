//! Golden vectors: rows, lists and maps that other implementations wrote, with their schemas and
//! values as JSON.

mod json;

use std::io::Write as _;
use std::path::{Path, PathBuf};

use arrow_schema::{DataType, Schema};
use ferrow_row::RowFormat;
use serde_json::Value as Json;

use crate::codec::Plan;
use crate::model::{self, Model};

/// Bytes and what they say.
#[derive(Debug)]
pub(crate) struct Vector {
    pub(crate) name: String,
    pub(crate) format: RowFormat,
    pub(crate) root: Root,
    pub(crate) value: Model,
    pub(crate) bytes: Vec<u8>,
    /// Fory's hash of the schema, where the writer could compute it.
    pub(crate) schema_hash: Option<i64>,
    /// The schema in Fory's own form, where there is one.
    pub(crate) schema_bytes: Option<Vec<u8>>,
    /// The names of the fields in the order of their slots, where that is not the schema's.
    pub(crate) field_order: Option<Vec<String>>,
}

/// What the bytes are of.
#[derive(Debug)]
pub(crate) enum Root {
    Row(Schema),
    /// A list or a map that no row is around.
    Bare(DataType),
}

impl Vector {
    /// The crate's plan of the bytes.
    pub(crate) fn plan(&self) -> Plan {
        self.plan_in(self.format)
    }

    pub(crate) fn plan_in(&self, format: RowFormat) -> Plan {
        let plan = match &self.root {
            Root::Row(schema) => Plan::row(schema.clone(), format),
            Root::Bare(data_type) => Plan::bare(data_type, format),
        };
        plan.unwrap_or_else(|error| panic!("{}: {error}", self.name))
    }

    pub(crate) fn other_format(&self) -> RowFormat {
        match self.format {
            RowFormat::Standard => RowFormat::Compact,
            RowFormat::Compact => RowFormat::Standard,
        }
    }

    /// The bytes that FORMAT.md gives to the value.
    pub(crate) fn encode(&self) -> Vec<u8> {
        match (&self.root, &self.value) {
            (Root::Row(schema), Model::Struct(values)) => {
                model::row(self.format, schema.fields(), values)
            }
            (Root::Bare(data_type), value) => model::value(self.format, data_type, value),
            (Root::Row(_), other) => panic!("{}: {other:?} is not a row", self.name),
        }
    }
}

/// The vectors of this repository and those of the folder that `FERROW_GOLDEN` names.
pub(crate) fn load() -> Vec<Vector> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut vectors = load_folder(&root.join("tests/golden"));
    if let Some(more) = std::env::var_os("FERROW_GOLDEN") {
        // Of a relative path the workspace is the root, wherever the harness runs the test.
        vectors.extend(load_folder(&root.join(more)));
    }
    vectors
}

/// Says how many vectors a test ran, in every run: the harness hides what tests print, and not what
/// they write.
pub(crate) fn report(what: &str, vectors: &[Vector]) {
    let count = |format| vectors.iter().filter(|vector| vector.format == format).count();
    let (standard, compact) = (count(RowFormat::Standard), count(RowFormat::Compact));
    assert!(standard > 0 && compact > 0, "{standard} standard and {compact} compact vectors");
    let line = format!("golden vectors {what}: {standard} standard, {compact} compact");
    writeln!(std::io::stderr(), "{line}").expect("standard error can be written to");
}

fn load_folder(folder: &Path) -> Vec<Vector> {
    [("row", RowFormat::Standard), ("compact", RowFormat::Compact)]
        .into_iter()
        .flat_map(|(name, format)| {
            let files = json_files(&folder.join(name)).into_iter();
            files.flat_map(move |file| load_file(&file, format))
        })
        .collect()
}

fn json_files(folder: &Path) -> Vec<PathBuf> {
    let entries = folder.read_dir().unwrap_or_else(|e| panic!("{}: {e}", folder.display()));
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.expect("an entry").path()).collect();
    files.retain(|file| file.extension().is_some_and(|extension| extension == "json"));
    files.sort();
    files
}

fn load_file(file: &Path, format: RowFormat) -> Vec<Vector> {
    let text = std::fs::read_to_string(file).expect("a file that can be read");
    let vectors: Vec<Json> = serde_json::from_str(&text).expect("a JSON list of vectors");
    vectors.iter().map(|vector| json::vector(vector, format)).collect()
}
