//! The one error of this crate: data first, words when it is shown.

mod problem;

use std::convert::Infallible;
use std::fmt;
use std::io;

pub(crate) use problem::Problem;

/// What went wrong, without its particulars.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// A row could not be read, planned or written.
    Row(ferrow_row::ErrorKind),
    /// A batch or a file could not be read or written.
    Convert(ferrow_convert::ErrorKind),
    /// What a message says is wrong by the program's own rules.
    BadMessage,
    /// The bytes of a stream are not frames: nothing behind this place can be read.
    Frame,
    /// The stream of messages failed.
    Source,
    /// The sink of dead letters failed.
    Sink,
    /// A number is too large for the place that it is to be kept in.
    Overflow,
    /// A message has no time, or one that no window holds.
    Time,
    /// There are as many keys as are allowed.
    TooManyKeys,
    /// A field is of a type that cannot be a key or be aggregated so.
    Unsupported,
    /// Two columns of a state would have one name.
    Ambiguous,
    /// A snapshot is one of another state.
    OtherState,
}

/// An error of reading a stream of messages, or of keeping state.
///
/// ```
/// use arrow::datatypes::{DataType, Field, Schema};
/// use bytes::Bytes;
/// use ferrow_row::RowLayout;
/// use ferrow_stream::{Error, ErrorKind, MessageStreamExt};
/// use futures::{TryStreamExt, executor::block_on, stream};
///
/// let layout = RowLayout::try_new(Schema::new(vec![Field::new("id", DataType::Int64, true)]))?;
/// let messages = stream::iter([Ok::<_, Error>(Bytes::from_static(&[0; 15]))]);
/// let error = block_on(messages.rows(&layout).try_collect::<Vec<_>>()).unwrap_err();
/// assert_eq!(error.kind(), ErrorKind::Row(ferrow_row::ErrorKind::Truncated));
/// assert_eq!((error.ordinal(), error.offset()), (Some(0), Some(15)));
/// # Ok::<(), Error>(())
/// ```
pub struct Error(Box<Inner>);

struct Inner {
    problem: Problem,
    path: String,
    ordinal: Option<u64>,
    stream_offset: Option<u64>,
}

impl Error {
    #[cold]
    #[inline(never)]
    pub(crate) fn new(problem: Problem) -> Self {
        Self(Box::new(Inner { problem, path: String::new(), ordinal: None, stream_offset: None }))
    }

    /// An error of one message, which can be read and says what it must not: it goes to the dead letters, and the
    /// stream goes on.
    ///
    /// ```
    /// use bytes::Bytes;
    /// use ferrow_stream::{DeadLetter, Error, ErrorKind, MessageStreamExt};
    /// use futures::{TryStreamExt, executor::block_on, stream};
    /// # use arrow::datatypes::{DataType, Field, Schema};
    /// # use ferrow_row::{RowLayout, RowMut};
    /// # let layout = RowLayout::try_new(Schema::new(vec![Field::new("age", DataType::Int64, true)]))?;
    /// # let message = |id| {
    /// #     let row = RowMut::write(&layout, |row| row.set_at::<i64>(0, id))?;
    /// #     Ok::<_, Error>(Bytes::from(row.into_bytes()))
    /// # };
    ///
    /// let age = layout.column::<i64>("age")?;
    /// let mut dead = Vec::new();
    /// let ages = stream::iter([message(36), message(-1), message(41)])
    ///     .rows(&layout)
    ///     .dead_letters(|letter: DeadLetter<Bytes>| dead.push(letter))
    ///     .read(|row| match row.get(age)? {
    ///         Some(age) if age < 0 => Err(Error::bad_message(format!("an age of {age}"))),
    ///         age => Ok(age),
    ///     })
    ///     .map_ok(|(age, _message)| age);
    /// assert_eq!(block_on(ages.try_collect::<Vec<_>>())?, [Some(36), Some(41)]);
    /// assert_eq!((dead[0].ordinal, dead[0].error.kind()), (1, ErrorKind::BadMessage));
    /// assert_eq!(dead[0].error.to_string(), "an age of -1");
    /// # Ok::<(), Error>(())
    /// ```
    pub fn bad_message(error: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self::new(Problem::BadMessage(error.into()))
    }

