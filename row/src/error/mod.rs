//! The one error of this crate: data first, words when it is shown.

mod problem;
mod schema;

use std::fmt;

use arrow_schema::ArrowError;

pub(crate) use problem::Problem;
pub(crate) use schema::{FrameProblem, SchemaProblem};

/// What went wrong, without its particulars.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The bytes end before the row does.
    Truncated,
    /// A variable value stands inside the bitmap or the slots of what holds it, or values share
    /// bytes.
    Overlap,
    /// Text is not UTF-8.
    Utf8,
    /// Bytes that are to be a schema, or a frame around a row, are none.
    Malformed,
    /// A field that may not be null is null, or was never written.
    NotNull,
    /// A size does not fit the format or the Arrow type.
    TooLarge,
    /// A value has another size or number of elements than the schema wants.
    WrongSize,
    /// A number does not fit the type that it is read as, or no type has the id.
    OutOfRange,
    /// A map has a key twice.
    DuplicateKey,
    /// Types are nested deeper than is supported.
    Limit,
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
    /// No Arrow schema holds a type, or samples of it.
    Untraceable,
    /// What the code of a type says: its `Serialize`, or its `Deserialize`.
    Custom,
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
    /// Where the value or container that has the problem starts in the row.
    base: usize,
    path: String,
    row: Option<usize>,
}

impl Error {
    #[cold]
    #[inline(never)]
    pub(crate) fn new(problem: Problem) -> Self {
        Self(Box::new(Inner { problem, base: 0, path: String::new(), row: None }))
    }

    /// The same error, said of the field `name`, in which it happened at the path so far.
    #[cold]
    #[inline(never)]
    #[must_use]
    pub fn in_field(self, name: &str) -> Self {
        let dot = if self.0.path.is_empty() || self.0.path.starts_with('[') { "" } else { "." };
        let place = format!("{name}{dot}");
        self.in_place(&place)
    }

    /// The same error, said of element `index`.
    #[cold]
    #[inline(never)]
    pub(crate) fn in_element(self, index: usize) -> Self {
        let dot = if self.0.path.is_empty() || self.0.path.starts_with('[') { "" } else { "." };
        let place = format!("[{index}]{dot}");
        self.in_place(&place)
    }

    /// The same error, said of any element.
    #[cold]
    #[inline(never)]
    pub(crate) fn in_elements(self) -> Self {
        let dot = if self.0.path.is_empty() || self.0.path.starts_with('[') { "" } else { "." };
        let place = format!("[]{dot}");
        self.in_place(&place)
    }

    /// The same error, with `place` in front of its path.
    #[cold]
    #[inline(never)]
    pub(crate) fn in_place(mut self, place: &str) -> Self {
        self.0.path.insert_str(0, place);
        self
    }

    /// The same error, said of what is at `path`.
    #[cold]
    #[inline(never)]
    pub(crate) fn at(mut self, path: &str) -> Self {
        path.clone_into(&mut self.0.path);
        self
    }

    /// The same error, of a value that starts at `offset` of what holds it.
    #[cold]
    #[inline(never)]
    pub(crate) fn inside(mut self, offset: usize) -> Self {
        self.0.base += offset;
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
        self.0.problem.kind()
    }

    /// Bytes from the start of the row to the fault: where the bytes end, where text stops being
    /// UTF-8, or where a slot claims that its value stands.
    #[must_use]
    pub fn offset(&self) -> Option<usize> {
        Some(self.0.base + self.0.problem.offset()?)
    }

    /// The ordinal of the row in its batch, where the error is about one row of many.
    #[must_use]
    pub fn row(&self) -> Option<usize> {
        self.0.row
    }

    /// The path to the value, as in `carrier`, `orders[3].name` or, of a row of a batch,
    /// `[17].carrier`; empty where no value is at fault. While a row is written, `[]` stands for any
    /// element of a list.
    #[must_use]
    pub fn path(&self) -> String {
        let path = &self.0.path;
        match self.0.row {
            Some(row) if path.is_empty() => format!("[{row}]"),
            Some(row) => format!("[{row}].{path}"),
            None => path.clone(),
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path = self.path();
        if !path.is_empty() {
            write!(f, "{path}: ")?;
        }
        self.0.problem.fmt(f)?;
        match self.0.base {
            0 => Ok(()),
            base => write!(f, " (offsets count from byte {base} of the row)"),
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
