//! Rows of text, through Arrow's readers of it.

use std::fs::File;
use std::io::{BufRead, BufReader, Chain, Cursor, Read};
use std::iter::FusedIterator;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use arrow::array::RecordBatch;
use arrow::datatypes::{DataType, FieldRef, Schema, SchemaRef};
use arrow::error::ArrowError;
use ferrow_row::{RowBatch, RowLayout};

use super::progress::{Meter, Progress};
use crate::RowEncoder;
use crate::error::{Error, FileProblem, Problem};

/// How many lines a schema is inferred from where nobody chose.
pub(super) const INFER_LINES: usize = 1_000;

/// A reader of Arrow's that is given text piece by piece.
pub(super) trait TextDecoder: Send {
    /// Takes what it can of `text`, up to a whole batch, and returns how much that was.
    fn decode(&mut self, text: &[u8]) -> Result<usize, ArrowError>;
    /// Whether a batch is whole.
    fn is_full(&self) -> bool;
    /// The rows that were decoded, `None` where there are none.
    fn flush(&mut self) -> Result<Option<RecordBatch>, ArrowError>;
}

/// How text is decoded.
pub(super) trait TextFormat: Send {
    /// A decoder of batches of `batch_rows` rows.
    fn decoder(&self, at: TextStart, batch_rows: usize)
    -> Result<Box<dyn TextDecoder>, ArrowError>;
}

/// Where a decoder starts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TextStart {
    /// At the first byte, where there may be a header.
    File,
    /// At a record.
    Record,
}

/// Batches of the rows that text holds, each checked against the schema: what
/// [`JsonOptions`](crate::JsonOptions) and [`CsvOptions`](crate::CsvOptions) read.
///
/// An error says which line it is of, and ends it.
pub struct TextRows<R> {
    /// What was read to infer the schema, and the rest.
    text: Chain<Cursor<Vec<u8>>, R>,
    format: Box<dyn TextFormat>,
    decoder: Box<dyn TextDecoder>,
    encoder: RowEncoder,
    /// The text of the batch that is being read, in case that it is found to be wrong.
    kept: Vec<u8>,
    /// The bytes and the lines before it.
    offset: u64,
    lines: u64,
    batches: usize,
    is_done: bool,
    path: Option<PathBuf>,
    meter: Meter,
}

impl TextRows<BufReader<File>> {
    /// Opens a file, and has `start` make a reader of it.
    pub(super) fn open(
        path: &Path,
        start: impl FnOnce(BufReader<File>) -> Result<Self, Error>,
    ) -> Result<Self, Error> {
        let open = || {
            let file = File::open(path)?;
            let len = file.metadata()?.len();
            Ok::<_, Error>((start(BufReader::new(file))?, len))
        };
        let (mut rows, len) = open().map_err(|error| error.in_file(Some(path)))?;
        rows.path = Some(path.to_owned());
        rows.meter.progress.total_bytes = Some(len);
        Ok(rows)
    }
}

impl<R: BufRead> TextRows<R> {
    /// The rows of `head` and the `rest` behind it.
    pub(super) fn try_new(
        head: Vec<u8>,
        rest: R,
        schema: SchemaRef,
        format: impl TextFormat + 'static,
        batch_rows: usize,
    ) -> Result<Self, Error> {
        let layout = RowLayout::try_new(schema)?;
        let decoder = format.decoder(TextStart::File, batch_rows)?;
        Ok(Self {
            text: Cursor::new(head).chain(rest),
            format: Box::new(format),
            decoder,
            encoder: RowEncoder::new(&layout),
            kept: Vec::new(),
            offset: 0,
            lines: 0,
            batches: 0,
            is_done: false,
            path: None,
            meter: Meter::default(),
        })
    }

    /// Calls `report` after every batch.
    #[must_use]
    pub fn on_progress(mut self, report: impl FnMut(&Progress) + Send + 'static) -> Self {
        self.meter.set_report(report);
        self
    }

    /// The layout of the rows.
    #[must_use]
    pub fn layout(&self) -> &Arc<RowLayout> {
        self.encoder.layout()
    }

    fn read(&mut self) -> Result<Option<RowBatch>, Error> {
        self.fill()?;
        let batch = self.decoder.flush().map_err(|error| self.locate(error))?;
        let Some(batch) = batch else { return Ok(None) };
        let rows = self.encoder.encode(&batch)?;
        self.offset += self.kept.len() as u64;
        self.lines += line_ends(&self.kept);
        self.kept.clear();
        self.batches += 1;
        self.meter.advance(rows.len(), self.offset);
        Ok(Some(rows))
    }