    /// An error of whatever gives messages, which ends a stream.
    pub fn source(error: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self::new(Problem::Source(error.into()))
    }

    /// An error of whatever takes dead letters, which ends a stream.
    pub fn sink(error: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self::new(Problem::Sink(error.into()))
    }

    /// The same error, said of the frame at `offset` of the stream of bytes.
    pub(crate) fn at_frame(mut self, ordinal: u64, offset: u64) -> Self {
        self.0.ordinal = Some(ordinal);
        self.0.stream_offset = Some(offset);
        self
    }

    /// The same error, said of the field `name`.
    pub(crate) fn in_field(mut self, name: &str) -> Self {
        name.clone_into(&mut self.0.path);
        self
    }

    /// The same error, said of message `ordinal`.
    pub(crate) fn at_message(mut self, ordinal: u64) -> Self {
        self.0.ordinal.get_or_insert(ordinal);
        self
    }

    /// What went wrong.
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        self.0.problem.kind()
    }

    /// Whether one message is at fault, so that the ones behind it can be read all the same: a dead letter.
    ///
    /// A filter or a state of another layout than the rows have, and a field that is asked for by another type or
    /// name, are mistakes of the program, which every message would meet: they end the stream.
    #[must_use]
    pub fn is_of_message(&self) -> bool {
        self.0.problem.is_of_message()
    }

    /// The ordinal of the message or frame at fault, from 0 on.
    #[must_use]
    pub fn ordinal(&self) -> Option<u64> {
        self.0.ordinal
    }

    /// Bytes from the start of the row to the fault, where the error is about the bytes of a row.
    #[must_use]
    pub fn offset(&self) -> Option<usize> {
        match &self.0.problem {
            Problem::Row(error) | Problem::OtherLayout(error) => error.offset(),
            Problem::Convert(error) => error.offset(),
            _ => None,
        }
    }

    /// Bytes from the start of the stream to the frame at fault.
    #[must_use]
    pub fn stream_offset(&self) -> Option<u64> {
        self.0.stream_offset
    }

    /// The path to the field at fault; empty where none is.
    #[must_use]
    pub fn path(&self) -> String {
        match &self.0.problem {
            Problem::Row(error) | Problem::OtherLayout(error) => error.path(),
            Problem::Convert(error) => error.path(),
            _ => self.0.path.clone(),
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.0.ordinal, self.0.stream_offset) {
            (Some(ordinal), Some(offset)) => write!(f, "frame {ordinal}, at byte {offset}: ")?,
            (Some(ordinal), None) => write!(f, "message {ordinal}: ")?,
            _ => {}
        }
        if !self.0.path.is_empty() {
            write!(f, "{}: ", self.0.path)?;
        }
        self.0.problem.fmt(f)
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Error")
            .field("kind", &self.kind())
            .field("ordinal", &self.0.ordinal)
            .field("stream_offset", &self.0.stream_offset)
            .field("path", &self.path())
            .field("problem", &self.0.problem)
            .finish()
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.0.problem.source()
    }
}

/// What is wrong with a row is an error [of its message](Error::is_of_message); what a layout alone decides is one
/// of the program.
impl From<ferrow_row::Error> for Error {
    #[cold]
    #[inline(never)]
    fn from(error: ferrow_row::Error) -> Self {
        use ferrow_row::ErrorKind as Kind;
        Self::new(match error.kind() {
            Kind::LayoutMismatch | Kind::WrongKind | Kind::NoSuchField | Kind::Ambiguous => {
                Problem::OtherLayout(error)
            }
            _ => Problem::Row(error),
        })
    }
}

impl From<ferrow_convert::Error> for Error {
    fn from(error: ferrow_convert::Error) -> Self {
        Self::new(Problem::Convert(error))
    }
}

impl From<io::Error> for Error {
    fn from(error: io::Error) -> Self {
        Self::new(Problem::Io(error))
    }
}

impl From<Infallible> for Error {
    fn from(never: Infallible) -> Self {
        match never {}
    }
}

const _: () = assert!(size_of::<Error>() == size_of::<usize>());
