//! Type definitions: what a message of compatible schemas says of its types.
//!
//! ```text
//! 8 bytes: body's length (0xff and a varint where it is longer), flags, 52 bits of hash
//! body:    kind and number of fields | id or name | field ...
//! field:   flags, encoding, length | type | name, or nothing where a tag stands for it
//! ```
//!
//! ```
//! use ferrow_graph::wire::type_meta::{FieldMeta, FieldTypeMeta, TypeMeta};
//! use ferrow_graph::wire::{Reader, TypeId, TypeName};
//!
//! let meta = TypeMeta {
//!     type_id: TypeId::CompatibleStruct,
//!     name: TypeName::Id(102),
//!     fields: vec![FieldMeta::named("name", FieldTypeMeta::of(TypeId::String))],
//! };
//! let bytes = meta.to_vec()?;
//! assert_eq!(bytes[8..], [0xc1, 0x66, 0x48, 0x15, 0x34, 0x0c, 0x20]);
//! assert_eq!(TypeMeta::read(&mut Reader::new(&bytes))?, meta);
//! # Ok::<(), ferrow_graph::Error>(())
//! ```

mod read;
mod write;

use std::fmt;

pub use read::{MetaHeader, MetaLimits};

use super::{TypeId, TypeName};

/// The definition of a type.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct TypeMeta {
    /// A struct in one of its forms, or another user type.
    pub type_id: TypeId,
    /// What it is registered as.
    pub name: TypeName,
    /// The fields of a struct, in the order of their values.
    pub fields: Vec<FieldMeta>,
}

/// The definition of a field.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct FieldMeta {
    /// A name or a tag.
    pub key: FieldKey,
    /// The type of its values.
    pub field_type: FieldTypeMeta,
}

/// What fields are matched by.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum FieldKey {
    /// A number that stays, whatever the name.
    Tag(u32),
    /// A name, in snake case.
    Name(Box<str>),
}

/// The type of a field's values, as far as it travels.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct FieldTypeMeta {
    /// The type; of user types only the kind, `Unknown` for values of any type.
    pub type_id: TypeId,
    /// Whether a null may stand for a value.
    pub nullable: bool,
    /// Whether values may be shared.
    pub tracked: bool,
    /// The types of elements, or of keys and values.
    pub of: Vec<FieldTypeMeta>,
}

impl FieldMeta {
    /// A field that has a name.
    #[must_use]
    pub fn named(name: &str, field_type: FieldTypeMeta) -> Self {
        Self { key: FieldKey::Name(name.into()), field_type }
    }
}

impl FieldTypeMeta {
    /// A type without elements.
    #[must_use]
    pub const fn of(type_id: TypeId) -> Self {
        Self { type_id, nullable: false, tracked: false, of: Vec::new() }
    }
}

impl fmt::Display for FieldKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Tag(tag) => write!(f, "#{tag}"),
            Self::Name(name) => f.write_str(name),
        }
    }
}

const COMPATIBLE: u8 = 0x40;
const IS_STRUCT: u8 = 0x80;
const BY_NAME: u8 = 0x20;
/// Fields that fit the first byte.
const FEW_FIELDS: usize = 31;
/// The length of a name that no longer fits its byte.
const LONG_NAME: usize = 63;
/// A field's length or tag that no longer fits its byte.
const LONG_FIELD: usize = 15;
/// The encoding's place that says that a tag stands for the name.
const BY_TAG: u8 = 3;
/// Bits of the header that are not the hash.
const LOW_BITS: u64 = 0xfff;

/// The hash of a definition in the upper 52 bits.
fn hash(body: &[u8], low: u16) -> u64 {
    let mut bytes = Vec::with_capacity(body.len() + 2);
    bytes.extend_from_slice(body);
    bytes.extend_from_slice(&low.to_le_bytes());
    let (hash, _) = super::murmur::hash(&bytes, super::murmur::SEED);
    (hash << 12).cast_signed().wrapping_abs().cast_unsigned() & !LOW_BITS
}
