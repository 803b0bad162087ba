//! What is read of each message, beside the message.

use std::pin::Pin;
use std::task::{Context, Poll};

use ferrow_row::LazyRow;
use futures::stream::{FusedStream, Stream};
use pin_project_lite::pin_project;

use super::{Projection, RowMessages};
use crate::dead_letters::DeadLetters;
use crate::error::Error;
use crate::message::Message;
use crate::row_test::RowTest;

pin_project! {
    /// Pairs of what was read of a message, and the message; see [`RowMessages::read`].
    #[derive(Debug)]
    #[must_use = "streams do nothing unless polled"]
    pub struct ReadMessages<S, T, D, F> {
        #[pin]
        messages: RowMessages<S, T, D>,
        read: F,
    }
}

impl<S, T, D> RowMessages<S, T, D> {
    /// Reads something of each row: a key, the values of some fields, or a value of one's own that is made of them.
    /// Where that is an error of the row, or one that [`Error::bad_message`] makes, the message is a dead letter.
    ///
    /// ```
    /// use bytes::Bytes;
    /// use ferrow_stream::{Error, MessageStreamExt};
    /// use futures::{TryStreamExt, executor::block_on, stream};
    /// # use arrow::datatypes::{DataType, Field, Schema};
    /// # use ferrow_row::{RowLayout, RowMut};
    /// # let layout = RowLayout::try_new(Schema::new(vec![Field::new("id", DataType::Int64, true)]))?;
    /// # let message = |tag: &'static str, id| {
    /// #     let row = RowMut::write(&layout, |row| row.set_at::<i64>(0, id))?;
    /// #     Ok::<_, Error>((tag, Bytes::from(row.into_bytes())))
    /// # };
    ///
    /// let id = layout.column::<i64>("id")?;
    /// let messages = stream::iter([message("one", 1), message("two", 2)]);
    /// let sum = messages
    ///     .rows(&layout)
    ///     .read(|row| row.get(id))
    ///     .try_fold(0, async |sum, (id, _message)| Ok(sum + id.unwrap_or(0)));
    /// assert_eq!(block_on(sum)?, 3);
    /// # Ok::<(), Error>(())
    /// ```
    pub fn read<R, E: Into<Error>>(
        self,
        mut read: impl FnMut(LazyRow<'_>) -> Result<R, E>,
    ) -> ReadMessages<S, T, D, impl FnMut(LazyRow<'_>) -> Result<R, Error>> {
        let read = move |row: LazyRow<'_>| read(row).map_err(Into::into);
        ReadMessages { messages: self, read }
    }

    /// The messages, each behind a row of some of its fields, which are all that is read of it.
    pub fn projected(
        self,
        mut projection: Projection,
    ) -> ReadMessages<S, T, D, impl FnMut(LazyRow<'_>) -> Result<bytes::Bytes, Error>> {
        self.read(move |row| projection.row(row))
    }
}

impl<S, T, D, F, R, M, E> Stream for ReadMessages<S, T, D, F>
where
    S: Stream<Item = Result<M, E>>,
    M: Message,
    E: Into<Error>,
    T: RowTest,
    D: DeadLetters<M>,
    F: FnMut(LazyRow<'_>) -> Result<R, Error>,
{
    type Item = Result<(R, M), Error>;

    #[inline]
    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = self.project();
        this.messages.poll_read(context, this.read)
    }
}

impl<S, T, D, F, R, M, E> FusedStream for ReadMessages<S, T, D, F>
where
    S: Stream<Item = Result<M, E>>,
    M: Message,
    E: Into<Error>,
    T: RowTest,
    D: DeadLetters<M>,
    F: FnMut(LazyRow<'_>) -> Result<R, Error>,
{
    fn is_terminated(&self) -> bool {
        self.messages.is_terminated()
    }
}
