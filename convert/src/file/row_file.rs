//! Row files that are all in memory, or mapped to it.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::Arc;

use arrow::buffer::Buffer;
use ferrow_row::{RowBatch, RowLayout};

use super::column::RowColumn;
use super::messages::{Frame, Messages};
use super::source::MemorySource;
use crate::error::Error;
use crate::stream::DecodedBatches;

/// A row file or a stream of rows that is all in memory: its batches in any order, without a copy.
///
/// The rows point into the memory, unless they are compressed. They are checked when their batch is
/// asked for.
///
/// ```
/// use arrow::buffer::Buffer;
/// use arrow::datatypes::{DataType, Field, Schema};
/// use ferrow_convert::{RowFile, RowFileWriter};
/// use ferrow_row::{RowBatchWriter, RowLayout};
///
/// let layout = RowLayout::try_new(Schema::new(vec![Field::new("id", DataType::Int64, true)]))?;
/// let mut rows = RowBatchWriter::new(layout.clone());
/// rows.row().finish()?;
/// let rows = rows.finish();
/// let mut writer = RowFileWriter::try_new(Vec::new(), &layout)?;
/// writer.write(&rows)?;
///
/// let file = RowFile::try_new(Buffer::from(writer.finish()?))?;
/// assert_eq!(file.num_batches(), 1);
/// assert_eq!(file.batch(0)?, rows);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
pub struct RowFile {
    batches: Vec<Frame>,
    column: RowColumn,
    pub(crate) path: Option<PathBuf>,
}

impl RowFile {
    /// The file whose bytes are `bytes`, of one column of rows.
    ///
    /// # Errors
    ///
    /// As [`RowFileReader`](crate::RowFileReader) at the start, and
    /// [`Truncated`](crate::ErrorKind::Truncated) and [`Damaged`](crate::ErrorKind::Damaged) where the
    /// messages are not all there.
    pub fn try_new(bytes: impl Into<Buffer>) -> Result<Self, Error> {
        Self::whole(Self::read(bytes.into(), None)?)
    }

    /// The file whose bytes are `bytes`, of the column of rows `name`.
    ///
    /// # Errors
    ///
    /// As [`try_new`](Self::try_new).
    pub fn try_of_column(bytes: impl Into<Buffer>, name: &str) -> Result<Self, Error> {
        Self::whole(Self::read(bytes.into(), Some(name))?)
    }

    fn whole((file, fault): (Self, Option<Error>)) -> Result<Self, Error> {
        fault.map_or(Ok(file), Err)
    }

    /// The file with the batches that are there, and the error where some are not: of a file that was
    /// cut short, or whose footer was never written.
    ///
    /// # Errors
    ///
    /// As [`RowFileReader`](crate::RowFileReader) at the start.
    pub fn recover(bytes: impl Into<Buffer>) -> Result<(Self, Option<Error>), Error> {
        Self::read(bytes.into(), None)
    }

    fn read(bytes: Buffer, column: Option<&str>) -> Result<(Self, Option<Error>), Error> {
        let (mut messages, schema) = Messages::open(MemorySource { bytes, at: 0 })?;
        let column = RowColumn::find(schema, column)?;
        let mut file = Self { batches: Vec::new(), column, path: None };
        let fault = loop {
            match messages.next() {
                Ok(None) => break None,
                Err(error) => break Some(error),
                Ok(Some(frame)) => match frame.is_batch() {
                    Ok(true) => file.batches.push(frame),
                    Ok(false) => {}
                    Err(problem) => break Some(problem.into()),
                },
            }
        };
        Ok((file, fault))
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

    /// The number of batches.
    #[must_use]
    pub fn num_batches(&self) -> usize {
        self.batches.len()
    }

    /// Batch `index`, whose rows are checked now.
    ///
    /// # Errors
    ///
    /// [`Damaged`](crate::ErrorKind::Damaged) where the message does not hold what it says,
    /// [`Row`](crate::ErrorKind::Row) where a row is not valid, and
    /// [`Unsupported`](crate::ErrorKind::Unsupported) for a compression that is left out of this build.
    ///
    /// # Panics
    ///
    /// When there is no such batch.
    pub fn batch(&self, index: usize) -> Result<RowBatch, Error> {
        let count = self.batches.len();
        let Some(frame) = self.batches.get(index) else { panic!("batch {index} of {count}") };
        self.column.read(frame).map_err(|error| {
            error.in_batch(index).at_offset(frame.offset).in_file(self.path.as_deref())
        })
    }

    /// The batches in their order.
    pub fn batches(&self) -> impl ExactSizeIterator<Item = Result<RowBatch, Error>> {
        (0..self.batches.len()).map(|index| self.batch(index))
    }

    /// The record batches of the rows, of the fields at these paths, each of [`BATCH_ROWS`](crate::BATCH_ROWS)
    /// rows.
    ///
    /// # Errors
    ///
    /// [`Row`](crate::ErrorKind::Row) where a field does not exist.
    pub fn decode_of<'a>(
        &'a self,
        fields: &[&str],
    ) -> Result<DecodedBatches<impl Iterator<Item = Result<RowBatch, Error>> + use<'a>>, Error>
    {
        DecodedBatches::of_fields(self.layout(), fields, self.batches())
    }
}
