//! Batches of the rows of messages.

use std::mem;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use ferrow_convert::RowDecoder;
use ferrow_row::{RowBatch, RowBatchWriter, RowLayout};
use futures::stream::{FusedStream, Stream};
use pin_project_lite::pin_project;

use super::{
    BatchLimits, DecodedMessages, MESSAGES_PER_POLL, MessageBatch, NoTimer, RowMessages, Timer,
};
use crate::dead_letters::DeadLetters;
use crate::error::Error;
use crate::message::Message;
use crate::row_test::RowTest;

pin_project! {
    /// Batches of the rows of messages, with their tags; see [`RowMessages::batches`].
    ///
    /// No message is asked for but when a batch is wanted and not full, so a slow reader holds back a fast
    /// source, and what is held is less than a batch.
    #[must_use = "streams do nothing unless polled"]
    pub struct MessageBatches<S, T, D, M, C = NoTimer>
    where
        M: Message,
        C: Timer,
    {
        #[pin]
        messages: RowMessages<S, T, D>,
        limits: BatchLimits,
        timer: C,
        #[pin]
        sleep: Option<C::Sleep>,
        held: Held<M::Tag>,
        // What came behind the rows that were held.
        failed: Option<Error>,
        is_ended: bool,
    }
}

/// The rows of the batch that is next.
struct Held<T> {
    rows: RowBatchWriter,
    bytes: usize,
    tags: Vec<T>,
}

impl<T> Held<T> {
    fn new(layout: &Arc<RowLayout>) -> Self {
        Self { rows: RowBatchWriter::new(Arc::clone(layout)), bytes: 0, tags: Vec::new() }
    }

    fn is_full(&self, limits: &BatchLimits) -> bool {
        self.tags.len() >= limits.rows || !self.tags.is_empty() && self.bytes >= limits.bytes
    }

    fn take(&mut self) -> MessageBatch<RowBatch, T> {
        let next = Self::new(self.rows.layout());
        let Self { rows, tags, .. } = mem::replace(self, next);
        MessageBatch { batch: rows.finish(), tags }
    }
}

impl<S, T, D> RowMessages<S, T, D> {
    /// Collects the rows into batches, each with the tags of its messages. Rows are checked whole here: one
    /// that is not valid is a dead letter.
    ///
    /// What comes before an error of the stream is given first.
    ///
    /// # Panics
    ///
    /// When the limits have a wait, which takes a clock: see [`batches_by`](Self::batches_by).
    #[track_caller]
    pub fn batches<M, E>(self, limits: BatchLimits) -> MessageBatches<S, T, D, M>
    where
        S: Stream<Item = Result<M, E>>,
        M: Message,
    {
        assert!(limits.wait.is_none(), "a wait takes a clock: use `batches_by`");
        self.batches_by(limits, NoTimer)
    }

    /// As [`batches`](Self::batches), with the clock that the wait of the limits is measured by: a closure
    /// that gives a future, as `tokio::time::sleep` is one.
    pub fn batches_by<M, E, C>(self, limits: BatchLimits, timer: C) -> MessageBatches<S, T, D, M, C>
    where
        S: Stream<Item = Result<M, E>>,
        M: Message,
        C: Timer,
    {
        let held = Held::new(self.layout());
        MessageBatches {
            messages: self,
            limits,
            timer,
            sleep: None,
            held,
            failed: None,
            is_ended: false,
        }
    }
}

impl<S, T, D, M, C> MessageBatches<S, T, D, M, C>
where
    M: Message,
    C: Timer,
{
    /// The layout of the rows.
    pub fn layout(&self) -> &Arc<RowLayout> {
        self.messages.layout()
    }

    /// Makes columns of the batches: of all fields, or of those that `decoder` has.
    pub fn decode(self, decoder: RowDecoder) -> DecodedMessages<Self> {
        DecodedMessages::new(self, decoder)
    }
}

impl<S, T, D, M, E, C> Stream for MessageBatches<S, T, D, M, C>
where
    S: Stream<Item = Result<M, E>>,
    M: Message,
    E: Into<Error>,
    T: RowTest,
    D: DeadLetters<M>,
    C: Timer,
{
    type Item = Result<MessageBatch<RowBatch, M::Tag>, Error>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let mut this = self.project();
        let held = this.held;
        let first = this.messages.as_ref().get_ref().state.ordinal;
        loop {
            if *this.is_ended || held.is_full(this.limits) {
                break;
            }
            // A source that is always ready leaves others their turn too, and the clock its say.
            let read = this.messages.as_ref().get_ref().state.ordinal - first;
            if read >= MESSAGES_PER_POLL as u64 {
                match has_waited(this.sleep.as_mut(), context) {
                    true => break,
                    false => context.waker().wake_by_ref(),
                }
                return Poll::Pending;
            }
            let Held { rows, bytes, tags } = held;
            let next = this.messages.as_mut().poll_read(context, |row| {
                rows.push(row.bytes())?;
                *bytes += row.bytes().len();
                Ok(())
            });
            match next {
                Poll::Ready(Some(Ok(((), message)))) => {
                    tags.push(message.into_tag());
                    if tags.len() == 1 {
                        let sleep = this.limits.wait.map(|wait| this.timer.sleep(wait));
                        this.sleep.set(sleep);
                    }
                }
                Poll::Ready(ended) => {
                    *this.failed = ended.and_then(Result::err);
                    *this.is_ended = true;
                }
                Poll::Pending => match has_waited(this.sleep.as_mut(), context) {
                    true => break,
                    false => return Poll::Pending,
                },
            }
        }
        this.sleep.set(None);
        if held.tags.is_empty() {
            return Poll::Ready(this.failed.take().map(Err));
        }
        Poll::Ready(Some(Ok(held.take())))
    }
}

/// Whether the first row has waited for as long as it may.
fn has_waited<F: Future<Output = ()>>(
    sleep: Pin<&mut Option<F>>,
    context: &mut Context<'_>,
) -> bool {
    sleep.as_pin_mut().is_some_and(|sleep| sleep.poll(context).is_ready())
}

impl<S, T, D, M, E, C> FusedStream for MessageBatches<S, T, D, M, C>
where
    S: Stream<Item = Result<M, E>>,
    M: Message,
    E: Into<Error>,
    T: RowTest,
    D: DeadLetters<M>,
    C: Timer,
{
    fn is_terminated(&self) -> bool {
        self.is_ended && self.held.tags.is_empty() && self.failed.is_none()
    }
}
