//! The one error of this crate: data first, words when it is shown.

use std::fmt;

use arrow_schema::{ArrowError, DataType};

use crate::Kind;

/// What went wrong, without its particulars.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The bytes end before the row does.
    Truncated,
    /// A variable value stands inside the row's bitmap or slots.
    Overlap,
    /// Text is not UTF-8.
    Utf8,
    /// A field that may not be null is null, or was never written.
    NotNull,
    /// A size does not fit the format or the Arrow type.
    TooLarge,
    /// A field is of another kind than the one asked for.
    WrongKind,
    /// No field has the name asked for.
    NoSuchField,
    /// Several fields have the name asked for.
    Ambiguous,
    /// Rows of one layout were given where another is wanted.
    LayoutMismatch,
    /// An Arrow type that rows do not hold.
    Unsupported,
}

/// An error of reading, writing or planning rows: one word wide, with the place where it happened.
///
/// ```
/// use std::sync::Arc;
/// use arrow_schema::{DataType, Field, Schema};
/// use ferrow_row::{ErrorKind, RowLayout};
///
/// let layout = RowLayout::try_new(Schema::new(vec![Field::new("a", DataType::Int64, true)]))?;
/// let error = layout.open(&[0; 15]).unwrap_err();
/// assert_eq!(error.kind(), ErrorKind::Truncated);
/// assert_eq!(error.offset(), Some(15));
/// # Ok::<(), ferrow_row::Error>(())
/// ```
pub struct Error(Box<Inner>);

struct Inner {
    problem: Problem,
    field: Option<String>,
    row: Option<usize>,
}

/// The particulars, one variant per thing that can be said.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Problem {
    RowCut { needed: usize, len: usize },
    SpanCut { offset: usize, size: usize, len: usize },
    SpanOverlap { offset: usize, fixed: usize },
    Utf8 { offset: usize },
    NullValue,
    NotWritten,
    RowTooLarge { len: usize },
    BatchTooLarge { len: usize },
    WrongKind { asked: Kind, found: Kind },
    NoSuchField { names: Vec<String> },
    Ambiguous { count: usize },
    FieldCount { wanted: Vec<String>, found: Vec<String> },
    FieldType { wanted: String, found: String },
    FieldName { found: String },
    MayBeNull,
    NullRow,
    Unsupported { data_type: DataType },
    NotBinary { data_type: DataType },
}

impl Error {
    #[cold]
    #[inline(never)]
    pub(crate) fn new(problem: Problem) -> Self {
        Self(Box::new(Inner { problem, field: None, row: None }))
    }

    /// The same error, said of the field `name`.
    #[cold]
    #[inline(never)]
    pub(crate) fn in_field(mut self, name: &str) -> Self {
        self.0.field = Some(name.to_owned());
        self
    }

    /// The same error, said of row `index` of a batch.
    #[cold]
    #[inline(never)]
    #[must_use]
    pub fn in_row(mut self, index: usize) -> Self {
        self.0.row = Some(index);
        self
    }

