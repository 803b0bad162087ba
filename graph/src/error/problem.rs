//! What can be wrong, in particular: the data of an error and its words.

use std::fmt;

use super::ErrorKind;
use crate::wire::TypeId;

/// The particulars, one variant per thing that can be said.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Problem {
    Cut {
        needed: u64,
        left: usize,
    },
    Varint,
    Header {
        found: u8,
    },
    NotXlang,
    RefFlag {
        found: u8,
    },
    RefId {
        id: u32,
        objects: usize,
    },
    RefHere,
    RefUnfinished {
        id: u32,
    },
    RefType {
        wanted: &'static str,
    },
    Label {
        label: u32,
    },
    BoolByte {
        found: u8,
    },
    TypeIdByte {
        found: u32,
    },
    Reserved {
        type_id: TypeId,
    },
    NotAValue {
        type_id: TypeId,
    },
    TextEncoding {
        found: u8,
    },
    Utf8,
    Utf16,
    MetaStringEncoding {
        found: u8,
    },
    MetaStringHash,
    MetaStringId {
        id: u32,
    },
    MetaStringChar {
        found: char,
        encoding: &'static str,
    },
    MetaStringCode,
    TypeMetaFlags {
        found: u16,
    },
    TypeMetaHash,
    TypeMetaKind {
        found: u8,
    },
    TypeMetaId {
        index: u32,
    },
    TypeMetaTrailing {
        len: usize,
    },
    TypeMetaMismatch {
        wanted: TypeId,
        found: TypeId,
    },
    FieldMeta {
        what: &'static str,
    },
    CollectionHeader {
        found: u8,
    },
    DeclaredNothing,
    ChunkSize {
        found: u8,
        left: usize,
    },
    ArrayLen {
        len: usize,
        width: usize,
    },
    DecimalForm {
        what: &'static str,
    },
    Nanos {
        found: u32,
    },
    NoBuffer {
        index: usize,
    },
    Limit {
        what: &'static str,
        most: u64,
    },
    Stack,
    /// What may be so because the graph does not track references.
    Untracked {
        problem: Box<Problem>,
    },
    Trailing {
        len: usize,
    },
    NotRegistered {
        what: String,
    },
    NotThisType {
        wanted: String,
        found: String,
    },
    StructHash {
        name: String,
        wanted: u32,
        found: u32,
    },
    NoEnumValue {
        name: String,
        id: u32,
    },
    NoCase {
        name: String,
        case: u32,
    },
    NotCompatible {
        written: String,
        wanted: String,
    },
    NotConverted {
        written: String,
        wanted: String,
    },
    NotInRange {
        number: String,
        wanted: &'static str,
    },
    NullHere,
    Missing,
    NotThisField {
        wanted: String,
        found: &'static str,
    },
    TooLong {
        what: &'static str,
        len: usize,
    },
    #[cfg(feature = "arrow")]
    Arrow {
        kind: ErrorKind,
        message: String,
    },
    Registration {
        message: String,
    },
    Custom {
        message: String,
    },
}

impl Problem {
    /// What limits how deep values are in one another.
    pub(crate) const DEPTH: &'static str = "values in one another";

    /// Whether values are too deep in one another.
    pub(super) fn is_depth(&self) -> bool {
        matches!(self, Self::Stack | Self::Limit { what: Self::DEPTH, .. })
    }

