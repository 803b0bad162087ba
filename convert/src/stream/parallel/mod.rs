//! Several batches at a time on the threads of rayon.

mod in_order;

use std::iter::FusedIterator;
use std::sync::Arc;

use arrow::array::{RecordBatch, RecordBatchReader};
use arrow::datatypes::SchemaRef;
use arrow::error::ArrowError;
use ferrow_row::{RowBatch, RowLayout};

use crate::error::Error;
use crate::{RowDecoder, RowEncoder};
use in_order::InOrder;

/// Record batches of the rows that an iterator gives, decoded on the threads of the current rayon pool:
/// a [`RecordBatchReader`].
///
/// They come in the order of the rows. At most so many as [`with_in_flight`](Self::with_in_flight)
/// says are being made or waiting; the iterator is asked for more only as they are taken. Larger batches
/// than [`BATCH_ROWS`](crate::BATCH_ROWS) are cut, smaller ones left as they are.
///
/// ```
/// use arrow::datatypes::{DataType, Field, Schema};
/// use ferrow_convert::{Error, ParallelDecoded, RowDecoder};
/// use ferrow_row::{RowBatchWriter, RowLayout};
///
/// let layout = RowLayout::try_new(Schema::new(vec![Field::new("id", DataType::Int64, true)]))?;
/// let mut rows = RowBatchWriter::new(layout.clone());
/// for _ in 0..20_000 {
///     rows.row().finish()?;
/// }
/// let rows = [Ok::<_, Error>(rows.finish())];
/// let batches = ParallelDecoded::new(RowDecoder::new(&layout), rows);
/// let lens: Result<Vec<_>, _> = batches.map(|batch| batch.map(|batch| batch.num_rows())).collect();
/// assert_eq!(lens?, [8_192, 8_192, 3_616]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct ParallelDecoded<I> {
    schema: SchemaRef,
    tasks: InOrder<I, RowBatch, RecordBatch>,
}

impl<I, E> ParallelDecoded<I>
where
    I: Iterator<Item = Result<RowBatch, E>>,
    E: Into<Error>,
{
    /// What `decoder` makes of `rows`, twice as many batches in flight as the pool has threads.
    pub fn new(decoder: RowDecoder, rows: impl IntoIterator<IntoIter = I>) -> Self {
        let schema = Arc::clone(decoder.schema());
        let work = move |rows: &RowBatch| decoder.decode(rows);
        Self { schema, tasks: InOrder::new(rows.into_iter(), work) }
    }

    /// Makes batches of at most `rows` rows.
    ///
    /// # Panics
    ///
    /// When `rows` is 0.
    #[must_use]
    pub fn with_batch_rows(mut self, rows: usize) -> Self {
        self.tasks.set_batch_rows(rows);
        self
    }

    /// Has at most `batches` being made or waiting at a time, and one at least.
    #[must_use]
    pub fn with_in_flight(mut self, batches: usize) -> Self {
        self.tasks.set_in_flight(batches);
        self
    }
}

impl<I, E> Iterator for ParallelDecoded<I>
where
    I: Iterator<Item = Result<RowBatch, E>>,
    E: Into<Error>,
{
    type Item = Result<RecordBatch, ArrowError>;

    fn next(&mut self) -> Option<Self::Item> {
        Some(self.tasks.next()?.map_err(ArrowError::from))
    }
}

impl<I, E> FusedIterator for ParallelDecoded<I>
where
    I: Iterator<Item = Result<RowBatch, E>>,
    E: Into<Error>,
{
}

impl<I, E> RecordBatchReader for ParallelDecoded<I>
where
    I: Iterator<Item = Result<RowBatch, E>>,
    E: Into<Error>,
{
    fn schema(&self) -> SchemaRef {
        Arc::clone(&self.schema)
    }
}

/// Batches of the rows of the record batches that an iterator gives, encoded on the threads of the
/// current rayon pool.
///
/// As [`ParallelDecoded`], the other way round.
///
/// ```
/// use std::sync::Arc;
/// use arrow::array::{ArrayRef, Int64Array, RecordBatch};
/// use ferrow_convert::{Error, ParallelEncoded, RowEncoder};
/// use ferrow_row::RowLayout;
///
/// let ids: ArrayRef = Arc::new(Int64Array::from_iter_values(0..20_000));
/// let batch = RecordBatch::try_from_iter([("id", ids)])?;
/// let encoder = RowEncoder::new(&RowLayout::try_new(batch.schema())?);
/// let rows = ParallelEncoded::new(encoder, [Ok::<_, Error>(batch)]);
/// let lens: Result<Vec<_>, _> = rows.map(|rows| rows.map(|rows| rows.len())).collect();
/// assert_eq!(lens?, [8_192, 8_192, 3_616]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct ParallelEncoded<I> {
    layout: Arc<RowLayout>,
    tasks: InOrder<I, RecordBatch, RowBatch>,
}

impl<I, E> ParallelEncoded<I>
where
    I: Iterator<Item = Result<RecordBatch, E>>,
    E: Into<Error>,
{
    /// What `encoder` makes of `batches`, twice as many in flight as the pool has threads.
    pub fn new(encoder: RowEncoder, batches: impl IntoIterator<IntoIter = I>) -> Self {
        let layout = Arc::clone(encoder.layout());
        let work = move |batch: &RecordBatch| encoder.encode(batch);
        Self { layout, tasks: InOrder::new(batches.into_iter(), work) }
    }

    /// Makes batches of at most `rows` rows.
    ///
    /// # Panics
    ///
    /// When `rows` is 0.
    #[must_use]
    pub fn with_batch_rows(mut self, rows: usize) -> Self {
        self.tasks.set_batch_rows(rows);
        self
    }

    /// Has at most `batches` being made or waiting at a time, and one at least.
    #[must_use]
    pub fn with_in_flight(mut self, batches: usize) -> Self {
        self.tasks.set_in_flight(batches);
        self
    }

    /// The layout of the rows.
    #[must_use]
    pub fn layout(&self) -> &Arc<RowLayout> {
        &self.layout
    }
}

impl<I, E> Iterator for ParallelEncoded<I>
where
    I: Iterator<Item = Result<RecordBatch, E>>,
    E: Into<Error>,
{
    type Item = Result<RowBatch, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        self.tasks.next()
    }
}

impl<I, E> FusedIterator for ParallelEncoded<I>
where
    I: Iterator<Item = Result<RecordBatch, E>>,
    E: Into<Error>,
{
}
