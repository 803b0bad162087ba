//! What can be wrong, in particular: the data of an error and its words.

use std::fmt;

use arrow_schema::DataType;

use super::{ErrorKind, FrameProblem, SchemaProblem};
use crate::{Kind, RowFormat};

/// The particulars, one variant per thing that can be said.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Problem {
    RowCut {
        needed: usize,
        len: usize,
    },
    SpanCut {
        offset: usize,
        size: usize,
        len: usize,
    },
    SpanOverlap {
        offset: usize,
        fixed: usize,
    },
    SharedBytes {
        offset: usize,
    },
    ListCut {
        len: usize,
    },
    WrongSize {
        offset: usize,
        wanted: usize,
        found: usize,
    },
    WrongLen {
        wanted: usize,
        found: usize,
    },
    MapSides {
        keys: usize,
        values: usize,
    },
    DecimalRange {
        offset: usize,
    },
    Value {
        message: String,
    },
    TypeId {
        offset: usize,
        type_id: i8,
    },
    DuplicateKey {
        index: usize,
    },
    TooDeep {
        most: usize,
    },
    TooWide,
    /// The paths of a schema's values are together longer than `most` bytes.
    LongPaths {
        most: usize,
    },
    NotHeld {
        data_type: DataType,
    },
    NotInRows,
    NotWidened {
        written: String,
        wanted: String,
    },
    NoChild {
        type_id: i8,
    },
    NoVersion {
        fingerprint: String,
    },
    Utf8 {
        offset: usize,
    },
    NullValue,
    NotWritten,
    RowTooLarge {
        len: usize,
    },
    BatchTooLarge {
        len: usize,
    },
    EmptyRows {
        rows: usize,
        most: usize,
    },
    WrongKind {
        asked: Kind,
        found: Kind,
    },
    NoSuchField {
        names: Vec<String>,
    },
    Ambiguous {
        count: usize,
    },
    FieldCount {
        wanted: Vec<String>,
        found: Vec<String>,
    },
    FieldType {
        wanted: String,
        found: String,
    },
    FieldName {
        found: String,
    },
    MayBeNull,
    NullBits,
    NullRow,
    Format {
        wanted: RowFormat,
        found: RowFormat,
    },
    Unsupported {
        data_type: DataType,
    },
    NotNested {
        data_type: DataType,
    },
    NotBinary {
        data_type: DataType,
    },
    Schema(SchemaProblem),
    Frame(FrameProblem),
    #[cfg(feature = "serde")]
    Serde(crate::serde::SerdeProblem),
}

impl Problem {
    pub(super) fn kind(&self) -> ErrorKind {
        match self {
            Problem::RowCut { .. } | Problem::SpanCut { .. } | Problem::ListCut { .. } => {
                ErrorKind::Truncated
            }
            Problem::SpanOverlap { .. } | Problem::SharedBytes { .. } => ErrorKind::Overlap,
            Problem::WrongSize { .. } | Problem::WrongLen { .. } | Problem::MapSides { .. } => {
                ErrorKind::WrongSize
            }
            Problem::DecimalRange { .. }
            | Problem::Value { .. }
            | Problem::TypeId { .. }
            | Problem::NotHeld { .. } => ErrorKind::OutOfRange,
            Problem::DuplicateKey { .. } => ErrorKind::DuplicateKey,
            Problem::TooDeep { .. } | Problem::TooWide | Problem::LongPaths { .. } => {
                ErrorKind::Limit
            }
            Problem::Utf8 { .. } => ErrorKind::Utf8,
            Problem::NullValue | Problem::NotWritten | Problem::NullRow => ErrorKind::NotNull,
            Problem::RowTooLarge { .. }
            | Problem::BatchTooLarge { .. }
            | Problem::EmptyRows { .. } => ErrorKind::TooLarge,
            Problem::WrongKind { .. } => ErrorKind::WrongKind,
            Problem::NoSuchField { .. } => ErrorKind::NoSuchField,
            Problem::Ambiguous { .. } => ErrorKind::Ambiguous,
            Problem::FieldCount { .. }
            | Problem::FieldType { .. }
            | Problem::FieldName { .. }
            | Problem::Format { .. }
            | Problem::NotInRows
            | Problem::NotWidened { .. }
            | Problem::NoChild { .. }
            | Problem::NoVersion { .. }
            | Problem::NullBits
            | Problem::MayBeNull => ErrorKind::LayoutMismatch,
            Problem::Unsupported { .. } | Problem::NotNested { .. } | Problem::NotBinary { .. } => {
                ErrorKind::Unsupported
            }
            Problem::Schema(problem) => problem.kind(),
            Problem::Frame(problem) => problem.kind(),
            #[cfg(feature = "serde")]
            Problem::Serde(problem) => problem.kind(),
        }
    }

