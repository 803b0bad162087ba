//! What is asked for: the arguments that commands share.

use std::num::NonZeroUsize;
use std::path::PathBuf;

use arrow::datatypes::DataType;
use clap::{Args, Parser, ValueEnum};

use crate::commands::Command;
use crate::format::Format;

/// Rows and columns in files: Parquet, Arrow IPC, CSV, JSON lines and row files.
#[derive(Debug, Parser)]
#[command(name = "ferrow", version, max_term_width = 100, propagate_version = true)]
#[command(
    after_help = "Exit codes: 0 done, 1 the data are at fault, 2 the arguments, a file or a device are."
)]
pub(crate) struct Cli {
    /// When to colour what is shown
    #[arg(long, global = true, value_enum, default_value_t, value_name = "WHEN")]
    pub(crate) color: Color,
    /// Show no progress
    #[arg(long, short, global = true)]
    pub(crate) quiet: bool,
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// When output is coloured.
#[derive(Debug, Clone, Copy, Default, ValueEnum)]
pub(crate) enum Color {
    /// On a terminal, unless the environment says otherwise
    #[default]
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

impl Color {
    /// Chooses for the whole process.
    pub(crate) fn choose(self) {
        let choice = match self {
            Self::Auto => anstream::ColorChoice::Auto,
            Self::Always => anstream::ColorChoice::Always,
            Self::Never => anstream::ColorChoice::Never,
        };
        choice.write_global();
    }
}

/// The file that is read, and how.
#[derive(Debug, Clone, Args)]
pub(crate) struct InputArgs {
    /// The file to read; `-` is standard input
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,
    #[command(flatten)]
    pub(crate) reading: ReadingArgs,
}

/// How a file is read.
#[derive(Debug, Clone, Args)]
pub(crate) struct ReadingArgs {
    /// The format of the file; else its extension and its first bytes tell
    #[arg(long, help_heading = "Reading", value_enum, value_name = "FORMAT")]
    pub(crate) from: Option<Format>,
    /// The column of rows to read, where a file has columns beside it
    #[arg(long, help_heading = "Reading", value_name = "NAME")]
    pub(crate) column: Option<String>,
    /// Infer the schema of CSV and JSON lines from so many records
    #[arg(long, help_heading = "Reading", value_name = "N", default_value = "1000")]
    pub(crate) infer_rows: NonZeroUsize,
    /// Read a column of CSV or JSON lines as of a type of Arrow, as in `zip=Utf8` or `at=Timestamp(ms)`; may be
    /// given more than once
    #[arg(long = "type", help_heading = "Reading", value_name = "NAME=TYPE", value_parser = parse_type)]
    pub(crate) types: Vec<(String, DataType)>,
    /// The sign between the values of CSV: one ASCII character, or `tab` [default: `,`]
    #[arg(long, help_heading = "Reading", value_name = "SIGN", value_parser = parse_delimiter)]
    pub(crate) delimiter: Option<u8>,
    /// CSV has no header: its columns are called column_1, column_2 and so on
    #[arg(long, help_heading = "Reading")]
    pub(crate) no_header: bool,
    /// Take or make batches of at most so many rows [default: as they come, or 8192]
    #[arg(long, help_heading = "Reading", value_name = "N")]
    pub(crate) batch_rows: Option<NonZeroUsize>,
}

/// How what was found is printed.
#[derive(Debug, Clone, Copy, Default, ValueEnum, PartialEq, Eq)]
pub(crate) enum OutputFormat {
    /// Aligned columns for people
    #[default]
    Table,
    /// A JSON object per line
    Json,
    /// Comma-separated values below a header
    Csv,
}

/// How a command prints.
#[derive(Debug, Clone, Copy, Args)]
pub(crate) struct PrintArgs {
    /// How to print
    #[arg(long, short, value_enum, default_value_t, value_name = "FORM")]
    pub(crate) output: OutputFormat,
}

/// The name of a column, and its type.
fn parse_type(text: &str) -> Result<(String, DataType), String> {
    let (name, data_type) = text.rsplit_once('=').ok_or("a name and a type, as in `zip=Utf8`")?;
    let data_type = data_type.parse();
    let data_type = data_type.map_err(|_| {
        "a type of Arrow, as Int64, Float64, Utf8, Boolean, Date32, Timestamp(ms) or Decimal128(10, 2)"
    })?;
    Ok((name.to_owned(), data_type))
}

/// One byte that stands between values.
pub(crate) fn parse_delimiter(text: &str) -> Result<u8, String> {
    match text.as_bytes() {
        b"tab" | b"\\t" => Ok(b'\t'),
        [byte] if byte.is_ascii() && !matches!(byte, b'"' | b'\n' | b'\r') => Ok(*byte),
        _ => Err("one ASCII character that is no quote and no line end, or `tab`".to_owned()),
    }
}
