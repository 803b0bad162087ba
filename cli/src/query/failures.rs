//! What DataFusion says, as one line for a person, and whose fault it is.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use arrow::error::ArrowError;
use datafusion::common::DataFusionError;
use datafusion::common::utils::datafusion_strsim::normalized_levenshtein;
use ferrow_convert::{Error as RowError, ErrorKind};

use super::named_scan::ScanError;
use super::wording::{causes, of_schema, of_store, of_syntax, root, without_kind};
use crate::args::{InputArgs, ReadingArgs};
use crate::failure::Failure;
use crate::input::Input;

/// When a statement failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Phase {
    /// Before anything was read: what was asked for is at fault, unless a file is.
    Planning,
    Running,
}

/// What failures are told in terms of.
pub(super) struct Terms<'a> {
    /// The tables that there are.
    pub(super) tables: Vec<String>,
    /// How the files of the command are read, by their places in the store.
    pub(super) files: &'a HashMap<String, InputArgs>,
    pub(super) reading: &'a ReadingArgs,
}

impl Terms<'_> {
    /// The failure that `error` is.
    pub(super) fn failure(&self, error: &DataFusionError, phase: Phase) -> Failure {
        if let Some(failure) = causes(error).find_map(|cause| cause.downcast_ref::<Failure>()) {
            return failure.clone();
        }
        if let Some(scan) = causes(error).find_map(|cause| cause.downcast_ref::<ScanError>())
            && is_of_files(error)
        {
            return self.of_scan(scan, error);
        }
        // A file that a function of SQL opens.
        if let Some(error) = causes(error).find_map(|cause| cause.downcast_ref::<RowError>())
            && matches!(error.kind(), ErrorKind::Io(_))
        {
            return Failure::of("the query failed", error);
        }
        let text = self.words(error);
        #[cfg(feature = "distributed")]
        if ferrow_udf::distributed::is_of_worker(error) {
            return Failure::usage(text);
        }
        let io = causes(error).find_map(|cause| cause.downcast_ref::<std::io::Error>());
        match root(error) {
            DataFusionError::ResourcesExhausted(_) => {
                Failure::usage(text).with_advice("raise --memory-limit")
            }
            DataFusionError::ObjectStore(_) | DataFusionError::IoError(_) => match io {
                Some(io) => Failure::io(text.trim_end_matches(&format!(": {io}")), io),
                None => Failure::usage(text),
            },
            DataFusionError::ArrowError(..) | DataFusionError::Execution(_)
                if phase == Phase::Running =>
            {
                Failure::data("the query failed", text)
            }
            DataFusionError::ParquetError(_) | DataFusionError::External(_)
                if phase == Phase::Running || is_of_data(error) =>
            {
                Failure::data("the query failed", text)
            }
            _ => Failure::usage(text),
        }
    }

    /// What is wrong with the files of a scan: what the other commands say of the first that is damaged.
    fn of_scan(&self, scan: &ScanError, error: &DataFusionError) -> Failure {
        let files: Vec<InputArgs> = scan.files.iter().map(|place| self.file(place)).collect();
        for file in &files {
            let failure = match Input::open(file, None) {
                Ok(mut input) => input.find_map(Result::err),
                Err(failure) => Some(failure),
            };
            if let Some(failure) = failure.filter(Failure::is_of_data) {
                return failure;
            }
        }
        let name = files.first().map(|file| file.file.display().to_string()).unwrap_or_default();
        match causes(error).find_map(|cause| cause.downcast_ref::<RowError>()) {
            Some(error) => Failure::of(&name, error),
            None => Failure::data(name, self.words(root(error))),
        }
    }

    /// The file at `place`, as it was named, or from where the command runs.
    fn file(&self, place: &str) -> InputArgs {
        if let Some(file) = self.files.get(place) {
            return file.clone();
        }
        let whole = Path::new("/").join(place);
        let here = std::env::current_dir().and_then(std::fs::canonicalize).unwrap_or_default();
        // A place that was typed into SQL is one as it stands.
        let file = match Path::new(place).exists() {
            true => PathBuf::from(place),
            false => whole.strip_prefix(here).map(Path::to_owned).unwrap_or(whole),
        };
        let reading = ReadingArgs { from: None, column: None, ..self.reading.clone() };
        InputArgs { file, reading }
    }

    /// What `error` says, without the names that its types have in Rust.
    fn words(&self, error: &DataFusionError) -> String {
        let text = match error {
            // The names of rules say nothing to who wrote the query.
            DataFusionError::Context(what, error)
                if what.contains("rule") || !what.contains([' ', ':']) =>
            {
                return self.words(error);
            }
            DataFusionError::Context(what, error) => format!("{what}: {}", self.words(error)),
            DataFusionError::Diagnostic(_, error) => return self.words(error),
            DataFusionError::Shared(error) => return self.words(error),
            DataFusionError::Collection(errors) => match errors.first() {
                Some(error) => return self.words(error),
                None => String::new(),
            },
            DataFusionError::SQL(error, _) => of_syntax(&error.to_string()),
            DataFusionError::SchemaError(error, _) => of_schema(error),
            DataFusionError::Plan(text) => self.of_plan(text),
            DataFusionError::Internal(text) => format!("DataFusion failed: {text}"),
            DataFusionError::ObjectStore(error) => of_store(error),
            DataFusionError::External(error) => {
                match error.downcast_ref::<Arc<DataFusionError>>() {
                    Some(error) => return self.words(error),
                    None => error.to_string(),
                }
            }
            DataFusionError::ArrowError(error, _) => match &**error {
                ArrowError::ExternalError(error) => error.to_string(),
                error => without_kind(&error.to_string()),
            },
            error => error.message().into_owned(),
        };
        text.replace("datafusion.public.", "")
    }

    /// A plan that is wrong: a table that is not there is told with those that are.
    fn of_plan(&self, text: &str) -> String {
        let name = text.strip_prefix("table '").and_then(|text| text.strip_suffix("' not found"));
        let Some(name) = name else {
            // Why each signature does not match says less than what they are.
            let start = text.find("No function matches").unwrap_or_default();
            return text[start..].to_owned();
        };
        let name = name.strip_prefix("datafusion.public.").unwrap_or(name);
        let missing = format!("there is no table `{name}`");
        if self.tables.is_empty() {
            return format!("{missing}; name files behind the SQL, each becomes a table");
        }
        let tables = self.tables.join(", ");
        let closest = self.tables.iter().map(|table| (normalized_levenshtein(table, name), table));
        let closest = closest.filter(|(likeness, _)| *likeness > 0.5);
        match closest.max_by(|(one, _), (other, _)| one.total_cmp(other)) {
            Some((_, table)) => {
                format!("{missing}. Did you mean `{table}`? The tables are {tables}")
            }
            None => format!("{missing}; the tables are {tables}"),
        }
    }
}

/// Whether it is about what was read, and not about what was computed of it in the scan.
fn is_of_files(error: &DataFusionError) -> bool {
    match root(error) {
        DataFusionError::ArrowError(error, _) => !matches!(
            **error,
            ArrowError::DivideByZero
                | ArrowError::ArithmeticOverflow(_)
                | ArrowError::CastError(_)
                | ArrowError::ComputeError(_)
        ),
        DataFusionError::ParquetError(_)
        | DataFusionError::ObjectStore(_)
        | DataFusionError::IoError(_)
        | DataFusionError::External(_) => true,
        _ => false,
    }
}

/// Whether bytes are at fault, whenever it was found.
fn is_of_data(error: &DataFusionError) -> bool {
    causes(error).any(|cause| cause.is::<RowError>() || cause.is::<parquet::errors::ParquetError>())
}
