//! Batches one after another: of rows to record batches, and back.

#[cfg(feature = "stream")]
mod asynchronous;
mod cut;
#[cfg(feature = "rayon")]
mod parallel;
mod rebatch;
#[cfg(feature = "tokio")]
mod spawned;

use std::iter::FusedIterator;
use std::sync::Arc;

use arrow::array::{RecordBatch, RecordBatchReader};
use arrow::datatypes::SchemaRef;
use arrow::error::ArrowError;
use ferrow_row::{RowBatch, RowLayout};

#[cfg(feature = "stream")]
pub use asynchronous::{
    DecodeTask, DecodedStream, EncodeTask, EncodedStream, decode_buffered, encode_buffered,
};
#[cfg(feature = "rayon")]
pub use parallel::{ParallelDecoded, ParallelEncoded};
#[cfg(feature = "tokio")]
pub use spawned::{decode_blocking, encode_blocking};

use crate::error::Error;
use crate::{ColumnBuffers, RowDecoder, RowEncoder};
pub(crate) use cut::cut;
use rebatch::Rebatch;

/// How many rows a batch has where nobody chose: few enough to stay in cache, enough to be worth a
/// call.
pub const BATCH_ROWS: usize = 8_192;

/// Record batches of the rows that an iterator gives: a [`RecordBatchReader`].
///
/// Every record batch has as many rows as were asked for, but for the last one. Larger batches of rows
/// are cut, which copies nothing; smaller ones are joined. Nothing is read ahead.
///
/// ```
/// use arrow::array::RecordBatchReader;
/// use arrow::datatypes::{DataType, Field, Schema};
/// use ferrow_convert::{DecodedBatches, Error, RowDecoder};
/// use ferrow_row::{RowBatchWriter, RowLayout};
///
/// let layout = RowLayout::try_new(Schema::new(vec![Field::new("id", DataType::Int64, true)]))?;
/// let mut rows = RowBatchWriter::new(layout.clone());
/// for _ in 0..5 {
///     rows.row().finish()?;
/// }
/// let rows = rows.finish();
///
/// let batches = [rows.clone(), rows].map(Ok::<_, Error>);
/// let reader = DecodedBatches::new(RowDecoder::new(&layout), batches).with_batch_rows(4);
/// assert_eq!(&reader.schema(), layout.schema());
/// let lens: Result<Vec<_>, _> = reader.map(|batch| batch.map(|batch| batch.num_rows())).collect();
/// assert_eq!(lens?, [4, 4, 2]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct DecodedBatches<I> {
    /// `None` once it has ended or failed.
    rows: Option<I>,
    decode: Decode,
}

impl<I, E> DecodedBatches<I>
where
    I: Iterator<Item = Result<RowBatch, E>>,
    E: Into<Error>,
{
    /// What `decoder` makes of `rows`, in batches of [`BATCH_ROWS`].
    pub fn new(decoder: RowDecoder, rows: impl IntoIterator<IntoIter = I>) -> Self {
        Self { rows: Some(rows.into_iter()), decode: Decode::new(decoder) }
    }

    /// The fields at these paths of `rows`, which are of `layout`.
    pub(crate) fn of_fields(
        layout: &Arc<RowLayout>,
        fields: &[&str],
        rows: impl IntoIterator<IntoIter = I>,
    ) -> Result<Self, Error> {
        Ok(Self::new(RowDecoder::new(layout).project_paths(fields.iter().copied())?, rows))
    }

    /// Makes batches of `rows` rows.
    ///
    /// # Panics
    ///
    /// When `rows` is 0.
    #[must_use]
    pub fn with_batch_rows(mut self, rows: usize) -> Self {
        self.decode.rebatch.set_target(rows);
        self
    }

    fn read(&mut self) -> Result<Option<RecordBatch>, Error> {
        loop {
            if let Some(batch) = self.decode.next()? {
                return Ok(Some(batch));
            }
            match self.rows.as_mut().and_then(Iterator::next) {
                Some(rows) => self.decode.rebatch.push(rows.map_err(Into::into)?),
                None => {
                    self.rows = None;
                    return self.decode.finish();
                }
            }
        }
    }
}

impl<I, E> Iterator for DecodedBatches<I>
where
    I: Iterator<Item = Result<RowBatch, E>>,
    E: Into<Error>,
{
    type Item = Result<RecordBatch, ArrowError>;

    fn next(&mut self) -> Option<Self::Item> {
        let batch = self.read().map_err(|error| {
            self.rows = None;
            self.decode.rebatch.clear();
            error.into()
        });
        batch.transpose()
    }
}

impl<I, E> FusedIterator for DecodedBatches<I>
where
    I: Iterator<Item = Result<RowBatch, E>>,
    E: Into<Error>,
{
}

impl<I, E> RecordBatchReader for DecodedBatches<I>
where
    I: Iterator<Item = Result<RowBatch, E>>,
    E: Into<Error>,
{
    fn schema(&self) -> SchemaRef {
        Arc::clone(self.decode.decoder.schema())
    }
}

/// Batches of the rows of the record batches that an iterator gives, as a [`RecordBatchReader`] does.
///
/// Every batch has as many rows as were asked for, but for the last one. Larger record batches are cut,
/// smaller ones joined. Nothing is read ahead.
///
/// ```
/// use std::sync::Arc;
/// use arrow::array::{ArrayRef, Int64Array, RecordBatch, RecordBatchIterator};
/// use ferrow_convert::EncodedBatches;
///
/// let ids: ArrayRef = Arc::new(Int64Array::from(vec![1, 2, 3]));
/// let batch = RecordBatch::try_from_iter([("id", ids)])?;
/// let reader = RecordBatchIterator::new([Ok(batch.clone()), Ok(batch.clone())], batch.schema());
///
/// let rows = EncodedBatches::try_new(reader)?.with_batch_rows(5);
/// let lens: Result<Vec<_>, _> = rows.map(|rows| rows.map(|rows| rows.len())).collect();
/// assert_eq!(lens?, [5, 1]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct EncodedBatches<I> {
    /// `None` once it has ended or failed.
    batches: Option<I>,
    encode: Encode,
}

