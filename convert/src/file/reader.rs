//! Row files and streams of rows, batch after batch.

use std::collections::HashMap;
use std::fs::File;
use std::io::{BufReader, Read, Seek};
use std::iter::FusedIterator;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use ferrow_row::{RowArray, RowBatch, RowLayout};

use super::column::RowColumn;
use super::messages::{Frame, IpcForm, Messages};
use super::progress::{Meter, Progress};
use super::source::ReadSource;
use crate::error::Error;
use crate::stream::DecodedBatches;

/// Reads the batches of a row file or a stream of rows: Arrow IPC with a column of rows.
///
/// The input is read from front to back, whichever form it has, and needs no seeking. Columns beside
/// that of the rows are passed over. The rows of every batch are checked, and what is wrong with the
/// bytes is said by an error with the batch and the byte: nothing panics, and memory is set aside for
/// what came, not for what a length claims. The footer of a file is read at its end, where it must tell
/// of the batches that came. After an error there are no more batches.
///
/// ```
/// use arrow::datatypes::{DataType, Field, Schema};
/// use ferrow_convert::{ErrorKind, IpcForm, RowFileOptions, RowFileReader};
/// use ferrow_row::{RowBatchWriter, RowLayout};
///
/// let layout = RowLayout::try_new(Schema::new(vec![Field::new("id", DataType::Int64, true)]))?;
/// let mut rows = RowBatchWriter::new(layout.clone());
/// rows.row().finish()?;
/// let rows = rows.finish();
///
/// let options = RowFileOptions::new().with_form(IpcForm::Stream);
/// let mut writer = options.writer(Vec::new(), &layout)?;
/// writer.write(&rows)?;
/// writer.write(&rows)?;
/// let bytes = writer.finish()?;
///
/// let batches = RowFileReader::try_new(&bytes[..])?.collect::<Result<Vec<_>, _>>()?;
/// assert_eq!(batches, [rows.clone(), rows.clone()]);
///
/// // What was cut short says where, and gives what stands before.
/// let mut recovery = RowFileReader::try_new(&bytes[..bytes.len() - 30])?.recover();
/// assert_eq!(recovery.by_ref().collect::<Vec<_>>(), [rows]);
/// let error = recovery.fault().ok_or("nothing was cut off")?;
/// assert_eq!((error.kind(), error.batch()), (ErrorKind::Truncated, Some(1)));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct RowFileReader<R> {
    messages: Messages<ReadSource<R>>,
    column: RowColumn,
    path: Option<PathBuf>,
    meter: Meter,
}

impl RowFileReader<BufReader<File>> {
    /// Opens the file at `path`.
    ///
    /// # Errors
    ///
    /// [`Io`](crate::ErrorKind::Io) where it cannot be opened, else as
    /// [`try_new`](RowFileReader::try_new).
    pub fn open(path: impl AsRef<Path>) -> Result<Self, Error> {
        let path = path.as_ref();
        let open = || {
            let file = File::open(path)?;
            let len = file.metadata()?.len();
            Ok::<_, Error>((Self::try_new(BufReader::new(file))?, len))
        };
        let (mut reader, len) = open().map_err(|error| error.in_file(Some(path)))?;
        reader.path = Some(path.to_owned());
        reader.meter.progress.total_bytes = Some(len);
        Ok(reader)
    }
}

impl<R: Read> RowFileReader<R> {
    /// A reader of the one column of rows that the file or the stream has. It reads in pieces, so an
    /// unbuffered file may be slow.
    ///
    /// # Errors
    ///
    /// [`Truncated`](crate::ErrorKind::Truncated) and [`Damaged`](crate::ErrorKind::Damaged) where the
    /// bytes do not start with an IPC schema, [`NoSuchColumn`](crate::ErrorKind::NoSuchColumn) where no
    /// column is marked as rows or several are, [`NotRows`](crate::ErrorKind::NotRows) where the mark is
    /// damaged.
    pub fn try_new(reader: R) -> Result<Self, Error> {
        Self::of(reader, None)
    }

