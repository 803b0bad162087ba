//! Row files and streams of rows, batch after batch.

use std::collections::HashMap;
use std::fmt;
use std::io::Write;
use std::path::Path;
use std::sync::Arc;

use arrow::array::RecordBatch;
use arrow::datatypes::DataType;
use arrow_ipc::CompressionType;
use arrow_ipc::writer::{FileWriter, IpcWriteOptions, StreamWriter};
use ferrow_row::{RowBatch, RowLayout};

use super::atomic::write_atomic;
use super::form::{RowColumnForm, default_type};
use super::messages::IpcForm;
use crate::error::{Error, ErrorKind};
use crate::extension::check_data_type;
use crate::stream::{BATCH_ROWS, cut};

/// How the bytes of batches are compressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub enum IpcCompression {
    /// Not at all: rows can then be read from a mapped file without a copy.
    #[default]
    None,
    /// LZ4 frames: fast.
    #[cfg(feature = "lz4")]
    Lz4,
    /// Zstandard: small.
    #[cfg(feature = "zstd")]
    Zstd,
}

/// How a row file is written.
///
/// ```
/// use arrow::datatypes::{DataType, Field, Schema};
/// use ferrow_convert::{IpcForm, RowFileOptions, RowFileReader};
/// use ferrow_row::RowLayout;
///
/// let layout = RowLayout::try_new(Schema::new(vec![Field::new("id", DataType::Int64, true)]))?;
/// let options = RowFileOptions::new()
///     .with_form(IpcForm::Stream)
///     .with_column("payload")
///     .with_metadata([("origin", "sensor 7")]);
/// let stream = options.writer(Vec::new(), &layout)?.finish()?;
///
/// let reader = RowFileReader::try_new(&stream[..])?;
/// assert_eq!(reader.form(), IpcForm::Stream);
/// assert_eq!(reader.metadata()["origin"], "sensor 7");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
#[must_use]
pub struct RowFileOptions {
    form: IpcForm,
    compression: IpcCompression,
    column: String,
    data_type: Option<DataType>,
    batch_rows: Option<usize>,
    metadata: HashMap<String, String>,
}

impl Default for RowFileOptions {
    fn default() -> Self {
        Self {
            form: IpcForm::default(),
            compression: IpcCompression::default(),
            column: "row".to_owned(),
            data_type: None,
            batch_rows: None,
            metadata: HashMap::new(),
        }
    }
}

impl RowFileOptions {
    /// A file that is not compressed, whose column is called `row`, of the batches that come.
    pub fn new() -> Self {
        Self::default()
    }

    /// Writes a file or a stream.
    pub fn with_form(self, form: IpcForm) -> Self {
        Self { form, ..self }
    }

    /// Compresses the batches.
    pub fn with_compression(self, compression: IpcCompression) -> Self {
        Self { compression, ..self }
    }

    /// Calls the column `name`.
    pub fn with_column(self, name: impl Into<String>) -> Self {
        Self { column: name.into(), ..self }
    }

    /// Writes the rows as an array of `data_type`: Binary, `LargeBinary`, `BinaryView`, or
    /// `FixedSizeBinary` where all rows have that length. Without it, rows of fixed fields are
    /// `FixedSizeBinary`, all others Binary.
    pub fn with_data_type(self, data_type: DataType) -> Self {
        Self { data_type: Some(data_type), ..self }
    }

    /// Cuts batches of more than `rows` rows.
    ///
    /// # Panics
    ///
    /// When `rows` is 0.
    pub fn with_batch_rows(self, rows: usize) -> Self {
        assert!(rows > 0, "a batch of 0 rows");
        Self { batch_rows: Some(rows), ..self }
    }

    /// Writes `metadata` into the schema of the file.
    pub fn with_metadata<K: Into<String>, V: Into<String>>(
        self,
        metadata: impl IntoIterator<Item = (K, V)>,
    ) -> Self {
        let metadata = metadata.into_iter().map(|(key, value)| (key.into(), value.into()));
        Self { metadata: metadata.collect(), ..self }
    }

    /// Starts a file of rows of `layout`. It writes in pieces, so an unbuffered file may be slow.
    ///
    /// # Errors
    ///
    /// [`Io`](ErrorKind::Io) where `out` fails, [`NotRows`](ErrorKind::NotRows) where rows are no
    /// values of the data type.
    pub fn writer<W: Write>(
        &self,
        out: W,
        layout: &Arc<RowLayout>,
    ) -> Result<RowFileWriter<W>, Error> {
        let data_type = self.data_type.clone().unwrap_or_else(|| default_type(layout));
        check_data_type(&data_type, layout)?;
        let form = RowColumnForm::new(layout, &self.column, data_type, self.metadata.clone());
        let schema = form.schema();
        let compression = match self.compression {
            IpcCompression::None => None::<CompressionType>,
            #[cfg(feature = "lz4")]
            IpcCompression::Lz4 => Some(CompressionType::LZ4_FRAME),
            #[cfg(feature = "zstd")]
            IpcCompression::Zstd => Some(CompressionType::ZSTD),
        };
        let options = IpcWriteOptions::default().try_with_compression(compression)?;
        let out = match self.form {
            IpcForm::File => FileWriter::try_new_with_options(out, schema, options).map(Out::File),
            IpcForm::Stream => {
                StreamWriter::try_new_with_options(out, schema, options).map(Out::Stream)
            }
        };
        Ok(RowFileWriter {
            out: out?,
            form,
            batch_rows: self.batch_rows.unwrap_or(usize::MAX),
            batches: 0,
        })
    }

