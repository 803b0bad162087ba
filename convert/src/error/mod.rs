//! The one error of this crate.

mod file;

use std::fmt;

use arrow::datatypes::DataType;
use arrow::error::ArrowError;

use file::FilePlace;
pub(crate) use file::FileProblem;

/// What went wrong, without its particulars.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// Rows could not be planned, checked or written.
    Row(ferrow_row::ErrorKind),
    /// Arrow refused an array or a batch.
    Arrow,
    /// A field is not marked as a column of rows, or its mark is damaged.
    NotRows,
    /// A column that is wanted is not there, or not the only one of its name.
    NoSuchColumn,
    /// A column is of another type than the one wanted.
    WrongType,
    /// A null where none may be.
    NotNull,
    /// An array would pass what its offsets reach, a row 4 GiB, or rows the memory.
    TooLarge,
    /// A row is selected that the batch does not have, or a row group that the file does not have.
    OutOfRange,
    /// A file could not be opened, read or written.
    Io(std::io::ErrorKind),
    /// A file or a stream ends before what it holds does.
    Truncated,
    /// The bytes of a file or a stream are not what they should be.
    Damaged,
    /// A file needs what this build, or its format, does not have.
    Unsupported,
    /// Text is not of the schema, or no JSON or CSV at all.
    Parse,
}

/// An error of turning rows, records and Arrow batches into one another.
pub struct Error(pub(crate) Box<Inner>);

pub(crate) struct Inner {
    problem: Problem,
    column: Option<String>,
    place: FilePlace,
}

#[derive(Debug)]
pub(crate) enum Problem {
    Row(ferrow_row::Error),
    Arrow(ArrowError),
    NoExtensionType { found: Option<String> },
    NoMetadata,
    Metadata { reason: String },
    UnknownVersion { version: u32 },
    UnknownLayout { layout: String },
    NotBinary { data_type: DataType },
    Narrow { size: i32, needed: usize },
    NoSuchColumn { names: Vec<String> },
    NoRowColumn { names: Vec<String> },
    RowColumns { names: Vec<String> },
    ColumnCount { wanted: usize, found: usize },
    ColumnName { found: String },
    Ambiguous { count: usize },
    WrongType { wanted: DataType, found: DataType },
    NotAStruct { data_type: DataType },
    NotAName { step: String, names: Vec<String> },
    NotAnIndex { step: String, data_type: DataType },
    NotAKey { step: String, key_type: DataType },
    NothingInside { step: String, data_type: DataType },
    LiteralType { wanted: DataType, found: DataType },
    LiteralValue { wanted: DataType, found: DataType, number: String },
    NotComparable { data_type: DataType },
    NotText { data_type: DataType },
    NotAForm { wanted: DataType, found: DataType },
    MayBeNull,
    Nulls { count: usize },
    NullRows { count: usize },
    TooLarge { len: usize, data_type: DataType },
    TooMany { len: usize, data_type: DataType },
    UnderNulls { data_type: DataType },
    NoArray { data_type: DataType },
    RowTooLarge { row: usize, len: usize },
    RowsTooLarge { rows: usize },
    NoSuchRow { row: usize, rows: usize },
    MaskLen { mask: usize, rows: usize },
    RowLen { row: usize, len: usize, width: usize },
    File(FileProblem),
}

impl Error {
    #[cold]
    #[inline(never)]
    pub(crate) fn new(problem: Problem) -> Self {
        Self(Box::new(Inner { problem, column: None, place: FilePlace::default() }))
    }

    #[cold]
    #[inline(never)]
    pub(crate) fn in_column(mut self, name: &str) -> Self {
        self.0.column = Some(name.to_owned());
        self
    }

    /// The same error, said of row `row` where it is about rows.
    #[cold]
    #[inline(never)]
    pub(crate) fn in_row(mut self, row: usize) -> Self {
        if let Problem::Row(error) = self.0.problem {
            self.0.problem = Problem::Row(error.in_row(row));
        }
        self
    }

    /// The same error, said of what is inside the field `name` where it is about a field of rows.
    #[cold]
    #[inline(never)]
    pub(crate) fn in_field(mut self, name: &str) -> Self {
        if let Problem::Row(error) = self.0.problem {
            self.0.problem = Problem::Row(error.in_field(name));
        }
        self
    }

