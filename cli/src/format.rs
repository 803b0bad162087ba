//! The formats of files, by their names, extensions and first bytes.

use std::path::Path;

use clap::ValueEnum;

/// A format that is read and written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// Apache Parquet
    Parquet,
    /// An Arrow IPC file
    #[value(alias = "ipc")]
    Arrow,
    /// An Arrow IPC stream
    #[value(name = "arrows", alias = "stream")]
    Stream,
    /// Comma-separated values
    Csv,
    /// JSON lines
    #[value(name = "ndjson", alias = "json", alias = "jsonl")]
    Json,
    /// A row file: an Arrow IPC file with one column of rows
    #[value(name = "ferrow", alias = "rows")]
    Rows,
}

/// How many bytes tell a format.
pub(crate) const MAGIC_LEN: usize = 6;

impl Format {
    /// The format that the extension of a file tells.
    pub(crate) fn of_path(path: &Path) -> Option<Self> {
        match path.extension()?.to_str()?.to_ascii_lowercase().as_str() {
            "parquet" | "pq" => Some(Self::Parquet),
            "arrow" | "ipc" | "feather" => Some(Self::Arrow),
            "arrows" => Some(Self::Stream),
            "csv" | "tsv" => Some(Self::Csv),
            "ndjson" | "jsonl" | "json" => Some(Self::Json),
            "ferrow" => Some(Self::Rows),
            _ => None,
        }
    }

    /// The format of a file that starts with these bytes; text has no mark.
    pub(crate) fn of_magic(start: &[u8]) -> Option<Self> {
        if start.starts_with(b"ARROW1") {
            Some(Self::Arrow)
        } else if start.starts_with(b"PAR1") {
            Some(Self::Parquet)
        } else if start.starts_with(&[0xff; 4]) {
            Some(Self::Stream)
        } else {
            None
        }
    }

    /// Whether a terminal cannot show it.
    pub(crate) fn is_binary(self) -> bool {
        !matches!(self, Self::Csv | Self::Json)
    }

    /// The sign between values where nobody chose one.
    pub(crate) fn default_delimiter(path: &Path) -> u8 {
        let is_tabs = path.extension().is_some_and(|name| name.eq_ignore_ascii_case("tsv"));
        if is_tabs { b'\t' } else { b',' }
    }

    /// What it is called.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Parquet => "parquet",
            Self::Arrow => "arrow",
            Self::Stream => "arrows",
            Self::Csv => "csv",
            Self::Json => "ndjson",
            Self::Rows => "ferrow",
        }
    }
}
