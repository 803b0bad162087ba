//! Columns in Arrow IPC, of which rows are made.

use std::collections::HashMap;
use std::fmt::Display;
use std::io::BufReader;
use std::sync::Arc;

use arrow::array::{ArrayRef, RecordBatch};
use arrow::datatypes::{Schema, SchemaRef};
use arrow_ipc::reader::{read_dictionary, read_record_batch};
use arrow_ipc::{MessageHeader, convert::fb_to_schema};
use arrow_schema::extension::ExtensionType;
use ferrow_convert::{Progress, RowEncoder, RowType};
use ferrow_row::{RowBatch, RowLayout};

#[cfg(feature = "query")]
use super::Batches;
use super::Contents;
use super::bytes::Bytes;
use super::frames::{Frame, Frames};
use crate::failure::Failure;
use crate::guard;
use crate::progress::Report;

/// What an Arrow IPC file is read as.
pub(super) enum IpcFile {
    /// All of its bytes, for the reader of row files.
    Rows(Bytes),
    Columns(Box<ColumnFile>),
}

/// Opens the file `name`; `is_rows` says that it is to have a column of rows.
pub(super) fn open_ipc(bytes: Bytes, name: &str, is_rows: bool) -> Result<IpcFile, Failure> {
    let bytes: Bytes = Box::new(BufReader::new(bytes));
    if is_rows {
        return Ok(IpcFile::Rows(bytes));
    }
    let (mut frames, frame) = Frames::open(bytes, name)?;
    let schema = guard::catch(|| read_schema(&frame)).and_then(|schema| schema);
    let schema = schema.map_err(|problem| frames.failure(frame.offset, problem))?;
    if contents_of(&schema) == Contents::Rows {
        return Ok(IpcFile::Rows(frames.into_start()));
    }
    frames.forget_start();
    let layout = RowLayout::try_new(Arc::clone(&schema));
    let layout = layout.map_err(|error| Failure::data(name, error))?;
    Ok(IpcFile::Columns(Box::new(ColumnFile {
        frames: Some(frames),
        schema,
        dictionaries: HashMap::new(),
        encoder: RowEncoder::new(&layout),
        progress: Progress::default(),
        report: None,
    })))
}

/// A file of one column that is marked as rows holds rows, any other holds columns.
pub(super) fn contents_of(schema: &Schema) -> Contents {
    match &schema.fields()[..] {
        [field] if field.extension_type_name() == Some(RowType::NAME) => Contents::Rows,
        _ => Contents::Columns,
    }
}

fn read_schema(frame: &Frame) -> Result<SchemaRef, String> {
    let schema = frame.message()?.header_as_schema();
    Ok(Arc::new(fb_to_schema(schema.ok_or("damaged: there is no schema")?)))
}

/// The record batches of a file, as rows.
pub(super) struct ColumnFile {
    /// `None` once it has ended or failed.
    frames: Option<Frames>,
    schema: SchemaRef,
    dictionaries: HashMap<i64, ArrayRef>,
    encoder: RowEncoder,
    progress: Progress,
    report: Option<Report>,
}

impl ColumnFile {
    pub(super) fn layout(&self) -> &Arc<RowLayout> {
        self.encoder.layout()
    }

    pub(super) fn reporting(self, report: Option<Report>) -> Self {
        Self { report, ..self }
    }

    /// The next record batch, made into what is wanted of it.
    fn read<T, E: Display>(
        &mut self,
        frames: &mut Frames,
        make: impl FnOnce(&Self, RecordBatch) -> Result<T, E>,
    ) -> Result<Option<T>, Failure> {
        while let Some(frame) = frames.next()? {
            let batch = guard::catch(|| self.decode(&frame)).and_then(|batch| batch);
            let Some(batch) = batch.map_err(|problem| frames.failure(frame.offset, problem))?
            else {
                continue;
            };
            let rows = batch.num_rows();
            let made = make(self, batch);
            let made = made.map_err(|error| frames.failure(frame.offset, error))?;
            frames.batches += 1;
            self.progress.rows += rows as u64;
            self.progress.bytes = frames.offset;
            if let Some(report) = &mut self.report {
                report(&self.progress);
            }
            return Ok(Some(made));
        }
        Ok(None)
    }

    /// As [`read`](Self::read); there is nothing more behind a failure.
    fn next_as<T, E: Display>(
        &mut self,
        make: impl FnOnce(&Self, RecordBatch) -> Result<T, E>,
    ) -> Option<Result<T, Failure>> {
        let mut frames = self.frames.take()?;
        let made = self.read(&mut frames, make).transpose()?;
        if made.is_ok() {
            self.frames = Some(frames);
        }
        Some(made)
    }

    /// The record batches as they stand in the file, with the columns at these places, and their schema.
    #[cfg(feature = "query")]
    pub(super) fn record_batches(
        mut self: Box<Self>,
        columns: Option<&[usize]>,
        name: &str,
    ) -> Result<(SchemaRef, Batches<RecordBatch>), Failure> {
        let columns: Vec<usize> = match columns {
            Some(columns) => columns.to_vec(),
            None => (0..self.schema.fields().len()).collect(),
        };
        let schema = self.schema.project(&columns);
        let schema = schema.map_err(|error| Failure::data(name, error))?;
        let batches = std::iter::from_fn(move || self.next_as(|_, batch| batch.project(&columns)));
        Ok((Arc::new(schema), Box::new(batches)))
    }

    /// The record batch of a message; `None` where it is a dictionary, which is kept.
    fn decode(&mut self, frame: &Frame) -> Result<Option<RecordBatch>, String> {
        let message = frame.message()?;
        let version = message.version();
        if let Some(batch) = message.header_as_record_batch() {
            check_claims(batch, &frame.body)?;
            let schema = Arc::clone(&self.schema);
            let batch =
                read_record_batch(&frame.body, batch, schema, &self.dictionaries, None, &version);
            return batch.map(Some).map_err(|error| format!("damaged: {error}"));
        }
        let Some(dictionary) = message.header_as_dictionary_batch() else {
            let MessageHeader(other) = message.header_type();
            return Err(format!("damaged: a message of type {other}"));
        };
        if let Some(batch) = dictionary.data() {
            check_claims(batch, &frame.body)?;
        }
        let dictionaries = &mut self.dictionaries;
        read_dictionary(&frame.body, dictionary, &self.schema, dictionaries, &version)
            .map_err(|error| format!("damaged: {error}"))?;
        Ok(None)
    }
}

/// Refuses buffers that claim to be longer, once they are decompressed, than memory could ever be: Arrow's
/// reader sets that memory aside, and the process ends where there is none.
fn check_claims(batch: arrow_ipc::RecordBatch<'_>, body: &[u8]) -> Result<(), String> {
    if batch.compression().is_none() {
        return Ok(());
    }
    for buffer in batch.buffers().into_iter().flatten() {
        let start = usize::try_from(buffer.offset()).ok();
        let claim = start.and_then(|start| body.get(start..)?.first_chunk());
        let Some(claim) = claim.map(|claim| i64::from_le_bytes(*claim)) else { continue };
        let len = usize::try_from(claim).unwrap_or_default();
        if buffer.length() > 0 && Vec::<u8>::new().try_reserve_exact(len).is_err() {
            return Err(format!("damaged: a buffer claims to have {claim} bytes"));
        }
    }
    Ok(())
}

impl Iterator for ColumnFile {
    type Item = Result<RowBatch, Failure>;

    fn next(&mut self) -> Option<Self::Item> {
        self.next_as(|file, batch| file.encoder.encode(&batch))
    }
}