    /// Decodes text up to a whole batch, or the end.
    fn fill(&mut self) -> Result<(), Error> {
        while !self.decoder.is_full() {
            let text = self.text.fill_buf().map_err(Error::from)?;
            let decoded = self.decoder.decode(text);
            let taken = *decoded.as_ref().unwrap_or(&text.len());
            self.kept.extend_from_slice(&text[..taken]);
            self.text.consume(taken);
            match decoded {
                Ok(0) => break,
                Ok(_) => {}
                Err(error) => return Err(self.locate(error)),
            }
        }
        Ok(())
    }

    /// An error of the batch at hand, with the line of the record that it is of: found by decoding the
    /// batch again, record by record.
    #[cold]
    fn locate(&self, error: ArrowError) -> Error {
        let start = if self.batches == 0 { TextStart::File } else { TextStart::Record };
        let (at, error) = match self.format.decoder(start, 1) {
            Ok(mut decoder) => first_fault(&mut *decoder, &self.kept, error),
            Err(_) => (0, error),
        };
        let blank = self.kept[at..].iter().take_while(|byte| byte.is_ascii_whitespace()).count();
        let at = if at + blank == self.kept.len() { at } else { at + blank };
        Error::from(FileProblem::Parse { reason: without_line(error) })
            .at_line(self.lines + line_ends(&self.kept[..at]) + 1)
            .at_offset(self.offset + at as u64)
    }
}

/// Where in `text` the first record at fault starts, and what is wrong with it; `error` where no single
/// record is.
fn first_fault(
    decoder: &mut dyn TextDecoder,
    text: &[u8],
    error: ArrowError,
) -> (usize, ArrowError) {
    let (mut at, mut record) = (0, 0);
    loop {
        let taken = match decoder.decode(&text[at..]) {
            Ok(taken) => taken,
            Err(error) => return (record, error),
        };
        at += taken;
        if !decoder.is_full() && taken > 0 {
            continue;
        }
        match decoder.flush() {
            Ok(Some(_)) => record = at,
            Ok(None) if taken > 0 => {}
            Ok(None) => return (record, error),
            Err(error) => return (record, error),
        }
    }
}

fn line_ends(text: &[u8]) -> u64 {
    text.iter().filter(|byte| **byte == b'\n').count() as u64
}

/// What an error says but for the line, which a reader of a single record cannot know.
fn without_line(error: ArrowError) -> String {
    let text = match error {
        ArrowError::ParseError(text)
        | ArrowError::CsvError(text)
        | ArrowError::JsonError(text)
        | ArrowError::CastError(text) => text,
        error => error.to_string(),
    };
    let split = [" at line ", " for line "].iter().find_map(|words| text.split_once(words));
    let Some((before, after)) = split else { return text };
    let after = after.trim_start_matches(|letter: char| letter.is_ascii_digit());
    format!("{before}{after}")
}

/// A schema that was inferred, with the types that were stated of some columns.
pub(super) fn with_types(schema: Schema, types: &[(String, DataType)]) -> Result<SchemaRef, Error> {
    let mut fields: Vec<FieldRef> = schema.fields().iter().cloned().collect();
    for (name, data_type) in types {
        let Some(field) = fields.iter_mut().find(|field| field.name() == name) else {
            let names = fields.iter().map(|field| field.name().clone()).collect();
            return Err(Error::new(Problem::NoSuchColumn { names }).in_column(name));
        };
        *field = Arc::new(field.as_ref().clone().with_data_type(data_type.clone()));
    }
    Ok(Arc::new(Schema::new_with_metadata(fields, schema.metadata)))
}

/// At most so many lines, from which the schema is inferred.
pub(super) fn read_lines(text: &mut impl BufRead, most: usize) -> Result<Vec<u8>, Error> {
    let mut lines = Vec::new();
    for _ in 0..most {
        if text.read_until(b'\n', &mut lines)? == 0 {
            break;
        }
    }
    Ok(lines)
}

impl<R: BufRead> Iterator for TextRows<R> {
    type Item = Result<RowBatch, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.is_done {
            return None;
        }
        let rows = self.read().map_err(|error| {
            error.in_batch(self.batches).at_offset(self.offset).in_file(self.path.as_deref())
        });
        self.is_done = !matches!(rows, Ok(Some(_)));
        rows.transpose()
    }
}

impl<R: BufRead> FusedIterator for TextRows<R> {}

impl<R> std::fmt::Debug for TextRows<R> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("TextRows")
            .field("progress", &self.meter)
            .field("schema", self.encoder.layout().schema())
            .finish_non_exhaustive()
    }
}
