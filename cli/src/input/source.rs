//! Which reader a file gets.

use std::io::{BufReader, Read};
use std::path::Path;
use std::sync::Arc;

use arrow::csv::reader::Format as CsvFormat;
use arrow::datatypes::SchemaRef;
use ferrow_convert::{
    BATCH_ROWS, CsvOptions, Error, ErrorKind, JsonOptions, ParquetRowOptions, ParquetRows,
    Progress, RowFileReader, TextRows,
};
use ferrow_row::{RowBatch, RowLayout};

use super::bytes::{Bytes, Opened, is_std, name_of};
use super::columns::{ColumnFile, IpcFile, open_ipc};
use super::{Batches, Contents};
use crate::args::{InputArgs, ReadingArgs};
use crate::failure::Failure;
use crate::format::{Format, MAGIC_LEN};
use crate::guard;
use crate::progress::Report;

/// A file whose format is known and whose schema was read.
pub(super) struct OpenedSource {
    pub(super) name: String,
    pub(super) format: Format,
    pub(super) len: Option<u64>,
    pub(super) source: Source,
}

/// The reader of a file.
pub(super) enum Source {
    Rows(Box<RowFileReader<Bytes>>),
    Columns(Box<ColumnFile>),
    Parquet { rows: Box<ParquetRows>, contents: Contents },
    Text(Box<TextRows<BufReader<Bytes>>>),
}

/// Opens the file that `args` name. Text is read as records of `schema`; where there is none, it is inferred.
pub(super) fn open(args: &InputArgs, schema: Option<&SchemaRef>) -> Result<OpenedSource, Failure> {
    let InputArgs { file: path, reading } = args;
    let name = name_of(path);
    let opened = Opened::open(path, MAGIC_LEN);
    let (bytes, start) = opened.map_err(|error| Failure::io(&name, &error))?;
    let format =
        reading.from.or_else(|| Format::of_path(path)).or_else(|| Format::of_magic(&start));
    let Some(format) = format else {
        let what = if is_std(path) { "" } else { " by its extension or its first bytes" };
        return Err(Failure::usage(format!(
            "{name}: the format is not known{what}; name it with --from"
        )));
    };
    let len = bytes.len();
    let source = match format {
        Format::Parquet => parquet(bytes, &name, reading)?,
        Format::Csv | Format::Json => {
            let bytes = BufReader::new(bytes.bytes());
            let text = if format == Format::Csv {
                csv(path, reading, schema).reader(bytes)
            } else {
                json(reading, schema).reader(bytes)
            };
            let text = text.map_err(|error| unread(&name, &error, !reading.types.is_empty()))?;
            if text.layout().len() == 0 {
                return Err(Failure::data(&name, "there is no record to infer a schema from"));
            }
            Source::Text(Box::new(text))
        }
        Format::Arrow | Format::Stream | Format::Rows => {
            let column = reading.column.as_deref();
            let is_rows = format == Format::Rows || column.is_some();
            match open_ipc(bytes.bytes(), &name, is_rows)? {
                IpcFile::Columns(columns) => Source::Columns(columns),
                IpcFile::Rows(bytes) => {
                    let reader = match column {
                        Some(column) => RowFileReader::try_of_column(bytes, column),
                        None => RowFileReader::try_new(bytes),
                    };
                    let named = column.is_some();
                    Source::Rows(Box::new(reader.map_err(|error| unread(&name, &error, named))?))
                }
            }
        }
    };
    Ok(OpenedSource { name, format, len, source })
}

/// A column that was asked for and is not there is the fault of who asked.
fn unread(name: &str, error: &Error, is_named: bool) -> Failure {
    match error.kind() {
        ErrorKind::NoSuchColumn if is_named => Failure::usage(format!("{name}: {error}")),
        _ => Failure::of(name, error),
    }
}

fn csv(path: &Path, reading: &ReadingArgs, schema: Option<&SchemaRef>) -> CsvOptions {
    let delimiter = reading.delimiter.unwrap_or_else(|| Format::default_delimiter(path));
    let format = CsvFormat::default().with_header(!reading.no_header).with_delimiter(delimiter);
    let options = schema.map_or_else(CsvOptions::infer, |schema| CsvOptions::new(schema.clone()));
    let options = options.with_format(format);
    let types = reading.types.iter().cloned();
    let options = types.fold(options, |options, (name, of)| options.with_type(name, of));
    options.with_infer_lines(reading.infer_rows.get()).with_batch_rows(batch_rows(reading))
}

fn json(reading: &ReadingArgs, schema: Option<&SchemaRef>) -> JsonOptions {
    let options = schema.map_or_else(JsonOptions::infer, |schema| JsonOptions::new(schema.clone()));
    let types = reading.types.iter().cloned();
    let options = types.fold(options, |options, (name, of)| options.with_type(name, of));
    let options = options.with_infer_lines(reading.infer_rows.get());
    options.with_batch_rows(batch_rows(reading))
}