    pub(super) fn kind(&self) -> ErrorKind {
        match self {
            Self::Cut { .. } => ErrorKind::Truncated,
            Self::Utf8 | Self::Utf16 => ErrorKind::Text,
            Self::Limit { .. } | Self::Stack => ErrorKind::Limit,
            Self::NotRegistered { .. } => ErrorKind::UnknownType,
            Self::NotThisType { .. }
            | Self::RefType { .. }
            | Self::NotThisField { .. }
            | Self::TypeMetaMismatch { .. } => ErrorKind::WrongType,
            Self::StructHash { .. } | Self::NotCompatible { .. } | Self::Missing => {
                ErrorKind::Incompatible
            }
            Self::NotConverted { .. }
            | Self::NotInRange { .. }
            | Self::NoEnumValue { .. }
            | Self::NoCase { .. }
            | Self::Nanos { .. } => ErrorKind::OutOfRange,
            Self::NullHere => ErrorKind::NotNull,
            Self::RefId { .. }
            | Self::RefHere
            | Self::RefUnfinished { .. }
            | Self::Label { .. } => ErrorKind::Reference,
            Self::Untracked { problem } => problem.kind(),
            Self::TooLong { .. } => ErrorKind::TooLarge,
            Self::Reserved { .. } | Self::NotXlang => ErrorKind::Unsupported,
            Self::Registration { .. } => ErrorKind::Registration,
            #[cfg(feature = "arrow")]
            Self::Arrow { kind, .. } => *kind,
            Self::Custom { .. } => ErrorKind::Custom,
            _ => ErrorKind::Malformed,
        }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Cut { needed, left } => {
                let is = if *needed == 1 { "is" } else { "are" };
                let are = if *left == 1 { "is" } else { "are" };
                write!(f, "{} {is} needed and {left} {are} left", Bytes(*needed))
            }
            Self::Varint => f.write_str("a number of variable length is longer than its type"),
            Self::Header { found } => write!(f, "{found:#04x} is no header of a message"),
            Self::NotXlang => f.write_str("a message of one language's own protocol, not xlang"),
            Self::RefFlag { found } => write!(f, "{found:#04x} is no reference flag"),
            Self::RefId { id, objects } => {
                write!(f, "a reference to object {id}, of {objects} so far")
            }
            Self::RefHere => f.write_str("a reference where no object is tracked"),
            Self::RefUnfinished { id } => {
                write!(f, "a reference to object {id}, which is not read whole yet")
            }
            Self::RefType { wanted } => {
                write!(f, "a reference to an object that is no `{wanted}`")
            }
            Self::Label { label } => {
                write!(f, "the label {label} names no value, or more than one")
            }
            Self::BoolByte { found } => write!(f, "{found:#04x} is no bool"),
            Self::TypeIdByte { found } => write!(f, "{found} is the id of no type"),
            Self::Reserved { type_id } => write!(f, "the protocol reserves {type_id}"),
            Self::NotAValue { type_id } => write!(f, "no value has the type {type_id} here"),
            Self::TextEncoding { found } => write!(f, "{found} is no encoding of text"),
            Self::Utf8 => f.write_str("text is not UTF-8"),
            Self::Utf16 => f.write_str("text is not UTF-16"),
            Self::MetaStringEncoding { found } => {
                write!(f, "{found} is no encoding of a name")
            }
            Self::MetaStringHash => f.write_str("a name has another hash than it says"),
            Self::MetaStringId { id } => write!(f, "a name was referred to as {id}, which is none"),
            Self::MetaStringChar { found, encoding } => {
                write!(f, "{encoding} has no code for {found:?}")
            }
            Self::MetaStringCode => f.write_str("a name has a code that stands for nothing"),
            Self::TypeMetaFlags { found } => {
                write!(f, "a type definition has the reserved bits {found:#05x}")
            }
            Self::TypeMetaHash => f.write_str("a type definition has another hash than it says"),
            Self::TypeMetaKind { found } => write!(f, "{found:#04x} is no kind of definition"),
            Self::TypeMetaId { index } => {
                write!(
                    f,
                    "type definition {index} is not the next one, or was not read before; read the \
                     messages of a connection in order with its other end, and others with a graph \
                     of the writer's `Mode`"
                )
            }
            Self::TypeMetaTrailing { len } => {
                let bytes = Bytes(*len as u64);
                write!(f, "a type definition has {bytes} after its last field")
            }
            Self::TypeMetaMismatch { wanted, found } => {
                write!(f, "a definition of {found} stands where {wanted} is announced")
            }
            Self::FieldMeta { what } => write!(f, "a field's definition has {what}"),
            Self::CollectionHeader { found } => {
                write!(f, "{found:#04x} is no header of elements")
            }
            Self::DeclaredNothing => {
                f.write_str("elements are said to be of the declared type, and none is declared")
            }
            Self::ChunkSize { found, left } => {
                write!(f, "a chunk of {found} entries where {left} are left")
            }
            Self::ArrayLen { len, width } => {
                let is = if *len == 1 { "is" } else { "are" };
                let (bytes, width) = (Bytes(*len as u64), Bytes(*width as u64));
                write!(f, "{bytes} {is} no array of elements of {width}")
            }
            Self::DecimalForm { what } => write!(f, "a decimal has {what}"),
            Self::Nanos { found } => write!(f, "{found} nanoseconds are a second or more"),
            Self::NoBuffer { index } => write!(f, "buffer {index} was not given"),
            Self::Limit { what, most } => write!(f, "more than {most} {what}"),
            Self::Stack => f.write_str("nested deeper than the thread has stack for"),
            Self::Untracked { problem } => match **problem {
                Self::Label { label } => write!(
                    f,
                    "a reference to the label {label}, and the graph writes no references; build it \
                     with `References::Tracked`"
                ),
                Self::RefHere => f.write_str(
                    "a reference, and the graph writes none; build it with `References::Tracked`",
                ),
                _ => write!(
                    f,
                    "{problem}; if objects refer to one another in a circle, build the graph with \
                     `References::Tracked`"
                ),
            },
            Self::Trailing { len: 1 } => f.write_str("1 byte follows the value"),
            Self::Trailing { len } => write!(f, "{len} bytes follow the value"),
            Self::NotRegistered { what } => write!(f, "{what} is not registered"),
            Self::NotThisType { wanted, found } => write!(f, "{found} where {wanted} is wanted"),
            Self::StructHash { name, wanted, found } => write!(
                f,
                "`{name}` was written with another schema: its hash is {found:#010x} and not \
                 {wanted:#010x}"
            ),
            Self::NoEnumValue { name, id } => write!(f, "`{name}` has no value {id}"),
            Self::NoCase { name, case } => write!(f, "`{name}` has no case {case}"),
            Self::NotCompatible { written, wanted } => {
                write!(f, "written as {written}, which cannot be read as {wanted}")
            }
            Self::NotConverted { written, wanted } => {
                write!(f, "{written} is no {wanted}")
            }
            Self::NotInRange { number, wanted } => {
                let size = if number.starts_with('-') { "small" } else { "large" };
                write!(f, "{number} is too {size} for {wanted}")
            }
            Self::NullHere => f.write_str("null where the type has no null"),
            Self::Missing => {
                f.write_str("the message has no such field, and the field has no default")
            }
            Self::NotThisField { wanted, found } => {
                write!(f, "a value of the kind {found} where {wanted} is declared")
            }
            Self::TooLong { what, len } => write!(f, "{what} of {len} is too long"),
            #[cfg(feature = "arrow")]
            Self::Arrow { message, .. } => f.write_str(message),
            Self::Registration { message } | Self::Custom { message } => f.write_str(message),
        }
    }
}

/// A number of bytes.
struct Bytes(u64);

impl fmt::Display for Bytes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            1 => f.write_str("1 byte"),
            more => write!(f, "{more} bytes"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Problem;

    #[test]
    fn one_byte_is_one() {
        let cut = |needed, left| Problem::Cut { needed, left }.to_string();
        assert_eq!(cut(1, 0), "1 byte is needed and 0 are left");
        assert_eq!(cut(2, 1), "2 bytes are needed and 1 is left");
        let array = Problem::ArrayLen { len: 1, width: 8 };
        assert_eq!(array.to_string(), "1 byte is no array of elements of 8 bytes");
        assert_eq!(Problem::Trailing { len: 1 }.to_string(), "1 byte follows the value");
    }
}
