//! What can be wrong, in particular: the data of an error and its words.

use std::fmt;
use std::io;

use arrow::datatypes::DataType;

use super::ErrorKind;

/// The particulars, one variant per thing that can be said.
#[derive(Debug)]
pub(crate) enum Problem {
    Row(ferrow_row::Error),
    /// The program asks rows for what their layout does not have, or for rows of another layout.
    OtherLayout(ferrow_row::Error),
    Convert(ferrow_convert::Error),
    BadMessage(Box<dyn std::error::Error + Send + Sync>),
    /// What stands in front of a row is wrong.
    Frame(ferrow_row::Error),
    FrameTooLarge {
        size: usize,
        most: usize,
    },
    FrameCut {
        left: usize,
    },
    Io(io::Error),
    Source(Box<dyn std::error::Error + Send + Sync>),
    Sink(Box<dyn std::error::Error + Send + Sync>),
    Overflow {
        data_type: DataType,
    },
    NoTime,
    NoWindow {
        time: i64,
    },
    TooManyKeys {
        most: usize,
    },
    NotAggregated {
        data_type: DataType,
        what: &'static str,
    },
    ColumnTwice,
    KeyTwice,
    OtherState {
        wanted: String,
        found: String,
    },
}

impl Problem {
    pub(super) fn kind(&self) -> ErrorKind {
        match self {
            Self::Row(error) | Self::OtherLayout(error) => ErrorKind::Row(error.kind()),
            Self::Convert(error) => ErrorKind::Convert(error.kind()),
            Self::BadMessage(_) => ErrorKind::BadMessage,
            Self::Frame(_) | Self::FrameTooLarge { .. } | Self::FrameCut { .. } => ErrorKind::Frame,
            Self::Io(_) | Self::Source(_) => ErrorKind::Source,
            Self::Sink(_) => ErrorKind::Sink,
            Self::Overflow { .. } => ErrorKind::Overflow,
            Self::NoTime | Self::NoWindow { .. } => ErrorKind::Time,
            Self::TooManyKeys { .. } => ErrorKind::TooManyKeys,
            Self::NotAggregated { .. } => ErrorKind::Unsupported,
            Self::ColumnTwice => ErrorKind::Ambiguous,
            Self::KeyTwice | Self::OtherState { .. } => ErrorKind::OtherState,
        }
    }

    pub(super) fn is_of_message(&self) -> bool {
        use ErrorKind as Kind;
        !matches!(self, Self::OtherLayout(_))
            && matches!(self.kind(), Kind::Row(_) | Kind::BadMessage | Kind::Overflow | Kind::Time)
    }

    /// The error that this one is made of.
    pub(super) fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Row(error) | Self::OtherLayout(error) | Self::Frame(error) => Some(error),
            Self::Convert(error) => Some(error),
            Self::Io(error) => Some(error),
            Self::BadMessage(error) | Self::Source(error) | Self::Sink(error) => {
                Some(error.as_ref())
            }
            _ => None,
        }
    }
}

/// Where frames are wrong, nobody knows where the next one starts.
const NO_MORE: &str = "nothing behind it can be read, so open the stream again at a known place";

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Row(error) | Self::OtherLayout(error) => error.fmt(f),
            Self::Convert(error) => error.fmt(f),
            Self::Frame(error) => write!(f, "{error}; {NO_MORE}"),
            Self::FrameTooLarge { size, most } => write!(
                f,
                "a frame of {size} bytes, the limit is {most}; if rows are that large, raise it by \
                 `RowFrames::with_most_bytes`, else the bytes are no frames: {NO_MORE}"
            ),
            Self::FrameCut { left } => write!(
                f,
                "the stream ends within a frame, of which {left} bytes are there; read it again from \
                 this frame on"
            ),
            Self::BadMessage(error) => error.fmt(f),
            Self::Io(error) => error.fmt(f),
            Self::Source(error) => write!(f, "the stream of messages failed: {error}"),
            Self::Sink(error) => write!(f, "a dead letter could not be put away: {error}"),
            Self::Overflow { data_type } => write!(
                f,
                "with this message it is more than {data_type} holds; take the state out more often, or \
                 aggregate a field of a wider type, as Decimal128 or Float64"
            ),
            Self::NoTime => f.write_str("a null, and a message without a time is in no window"),
            Self::NoWindow { time } => write!(
                f,
                "the window of {time} starts before the first time that the field's type holds"
            ),
            Self::TooManyKeys { most } => write!(
                f,
                "there are {most} keys, which is the limit; take closed windows out, or raise it by \
                 `StateBuilder::with_most_keys`"
            ),
            Self::NotAggregated { data_type, what } => {
                write!(f, "{data_type} cannot be {what} of a state; choose another field")
            }
            Self::ColumnTwice => f.write_str("two columns have this name; name one otherwise"),
            Self::KeyTwice => f.write_str("the snapshot has a key twice, so it is damaged"),
            Self::OtherState { wanted, found } => write!(
                f,
                "the snapshot is of `{found}`, this state of `{wanted}`; restore it into a state with \
                 the same keys and aggregates"
            ),
        }
    }
}