    /// A reader of the column `name`.
    ///
    /// # Errors
    ///
    /// As [`try_new`](Self::try_new).
    pub fn try_of_column(reader: R, name: &str) -> Result<Self, Error> {
        Self::of(reader, Some(name))
    }

    fn of(reader: R, name: Option<&str>) -> Result<Self, Error> {
        let (messages, schema) = Messages::open(ReadSource::new(reader))?;
        let column = RowColumn::find(schema, name)?;
        Ok(Self { messages, column, path: None, meter: Meter::default() })
    }

    /// Calls `report` after every batch.
    ///
    /// ```
    /// # use arrow::datatypes::{DataType, Field, Schema};
    /// # use ferrow_convert::{RowFileReader, RowFileWriter};
    /// # use ferrow_row::{RowBatchWriter, RowLayout};
    /// # let layout = RowLayout::try_new(Schema::new(vec![Field::new("id", DataType::Int64, true)]))?;
    /// # let file = RowFileWriter::try_new(Vec::new(), &layout)?.finish()?;
    /// let reader = RowFileReader::try_new(&file[..])?;
    /// let reader = reader.on_progress(|progress| eprintln!("{} rows", progress.rows));
    /// assert_eq!(reader.count(), 0);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn on_progress(mut self, report: impl FnMut(&Progress) + Send + 'static) -> Self {
        self.meter.set_report(report);
        self
    }

    /// The layout of the rows.
    #[must_use]
    pub fn layout(&self) -> &Arc<RowLayout> {
        self.column.row_type().layout()
    }

    /// The metadata of the file.
    #[must_use]
    pub fn metadata(&self) -> &HashMap<String, String> {
        self.column.schema().metadata()
    }

    /// Whether this is a file or a stream.
    #[must_use]
    pub fn form(&self) -> IpcForm {
        self.messages.form()
    }

    /// The record batches of the rows, of the fields at these paths, each of
    /// [`BATCH_ROWS`](crate::BATCH_ROWS) rows.
    ///
    /// # Errors
    ///
    /// [`Row`](crate::ErrorKind::Row) where a field does not exist.
    pub fn decode_of(self, fields: &[&str]) -> Result<DecodedBatches<Self>, Error> {
        let layout = Arc::clone(self.layout());
        DecodedBatches::of_fields(&layout, fields, self)
    }

    /// The batches that can be read, and why there are no more.
    pub fn recover(self) -> Recovery<R> {
        Recovery { reader: self, fault: None }
    }

    /// The rows as they stand in the file, checked by nobody: to find every row that is damaged, or to
    /// read one value of each with a [`ValueDecoder`](crate::ValueDecoder).
    ///
    /// ```
    /// # use arrow::datatypes::{DataType, Field, Schema};
    /// # use ferrow_convert::{RowFileReader, RowFileWriter};
    /// # use ferrow_row::{RowBatchWriter, RowLayout, RowRef};
    /// # let layout = RowLayout::try_new(Schema::new(vec![Field::new("id", DataType::Int64, true)]))?;
    /// # let mut rows = RowBatchWriter::new(layout.clone());
    /// # rows.row().finish()?;
    /// # let mut file = RowFileWriter::try_new(Vec::new(), &layout)?;
    /// # file.write(&rows.finish())?;
    /// # let file = file.finish()?;
    /// let reader = RowFileReader::try_new(&file[..])?;
    /// let layout = reader.layout().clone();
    /// for rows in reader.unchecked() {
    ///     let rows = rows?;
    ///     let bytes = (0..rows.len()).filter_map(|row| rows.bytes(row));
    ///     assert_eq!(bytes.filter(|bytes| RowRef::try_new(&layout, bytes).is_err()).count(), 0);
    /// }
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn unchecked(self) -> UncheckedRows<R> {
        UncheckedRows { reader: self }
    }

    /// The next batch, of which `read` reads the rows that `len` counts.
    fn read<T>(
        &mut self,
        read: impl FnOnce(&RowColumn, &Frame) -> Result<T, Error>,
        len: impl FnOnce(&T) -> usize,
    ) -> Result<Option<T>, Error> {
        while let Some(frame) = self.messages.next()? {
            if frame.is_batch()? {
                let batch = self.messages.batches() - 1;
                let rows = read(&self.column, &frame);
                let rows = rows.map_err(|error| error.in_batch(batch).at_offset(frame.offset))?;
                self.meter.advance(len(&rows), self.messages.offset());
                return Ok(Some(rows));
            }
        }
        Ok(None)
    }

    /// After an error there are no more batches.
    fn end(&mut self, error: Error) -> Error {
        self.messages.stop();
        error.in_file(self.path.as_deref())
    }
}

