//! The same for `futures::Stream`: nothing is done but when it is polled.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use arrow::array::RecordBatch;
use arrow::datatypes::SchemaRef;
use ferrow_row::{RowBatch, RowLayout};
use futures::future::{Either, Ready};
use futures::stream::{FusedStream, Stream, StreamExt, TryStreamExt};
use pin_project_lite::pin_project;

use super::cut::{Cut, cut};
use super::{BATCH_ROWS, Decode, Encode};
use crate::error::Error;
use crate::{RowDecoder, RowEncoder};

pin_project! {
    /// Record batches of the rows that a stream gives.
    ///
    /// Every record batch has as many rows as were asked for, but for the last one. The stream of rows is
    /// polled only when a record batch is wanted and the rows at hand do not fill it, so a slow reader
    /// holds back a fast source. What it holds is less than a batch, and what is left of one that came.
    ///
    /// ```
    /// use arrow::datatypes::{DataType, Field, Schema};
    /// use ferrow_convert::{DecodedStream, Error, RowDecoder};
    /// use ferrow_row::{RowBatchWriter, RowLayout};
    /// use futures::{TryStreamExt, executor::block_on, stream};
    ///
    /// let layout = RowLayout::try_new(Schema::new(vec![Field::new("id", DataType::Int64, true)]))?;
    /// let mut rows = RowBatchWriter::new(layout.clone());
    /// rows.row().finish()?;
    ///
    /// let rows = stream::iter([Ok::<_, Error>(rows.finish())]);
    /// let batches = DecodedStream::new(RowDecoder::new(&layout), rows);
    /// assert_eq!(block_on(batches.try_collect::<Vec<_>>())?[0].num_rows(), 1);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[derive(Debug)]
    #[must_use = "streams do nothing unless polled"]
    pub struct DecodedStream<S> {
        #[pin]
        rows: S,
        is_ended: bool,
        decode: Decode,
    }
}

impl<S, E> DecodedStream<S>
where
    S: Stream<Item = Result<RowBatch, E>>,
    E: Into<Error>,
{
    /// What `decoder` makes of `rows`, in batches of [`BATCH_ROWS`].
    pub fn new(decoder: RowDecoder, rows: S) -> Self {
        Self { rows, is_ended: false, decode: Decode::new(decoder) }
    }

    /// Makes batches of `rows` rows.
    ///
    /// # Panics
    ///
    /// When `rows` is 0.
    pub fn with_batch_rows(mut self, rows: usize) -> Self {
        self.decode.rebatch.set_target(rows);
        self
    }

    /// The schema of the record batches.
    pub fn schema(&self) -> &SchemaRef {
        self.decode.decoder.schema()
    }
}

impl<S, E> Stream for DecodedStream<S>
where
    S: Stream<Item = Result<RowBatch, E>>,
    E: Into<Error>,
{
    type Item = Result<RecordBatch, Error>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let mut this = self.project();
        let batch = loop {
            match this.decode.next() {
                Ok(None) if *this.is_ended => break this.decode.finish(),
                Ok(None) => match ready!(this.rows.as_mut().poll_next(context)) {
                    Some(Ok(rows)) => this.decode.rebatch.push(rows),
                    Some(Err(error)) => {
                        *this.is_ended = true;
                        this.decode.rebatch.fail(error.into());
                    }
                    None => *this.is_ended = true,
                },
                done => break done,
            }
        };
        if batch.is_err() {
            *this.is_ended = true;
            this.decode.rebatch.clear();
        }
        Poll::Ready(batch.transpose())
    }
}

impl<S, E> FusedStream for DecodedStream<S>
where
    S: Stream<Item = Result<RowBatch, E>>,
    E: Into<Error>,
{
    fn is_terminated(&self) -> bool {
        self.is_ended && self.decode.rebatch.is_empty()
    }
}

pin_project! {
    /// Batches of the rows of the record batches that a stream gives.
    ///
    /// As [`DecodedStream`], the other way round.
    ///
    /// ```
    /// use std::sync::Arc;
    /// use arrow::array::{ArrayRef, Int64Array, RecordBatch};
    /// use ferrow_convert::{EncodedStream, Error, RowEncoder};
    /// use ferrow_row::RowLayout;
    /// use futures::{TryStreamExt, executor::block_on, stream};
    ///
    /// let ids: ArrayRef = Arc::new(Int64Array::from(vec![1, 2, 3]));
    /// let batch = RecordBatch::try_from_iter([("id", ids)])?;
    /// let layout = RowLayout::try_new(batch.schema())?;
    ///
    /// let rows = EncodedStream::new(RowEncoder::new(&layout), stream::iter([Ok::<_, Error>(batch)]));
    /// let rows = block_on(rows.with_batch_rows(2).try_collect::<Vec<_>>())?;
    /// assert_eq!(rows.iter().map(|rows| rows.len()).collect::<Vec<_>>(), [2, 1]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[derive(Debug)]
    #[must_use = "streams do nothing unless polled"]
    pub struct EncodedStream<S> {
        #[pin]
        batches: S,
        is_ended: bool,
        encode: Encode,
    }
}

impl<S, E> EncodedStream<S>
where
    S: Stream<Item = Result<RecordBatch, E>>,
    E: Into<Error>,
{
    /// What `encoder` makes of `batches`, in batches of [`BATCH_ROWS`].
    pub fn new(encoder: RowEncoder, batches: S) -> Self {
        Self { batches, is_ended: false, encode: Encode::new(encoder) }
    }

    /// Makes batches of `rows` rows.
    ///
    /// # Panics
    ///
    /// When `rows` is 0.
    pub fn with_batch_rows(mut self, rows: usize) -> Self {
        self.encode.rebatch.set_target(rows);
        self
    }

    /// The layout of the rows.
    pub fn layout(&self) -> &Arc<RowLayout> {
        self.encode.encoder.layout()
    }
}

