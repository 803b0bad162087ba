//! What can be wrong with what stands beside rows.

use std::fmt;

use arrow_schema::DataType;

use super::ErrorKind;

/// What is wrong with a schema or with the bytes of one.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum SchemaProblem {
    NoHash { data_type: DataType },
    NoBytes { data_type: DataType, instead: Option<&'static str> },
    NoName { index: usize },
    BinaryOfAnySize,
    Cut { offset: usize },
    CutCount { offset: usize, count: usize, left: usize },
    Version { found: u8 },
    Varint { offset: usize },
    Header { offset: usize, found: u8 },
    Name { offset: usize },
    Utf8 { offset: usize },
    TypeId { offset: usize, found: u8 },
    Decimal { offset: usize, precision: u8, scale: u8 },
    Trailing { offset: usize, len: usize },
    TooDeep { offset: usize, most: usize },
}

/// What is wrong with what stands in front of a row.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum FrameProblem {
    Cut { needed: usize, len: usize },
    CutBody { size: usize, len: usize },
    Size { found: i32, least: i32 },
    TooLarge { len: usize },
    Hash { wanted: i64, found: i64 },
}

impl SchemaProblem {
    pub(crate) fn kind(&self) -> ErrorKind {
        match self {
            Self::NoHash { .. }
            | Self::NoBytes { .. }
            | Self::NoName { .. }
            | Self::BinaryOfAnySize
            | Self::Version { .. }
            | Self::TypeId { .. }
            | Self::Decimal { .. } => ErrorKind::Unsupported,
            Self::Cut { .. } | Self::CutCount { .. } => ErrorKind::Truncated,
            Self::Utf8 { .. } => ErrorKind::Utf8,
            Self::TooDeep { .. } => ErrorKind::Limit,
            Self::Varint { .. }
            | Self::Header { .. }
            | Self::Name { .. }
            | Self::Trailing { .. } => ErrorKind::Malformed,
        }
    }

    pub(crate) fn offset(&self) -> Option<usize> {
        match self {
            Self::NoHash { .. }
            | Self::NoBytes { .. }
            | Self::NoName { .. }
            | Self::BinaryOfAnySize => None,
            Self::Version { .. } => Some(0),
            Self::Cut { offset }
            | Self::CutCount { offset, .. }
            | Self::Varint { offset }
            | Self::Header { offset, .. }
            | Self::Name { offset }
            | Self::Utf8 { offset }
            | Self::TypeId { offset, .. }
            | Self::Decimal { offset, .. }
            | Self::Trailing { offset, .. }
            | Self::TooDeep { offset, .. } => Some(*offset),
        }
    }
}

impl FrameProblem {
    pub(crate) fn kind(&self) -> ErrorKind {
        match self {
            Self::Cut { .. } | Self::CutBody { .. } => ErrorKind::Truncated,
            Self::Size { .. } => ErrorKind::Malformed,
            Self::TooLarge { .. } => ErrorKind::TooLarge,
            Self::Hash { .. } => ErrorKind::LayoutMismatch,
        }
    }

    pub(crate) fn offset(&self) -> Option<usize> {
        match self {
            Self::Cut { len, .. } | Self::CutBody { len, .. } => Some(*len),
            Self::Size { .. } => Some(0),
            Self::TooLarge { .. } | Self::Hash { .. } => None,
        }
    }
}

impl fmt::Display for SchemaProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoHash { data_type } => write!(
                f,
                "Fory's rows have no {data_type}, so there is no schema hash; cast the field to a \
                 type that they have, or tell rows apart by `RowLayout::fingerprint`"
            ),
            Self::NoBytes { data_type, instead } => {
                write!(f, "Fory's schema bytes cannot express {data_type}; ")?;
                if let Some(instead) = instead {
                    write!(f, "cast the field to {instead}, or ")?;
                }
                write!(f, "send the schema in the metadata of the extension type `ferrow.row`")
            }
            Self::NoName { index } => write!(
                f,
                "field {index} in there has no name, and Fory's schema bytes cannot express that; \
                 name it, or send the schema in the metadata of the extension type `ferrow.row`"
            ),
            Self::BinaryOfAnySize => write!(
                f,
                "schema bytes do not tell binary of any size from binary of a fixed size, which are \
                 different bytes in compact rows; take the schema of `from_schema_bytes`, declare \
                 the field as Binary or FixedSizeBinary, and plan that schema"
            ),
            Self::Cut { offset } => write!(
                f,
                "the schema's bytes end at offset {offset}, within a field; check that they are \
                 whole"
            ),
            Self::CutCount { offset, count, left } => write!(
                f,
                "{count} fields are announced at offset {offset} and {left} bytes follow, too few \
                 for them; check that the schema's bytes are whole"
            ),
            Self::Version { found } => write!(
                f,
                "schema bytes of version {found}, this release reads version 1; check that they \
                 are those of a row schema"
            ),
            Self::Varint { offset } => {
                write!(f, "the number at offset {offset} has more than 32 bits; {DAMAGED}")
            }
            Self::Header { offset, found } => {
                write!(f, "{found:#04x} at offset {offset} is no header of a field; {DAMAGED}")
            }
            Self::Name { offset } => {
                write!(f, "the name at offset {offset} is not packed as names are; {DAMAGED}")
            }
            Self::Utf8 { offset } => {
                write!(f, "the name is not UTF-8 at offset {offset}; {DAMAGED}")
            }
            Self::TypeId { offset, found } => write!(
                f,
                "type id {found} at offset {offset} is none of a row's types; check that the bytes \
                 are those of a row schema, and that no newer release wrote them"
            ),
            Self::Decimal { offset, precision, scale } => write!(
                f,
                "the decimal at offset {offset} has {precision} digits and a scale of {scale}; \
                 Arrow has 1 to 38 digits and a scale that is no more, so declare it as such in \
                 the writer's schema"
            ),
            Self::Trailing { offset, len } => write!(
                f,
                "the schema ends at offset {offset} of {len} bytes; pass the bytes of the schema \
                 alone"
            ),
            Self::TooDeep { offset, most } => write!(
                f,
                "the type at offset {offset} is nested more than {most} deep; flatten the schema"
            ),
        }
    }
}

const DAMAGED: &str = "check that the bytes are those of a row schema, and undamaged";

impl fmt::Display for FrameProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Cut { needed, len } => write!(
                f,
                "a message of {len} bytes, and what stands in front of a row has {needed}; check \
                 that the message is whole and that its writer puts a schema hash there"
            ),
            Self::CutBody { size, len } => write!(
                f,
                "the message announces {size} bytes behind its size and ends after {len} in all; \
                 check that it is whole and begins with its size"
            ),
            Self::Size { found, least } => write!(
                f,
                "the message begins with the size {found}, and the least is {least}; check that \
                 its writer puts the size in front"
            ),
            Self::TooLarge { len } => write!(
                f,
                "a message of {len} bytes; the size in front of it holds at most 2,147,483,647, so \
                 keep what is large elsewhere and a reference to it in the row"
            ),
            Self::Hash { wanted, found } => write!(
                f,
                "the message has the schema hash {found:#018x}, rows of this schema have \
                 {wanted:#018x}; check that its writer used this schema, and that the message \
                 begins with the hash: Java's size in front of it is read by `Frame::try_first`"
            ),
        }
    }
}