    /// Bytes from the start of the value or container that has the problem to the fault.
    pub(super) fn offset(&self) -> Option<usize> {
        Some(match *self {
            Problem::RowCut { len, .. } | Problem::ListCut { len } => len,
            Problem::SpanCut { offset, .. }
            | Problem::SpanOverlap { offset, .. }
            | Problem::SharedBytes { offset }
            | Problem::WrongSize { offset, .. }
            | Problem::DecimalRange { offset }
            | Problem::TypeId { offset, .. }
            | Problem::Utf8 { offset } => offset,
            Problem::Schema(ref problem) => problem.offset()?,
            Problem::Frame(ref problem) => problem.offset()?,
            _ => return None,
        })
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
            Self::SharedBytes { offset } => write!(
                f,
                "the values up to the one at offset {offset} are longer together than the bytes \
                 that hold them, so some share bytes; check that the message is whole"
            ),
            Self::ListCut { len } => write!(
                f,
                "the {len} bytes end before the elements do; check that the message is whole and \
                 that its writer used this schema"
            ),
            Self::WrongSize { offset, wanted, found } => write!(
                f,
                "the value at offset {offset} has {found} bytes, its type has {wanted}; \
                 check that the row's writer used this schema"
            ),
            Self::WrongLen { wanted, found } => {
                write!(f, "a list of {found} elements, its type has {wanted}")
            }
            Self::MapSides { keys, values } => {
                write!(f, "{keys} keys and {values} values; a map has a value for each key")
            }
            Self::DecimalRange { offset } => write!(
                f,
                "the decimal at offset {offset} has more than 128 bits; declare the field as \
                 Decimal256"
            ),
            Self::Value { message } => f.write_str(message),
            Self::TypeId { type_id, .. } => {
                write!(f, "no child of the union has the type id {type_id}")
            }
            Self::DuplicateKey { index } => {
                write!(f, "the key of entry {index} is there twice; a map has a key once")
            }
            Self::NotHeld { data_type } => write!(
                f,
                "the value does not fit {data_type}; read the field in the type that it was written in"
            ),
            Self::NotInRows => write!(
                f,
                "the rows do not have this field, and it is not nullable; declare it as nullable, or \
                 give it a default"
            ),
            Self::NotWidened { written, wanted } => write!(
                f,
                "the rows hold {written}, which {wanted} does not hold without loss; declare the field \
                 as {written} or as a wider type"
            ),
            Self::NoChild { type_id } => write!(
                f,
                "the rows may hold this child of the union, of type id {type_id}, which is not wanted; \
                 declare it"
            ),
            Self::NoVersion { fingerprint } => write!(
                f,
                "rows of the layout {fingerprint} were not planned for; give its layout to \
                 `Versions::try_new`"
            ),
            Self::TooWide => write!(
                f,
                "the fixed part of a row would pass 2 GiB; declare what is large as Binary"
            ),
            Self::LongPaths { most } => write!(
                f,
                "the names of what values are in have more than {most} bytes together; shorten names"
            ),
            Self::TooDeep { most } => {
                write!(f, "types are nested more than {most} deep; flatten the schema")
            }
            Self::Format { wanted, found } => write!(
                f,
                "the rows are of the {found:?} layout, wanted are those of the {wanted:?} one; make \
                 the layout with `RowLayout::try_with_format`"
            ),
            Self::NotNested { data_type } => {
                write!(f, "{data_type} is not a type of this kind; plan a row with `RowLayout`")
            }
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
            Self::EmptyRows { rows, most } => write!(
                f,
                "{rows} rows that have no bytes; a batch holds at most {most} of them, so split it"
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
            Self::NullBits => write!(
                f,
                "one of the two layouts has null bits here and the other has none, which moves the \
                 bytes of compact rows; read them through an `Evolution`"
            ),
            Self::NullRow => {
                write!(f, "the row itself is null; read the batch with `rows()`, which says so")
            }
            Self::Unsupported { data_type } => {
                write!(
                    f,
                    "rows do not hold {data_type}; leave the field out, or cast it to a type of the \
                     README's table"
                )
            }
            Self::NotBinary { data_type } => write!(
                f,
                "rows are a Binary, LargeBinary, BinaryView or FixedSizeBinary column, \
                 this is {data_type}; cast it"
            ),
            Self::Schema(problem) => problem.fmt(f),
            Self::Frame(problem) => problem.fmt(f),
            #[cfg(feature = "serde")]
            Self::Serde(problem) => problem.fmt(f),
        }
    }
}
