//! What other implementations put in front of a row: a schema hash, and a size in front of that.
//!
//! ```text
//! Java, Python: encode()      |      | hash, 8 bytes | row
//! Java, into a buffer         | size | hash, 8 bytes | row      size of hash and row, 4 bytes
//! Java, a bare array or map   | size |               | array    none of both as bytes of its own
//! Rust                        |      |               | row
//! ```
//!
//! Both numbers are little-endian and signed. Behind the 8 bytes of a hash the row stands on a
//! multiple of 8 exactly where its message does; behind a size too it is 4 off. Nothing here asks
//! for either: rows are read at any address.

use crate::Error;
use crate::error::{FrameProblem, Problem};

/// Bytes of the hash, as the size in front counts them.
const HASH: i32 = 8;

/// Bytes of the size.
const SIZE: usize = size_of::<i32>();

/// A message of one row, taken apart and not yet read.
///
/// The hash is that of [`RowLayout::schema_hash`](crate::RowLayout::schema_hash). As it ignores
/// names and nullability, a row of the right hash may still be of another schema: read it as
/// anything that comes from outside.
///
/// ```
/// use ferrow_row::ErrorKind;
/// use ferrow_row::schema::Frame;
///
/// let message = [19, 2, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
/// let frame = Frame::try_new(&message)?;
/// assert_eq!(frame.schema_hash(), 531);
/// assert_eq!(frame.row_of(531)?.len(), 16);
/// assert_eq!(frame.row_of(532).unwrap_err().kind(), ErrorKind::LayoutMismatch);
/// # Ok::<(), ferrow_row::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Frame<'a> {
    schema_hash: i64,
    row: &'a [u8],
}

impl<'a> Frame<'a> {
    /// Takes apart a hash and the row that is the rest of `message`.
    ///
    /// # Errors
    ///
    /// [`Truncated`](crate::ErrorKind::Truncated) where there are fewer than 8 bytes.
    pub fn try_new(message: &'a [u8]) -> Result<Self, Error> {
        let (hash, row) = split(message)?;
        Ok(Self { schema_hash: i64::from_le_bytes(hash), row })
    }

    /// Takes apart the first of `messages` that each have their size in front; what follows it is
    /// the second part.
    ///
    /// # Errors
    ///
    /// As [`split_sized`], and [`Malformed`](crate::ErrorKind::Malformed) where the size has no
    /// room for the hash.
    pub fn try_first(messages: &'a [u8]) -> Result<(Self, &'a [u8]), Error> {
        let (message, rest) = split_at_least(messages, HASH)?;
        Ok((Self::try_new(message)?, rest))
    }

    /// The hash that the message has, which says under which layout to read its row.
    #[must_use]
    pub fn schema_hash(self) -> i64 {
        self.schema_hash
    }

    /// The row, whatever the hash is.
    #[must_use]
    pub fn row(self) -> &'a [u8] {
        self.row
    }

    /// The row, of a schema that has this hash.
    ///
    /// # Errors
    ///
    /// [`LayoutMismatch`](crate::ErrorKind::LayoutMismatch) where the message has another hash.
    pub fn row_of(self, schema_hash: i64) -> Result<&'a [u8], Error> {
        if self.schema_hash != schema_hash {
            let (wanted, found) = (schema_hash, self.schema_hash);
            return Err(error(FrameProblem::Hash { wanted, found }));
        }
        Ok(self.row)
    }
}

/// Takes the first of `messages` that each have their size in front, and gives it without the size
/// and what follows it. Java's bare arrays and maps are such messages.
///
/// # Errors
///
/// [`Truncated`](crate::ErrorKind::Truncated) where the bytes end before the message does,
/// [`Malformed`](crate::ErrorKind::Malformed) where the size is negative.
pub fn split_sized(messages: &[u8]) -> Result<(&[u8], &[u8]), Error> {
    split_at_least(messages, 0)
}

/// The size that the first of `messages` has in front, which counts what follows it; `None` where it
/// has not come whole. It says how much to wait for, and whether that is too much.
///
/// ```
/// use ferrow_row::schema::first_size;
///
/// assert_eq!(first_size(&[24, 0, 0])?, None);
/// assert_eq!(first_size(&[24, 0, 0, 0, 19, 2])?, Some(24));
/// assert!(first_size(&[0, 0, 0, 0x80]).is_err());
/// # Ok::<(), ferrow_row::Error>(())
/// ```
///
/// # Errors
///
/// [`Malformed`](crate::ErrorKind::Malformed) where the size is negative.
#[inline]
pub fn first_size(messages: &[u8]) -> Result<Option<usize>, Error> {
    messages.first_chunk().map(|size| size_at_least(*size, 0)).transpose()
}

