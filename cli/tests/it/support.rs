//! A directory, the binary in it, and the files that tests have in common.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::Arc;

use arrow::array::{BinaryArray, RecordBatch};
use arrow::datatypes::{DataType, Field, Schema};
use arrow_ipc::writer::FileWriter;
use ferrow_convert::{RowBatchExt, RowFileReader, RowType};
use ferrow_row::RowBatch;

pub(crate) const BINARY: &str = env!("CARGO_BIN_EXE_ferrow");

/// The formats, by their extensions.
pub(crate) const FORMATS: [&str; 6] = ["parquet", "arrow", "arrows", "csv", "ndjson", "ferrow"];

/// Flat records; the names are in the order that JSON lines are inferred in.
pub(crate) const PEOPLE: &str = r#"{"age":36,"id":1,"is_late":true,"name":"Ada","score":2.5}
{"age":null,"id":2,"is_late":false,"name":"Grace","score":-0.125}
{"age":41,"id":3,"is_late":null,"name":"Łódź, \"quoted\"","score":null}
{"age":7,"id":4,"is_late":true,"name":null,"score":1e300}
{"age":-1,"id":5,"is_late":false,"name":"Eve","score":0.5}
"#;

/// Nested records.
pub(crate) const ORDERS: &str = r#"{"id":1,"sizes":[7,8],"status":{"is_open":true,"note":"a"}}
{"id":2,"sizes":[],"status":{"is_open":false,"note":null}}
{"id":3,"sizes":null,"status":null}
{"id":4,"sizes":[9,null,1],"status":{"is_open":null,"note":"d"}}
"#;

/// What a run came to.
pub(crate) struct Ran {
    pub(crate) code: i32,
    pub(crate) stdout: Vec<u8>,
    pub(crate) stderr: String,
}

impl Ran {
    pub(crate) fn text(&self) -> &str {
        std::str::from_utf8(&self.stdout).expect("text on standard output")
    }

    /// The run was successful, and had nothing to complain of.
    #[track_caller]
    pub(crate) fn well(self) -> Self {
        assert_eq!((self.code, self.stderr.as_str()), (0, ""));
        self
    }

    /// The run failed with this code, and said why on one line.
    #[track_caller]
    pub(crate) fn fails(self, code: i32) -> Self {
        assert_eq!(self.code, code, "{}", self.stderr);
        assert!(self.stderr.starts_with("ferrow: "), "{}", self.stderr);
        assert_eq!(self.stderr.matches('\n').count(), 1, "{}", self.stderr);
        self
    }

    /// One of these words was said.
    #[track_caller]
    pub(crate) fn says(self, words: &str) -> Self {
        assert!(self.stderr.contains(words), "{words}: {}", self.stderr);
        self
    }
}

impl From<Output> for Ran {
    fn from(output: Output) -> Self {
        Self {
            // What a signal ended has no code.
            code: output.status.code().unwrap_or(-1),
            stdout: output.stdout,
            stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }
}

/// A directory in which the binary runs.
pub(crate) struct Place(tempfile::TempDir);

impl Place {
    pub(crate) fn new() -> Self {
        Self(tempfile::tempdir().expect("the test's own"))
    }

    /// A place with `people` and, but for CSV, `orders` in every format.
    pub(crate) fn with_data() -> Self {
        let place = Self::new();
        place.write("people.ndjson", PEOPLE);
        place.write("orders.ndjson", ORDERS);
        for format in FORMATS.into_iter().filter(|format| *format != "ndjson") {
            place.run(["convert", "people.ndjson", &format!("people.{format}")]).well();
            if format != "csv" {
                place.run(["convert", "orders.ndjson", &format!("orders.{format}")]).well();
            }
        }
        place
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    pub(crate) fn write(&self, name: &str, bytes: impl AsRef<[u8]>) {
        fs::write(self.path(name), bytes).expect("the test's own");
    }

    pub(crate) fn read(&self, name: &str) -> Vec<u8> {
        fs::read(self.path(name)).expect("the test's own")
    }

    /// The names of all files, those that are hidden too.
    pub(crate) fn names(&self) -> Vec<String> {
        let entries = fs::read_dir(self.0.path()).expect("the test's own");
        let mut names: Vec<String> = entries
            .map(|entry| {
                entry.expect("the test's own").file_name().into_string().expect("the test's own")
            })
            .collect();
        names.sort();
        names
    }

    pub(crate) fn command<'a>(&self, args: impl IntoIterator<Item = &'a str>) -> Command {
        let mut command = Command::new(BINARY);
        command.args(args).current_dir(self.0.path()).stdin(Stdio::null());
        command
    }

