//! What a command found, as a table, JSON lines or CSV on standard output.

use std::io::{BufWriter, Write};
use std::sync::Arc;

use arrow::array::{Array, ArrayRef, RecordBatch, StringArray};
use arrow::csv;
use arrow::datatypes::{DataType, Field, Schema};
use arrow::error::ArrowError;
use arrow::json::LineDelimitedWriter;
use arrow::json::writer::{LineDelimited, WriterBuilder as JsonBuilder};
use arrow::util::display::{ArrayFormatter, FormatOptions};

use super::Stdout;
use super::stdout::has_failed;
use super::table::Table;
#[cfg(feature = "query")]
use super::table::write_lines;
use crate::args::OutputFormat;
use crate::failure::Failure;

type Colored = BufWriter<Stdout<anstream::AutoStream<std::io::Stdout>>>;

/// Prints batches of one schema.
pub(crate) enum Printer {
    /// Texts of several lines, as they are.
    #[cfg(feature = "query")]
    Plans(Box<Colored>),
    Table(Table, Box<Colored>),
    Json(Box<LineDelimitedWriter<BufWriter<Stdout>>>),
    Csv(Box<csv::Writer<BufWriter<Stdout>>>),
}

impl Printer {
    /// A printer to standard output.
    pub(crate) fn new(output: OutputFormat) -> Self {
        match output {
            OutputFormat::Table => {
                Self::Table(Table::new(), Box::new(BufWriter::new(Stdout::colored())))
            }
            OutputFormat::Json => {
                let builder = JsonBuilder::new().with_explicit_nulls(true);
                let out = BufWriter::new(Stdout::raw());
                Self::Json(Box::new(builder.build::<_, LineDelimited>(out)))
            }
            OutputFormat::Csv => {
                Self::Csv(Box::new(csv::Writer::new(BufWriter::new(Stdout::raw()))))
            }
        }
    }

    /// A printer of query plans, which people read on many lines and programs as any other value.
    #[cfg(feature = "query")]
    pub(crate) fn of_plans(output: OutputFormat) -> Self {
        match output {
            OutputFormat::Table => Self::Plans(Box::new(BufWriter::new(Stdout::colored()))),
            output => Self::new(output),
        }
    }

    /// Prints `batch`.
    pub(crate) fn print(&mut self, batch: &RecordBatch) -> Result<(), Failure> {
        let printed = match self {
            #[cfg(feature = "query")]
            Self::Plans(out) => write_lines(out, batch).map_err(ArrowError::from),
            Self::Table(table, out) => table.write(out, batch).map_err(ArrowError::from),
            Self::Json(writer) => writer.write(batch),
            Self::Csv(writer) => flat(batch).and_then(|batch| writer.write(&batch)),
        };
        printed.map_err(|error| failure(&error.to_string()))
    }

    /// Prints what is left.
    pub(crate) fn finish(self) -> Result<(), Failure> {
        let mut out: Box<dyn Write> = match self {
            #[cfg(feature = "query")]
            Self::Plans(out) => out,
            Self::Table(mut table, mut out) => {
                table.finish(&mut out).map_err(|error| failure(&error.to_string()))?;
                out
            }
            Self::Json(mut writer) => {
                writer.finish().map_err(|error| failure(&error.to_string()))?;
                Box::new(writer.into_inner())
            }
            Self::Csv(writer) => Box::new(writer.into_inner()),
        };
        out.flush().map_err(|error| failure(&error.to_string()))
    }
}

/// Values that cannot be shown are the fault of the data.
fn failure(problem: &str) -> Failure {
    if has_failed() {
        return Failure::usage(format!("standard output: {problem}"));
    }
    Failure::data("the values cannot be printed", problem)
}

/// The batch with nested values as texts, since CSV has none.
fn flat(batch: &RecordBatch) -> Result<RecordBatch, ArrowError> {
    let schema = batch.schema();
    let columns = schema.fields().iter().zip(batch.columns()).map(|(field, column)| {
        if !field.data_type().is_nested() {
            return Ok((Arc::clone(field), Arc::clone(column)));
        }
        let field = Field::new(field.name(), DataType::Utf8, true);
        Ok((Arc::new(field), texts(column)?))
    });
    let columns: Result<Vec<_>, ArrowError> = columns.collect();
    let (fields, columns): (Vec<_>, Vec<_>) = columns?.into_iter().unzip();
    RecordBatch::try_new(Arc::new(Schema::new(fields)), columns)
}

fn texts(column: &dyn Array) -> Result<ArrayRef, ArrowError> {
    let options = FormatOptions::new().with_null("null");
    let values = ArrayFormatter::try_new(column, &options)?;
    let texts = (0..column.len())
        .map(|row| column.is_valid(row).then(|| values.value(row).try_to_string()).transpose());
    Ok(Arc::new(texts.collect::<Result<StringArray, _>>()?))
}
