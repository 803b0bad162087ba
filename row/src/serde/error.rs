//! What goes wrong between serde and rows.

use std::fmt;

use arrow_schema::DataType;
use serde::{de, ser};

use super::trace::Stop;
use crate::error::Problem;
use crate::{Error, ErrorKind, ValueLayout};

/// The particulars of an error of this module.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum SerdeProblem {
    /// No schema was found.
    Trace(Stop),
    /// The user's `Serialize` or `Deserialize` says so.
    Custom { message: String },
    /// A value does not go into its column.
    NotFor { value: &'static str, data_type: DataType },
    /// A number does not fit its column.
    Range { value: String, data_type: DataType },
    /// A decimal is not one, or not of the column's precision and scale.
    Decimal { text: String, data_type: DataType },
    /// A value that is to be a row has no fields.
    NotARow { found: &'static str },
    /// The key of a map that is written to a struct or union is not text.
    Key,
    /// A struct does not take null, and the row has one.
    Missing { field: &'static str },
}

impl SerdeProblem {
    pub(crate) fn kind(&self) -> ErrorKind {
        match self {
            Self::Trace(_) => ErrorKind::Untraceable,
            Self::Custom { .. } => ErrorKind::Custom,
            Self::NotFor { .. } | Self::NotARow { .. } | Self::Key => ErrorKind::WrongKind,
            Self::Range { .. } | Self::Decimal { .. } => ErrorKind::OutOfRange,
            Self::Missing { .. } => ErrorKind::NotNull,
        }
    }
}

impl fmt::Display for SerdeProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Trace(stop) => stop.fmt(f),
            Self::Custom { message } => f.write_str(message),
            Self::NotFor { value, data_type } => {
                write!(f, "{value} cannot be written to a {data_type} column; change the schema")
            }
            Self::NotARow { found } => write!(
                f,
                "a row has fields and this is {found}; write a struct that has it as a field"
            ),
            Self::Range { value, data_type } => {
                write!(f, "{value} does not fit {data_type}; declare a wider type")
            }
            Self::Decimal { text, data_type } => write!(
                f,
                "`{text}` is not a number that {data_type} holds; give digits within its precision \
                 and scale"
            ),
            Self::Key => f.write_str("the key is not text, so it cannot be the name of a field"),
            Self::Missing { field } => write!(
                f,
                "the row has no value for `{field}`; make it an `Option`, or give it a default with \
                 `#[serde(default)]`"
            ),
        }
    }
}

/// The error that `problem` happened at a value of this layout.
#[cold]
pub(super) fn error_at(layout: &ValueLayout, problem: SerdeProblem) -> Error {
    Error::new(Problem::Serde(problem)).at(layout.path())
}

/// The error that a value of the sort `value` does not go into a column.
#[cold]
pub(super) fn not_for(layout: &ValueLayout, value: &'static str) -> Error {
    let data_type = layout.data_type().clone();
    error_at(layout, SerdeProblem::NotFor { value, data_type })
}

/// The error of what was written at `path`, unless it knows its place already.
#[cold]
pub(super) fn placed(error: Error, path: &str) -> Error {
    if error.path().is_empty() { error.at(path) } else { error }
}

impl ser::Error for Error {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self::new(Problem::Serde(SerdeProblem::Custom { message: message.to_string() }))
    }
}

impl de::Error for Error {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self::new(Problem::Serde(SerdeProblem::Custom { message: message.to_string() }))
    }

    fn missing_field(field: &'static str) -> Self {
        Self::new(Problem::Serde(SerdeProblem::Missing { field }))
    }
}