    /// Writes the file at `path`, which is there when all of it is, and returns the number of rows.
    /// Batches of more than [`BATCH_ROWS`](crate::BATCH_ROWS) rows are cut where nothing else was
    /// chosen.
    ///
    /// ```
    /// use arrow::datatypes::{DataType, Field, Schema};
    /// use ferrow_convert::{Error, RowFileOptions, RowFileReader};
    /// use ferrow_row::{RowBatchWriter, RowLayout};
    ///
    /// let layout = RowLayout::try_new(Schema::new(vec![Field::new("id", DataType::Int64, true)]))?;
    /// let rows = RowBatchWriter::new(layout.clone()).finish();
    /// let path = std::env::temp_dir().join(format!("ferrow-save-{}.arrow", std::process::id()));
    ///
    /// let count = RowFileOptions::new().save(&path, &layout, [Ok::<_, Error>(rows)])?;
    /// assert_eq!((count, RowFileReader::open(&path)?.count()), (0, 1));
    /// # std::fs::remove_file(path)?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// An error of `batches`, and as [`RowFileWriter::write`]; a file that was at `path` is left as it
    /// was.
    pub fn save<E: Into<Error>>(
        &self,
        path: impl AsRef<Path>,
        layout: &Arc<RowLayout>,
        batches: impl IntoIterator<Item = Result<RowBatch, E>>,
    ) -> Result<u64, Error> {
        let options = Self { batch_rows: self.batch_rows.or(Some(BATCH_ROWS)), ..self.clone() };
        write_atomic(path, |file| {
            let mut writer = options.writer(file, layout)?;
            let mut count = 0;
            for rows in batches {
                let rows = rows.map_err(Into::into)?;
                count += rows.len() as u64;
                writer.write(&rows)?;
            }
            writer.finish()?;
            Ok(count)
        })
    }
}

/// Writes a row file: Arrow IPC with one column of rows, which any reader of Arrow reads.
///
/// [`RowFileOptions`] chooses the form, the compression and the names; [`RowFileReader`] and
/// [`RowFile`] read it.
///
/// [`RowFileReader`]: crate::RowFileReader
/// [`RowFile`]: crate::RowFile
pub struct RowFileWriter<W: Write> {
    out: Out<W>,
    form: RowColumnForm,
    batch_rows: usize,
    batches: usize,
}

enum Out<W: Write> {
    File(FileWriter<W>),
    Stream(StreamWriter<W>),
}

impl<W: Write> Out<W> {
    fn write(&mut self, batch: &RecordBatch) -> Result<(), Error> {
        Ok(match self {
            Self::File(out) => out.write(batch),
            Self::Stream(out) => out.write(batch),
        }?)
    }
}

impl<W: Write> RowFileWriter<W> {
    /// Starts a file of rows of `layout`, as [`RowFileOptions::new`] says.
    ///
    /// # Errors
    ///
    /// [`Io`](ErrorKind::Io) where `out` fails.
    pub fn try_new(out: W, layout: &Arc<RowLayout>) -> Result<Self, Error> {
        RowFileOptions::new().writer(out, layout)
    }

    /// Writes `rows` as a batch, or as several where they are too many for one.
    ///
    /// # Errors
    ///
    /// [`Row`](ErrorKind::Row) where these are rows of another layout, [`WrongType`](ErrorKind::WrongType)
    /// where a row is not as long as the file's type says, [`TooLarge`](ErrorKind::TooLarge) for a row that
    /// no batch holds, and [`Io`](ErrorKind::Io) where the output fails.
    pub fn write(&mut self, rows: &RowBatch) -> Result<(), Error> {
        cut(rows.clone(), self.batch_rows).try_for_each(|rows| self.write_batch(&rows))
    }

    fn write_batch(&mut self, rows: &RowBatch) -> Result<(), Error> {
        match self.form.batch(rows) {
            Ok(batch) => self.out.write(&batch).map_err(|error| error.in_batch(self.batches))?,
            // The offsets of the type reach less far than the rows do.
            Err(error)
                if error.kind() == ErrorKind::Row(ferrow_row::ErrorKind::TooLarge)
                    && rows.len() > 1 =>
            {
                let half = rows.len() / 2;
                self.write_batch(&rows.slice(0..half))?;
                return self.write_batch(&rows.slice(half..rows.len()));
            }
            Err(error) => return Err(error.in_batch(self.batches)),
        }
        self.batches += 1;
        Ok(())
    }

    /// Writes the end of the file, without which it counts as cut short.
    ///
    /// # Errors
    ///
    /// [`Io`](ErrorKind::Io) where the output fails.
    pub fn finish(self) -> Result<W, Error> {
        let mut out = match self.out {
            Out::File(out) => out.into_inner(),
            Out::Stream(out) => out.into_inner(),
        }?;
        out.flush()?;
        Ok(out)
    }
}

impl<W: Write> fmt::Debug for RowFileWriter<W> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RowFileWriter")
            .field("schema", self.form.schema())
            .field("batches", &self.batches)
            .finish_non_exhaustive()
    }
}