#[inline]
fn size_at_least(size: [u8; SIZE], least: i32) -> Result<usize, Error> {
    let found = i32::from_le_bytes(size);
    let size = usize::try_from(found).ok().filter(|_| found >= least);
    size.ok_or_else(|| error(FrameProblem::Size { found, least }))
}

fn split_at_least(messages: &[u8], least: i32) -> Result<(&[u8], &[u8]), Error> {
    let (size, rest) = split(messages)?;
    let size = size_at_least(size, least)?;
    rest.split_at_checked(size)
        .ok_or_else(|| error(FrameProblem::CutBody { size, len: messages.len() }))
}

fn split<const N: usize>(message: &[u8]) -> Result<([u8; N], &[u8]), Error> {
    let (number, rest) = (message.split_first_chunk())
        .ok_or_else(|| error(FrameProblem::Cut { needed: N, len: message.len() }))?;
    Ok((*number, rest))
}

#[cold]
fn error(problem: FrameProblem) -> Error {
    Error::new(Problem::Frame(problem))
}

/// Writes what stands in front of a row; dropped unfinished, it takes back what was written since.
///
/// ```
/// use ferrow_row::schema::{Frame, FrameWriter};
///
/// let mut messages = Vec::new();
/// for row in [[1; 16], [2; 16]] {
///     let mut frame = FrameWriter::sized(&mut messages, 531);
///     frame.body().extend(row);
///     frame.finish()?;
/// }
/// let (first, rest) = Frame::try_first(&messages)?;
/// let (second, rest) = Frame::try_first(rest)?;
/// assert_eq!((first.row_of(531)?, second.row_of(531)?, rest), (&[1; 16][..], &[2; 16][..], &[][..]));
/// # Ok::<(), ferrow_row::Error>(())
/// ```
#[derive(Debug)]
#[must_use = "a frame that is not finished is taken back"]
pub struct FrameWriter<'a> {
    out: &'a mut Vec<u8>,
    start: usize,
    /// Behind the size in front, which counts what starts here, if there is one.
    counted: Option<usize>,
    /// Where the body starts.
    body: usize,
}

impl<'a> FrameWriter<'a> {
    /// Starts a message of a hash and a row, at the end of `out`: what `encode` of Java and Python
    /// gives.
    pub fn new(out: &'a mut Vec<u8>, schema_hash: i64) -> Self {
        let start = out.len();
        out.extend(schema_hash.to_le_bytes());
        let body = out.len();
        Self { out, start, counted: None, body }
    }

    /// Starts a message of a size, a hash and a row: what Java's `encode` into a buffer appends.
    pub fn sized(out: &'a mut Vec<u8>, schema_hash: i64) -> Self {
        let mut writer = Self::sized_bare(out);
        writer.out.extend(schema_hash.to_le_bytes());
        writer.body = writer.out.len();
        writer
    }

    /// Starts a message of a size and a bare list or map, which have no hash.
    pub fn sized_bare(out: &'a mut Vec<u8>) -> Self {
        let start = out.len();
        out.extend([0; SIZE]);
        let body = out.len();
        Self { out, start, counted: Some(body), body }
    }

    /// The bytes to append the row to, as a [`RowWriter`](crate::RowWriter) does.
    pub fn body(&mut self) -> &mut Vec<u8> {
        self.out
    }

    /// Ends the message.
    ///
    /// # Errors
    ///
    /// [`TooLarge`](crate::ErrorKind::TooLarge) where the size in front does not hold that of the
    /// message, which is taken back then.
    ///
    /// # Panics
    ///
    /// When [`body`](Self::body) has fewer bytes than it had at first.
    pub fn finish(mut self) -> Result<(), Error> {
        assert!(self.out.len() >= self.body, "what stands in front of the body was cut");
        if let Some(counted) = self.counted {
            let len = self.out.len() - counted;
            let size = i32::try_from(len).map_err(|_| error(FrameProblem::TooLarge { len }))?;
            self.out[counted - SIZE..counted].copy_from_slice(&size.to_le_bytes());
        }
        self.start = self.out.len();
        Ok(())
    }
}

impl Drop for FrameWriter<'_> {
    fn drop(&mut self) {
        self.out.truncate(self.start);
    }
}