fn parquet(bytes: Opened, name: &str, reading: &ReadingArgs) -> Result<Source, Failure> {
    let file = bytes.seekable(name)?;
    let options = ParquetRowOptions::new().with_batch_rows(batch_rows(reading));
    let options = match &reading.column {
        Some(column) => options.with_column(column),
        None => options,
    };
    let rows = guard::catch(|| {
        let contents = parquet_contents(&file, reading)?;
        Ok((options.reader(file)?, contents))
    });
    let rows = rows.map_err(|problem| Failure::data(name, problem))?;
    let (rows, contents) = rows.map_err(|error| unread(name, &error, reading.column.is_some()))?;
    Ok(Source::Parquet { rows: Box::new(rows), contents })
}

/// Whether the file is one column of rows, or one was asked for.
fn parquet_contents(file: &std::fs::File, reading: &ReadingArgs) -> Result<Contents, Error> {
    use ferrow_convert::parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
    if reading.column.is_some() {
        return Ok(Contents::Rows);
    }
    let builder = ParquetRecordBatchReaderBuilder::try_new(file.try_clone()?)?;
    Ok(super::columns::contents_of(builder.schema()))
}

fn batch_rows(reading: &ReadingArgs) -> usize {
    reading.batch_rows.map_or(BATCH_ROWS, std::num::NonZero::get)
}

/// A report that also knows the bytes there are in all.
fn with_total(len: Option<u64>, mut report: Report) -> Report {
    Box::new(move |progress: &Progress| {
        let mut progress = *progress;
        progress.total_bytes = progress.total_bytes.or(len);
        report(&progress);
    })
}

/// `reader`, which tells `report` of every batch.
pub(super) fn reporting<R: Read>(
    reader: RowFileReader<R>,
    len: Option<u64>,
    report: Option<Report>,
) -> RowFileReader<R> {
    match report {
        Some(report) => reader.on_progress(with_total(len, report)),
        None => reader,
    }
}

impl Source {
    pub(super) fn contents(&self) -> Contents {
        match self {
            Self::Rows(_) => Contents::Rows,
            Self::Columns(_) | Self::Text(_) => Contents::Columns,
            Self::Parquet { contents, .. } => *contents,
        }
    }

    pub(super) fn layout(&self) -> &Arc<RowLayout> {
        match self {
            Self::Rows(reader) => reader.layout(),
            Self::Columns(columns) => columns.layout(),
            Self::Parquet { rows, .. } => rows.layout(),
            Self::Text(rows) => rows.layout(),
        }
    }

    pub(super) fn batches(
        self,
        name: &str,
        len: Option<u64>,
        report: Option<Report>,
    ) -> Batches<RowBatch> {
        let name = name.to_owned();
        let report = report.map(|report| with_total(len, report));
        let failure = move |error: &Error| Failure::of(&name, error);
        match self {
            Self::Rows(reader) => {
                let reader = reporting(*reader, len, report);
                Box::new(reader.map(move |rows| rows.map_err(|error| failure(&error))))
            }
            Self::Columns(columns) => Box::new(columns.reporting(report)),
            Self::Parquet { rows, .. } => {
                let rows = match report {
                    Some(report) => rows.on_progress(report),
                    None => *rows,
                };
                Box::new(Guarded { rows: Some(rows), failure })
            }
            Self::Text(rows) => {
                let rows = match report {
                    Some(report) => rows.on_progress(report),
                    None => *rows,
                };
                Box::new(rows.map(move |rows| {
                    rows.map_err(|error| match error.kind() {
                        ErrorKind::Parse => failure(&error).with_advice(INFER_MORE),
                        _ => failure(&error),
                    })
                }))
            }
        }
    }
}

/// The schema of text is a guess.
const INFER_MORE: &str = "where the schema was inferred from too few records, raise --infer-rows";

/// Batches of a reader that may panic on damaged bytes.
struct Guarded<F> {
    /// `None` behind a failure.
    rows: Option<ParquetRows>,
    failure: F,
}

impl<F: Fn(&Error) -> Failure> Iterator for Guarded<F> {
    type Item = Result<RowBatch, Failure>;

    fn next(&mut self) -> Option<Self::Item> {
        let rows = self.rows.as_mut()?;
        let next = match guard::catch(|| rows.next()) {
            Ok(next) => next?.map_err(|error| (self.failure)(&error)),
            Err(problem) => {
                let error = std::io::Error::new(std::io::ErrorKind::InvalidData, problem);
                Err((self.failure)(&error.into()))
            }
        };
        if next.is_err() {
            self.rows = None;
        }
        Some(next)
    }
}