impl<R: RecordBatchReader> EncodedBatches<R> {
    /// The rows of what `reader` gives, in the standard layout and batches of [`BATCH_ROWS`].
    ///
    /// # Errors
    ///
    /// [`Row`](crate::ErrorKind::Row) where rows do not hold the type of a column.
    pub fn try_new(reader: R) -> Result<Self, Error> {
        let layout = RowLayout::try_new(reader.schema())?;
        Ok(Self::new(RowEncoder::new(&layout), reader))
    }
}

impl<I, E> EncodedBatches<I>
where
    I: Iterator<Item = Result<RecordBatch, E>>,
    E: Into<Error>,
{
    /// What `encoder` makes of `batches`, in batches of [`BATCH_ROWS`].
    pub fn new(encoder: RowEncoder, batches: impl IntoIterator<IntoIter = I>) -> Self {
        Self { batches: Some(batches.into_iter()), encode: Encode::new(encoder) }
    }

    /// Makes batches of `rows` rows.
    ///
    /// # Panics
    ///
    /// When `rows` is 0.
    #[must_use]
    pub fn with_batch_rows(mut self, rows: usize) -> Self {
        self.encode.rebatch.set_target(rows);
        self
    }

    /// The layout of the rows.
    #[must_use]
    pub fn layout(&self) -> &Arc<RowLayout> {
        self.encode.encoder.layout()
    }

    fn read(&mut self) -> Result<Option<RowBatch>, Error> {
        loop {
            if let Some(rows) = self.encode.next()? {
                return Ok(Some(rows));
            }
            match self.batches.as_mut().and_then(Iterator::next) {
                Some(batch) => self.encode.push(batch.map_err(Into::into)?),
                None => {
                    self.batches = None;
                    return self.encode.rebatch.finish();
                }
            }
        }
    }
}

impl<I, E> Iterator for EncodedBatches<I>
where
    I: Iterator<Item = Result<RecordBatch, E>>,
    E: Into<Error>,
{
    type Item = Result<RowBatch, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        let rows = self.read().inspect_err(|_| {
            self.batches = None;
            self.encode.clear();
        });
        rows.transpose()
    }
}

impl<I, E> FusedIterator for EncodedBatches<I>
where
    I: Iterator<Item = Result<RecordBatch, E>>,
    E: Into<Error>,
{
}

/// Rows that came in, and the decoder that makes record batches of them.
#[derive(Debug)]
struct Decode {
    decoder: RowDecoder,
    rebatch: Rebatch,
    /// The memory of batches, which is written again where nobody else has it any more.
    buffers: ColumnBuffers,
}

impl Decode {
    fn new(decoder: RowDecoder) -> Self {
        Self { decoder, rebatch: Rebatch::new(), buffers: ColumnBuffers::new() }
    }

    /// A whole batch; `None` where more rows are needed.
    fn next(&mut self) -> Result<Option<RecordBatch>, Error> {
        let rows = self.rebatch.next()?;
        rows.map(|rows| self.decode(&rows)).transpose()
    }

    fn finish(&mut self) -> Result<Option<RecordBatch>, Error> {
        let Some(rows) = self.rebatch.finish()? else {
            self.buffers = ColumnBuffers::new();
            return Ok(None);
        };
        self.decode(&rows).map(Some)
    }

    /// Every batch of every stream is decoded here.
    fn decode(&mut self, rows: &RowBatch) -> Result<RecordBatch, Error> {
        self.decoder.decode_into(rows, &mut self.buffers)?.record_batch()
    }
}

/// Record batches that came in, and the encoder that makes rows of them.
#[derive(Debug)]
struct Encode {
    encoder: RowEncoder,
    /// What is left of the record batch that came last.
    left: Option<RecordBatch>,
    rebatch: Rebatch,
    /// The rows before, whose memory is written again where nobody else has it any more.
    spent: Option<RowBatch>,
}

impl Encode {
    fn new(encoder: RowEncoder) -> Self {
        Self { encoder, left: None, rebatch: Rebatch::new(), spent: None }
    }

    fn push(&mut self, batch: RecordBatch) {
        debug_assert!(self.left.is_none(), "what came before was encoded");
        self.left = Some(batch);
    }

    /// A whole batch; `None` where another record batch is needed.
    fn next(&mut self) -> Result<Option<RowBatch>, Error> {
        while let Some(batch) = self.left.take() {
            let len = batch.num_rows().min(self.rebatch.missing());
            let rows = self.encode(&batch.slice(0, len))?;
            self.rebatch.push(rows);
            if len < batch.num_rows() {
                self.left = Some(batch.slice(len, batch.num_rows() - len));
            }
            if let Some(rows) = self.rebatch.next()? {
                return Ok(Some(rows));
            }
        }
        Ok(None)
    }

    /// Every record batch of every stream is encoded here.
    fn encode(&mut self, batch: &RecordBatch) -> Result<RowBatch, Error> {
        let rows = match self.spent.take() {
            Some(spent) => self.encoder.encode_reusing(batch, spent)?,
            None => self.encoder.encode(batch)?,
        };
        self.spent = Some(rows.clone());
        Ok(rows)
    }

    #[cfg(feature = "stream")]
    fn is_empty(&self) -> bool {
        self.left.is_none() && self.rebatch.is_empty()
    }

    fn clear(&mut self) {
        self.left = None;
        self.rebatch.clear();
    }
}