    pub(crate) fn run<'a>(&self, args: impl IntoIterator<Item = &'a str>) -> Ran {
        self.command(args).output().expect("the test's own").into()
    }

    /// As [`run`](Self::run), with `input` on standard input.
    pub(crate) fn pipe<'a>(&self, args: impl IntoIterator<Item = &'a str>, input: &[u8]) -> Ran {
        let mut command = self.command(args);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("the test's own");
        let mut stdin = child.stdin.take().expect("the test's own");
        let input = input.to_vec();
        // Who does not read all of it is not in fault.
        let writer = std::thread::spawn(move || drop(stdin.write_all(&input)));
        let output = child.wait_with_output().expect("the test's own");
        writer.join().expect("the test's own");
        output.into()
    }

    /// The records of a file as JSON lines.
    #[track_caller]
    pub(crate) fn records(&self, name: &str) -> Vec<serde_json::Value> {
        let ran = self.run(["convert", name, "-", "--to", "ndjson"]).well();
        lines(ran.text())
    }

    /// Writes a row file of two batches in which word `word` of these rows of `people` is overwritten.
    pub(crate) fn damage(&self, name: &str, rows: &[usize], word: usize) {
        let bytes = self.read("people.ferrow");
        let people: Vec<RowBatch> = RowFileReader::try_new(&bytes[..])
            .expect("the test's own")
            .collect::<Result<_, _>>()
            .expect("the test's own");
        let value = |at: usize| {
            let mut bytes = people[0].row_bytes(at).expect("the test's own").to_vec();
            if rows.contains(&at) {
                bytes[word * 8..word * 8 + 8].fill(0xee);
            }
            Some(bytes)
        };
        let batches = [(0..2).map(value).collect(), (2..5).map(value).collect()];
        write_values(&self.path(name), &people[0], &batches);
    }
}

/// Writes a row file of values that need not be rows.
pub(crate) fn write_values(path: &Path, like: &RowBatch, batches: &[Vec<Option<Vec<u8>>>]) {
    let field = RowType::new(like.layout().clone()).field("row", DataType::Binary, true);
    let schema = Arc::new(Schema::new(vec![field]));
    let batches = batches.iter().map(|values| {
        let column = Arc::new(BinaryArray::from_iter(values));
        RecordBatch::try_new(schema.clone(), vec![column]).expect("the test's own")
    });
    write_arrow(path, &batches.collect::<Vec<_>>());
}

/// Writes an Arrow file.
pub(crate) fn write_arrow(path: &Path, batches: &[RecordBatch]) {
    let file = fs::File::create(path).expect("the test's own");
    let mut writer = FileWriter::try_new(file, &batches[0].schema()).expect("the test's own");
    batches.iter().for_each(|batch| writer.write(batch).expect("the test's own"));
    writer.finish().expect("the test's own");
}

/// Rows of one number.
pub(crate) fn numbers(count: i64) -> RowBatch {
    let schema = Arc::new(Schema::new(vec![Field::new("n", DataType::Int64, false)]));
    let column = Arc::new(arrow::array::Int64Array::from_iter_values(0..count));
    let batch = RecordBatch::try_new(schema, vec![column]).expect("the test's own");
    RowBatch::try_from_record_batch(&batch).expect("the test's own")
}

pub(crate) fn lines(text: &str) -> Vec<serde_json::Value> {
    text.lines().map(|line| serde_json::from_str(line).expect("the test's own")).collect()
}