impl<S, E> Stream for EncodedStream<S>
where
    S: Stream<Item = Result<RecordBatch, E>>,
    E: Into<Error>,
{
    type Item = Result<RowBatch, Error>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let mut this = self.project();
        let rows = loop {
            match this.encode.next() {
                Ok(None) if *this.is_ended => break this.encode.rebatch.finish(),
                Ok(None) => match ready!(this.batches.as_mut().poll_next(context)) {
                    Some(Ok(batch)) => this.encode.push(batch),
                    Some(Err(error)) => {
                        *this.is_ended = true;
                        this.encode.fail(error.into());
                    }
                    None => *this.is_ended = true,
                },
                Err(error) => {
                    *this.is_ended = true;
                    this.encode.fail(error);
                }
                rows => break rows,
            }
        };
        if rows.is_err() {
            *this.is_ended = true;
            this.encode.clear();
        }
        Poll::Ready(rows.transpose())
    }
}

impl<S, E> FusedStream for EncodedStream<S>
where
    S: Stream<Item = Result<RecordBatch, E>>,
    E: Into<Error>,
{
    fn is_terminated(&self) -> bool {
        self.is_ended && self.encode.is_empty()
    }
}

/// One batch to decode, on whichever thread.
pub type DecodeTask = Box<dyn FnOnce() -> Result<RecordBatch, Error> + Send>;

/// One record batch to encode, on whichever thread.
pub type EncodeTask = Box<dyn FnOnce() -> Result<RowBatch, Error> + Send>;

/// Decodes several batches at a time, with `spawn` to run each on a thread of any executor. Record
/// batches come in the order of the rows, at most `in_flight` are being made or waiting, and batches of
/// more than [`BATCH_ROWS`] rows are cut.
///
/// ```
/// use arrow::datatypes::{DataType, Field, Schema};
/// use ferrow_convert::{Error, RowDecoder, decode_buffered};
/// use ferrow_row::{RowBatchWriter, RowLayout};
/// use futures::{TryStreamExt, executor::block_on, future, stream};
///
/// let layout = RowLayout::try_new(Schema::new(vec![Field::new("id", DataType::Int64, true)]))?;
/// let rows = stream::iter([Ok::<_, Error>(RowBatchWriter::new(layout.clone()).finish())]);
///
/// // An executor of one thread, which is this one.
/// let spawn = |task: ferrow_convert::DecodeTask| future::lazy(move |_| task());
/// let batches = decode_buffered(RowDecoder::new(&layout), rows, 4, spawn);
/// assert_eq!(block_on(batches.try_collect::<Vec<_>>())?.len(), 1);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn decode_buffered<S, E, F>(
    decoder: RowDecoder,
    rows: S,
    in_flight: usize,
    spawn: impl FnMut(DecodeTask) -> F,
) -> impl Stream<Item = Result<RecordBatch, Error>>
where
    S: Stream<Item = Result<RowBatch, E>>,
    E: Into<Error>,
    F: Future<Output = Result<RecordBatch, Error>>,
{
    buffered(rows, move |rows: &RowBatch| decoder.decode(rows), in_flight, spawn)
}

/// Encodes several record batches at a time, with `spawn` to run each on a thread of any executor.
/// Batches of rows come in the order of the record batches, at most `in_flight` are being made or
/// waiting, and record batches of more than [`BATCH_ROWS`] rows are cut.
///
/// As [`decode_buffered`], the other way round.
pub fn encode_buffered<S, E, F>(
    encoder: RowEncoder,
    batches: S,
    in_flight: usize,
    spawn: impl FnMut(EncodeTask) -> F,
) -> impl Stream<Item = Result<RowBatch, Error>>
where
    S: Stream<Item = Result<RecordBatch, E>>,
    E: Into<Error>,
    F: Future<Output = Result<RowBatch, Error>>,
{
    buffered(batches, move |batch: &RecordBatch| encoder.encode(batch), in_flight, spawn)
}

/// What `work` makes of pieces of `batches`, each of them a task of its own.
fn buffered<S, I, O, E, F>(
    batches: S,
    work: impl Fn(&I) -> Result<O, Error> + Send + Sync + 'static,
    in_flight: usize,
    mut spawn: impl FnMut(Box<dyn FnOnce() -> Result<O, Error> + Send>) -> F,
) -> impl Stream<Item = Result<O, Error>>
where
    S: Stream<Item = Result<I, E>>,
    I: Cut + Send + 'static,
    E: Into<Error>,
    F: Future<Output = Result<O, Error>>,
{
    let work = Arc::new(work);
    (batches.map_err(Into::into))
        .map_ok(|batch| futures::stream::iter(cut(batch, BATCH_ROWS).map(Ok)))
        .try_flatten()
        .map(move |piece| {
            let work = Arc::clone(&work);
            in_place(piece.map(|piece| spawn(Box::new(move || work(&piece)))))
        })
        .buffered(in_flight.max(1))
}

/// A task, or an error that waits for its turn among the tasks.
fn in_place<T, F: Future<Output = Result<T, Error>>>(
    task: Result<F, Error>,
) -> Either<F, Ready<Result<T, Error>>> {
    match task {
        Ok(task) => Either::Left(task),
        Err(error) => Either::Right(futures::future::ready(Err(error))),
    }
}
