//! Streams of messages, whose rows are read lazily as they come.

mod batches;
mod decoded;
mod limits;
mod projection;
mod read;
mod timer;

use std::marker::PhantomData;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use ferrow_convert::{Predicate, RowFilter};
use ferrow_row::{LazyRow, RowLayout};
use futures::stream::{FusedStream, Stream};
use pin_project_lite::pin_project;

use crate::dead_letters::{DeadLetter, DeadLetters, EndOnBad};
use crate::error::Error;
use crate::form::RowForm;
use crate::message::Message;
use crate::row_test::{All, Both, ByClosure, RowTest};

pub use batches::MessageBatches;
pub use decoded::DecodedMessages;
pub use limits::{BatchLimits, MessageBatch};
pub use projection::Projection;
pub use read::ReadMessages;
#[cfg(feature = "tokio")]
pub use timer::TokioTimer;
pub use timer::{NoTimer, Timer};

/// After so many messages that are not wanted, others get their turn.
const MESSAGES_PER_POLL: usize = 1_024;

/// Reading of rows, for every stream of messages.
pub trait MessageStreamExt: Stream + Sized {
    /// The messages, as rows of a layout, of which nothing is known before: `&layout` where each is a row, or
    /// another [`RowForm`]. Rows are opened in constant time, and what is read of them is checked then.
    ///
    /// An error of the stream itself ends it. One of any type is taken as `messages.map_err(Error::source)`, by
    /// [`TryStreamExt`](futures::TryStreamExt) and [`Error::source`].
    ///
    /// ```
    /// use bytes::Bytes;
    /// use ferrow_stream::{Error, ErrorKind, MessageStreamExt};
    /// use futures::{TryStreamExt, executor::block_on, stream};
    /// # use arrow::datatypes::{DataType, Field, Schema};
    /// # use ferrow_row::RowLayout;
    /// # let layout = RowLayout::try_new(Schema::new(vec![Field::new("id", DataType::Int64, true)]))?;
    ///
    /// let messages = stream::iter([Err::<Bytes, _>("the broker is gone")]);
    /// let rows = messages.map_err(Error::source).rows(&layout);
    /// let error = block_on(rows.try_collect::<Vec<_>>()).unwrap_err();
    /// assert_eq!(error.kind(), ErrorKind::Source);
    /// # Ok::<(), Error>(())
    /// ```
    fn rows<M, E>(self, form: impl Into<RowForm>) -> RowMessages<Self>
    where
        Self: Stream<Item = Result<M, E>>,
        M: Message,
        E: Into<Error>,
    {
        RowMessages {
            source: self,
            form: form.into(),
            test: All,
            letters: EndOnBad::default(),
            state: State::default(),
        }
    }
}

impl<S: Stream> MessageStreamExt for S {}

pin_project! {
    /// Messages that are rows, of which those are given that pass the tests; see
    /// [`MessageStreamExt::rows`].
    ///
    /// Each message is asked for when it is wanted: nothing is read ahead. A message whose row cannot be read
    /// goes to the [dead letters](Self::dead_letters), as far as anything of it is read; without them it ends
    /// the stream with its error.
    #[derive(Debug)]
    #[must_use = "streams do nothing unless polled"]
    pub struct RowMessages<S, T = All, D = EndOnBad> {
        #[pin]
        source: S,
        form: RowForm,
        test: T,
        letters: D,
        state: State,
    }
}

#[derive(Debug, Default)]
struct State {
    /// How many messages came.
    ordinal: u64,
    /// Whether a dead letter is being put away.
    is_putting: bool,
    is_ended: bool,
    /// The row, where it had to be written again.
    scratch: Vec<u8>,
}

impl<S, T, D> RowMessages<S, T, D> {
    /// Sends what cannot be read to `letters`, and goes on.
    pub fn dead_letters<L>(self, letters: L) -> RowMessages<S, T, L> {
        let Self { source, form, test, state, .. } = self;
        RowMessages { source, form, test, letters, state }
    }

    /// Keeps the messages for whose rows `predicate` is true. Only the fields that it hangs on are read.
    ///
    /// # Errors
    ///
    /// As [`RowFilter::try_new`].
    pub fn filter(
        self,
        predicate: &Predicate,
    ) -> Result<RowMessages<S, Both<T, RowFilter>, D>, Error> {
        let filter = RowFilter::try_new(self.form.layout(), predicate)?;
        Ok(self.filter_with(filter))
    }

