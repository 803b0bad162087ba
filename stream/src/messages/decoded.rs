//! Columns of batches of messages.

use std::pin::Pin;
use std::task::{Context, Poll, ready};

use arrow::array::RecordBatch;
use arrow::datatypes::SchemaRef;
use ferrow_convert::RowDecoder;
use ferrow_row::RowBatch;
use futures::stream::{FusedStream, Stream};
use pin_project_lite::pin_project;

use super::MessageBatch;
use crate::error::Error;

pin_project! {
    /// Record batches of batches of messages, with the same tags; see
    /// [`MessageBatches::decode`](super::MessageBatches::decode).
    #[derive(Debug)]
    #[must_use = "streams do nothing unless polled"]
    pub struct DecodedMessages<B> {
        #[pin]
        batches: B,
        decoder: RowDecoder,
        is_failed: bool,
    }
}

impl<B> DecodedMessages<B> {
    pub(super) fn new(batches: B, decoder: RowDecoder) -> Self {
        Self { batches, decoder, is_failed: false }
    }

    /// The schema of the record batches.
    pub fn schema(&self) -> &SchemaRef {
        self.decoder.schema()
    }
}

impl<B, T> Stream for DecodedMessages<B>
where
    B: Stream<Item = Result<MessageBatch<RowBatch, T>, Error>>,
{
    type Item = Result<MessageBatch<RecordBatch, T>, Error>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = self.project();
        if *this.is_failed {
            return Poll::Ready(None);
        }
        let Some(next) = ready!(this.batches.poll_next(context)) else { return Poll::Ready(None) };
        let decoded = next.and_then(|MessageBatch { batch, tags }| {
            Ok(MessageBatch { batch: this.decoder.decode(&batch)?, tags })
        });
        *this.is_failed = decoded.is_err();
        Poll::Ready(Some(decoded))
    }
}

impl<B, T> FusedStream for DecodedMessages<B>
where
    B: FusedStream<Item = Result<MessageBatch<RowBatch, T>, Error>>,
{
    fn is_terminated(&self) -> bool {
        self.is_failed || self.batches.is_terminated()
    }
}
