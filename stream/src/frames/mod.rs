//! Rows on a stream of bytes: what stands in front of each, as `ferrow_row::schema` defines it.

mod codec;
mod filtered;

use std::ops::Range;

use bytes::Bytes;
use ferrow_row::schema::{Fingerprint, Frame, first_size};

use crate::error::{Error, Problem};
use crate::message::Message;

pub use filtered::FilteredFrames;

/// The limit of a frame where no other is set, in bytes: 16 MiB.
pub const MOST_FRAME_BYTES: usize = 16 << 20;

/// Bytes of the size in front, and of a schema hash.
const SIZE: usize = 4;
const HASH: usize = 8;

/// A codec of rows on a stream of bytes, for `FramedRead`, `FramedWrite` and `Framed` of
/// `tokio_util::codec`: a [`Decoder`](tokio_util::codec::Decoder) of [`FrameMessage`]s, and an
/// [`Encoder`](tokio_util::codec::Encoder) of anything that has bytes.
///
/// A frame is a size and what it counts, as [`FrameWriter`](ferrow_row::schema::FrameWriter) writes it. The
/// rows that come out share the memory that they were read into.
///
/// A frame that is damaged, as one that is longer than the limit, of a negative size, or of another schema
/// hash than the stream's, is an [error](crate::ErrorKind::Frame), after which there is nothing more: no byte
/// says where the next frame starts. Whether what a frame holds is a row is not looked at here.
///
/// ```
/// use ferrow_stream::{Error, RowFrames};
/// use futures::{SinkExt, StreamExt, executor::block_on};
/// use tokio_util::codec::{FramedRead, FramedWrite};
///
/// # block_on(async {
/// let mut writer = FramedWrite::new(Vec::new(), RowFrames::hashed(531));
/// writer.send([1; 16]).await?;
/// writer.send([2; 16]).await?;
/// let bytes = writer.into_inner();
///
/// let mut frames = FramedRead::new(&bytes[..], RowFrames::hashed(531));
/// frames.next().await.ok_or("a frame")??;
/// let second = frames.next().await.ok_or("a frame")??;
/// assert_eq!((second.ordinal, second.offset, &second.bytes[..]), (1, 28, &[2; 16][..]));
///
/// // Rows of another schema are noticed, and end the stream.
/// let mut others = FramedRead::new(&bytes[..], RowFrames::hashed(532));
/// assert!(others.next().await.ok_or("an error")?.is_err());
/// assert!(others.next().await.is_none());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// # })?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
pub struct RowFrames {
    front: Front,
    most_bytes: usize,
    /// Where the next frame starts, and how many came before.
    offset: u64,
    ordinal: u64,
    /// Whether an error was given, after which there is nothing.
    is_ended: bool,
}

/// What stands between the size and the row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Front {
    Nothing,
    Hash(i64),
    /// It is a part of the message.
    Fingerprint(Fingerprint),
}

/// What a frame holds, and where it stood.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct FrameMessage {
    /// The row; of frames with fingerprints the fingerprint and the row.
    pub bytes: Bytes,
    /// The ordinal of the frame in the stream, from 0 on.
    pub ordinal: u64,
    /// Bytes from the start of the stream to the frame.
    pub offset: u64,
}

/// The place of the frame is its tag: its ordinal, and its offset.
impl Message for FrameMessage {
    type Tag = (u64, u64);

    #[inline]
    fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    fn into_tag(self) -> (u64, u64) {
        (self.ordinal, self.offset)
    }
}

impl RowFrames {
    /// Frames of a size and a row.
    #[must_use]
    pub fn new() -> Self {
        Self::of(Front::Nothing)
    }

    /// Frames of a size, a schema hash and a row, as Java's `encode` into a buffer appends them. All are of
    /// the schema that has [this hash](ferrow_row::RowLayout::schema_hash).
    #[must_use]
    pub fn hashed(schema_hash: i64) -> Self {
        Self::of(Front::Hash(schema_hash))
    }

    /// Frames of a size, a fingerprint and a row, so that rows of several schemas can share a stream. Rows
    /// that are written are of the layout with `fingerprint`; what is read may have any, and is for
    /// [`Versions`](ferrow_row::evolution::Versions) as a [`RowForm`](crate::RowForm).
    #[must_use]
    pub fn versioned(fingerprint: Fingerprint) -> Self {
        Self::of(Front::Fingerprint(fingerprint))
    }

    fn of(front: Front) -> Self {
        Self { front, most_bytes: MOST_FRAME_BYTES, offset: 0, ordinal: 0, is_ended: false }
    }

    /// Refuses frames of more than `most_bytes` behind their size, read or written:
    /// [`MOST_FRAME_BYTES`] where nothing is said. So much memory a stream can make its reader take.
    #[must_use]
    pub fn with_most_bytes(self, most_bytes: usize) -> Self {
        Self { most_bytes, ..self }
    }

    /// The frame that `bytes` begin with, as the range of what it holds; `None` where it has not come whole.
    #[inline(always)]
    fn first(&self, bytes: &[u8]) -> Result<Option<Range<usize>>, Error> {
        let Some(size) = first_size(bytes).map_err(wrong_front)? else { return Ok(None) };
        if size > self.most_bytes {
            return Err(too_large(size, self.most_bytes));
        }
        let end = SIZE + size;
        if bytes.len() < end {
            return Ok(None);
        }
        let Front::Hash(wanted) = self.front else { return Ok(Some(SIZE..end)) };
        check_hash(&bytes[..end], wanted)?;
        Ok(Some(SIZE + HASH..end))
    }

    /// Counts frames, of `len` bytes together.
    #[inline]
    fn pass(&mut self, frames: u64, len: usize) {
        self.offset += len as u64;
        self.ordinal += frames;
    }
}

impl Default for RowFrames {
    fn default() -> Self {
        Self::new()
    }
}

/// Whether a frame begins with the hash.
#[inline(never)]
fn check_hash(frame: &[u8], wanted: i64) -> Result<(), Error> {
    let frame = Frame::try_first(frame).map_err(wrong_front)?;
    frame.0.row_of(wanted).map_err(wrong_front)?;
    Ok(())
}

#[cold]
fn too_large(size: usize, most: usize) -> Error {
    Error::new(Problem::FrameTooLarge { size, most })
}

#[cold]
fn wrong_front(error: ferrow_row::Error) -> Error {
    Error::new(Problem::Frame(error))
}