    /// Keeps the messages whose rows pass `test`, as a [`RowFilter`] that was planned before.
    pub fn filter_with<U: RowTest>(self, test: U) -> RowMessages<S, Both<T, U>, D> {
        let Self { source, form, test: first, letters, state } = self;
        RowMessages { source, form, test: Both(first, test), letters, state }
    }

    /// Keeps the messages for whose rows `is_wanted` says so. Of an error of a row the message is a dead letter, and
    /// so it is of [`Error::bad_message`].
    ///
    /// ```
    /// use bytes::Bytes;
    /// use ferrow_stream::{Error, MessageStreamExt};
    /// use futures::{TryStreamExt, executor::block_on, stream};
    /// # use arrow::datatypes::{DataType, Field, Schema};
    /// # use ferrow_row::{RowLayout, RowMut};
    /// # let layout = RowLayout::try_new(Schema::new(vec![Field::new("id", DataType::Int64, true)]))?;
    /// # let message = |id| {
    /// #     let row = RowMut::write(&layout, |row| row.set_at::<i64>(0, id))?;
    /// #     Ok::<_, Error>(Bytes::from(row.into_bytes()))
    /// # };
    ///
    /// let id = layout.column::<i64>("id")?;
    /// let messages = stream::iter([message(1), message(2), message(3)]);
    /// let odd = messages.rows(&layout).filter_by(|row| Ok::<_, Error>(row.get(id)?.is_some_and(|id| id % 2 == 1)));
    /// assert_eq!(block_on(odd.try_collect::<Vec<_>>())?.len(), 2);
    /// # Ok::<(), Error>(())
    /// ```
    pub fn filter_by<E: Into<Error>>(
        self,
        is_wanted: impl FnMut(LazyRow<'_>) -> Result<bool, E>,
    ) -> RowMessages<S, Both<T, impl RowTest>, D> {
        self.filter_with(ByClosure(is_wanted, PhantomData))
    }

    /// The layout that rows are read as.
    pub fn layout(&self) -> &Arc<RowLayout> {
        self.form.layout()
    }
}

impl<S, T, D, M, E> RowMessages<S, T, D>
where
    S: Stream<Item = Result<M, E>>,
    M: Message,
    E: Into<Error>,
    T: RowTest,
    D: DeadLetters<M>,
{
    /// The next message that passes, and what `read` reads of its row.
    #[inline]
    fn poll_read<R>(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        mut read: impl FnMut(LazyRow<'_>) -> Result<R, Error>,
    ) -> Poll<Option<Result<(R, M), Error>>> {
        let mut this = self.project();
        let state = this.state;
        for _ in 0..MESSAGES_PER_POLL {
            if state.is_putting {
                let done = ready!(this.letters.poll_done(context));
                state.is_putting = false;
                if let Err(error) = done {
                    state.is_ended = true;
                    return Poll::Ready(Some(Err(error)));
                }
            }
            if state.is_ended {
                return Poll::Ready(None);
            }
            let message = match ready!(this.source.as_mut().poll_next(context)) {
                Some(Ok(message)) => message,
                ended => {
                    state.is_ended = true;
                    return Poll::Ready(ended.and_then(Result::err).map(|error| Err(error.into())));
                }
            };
            let ordinal = state.ordinal;
            state.ordinal += 1;
            let value = this.form.read(message.bytes(), &mut state.scratch, |row| {
                if this.test.test(row)? { read(row).map(Some) } else { Ok(None) }
            });
            match value {
                Ok(None) => {}
                Ok(Some(value)) => return Poll::Ready(Some(Ok((value, message)))),
                Err(error) if error.is_of_message() => {
                    this.letters.start(DeadLetter { message, ordinal, error });
                    state.is_putting = true;
                }
                Err(error) => {
                    state.is_ended = true;
                    return Poll::Ready(Some(Err(error.at_message(ordinal))));
                }
            }
        }
        context.waker().wake_by_ref();
        Poll::Pending
    }
}

impl<S, T, D, M, E> Stream for RowMessages<S, T, D>
where
    S: Stream<Item = Result<M, E>>,
    M: Message,
    E: Into<Error>,
    T: RowTest,
    D: DeadLetters<M>,
{
    type Item = Result<M, Error>;

    #[inline]
    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let next = self.poll_read(context, |_| Ok(()));
        next.map(|next| next.map(|next| next.map(|((), message)| message)))
    }
}

impl<S, T, D, M, E> FusedStream for RowMessages<S, T, D>
where
    S: Stream<Item = Result<M, E>>,
    M: Message,
    E: Into<Error>,
    T: RowTest,
    D: DeadLetters<M>,
{
    fn is_terminated(&self) -> bool {
        self.state.is_ended && !self.state.is_putting
    }
}
