//! Where messages go that cannot be read.

use std::pin::Pin;
use std::task::{Context, Poll, ready};

use futures::Sink;

use crate::error::Error;

/// A message that could not be read, and why.
#[derive(Debug)]
#[non_exhaustive]
pub struct DeadLetter<M> {
    /// The message as it came, with its tag.
    pub message: M,
    /// The ordinal of the message among all that the adaptor took, from 0 on.
    pub ordinal: u64,
    /// What is wrong with it: a kind, an offset in the row, and a path.
    pub error: Error,
}

/// Takes the messages that cannot be read, one at a time. The stream goes on when one is put away, and asks
/// its source for no other before: a slow sink holds back the source.
///
/// Closures take letters at once, and so does a `&mut Vec`, which is read once the stream is over;
/// [`SinkLetters`] hands them to a sink of `futures`, as the sender of a channel is, and [`AsyncLetters`] awaits
/// what a closure starts.
pub trait DeadLetters<M> {
    /// Takes a letter. The last one is put away.
    fn start(&mut self, letter: DeadLetter<M>);

    /// Whether the letter is put away.
    ///
    /// # Errors
    ///
    /// Where it cannot be; the stream ends with that.
    fn poll_done(&mut self, context: &mut Context<'_>) -> Poll<Result<(), Error>>;
}

/// No sink: a message that cannot be read ends the stream with what is wrong.
#[derive(Debug, Default)]
pub struct EndOnBad(Option<Error>);

impl<M> DeadLetters<M> for EndOnBad {
    fn start(&mut self, letter: DeadLetter<M>) {
        self.0 = Some(letter.error.at_message(letter.ordinal));
    }

    fn poll_done(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Error>> {
        Poll::Ready(self.0.take().map_or(Ok(()), Err))
    }
}

impl<M, F: FnMut(DeadLetter<M>)> DeadLetters<M> for F {
    fn start(&mut self, letter: DeadLetter<M>) {
        self(letter);
    }

    fn poll_done(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Error>> {
        Poll::Ready(Ok(()))
    }
}

/// Borrowed alone: a stream never gives back what moved into it, so nobody could read its letters.
impl<M> DeadLetters<M> for &mut Vec<DeadLetter<M>> {
    fn start(&mut self, letter: DeadLetter<M>) {
        self.push(letter);
    }

    fn poll_done(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Error>> {
        Poll::Ready(Ok(()))
    }
}

/// Sends dead letters to a sink, and waits until it has flushed each.
///
/// ```
/// use bytes::Bytes;
/// use ferrow_row::RowLayout;
/// use ferrow_stream::{Error, MessageStreamExt, SinkLetters};
/// use futures::channel::mpsc;
/// use futures::{StreamExt, TryStreamExt, executor::block_on, stream};
/// # use arrow::datatypes::{DataType, Field, Schema};
/// # let layout = RowLayout::try_new(Schema::new(vec![Field::new("id", DataType::Int64, true)]))?;
///
/// let (sender, mut dead) = mpsc::channel(8);
/// let messages = stream::iter([Ok::<_, Error>(Bytes::from_static(&[0; 15]))]);
/// let rows = messages.rows(&layout).dead_letters(SinkLetters::new(sender));
/// assert!(block_on(rows.try_collect::<Vec<_>>())?.is_empty());
/// assert_eq!(block_on(dead.next()).map(|letter| letter.ordinal), Some(0));
/// # Ok::<(), Error>(())
/// ```
#[derive(Debug)]
pub struct SinkLetters<K, M> {
    sink: K,
    letter: Option<DeadLetter<M>>,
}

impl<K, M> SinkLetters<K, M> {
    /// Dead letters that `sink` takes.
    pub fn new(sink: K) -> Self {
        Self { sink, letter: None }
    }
}

impl<M, K> DeadLetters<M> for SinkLetters<K, M>
where
    K: Sink<DeadLetter<M>> + Unpin,
    K::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
{
    fn start(&mut self, letter: DeadLetter<M>) {
        self.letter = Some(letter);
    }

    fn poll_done(&mut self, context: &mut Context<'_>) -> Poll<Result<(), Error>> {
        if self.letter.is_some() {
            ready!(Pin::new(&mut self.sink).poll_ready(context)).map_err(Error::sink)?;
            if let Some(letter) = self.letter.take() {
                Pin::new(&mut self.sink).start_send(letter).map_err(Error::sink)?;
            }
        }
        Pin::new(&mut self.sink).poll_flush(context).map_err(Error::sink)
    }
}

/// Puts dead letters away by a closure that gives a future, which is awaited.
///
/// ```
/// use bytes::Bytes;
/// use ferrow_row::RowLayout;
/// use ferrow_stream::{AsyncLetters, DeadLetter, Error, MessageStreamExt};
/// use futures::{TryStreamExt, executor::block_on, stream};
/// # use arrow::datatypes::{DataType, Field, Schema};
/// # let layout = RowLayout::try_new(Schema::new(vec![Field::new("id", DataType::Int64, true)]))?;
///
/// let put = AsyncLetters::new(|letter: DeadLetter<Bytes>| async move {
///     // As with a broker that is asked to keep it.
///     if letter.message.len() == 15 { Ok(()) } else { Err(Error::sink("no such letter")) }
/// });
/// let messages = stream::iter([Ok::<_, Error>(Bytes::from_static(&[0; 15]))]);
/// let rows = messages.rows(&layout).dead_letters(put);
/// assert!(block_on(rows.try_collect::<Vec<_>>())?.is_empty());
/// # Ok::<(), Error>(())
/// ```
#[derive(Debug)]
pub struct AsyncLetters<F, P> {
    put: F,
    underway: Option<Pin<Box<P>>>,
}

impl<F, P> AsyncLetters<F, P> {
    /// Dead letters that `put` puts away, and says when that is done.
    pub fn new<M>(put: F) -> Self
    where
        F: FnMut(DeadLetter<M>) -> P,
        P: Future<Output = Result<(), Error>>,
    {
        Self { put, underway: None }
    }
}

impl<M, F, P> DeadLetters<M> for AsyncLetters<F, P>
where
    F: FnMut(DeadLetter<M>) -> P,
    P: Future<Output = Result<(), Error>>,
{
    fn start(&mut self, letter: DeadLetter<M>) {
        self.underway = Some(Box::pin((self.put)(letter)));
    }

    fn poll_done(&mut self, context: &mut Context<'_>) -> Poll<Result<(), Error>> {
        let Some(underway) = &mut self.underway else { return Poll::Ready(Ok(())) };
        let done = ready!(underway.as_mut().poll(context));
        self.underway = None;
        Poll::Ready(done)
    }
}
