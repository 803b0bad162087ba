//! Frames that are judged where they lie, before they become messages.

use bytes::BytesMut;
use tokio_util::codec::Decoder;

use super::{FrameMessage, RowFrames};
use crate::error::Error;
use crate::form::RowForm;
use crate::row_test::RowTest;

/// A decoder of those frames whose rows pass a test: the others are passed over in the buffer, so that they
/// cost no more than the fields that are read of them.
///
/// A row that cannot be judged is kept, so that it goes where bad messages go: put the same test into
/// [`filter`](crate::RowMessages::filter) behind this, which says what is wrong with it. An error that is not
/// [of the message](Error::is_of_message), as of a filter of another layout, ends the stream. Ordinals and offsets
/// count all frames.
///
/// A decoder cannot pause: while nothing passes, other tasks run when the reader is not ready, as the sockets of
/// tokio see to. Bytes in memory are always ready; a [`filter`](crate::RowMessages::filter) alone lets others run.
///
/// A row that stands behind many that were passed over is copied, so that it does not hold the memory of all of
/// them; others share the memory that they were read into.
///
/// ```
/// use std::sync::Arc;
/// use arrow::datatypes::{DataType, Field, Schema};
/// use ferrow_convert::{Predicate, RowFilter};
/// use ferrow_row::{RowLayout, RowMut};
/// use ferrow_stream::{DeadLetter, Error, FrameMessage, MessageStreamExt, RowFrames};
/// use futures::{SinkExt, TryStreamExt, executor::block_on};
/// use tokio_util::codec::{FramedRead, FramedWrite};
///
/// # block_on(async {
/// let layout = RowLayout::try_new(Schema::new(vec![Field::new("id", DataType::Int64, true)]))?;
/// let mut writer = FramedWrite::new(Vec::new(), RowFrames::new());
/// for id in 0..1000 {
///     writer.send(RowMut::write(&layout, |row| row.set_at::<i64>(0, id))?.bytes()).await?;
/// }
/// writer.send(b"no row").await?;
/// let bytes = writer.into_inner();
///
/// let filter = RowFilter::try_new(&layout, &Predicate::column("id").eq(500_i64))?;
/// let filter = Arc::new(filter);
/// let frames = RowFrames::new().filtered(&layout, Arc::clone(&filter));
/// let mut dead = Vec::new();
/// let kept: Vec<FrameMessage> = FramedRead::new(&bytes[..], frames)
///     .rows(&layout)
///     .dead_letters(|letter: DeadLetter<FrameMessage>| dead.push(letter))
///     .filter_with(filter)
///     .try_collect()
///     .await?;
/// assert_eq!((kept.len(), kept[0].ordinal), (1, 500));
/// assert_eq!((dead.len(), dead[0].message.ordinal), (1, 1000));
/// # Ok::<(), Error>(())
/// # })?;
/// # Ok::<(), Error>(())
/// ```
#[derive(Debug)]
pub struct FilteredFrames<T> {
    frames: RowFrames,
    form: RowForm,
    test: T,
    scratch: Vec<u8>,
}

impl RowFrames {
    /// The frames whose rows pass `test`.
    #[must_use]
    pub fn filtered<T: RowTest>(self, form: impl Into<RowForm>, test: T) -> FilteredFrames<T> {
        FilteredFrames { frames: self, form: form.into(), test, scratch: Vec::new() }
    }
}

impl<T: RowTest> Decoder for FilteredFrames<T> {
    type Item = FrameMessage;
    type Error = Error;

    fn decode(&mut self, bytes: &mut BytesMut) -> Result<Option<FrameMessage>, Error> {
        let Self { frames, form, test, scratch } = self;
        frames.next(bytes, |row| match form.read(row, scratch, |row| test.test(row)) {
            Ok(is_wanted) => Ok(!is_wanted),
            Err(error) if error.is_of_message() => Ok(false),
            Err(error) => Err(error),
        })
    }

    fn decode_eof(&mut self, bytes: &mut BytesMut) -> Result<Option<FrameMessage>, Error> {
        let frame = self.decode(bytes)?;
        self.frames.check_end(bytes, frame)
    }
}