    /// What went wrong.
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        match self.0.problem {
            Problem::RowCut { .. } | Problem::SpanCut { .. } => ErrorKind::Truncated,
            Problem::SpanOverlap { .. } => ErrorKind::Overlap,
            Problem::Utf8 { .. } => ErrorKind::Utf8,
            Problem::NullValue | Problem::NotWritten | Problem::NullRow => ErrorKind::NotNull,
            Problem::RowTooLarge { .. } | Problem::BatchTooLarge { .. } => ErrorKind::TooLarge,
            Problem::WrongKind { .. } => ErrorKind::WrongKind,
            Problem::NoSuchField { .. } => ErrorKind::NoSuchField,
            Problem::Ambiguous { .. } => ErrorKind::Ambiguous,
            Problem::FieldCount { .. }
            | Problem::FieldType { .. }
            | Problem::FieldName { .. }
            | Problem::MayBeNull => ErrorKind::LayoutMismatch,
            Problem::Unsupported { .. } | Problem::NotBinary { .. } => ErrorKind::Unsupported,
        }
    }

    /// Bytes from the start of the row to the fault: where the bytes end, where text stops being
    /// UTF-8, or where a slot claims that its value stands.
    #[must_use]
    pub fn offset(&self) -> Option<usize> {
        match self.0.problem {
            Problem::RowCut { len, .. } => Some(len),
            Problem::SpanCut { offset, .. }
            | Problem::SpanOverlap { offset, .. }
            | Problem::Utf8 { offset } => Some(offset),
            _ => None,
        }
    }

    /// The ordinal of the row in its batch, where the error is about one row of many.
    #[must_use]
    pub fn row(&self) -> Option<usize> {
        self.0.row
    }

    /// The path to the field, as in `carrier` or `[17].carrier`; empty where no field is at fault.
    #[must_use]
    pub fn path(&self) -> String {
        match (self.0.row, self.0.field.as_deref()) {
            (Some(row), Some(field)) => format!("[{row}].{field}"),
            (Some(row), None) => format!("[{row}]"),
            (None, Some(field)) => field.to_owned(),
            (None, None) => String::new(),
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path = self.path();
        if !path.is_empty() {
            write!(f, "{path}: ")?;
        }
        self.0.problem.fmt(f)
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::RowCut { needed, len } => write!(
                f,
                "the row has {len} bytes and its layout needs at least {needed}; \
                 check that the message is whole and that its writer used this schema"
            ),
            Self::SpanCut { offset, size, len } => write!(
                f,
                "the value at offset {offset} has {size} bytes and leaves the row of {len} bytes; \
                 check that the message is whole"
            ),
            Self::SpanOverlap { offset, fixed } => write!(
                f,
                "the value at offset {offset} lies inside the {fixed} bytes of bitmap and slots; \
                 check that the row's writer used this schema"
            ),
            Self::Utf8 { offset } => {
                write!(
                    f,
                    "the text is not UTF-8 at offset {offset}; check that the message is whole and \
                     that its writer used this schema, or declare the field as binary"
                )
            }
            Self::NullValue => {
                write!(
                    f,
                    "null in a field that is not nullable; check that the row's writer used this \
                     schema, or declare the field as nullable"
                )
            }
            Self::NotWritten => {
                write!(f, "not written; set it before `finish`, or declare the field as nullable")
            }
            Self::RowTooLarge { len } => write!(
                f,
                "a row of {len} bytes; a row holds at most 4,294,967,295, so keep what is large \
                 elsewhere and a reference to it in the row"
            ),
            Self::BatchTooLarge { len } => write!(
                f,
                "rows of {len} bytes do not fit 32-bit offsets; use LargeBinary, or split the batch"
            ),
            Self::WrongKind { asked, found: Kind::Null } => {
                write!(f, "the field is always null, it was asked for as {asked}")
            }
            Self::WrongKind { asked, found } => write!(
                f,
                "the field is {found}, it was asked for as {asked}; ask for it as `{}`",
                found.rust_type()
            ),
            Self::NoSuchField { names } => {
                write!(f, "no such field; the fields are {}", names.join(", "))
            }
            Self::Ambiguous { count } => {
                write!(f, "{count} fields have this name; take the column by its index")
            }
            Self::FieldCount { wanted, found } => {
                write!(
                    f,
                    "the rows have the fields [{}], wanted are [{}]; \
                     declare the fields that the rows were written with",
                    found.join(", "),
                    wanted.join(", ")
                )
            }
            Self::FieldType { wanted, found } => {
                write!(
                    f,
                    "the rows hold {found} where {wanted} is wanted; declare the field as {found}"
                )
            }
            Self::FieldName { found } => {
                write!(f, "the rows have `{found}` at this place; rename or reorder the field")
            }
            Self::MayBeNull => {
                write!(
                    f,
                    "nullable in the rows; declare the field as nullable, in a record by `Option`"
                )
            }
            Self::NullRow => {
                write!(f, "the row itself is null; read the batch with `rows()`, which says so")
            }
            Self::Unsupported { data_type } => {
                write!(
                    f,
                    "rows do not hold {data_type} yet; leave the field out, or cast it to a type of \
                     the README's table"
                )
            }
            Self::NotBinary { data_type } => write!(
                f,
                "rows are a Binary, LargeBinary, BinaryView or FixedSizeBinary column, \
                 this is {data_type}; cast it"
            ),
        }
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Error")
            .field("kind", &self.kind())
            .field("path", &self.path())
            .field("problem", &self.0.problem)
            .finish()
    }
}

impl std::error::Error for Error {}

impl From<Error> for ArrowError {
    fn from(error: Error) -> Self {
        Self::ExternalError(Box::new(error))
    }
}

const _: () = assert!(size_of::<Error>() == size_of::<usize>());