    /// What went wrong.
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        match &self.0.problem {
            Problem::Row(error) => ErrorKind::Row(error.kind()),
            Problem::Arrow(_) | Problem::NoArray { .. } => ErrorKind::Arrow,
            Problem::NoExtensionType { .. }
            | Problem::NoMetadata
            | Problem::Metadata { .. }
            | Problem::UnknownVersion { .. }
            | Problem::UnknownLayout { .. }
            | Problem::NotBinary { .. }
            | Problem::Narrow { .. } => ErrorKind::NotRows,
            Problem::NoSuchColumn { .. }
            | Problem::NoRowColumn { .. }
            | Problem::RowColumns { .. }
            | Problem::ColumnCount { .. }
            | Problem::ColumnName { .. }
            | Problem::Ambiguous { .. } => ErrorKind::NoSuchColumn,
            Problem::WrongType { .. }
            | Problem::NotAStruct { .. }
            | Problem::NotAName { .. }
            | Problem::NotAnIndex { .. }
            | Problem::NotAKey { .. }
            | Problem::NothingInside { .. }
            | Problem::LiteralType { .. }
            | Problem::LiteralValue { .. }
            | Problem::NotComparable { .. }
            | Problem::NotText { .. }
            | Problem::RowLen { .. }
            | Problem::NotAForm { .. } => ErrorKind::WrongType,
            Problem::Nulls { .. } | Problem::NullRows { .. } | Problem::MayBeNull => {
                ErrorKind::NotNull
            }
            Problem::TooLarge { .. }
            | Problem::TooMany { .. }
            | Problem::UnderNulls { .. }
            | Problem::RowTooLarge { .. }
            | Problem::RowsTooLarge { .. } => ErrorKind::TooLarge,
            Problem::NoSuchRow { .. } | Problem::MaskLen { .. } => ErrorKind::OutOfRange,
            Problem::File(problem) => problem.kind(),
        }
    }

    /// The path to the column or the field at fault; empty where none is.
    #[must_use]
    pub fn path(&self) -> String {
        match (&self.0.column, &self.0.problem) {
            (Some(column), _) => column.clone(),
            (None, Problem::Row(error)) => error.path(),
            (None, _) => String::new(),
        }
    }

    /// Bytes from the start of the row to the fault, where the error is about the bytes of a row.
    #[must_use]
    pub fn offset(&self) -> Option<usize> {
        match &self.0.problem {
            Problem::Row(error) => error.offset(),
            _ => None,
        }
    }

    /// The ordinal of the row in its batch, where the error is about one row of many.
    #[must_use]
    pub fn row(&self) -> Option<usize> {
        match &self.0.problem {
            Problem::Row(error) => error.row(),
            Problem::RowTooLarge { row, .. } | Problem::RowLen { row, .. } => Some(*row),
            _ => None,
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.place.fmt(f)?;
        if let Some(column) = &self.0.column {
            write!(f, "{column}: ")?;
        }
        self.0.problem.fmt(f)
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Row(error) => error.fmt(f),
            Self::Arrow(error) => error.fmt(f),
            Self::NoExtensionType { found: None } => write!(
                f,
                "the field has no Arrow extension type, so its row schema is unknown; \
                 make the field with `RowType::field`, and keep field metadata when reading files"
            ),
            Self::NoExtensionType { found: Some(found) } => {
                write!(f, "the field's Arrow extension type is `{found}`, not `ferrow.row`")
            }
            Self::NoMetadata => write!(f, "the extension type `ferrow.row` comes without metadata"),
            Self::Metadata { reason } => {
                write!(f, "the metadata of the extension type `ferrow.row` is damaged: {reason}")
            }
            Self::UnknownVersion { version } => write!(
                f,
                "the metadata of `ferrow.row` has version {version}, this release reads version 1; \
                 use a later release"
            ),
            Self::UnknownLayout { layout } => write!(
                f,
                "rows of the layout `{layout}`, this release reads `standard` and `compact`; use a later \
                 release"
            ),
            Self::NotBinary { data_type } => write!(
                f,
                "rows are a Binary, LargeBinary, BinaryView or FixedSizeBinary column, \
                 this is {data_type}"
            ),
            Self::Narrow { size, needed } => write!(
                f,
                "values of {size} bytes are no rows of this schema, which take {needed} at least"
            ),
            Self::NoSuchColumn { names } => {
                write!(f, "no such column; the columns are {}", names.join(", "))
            }
            Self::NoRowColumn { names } => write!(
                f,
                "no column is marked as rows; make its field with `RowType::field`; the columns are {}",
                names.join(", ")
            ),
            Self::RowColumns { names } => write!(
                f,
                "the columns {} are all marked as rows; choose one by its name",
                names.join(", ")
            ),
            Self::ColumnCount { wanted, found } => {
                write!(
                    f,
                    "the batch has {found} columns, the rows {wanted} fields; project the batch"
                )
            }
            Self::ColumnName { found } => {
                write!(f, "the batch has `{found}` at this place; reorder with `project`")
            }
            Self::Ambiguous { count } => {
                write!(f, "{count} columns have this name; keep one of them, or rename the others")
            }
            Self::WrongType { wanted, found } => {
                write!(f, "the column is {found}, {wanted} is wanted; cast it")
            }
            Self::NotAStruct { data_type } => {
                write!(f, "the field is {data_type}; only a struct has fields of its own")
            }
            Self::NotAName { step, names } => write!(
                f,
                "a struct has no element {step}; name one of its fields: {}",
                names.join(", ")
            ),
            Self::NotAnIndex { step, data_type } => write!(
                f,
                "the value is {data_type}, of which `{step}` is no element; elements are numbers from 0 \
                 on, or from -1 backwards"
            ),
            Self::NotAKey { step, key_type } => write!(
                f,
                "`{step}` is no key of a map whose keys are {key_type}; only texts and integers are \
                 looked up"
            ),
            Self::NothingInside { step, data_type } => {
                write!(f, "the value is {data_type}, which has no `{step}` inside")
            }
            Self::LiteralType { wanted, found } => write!(
                f,
                "the field is {wanted}, the literal {found}; give a literal of the field's type"
            ),
            Self::LiteralValue { wanted, found, number } => {
                write!(f, "the field is {wanted}, which does not have the {found} {number}")
            }
            Self::NotComparable { data_type } => write!(
                f,
                "the field is {data_type}, of which a filter asks only whether it is null; compare a field \
                 inside it, as in `status.deprecated`"
            ),
            Self::NotText { data_type } => {
                write!(f, "the field is {data_type}; only text and bytes have parts to look for")
            }
            Self::NotAForm { wanted, found } => write!(
                f,
                "the field is {found}, which is not decoded to {wanted}: the type asked for must hold the \
                 same values in another form; cast the column instead"
            ),
            Self::MayBeNull => write!(
                f,
                "the field or a struct that it is in may be null, the column asked for may not; declare \
                 it as nullable"
            ),
            Self::Nulls { count } => write!(
                f,
                "{count} nulls in a column that may not be null; declare the field as nullable, in a record \
                 by `Option`"
            ),
            Self::NullRows { count } => write!(
                f,
                "{count} of the rows are null and columns are not nullable; \
                 decode with `RowDecoder::nullable`"
            ),
            Self::RowTooLarge { row, len } => {
                write!(f, "row {row} has {len} bytes; a row holds at most 4,294,967,295")
            }
            Self::RowsTooLarge { rows } => {
                write!(f, "{rows} rows do not fit in memory; use smaller batches")
            }
            Self::NoSuchRow { row, rows } => {
                write!(f, "row {row} is selected of a batch of {rows} rows")
            }
            Self::MaskLen { mask, rows } => {
                write!(f, "a mask of {mask} rows for a batch of {rows}; make it for this batch")
            }
            Self::TooLarge { len, data_type } => write!(
                f,
                "{len} bytes do not fit {data_type}; use its large or view form, or smaller batches"
            ),
            Self::TooMany { len, data_type } => write!(
                f,
                "{len} values do not fit the indexes of {data_type}; use a type of larger ones, or \
                 smaller batches"
            ),
            Self::UnderNulls { data_type } => write!(
                f,
                "the nulls of {data_type} take too much room, since each is as large as a value; use a \
                 type of any length, or smaller batches"
            ),
            Self::NoArray { data_type } => write!(f, "Arrow has no arrays of {data_type}"),
            Self::RowLen { row, len, width } => write!(
                f,
                "row {row} has {len} bytes, all rows of the column have {width}; write them as Binary"
            ),
            Self::File(problem) => problem.fmt(f),
        }
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Error")
            .field("kind", &self.kind())
            .field("path", &self.path())
            .field("place", &self.0.place)
            .field("problem", &self.0.problem)
            .finish()
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match &self.0.problem {
            // These say their own words above, so their sources are ours.
            Problem::Row(error) => error.source(),
            Problem::Arrow(error) => error.source(),
            Problem::File(problem) => problem.source(),
            _ => None,
        }
    }
}

impl From<ferrow_row::Error> for Error {
    fn from(error: ferrow_row::Error) -> Self {
        Self::new(Problem::Row(error))
    }
}

impl From<ArrowError> for Error {
    fn from(error: ArrowError) -> Self {
        match error {
            // One of ours that went through a reader of Arrow's.
            ArrowError::ExternalError(error) => match error.downcast::<Self>() {
                Ok(ours) => *ours,
                Err(error) => Self::new(Problem::Arrow(ArrowError::ExternalError(error))),
            },
            ArrowError::IoError(_, error) => error.into(),
            error => Self::new(Problem::Arrow(error)),
        }
    }
}

impl From<Error> for ArrowError {
    fn from(error: Error) -> Self {
        Self::ExternalError(Box::new(error))
    }
}

const _: () = assert!(size_of::<Error>() == size_of::<usize>());
