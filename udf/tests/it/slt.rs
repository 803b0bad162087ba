//! The files of `tests/slt`: SQL, and what it gives. Each is run as it is planned, and once more without
//! the rules that merge and move what reads rows.
//!
//! With `FERROW_SLT=update` in the environment the files are written again with what was found.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use async_trait::async_trait;
use datafusion::arrow::array::{ArrayRef, BinaryArray, RecordBatch};
use datafusion::arrow::datatypes::{DataType, Schema};
use datafusion::arrow::util::display::{ArrayFormatter, FormatOptions};
use datafusion::error::DataFusionError;
use datafusion::execution::SessionStateBuilder;
use datafusion::prelude::{SessionConfig, SessionContext};
use ferrow_convert::RowType;
use ferrow_row::RowArray;
use ferrow_udf::{RowSession, RowTable};
use sqllogictest::{
    AsyncDB, DBOutput, DefaultColumnType, MakeConnection, Runner, default_column_validator,
    default_normalizer, default_validator,
};

use crate::support::{encode, flights};

struct Engine {
    ctx: SessionContext,
    /// The folder of files that are written, as plans show it.
    folder: String,
}

/// How a file is run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Rules {
    On,
    Off,
}

/// The rules that move filters and reads of values into scans, and read several values at once.
const MOVING: [&str; 6] = [
    "push_down_filter",
    "extract_leaf_expressions",
    "push_down_leaf_projections",
    "merge_row_reads",
    "FilterPushdown",
    "ProjectionPushdown",
];

fn moves(rule: &str) -> bool {
    MOVING.iter().any(|moving| rule.starts_with(moving))
}

impl Engine {
    fn new(rules: Rules, folder: &Path) -> Result<Self, DataFusionError> {
        let config = SessionConfig::new().with_target_partitions(2);
        let state = SessionStateBuilder::new().with_config(config).with_default_features();
        let mut state = state.with_rows();
        if rules == Rules::Off {
            let rules = &mut state.optimizer().get_or_insert_default().rules;
            rules.retain(|rule| !moves(rule.name()));
            let rules = &mut state.physical_optimizers().get_or_insert_default().rules;
            rules.retain(|rule| !moves(rule.name()));
        }
        let ctx = SessionContext::new_with_state(state.build());
        ctx.register_batch("damaged", damaged())?;
        ctx.register_table("flights", Arc::new(RowTable::new(encode(&flights(100)))))?;
        let folder = folder.display().to_string().trim_start_matches('/').to_owned();
        Ok(Self { ctx, folder })
    }
}

/// Rows 0 to 3 of the flights: whole, cut, null, and with a text that leaves its row.
fn damaged() -> RecordBatch {
    let rows = encode(&flights(4).project(&[0, 1]).expect("two columns"));
    let RowArray::Offsets(array) = rows.array() else { panic!("rows of texts have offsets") };
    let mut far = array.value(3).to_vec();
    far[16..24].copy_from_slice(&u64::MAX.to_le_bytes());
    let rows_of = [Some(array.value(0)), Some(&array.value(1)[..9]), None, Some(&far)];
    let column: ArrayRef = Arc::new(BinaryArray::from_iter(rows_of));
    let field = RowType::new(rows.layout().clone()).field("payload", DataType::Binary, true);
    RecordBatch::try_new(Arc::new(Schema::new(vec![field])), vec![column]).expect("one column")
}

impl Engine {
    /// A value in one line, and never nothing.
    fn text(&self, value: &str) -> String {
        match value {
            "" => "(empty)".to_owned(),
            value => value.replace('\n', "\\n").replace(&self.folder, "<folder>"),
        }
    }
}

#[async_trait]
impl AsyncDB for Engine {
    type Error = DataFusionError;
    type ColumnType = DefaultColumnType;

    async fn run(&mut self, sql: &str) -> Result<DBOutput<DefaultColumnType>, DataFusionError> {
        let frame = self.ctx.sql(sql).await?;
        let types: Vec<_> =
            frame.schema().fields().iter().map(|f| column_type(f.data_type())).collect();
        let batches = frame.collect().await?;
        if types.is_empty() {
            return Ok(DBOutput::StatementComplete(0));
        }
        let options = FormatOptions::default().with_null("NULL");
        let mut rows = Vec::new();
        for batch in &batches {
            let columns =
                batch.columns().iter().map(|column| ArrayFormatter::try_new(column, &options));
            let columns = columns.collect::<Result<Vec<_>, _>>()?;
            for row in 0..batch.num_rows() {
                rows.push(
                    columns
                        .iter()
                        .map(|column| self.text(&column.value(row).to_string()))
                        .collect(),
                );
            }
        }
        Ok(DBOutput::Rows { types, rows })
    }

    async fn shutdown(&mut self) {}

    fn engine_name(&self) -> &str {
        "ferrow"
    }
}

fn column_type(data_type: &DataType) -> DefaultColumnType {
    match data_type {
        DataType::Utf8 | DataType::Utf8View | DataType::LargeUtf8 => DefaultColumnType::Text,
        data_type if data_type.is_integer() => DefaultColumnType::Integer,
        data_type if data_type.is_floating() => DefaultColumnType::FloatingPoint,
        _ => DefaultColumnType::Any,
    }
}

fn files() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/slt");
    let entries = fs::read_dir(folder).expect("the folder is part of the crate");
    let mut files: Vec<_> = entries.map(|entry| entry.expect("a file").path()).collect();
    files.sort();
    files
}

/// A runner of files, with a session of its own.
fn runner(
    rules: Rules,
    folder: &Path,
) -> Runner<Engine, impl MakeConnection<Conn = Engine> + use<>> {
    let files = folder.to_owned();
    let mut runner = Runner::new(move || {
        let engine = Engine::new(rules, &files);
        async { engine }
    });
    // Files that are written.
    runner.set_var("folder".to_owned(), folder.display().to_string());
    if rules == Rules::Off {
        runner.add_label("off");
    }
    runner
}

#[tokio::test]
async fn sql_gives_what_the_files_say_whatever_rules_are_on() {
    let files = files();
    assert!(files.len() >= 8, "{} files", files.len());
    for file in files {
        if env::var("FERROW_SLT").as_deref() == Ok("update") {
            let folder = tempfile::tempdir().expect("a folder for files");
            runner(Rules::On, folder.path())
                .update_test_file(
                    &file,
                    " ",
                    default_validator,
                    default_normalizer,
                    default_column_validator,
                )
                .await
                .expect("a file that can be written");
        }
        for rules in [Rules::On, Rules::Off] {
            let folder = tempfile::tempdir().expect("a folder for files");
            let done = runner(rules, folder.path()).run_file_async(&file).await;
            if let Err(error) = done {
                panic!("rules {rules:?}: {error}");
            }
        }
    }
}