impl<R: Read + Seek> RowFileReader<R> {
    /// How many rows the batches that were not read say they have. Only what stands in front of them is
    /// read; rows are not looked at.
    ///
    /// # Errors
    ///
    /// Where the input cannot be read, is cut short or damaged outside of its batches.
    pub fn count_rows(mut self) -> Result<u64, Error> {
        self.messages.skip_by_seeking();
        self.messages.count_rows().map_err(|error| error.in_file(self.path.as_deref()))
    }

    /// Gives only the batches that start within these bytes of the input, so that several readers share
    /// one file: a batch belongs to the range that its first byte is in. What is in front of them is passed
    /// over by seeking, and nothing behind them is read.
    ///
    /// ```
    /// use std::io::Cursor;
    ///
    /// use arrow::datatypes::{DataType, Field, Schema};
    /// use ferrow_convert::{RowFileReader, RowFileWriter};
    /// use ferrow_row::{RowBatchWriter, RowLayout};
    ///
    /// let layout = RowLayout::try_new(Schema::new(vec![Field::new("id", DataType::Int64, true)]))?;
    /// let mut writer = RowFileWriter::try_new(Vec::new(), &layout)?;
    /// for _ in 0..3 {
    ///     let mut rows = RowBatchWriter::new(layout.clone());
    ///     rows.row().finish()?;
    ///     writer.write(&rows.finish())?;
    /// }
    /// let bytes = writer.finish()?;
    ///
    /// let (len, middle) = (bytes.len() as u64, bytes.len() as u64 / 2);
    /// let count = |range| {
    ///     let reader = RowFileReader::try_new(Cursor::new(&bytes))?;
    ///     Ok::<_, ferrow_convert::Error>(reader.within(range).count())
    /// };
    /// assert_eq!(count(0..middle)? + count(middle..len)?, 3);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn within(mut self, bytes: Range<u64>) -> Self {
        self.messages.within(bytes);
        self
    }
}

impl<R: Read> Iterator for RowFileReader<R> {
    type Item = Result<RowBatch, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        let rows = self.read(RowColumn::read, RowBatch::len);
        rows.map_err(|error| self.end(error)).transpose()
    }
}

impl<R: Read> FusedIterator for RowFileReader<R> {}

/// The rows of a row file as they stand in it. The file is checked, the rows are not.
#[derive(Debug)]
#[must_use = "iterators are lazy"]
pub struct UncheckedRows<R> {
    reader: RowFileReader<R>,
}

impl<R: Read> Iterator for UncheckedRows<R> {
    type Item = Result<RowArray, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        let rows = self.reader.read(RowColumn::read_unchecked, RowArray::len);
        rows.map_err(|error| self.reader.end(error)).transpose()
    }
}

impl<R: Read> FusedIterator for UncheckedRows<R> {}

/// The batches of a row file up to the first one that cannot be read.
#[derive(Debug)]
#[must_use = "iterators are lazy"]
pub struct Recovery<R> {
    reader: RowFileReader<R>,
    fault: Option<Error>,
}

impl<R> Recovery<R> {
    /// Why there were no more batches; `None` before the end is reached, and where nothing is missing.
    #[must_use]
    pub fn fault(&self) -> Option<&Error> {
        self.fault.as_ref()
    }
}

impl<R: Read> Iterator for Recovery<R> {
    type Item = RowBatch;

    fn next(&mut self) -> Option<RowBatch> {
        match self.reader.next()? {
            Ok(rows) => Some(rows),
            Err(error) => {
                self.fault = Some(error);
                None
            }
        }
    }
}

impl<R: Read> FusedIterator for Recovery<R> {}
