//! Several batches at a time on the threads of tokio that may block.

use std::panic::resume_unwind;

use arrow::array::RecordBatch;
use ferrow_row::RowBatch;
use futures::stream::Stream;
use tokio::task::spawn_blocking;

use super::{decode_buffered, encode_buffered};
use crate::error::Error;
use crate::{RowDecoder, RowEncoder};

/// Decodes several batches at a time on tokio's threads for blocking work: as
/// [`decode_buffered`](crate::decode_buffered), which takes any executor.
///
/// ```
/// use arrow::datatypes::{DataType, Field, Schema};
/// use ferrow_convert::{Error, RowDecoder, decode_blocking};
/// use ferrow_row::{RowBatchWriter, RowLayout};
/// use futures::{TryStreamExt, stream};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let layout = RowLayout::try_new(Schema::new(vec![Field::new("id", DataType::Int64, true)]))?;
/// let rows = stream::iter([Ok::<_, Error>(RowBatchWriter::new(layout.clone()).finish())]);
/// let batches = decode_blocking(RowDecoder::new(&layout), rows, 4);
/// assert_eq!(batches.try_collect::<Vec<_>>().await?.len(), 1);
/// # Ok(())
/// # }
/// ```
///
/// # Panics
///
/// When it is polled outside of a tokio runtime.
pub fn decode_blocking<S, E>(
    decoder: RowDecoder,
    rows: S,
    in_flight: usize,
) -> impl Stream<Item = Result<RecordBatch, Error>>
where
    S: Stream<Item = Result<RowBatch, E>>,
    E: Into<Error>,
{
    decode_buffered(decoder, rows, in_flight, run)
}

/// Encodes several record batches at a time on tokio's threads for blocking work: as
/// [`encode_buffered`](crate::encode_buffered), which takes any executor.
///
/// # Panics
///
/// When it is polled outside of a tokio runtime.
pub fn encode_blocking<S, E>(
    encoder: RowEncoder,
    batches: S,
    in_flight: usize,
) -> impl Stream<Item = Result<RowBatch, Error>>
where
    S: Stream<Item = Result<RecordBatch, E>>,
    E: Into<Error>,
{
    encode_buffered(encoder, batches, in_flight, run)
}

/// Runs `task` on a thread that may block; a panic in it is one of who waits.
fn run<T: Send + 'static>(
    task: Box<dyn FnOnce() -> Result<T, Error> + Send>,
) -> impl Future<Output = Result<T, Error>> {
    let handle = spawn_blocking(task);
    async {
        match handle.await {
            Ok(done) => done,
            Err(error) => match error.try_into_panic() {
                Ok(panic) => resume_unwind(panic),
                Err(cancelled) => Err(std::io::Error::other(cancelled).into()),
            },
        }
    }
}
