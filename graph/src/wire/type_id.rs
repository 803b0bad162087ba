//! The ids of types, and the names under which types are registered.

use std::fmt;

use crate::error::{Error, Problem, Result};

macro_rules! type_ids {
    ($($id:literal $variant:ident $name:literal,)*) => {
        /// The id of a type in a message.
        ///
        /// ```
        /// use ferrow_graph::wire::TypeId;
        ///
        /// assert_eq!(TypeId::VarInt32.id(), 5);
        /// assert_eq!(TypeId::from_id(21)?, TypeId::String);
        /// assert_eq!(TypeId::NamedStruct.to_string(), "named_struct");
        /// assert!(TypeId::from_id(57).is_err());
        /// # Ok::<(), ferrow_graph::Error>(())
        /// ```
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[repr(u8)]
        pub enum TypeId {
            $(
                #[doc = concat!("`", $name, "`")]
                $variant = $id,
            )*
        }

        impl TypeId {
            /// All of them, in the order of their ids.
            pub const ALL: &[Self] = &[$(Self::$variant,)*];

            /// The name in the specification, in lower case.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$variant => $name,)*
                }
            }
        }
    };
}

type_ids! {
    0 Unknown "unknown",
    1 Bool "bool",
    2 Int8 "int8",
    3 Int16 "int16",
    4 Int32 "int32",
    5 VarInt32 "varint32",
    6 Int64 "int64",
    7 VarInt64 "varint64",
    8 TaggedInt64 "tagged_int64",
    9 UInt8 "uint8",
    10 UInt16 "uint16",
    11 UInt32 "uint32",
    12 VarUInt32 "var_uint32",
    13 UInt64 "uint64",
    14 VarUInt64 "var_uint64",
    15 TaggedUInt64 "tagged_uint64",
    16 Float8 "float8",
    17 Float16 "float16",
    18 BFloat16 "bfloat16",
    19 Float32 "float32",
    20 Float64 "float64",
    21 String "string",
    22 List "list",
    23 Set "set",
    24 Map "map",
    25 Enum "enum",
    26 NamedEnum "named_enum",
    27 Struct "struct",
    28 CompatibleStruct "compatible_struct",
    29 NamedStruct "named_struct",
    30 NamedCompatibleStruct "named_compatible_struct",
    31 Ext "ext",
    32 NamedExt "named_ext",
    33 Union "union",
    34 TypedUnion "typed_union",
    35 NamedUnion "named_union",
    36 None "none",
    37 Duration "duration",
    38 Timestamp "timestamp",
    39 Date "date",
    40 Decimal "decimal",
    41 Binary "binary",
    42 Array "array",
    43 BoolArray "bool_array",
    44 Int8Array "int8_array",
    45 Int16Array "int16_array",
    46 Int32Array "int32_array",
    47 Int64Array "int64_array",
    48 UInt8Array "uint8_array",
    49 UInt16Array "uint16_array",
    50 UInt32Array "uint32_array",
    51 UInt64Array "uint64_array",
    52 Float8Array "float8_array",
    53 Float16Array "float16_array",
    54 BFloat16Array "bfloat16_array",
    55 Float32Array "float32_array",
    56 Float64Array "float64_array",
}

impl TypeId {
    /// The number.
    #[must_use]
    pub const fn id(self) -> u8 {
        self as u8
    }

    /// The type with this number.
    ///
    /// # Errors
    ///
    /// Where no type has it.
    pub fn from_id(id: u8) -> Result<Self> {
        let found = Self::ALL.get(usize::from(id)).copied();
        found.ok_or_else(|| Error::new(Problem::TypeIdByte { found: id.into() }))
    }

    /// A bool or a number: what stands before all else in a struct.
    #[must_use]
    pub const fn is_primitive(self) -> bool {
        matches!(self as u8, 1..=15 | 17..=20)
    }

    /// A number whose length depends on its value.
    #[must_use]
    pub const fn is_compressed(self) -> bool {
        use TypeId::{TaggedInt64, TaggedUInt64, VarInt32, VarInt64, VarUInt32, VarUInt64};
        matches!(self, VarInt32 | VarInt64 | TaggedInt64 | VarUInt32 | VarUInt64 | TaggedUInt64)
    }

    /// The bytes of a primitive, or of an element of an array, before any compression; 0 for others.
    #[must_use]
    pub const fn width(self) -> usize {
        match self as u8 {
            1 | 2 | 9 | 16 | 43 | 44 | 48 | 52 => 1,
            3 | 10 | 17 | 18 | 45 | 49 | 53 | 54 => 2,
            4 | 5 | 11 | 12 | 19 | 46 | 50 | 55 => 4,
            6..=8 | 13..=15 | 20 | 47 | 51 | 56 => 8,
            _ => 0,
        }
    }

    /// A struct, in any of its four forms.
    #[must_use]
    pub const fn is_struct(self) -> bool {
        matches!(self as u8, 27..=30)
    }

    /// An enum, in either form.
    #[must_use]
    pub const fn is_enum(self) -> bool {
        matches!(self, Self::Enum | Self::NamedEnum)
    }

    /// A type with code of its own, in either form.
    #[must_use]
    pub const fn is_ext(self) -> bool {
        matches!(self, Self::Ext | Self::NamedExt)
    }

    /// A union, in any of its three forms.
    #[must_use]
    pub const fn is_union(self) -> bool {
        matches!(self, Self::Union | Self::TypedUnion | Self::NamedUnion)
    }

    /// An array of numbers or bools, without headers of elements.
    #[must_use]
    pub const fn is_array(self) -> bool {
        matches!(self as u8, 43..=56)
    }

    /// What users register.
    #[must_use]
    pub const fn is_user(self) -> bool {
        matches!(self as u8, 25..=35)
    }

    /// Whether a name identifies the type, and not a number.
    #[must_use]
    pub const fn is_named(self) -> bool {
        use TypeId::{NamedCompatibleStruct, NamedEnum, NamedExt, NamedStruct, NamedUnion};
        matches!(self, NamedEnum | NamedStruct | NamedCompatibleStruct | NamedExt | NamedUnion)
    }

    /// What the specification names and does not define: these are errors in messages.
    #[must_use]
    pub const fn is_reserved(self) -> bool {
        matches!(self, Self::Float8 | Self::Float8Array | Self::Array)
    }

    /// The array of elements of this type, without regard to their encoding.
    #[must_use]
    pub const fn array(self) -> Option<Self> {
        Some(match self {
            Self::Bool => Self::BoolArray,
            Self::Int8 => Self::Int8Array,
            Self::Int16 => Self::Int16Array,
            Self::Int32 | Self::VarInt32 => Self::Int32Array,
            Self::Int64 | Self::VarInt64 | Self::TaggedInt64 => Self::Int64Array,
            Self::UInt8 => Self::UInt8Array,
            Self::UInt16 => Self::UInt16Array,
            Self::UInt32 | Self::VarUInt32 => Self::UInt32Array,
            Self::UInt64 | Self::VarUInt64 | Self::TaggedUInt64 => Self::UInt64Array,
            Self::Float16 => Self::Float16Array,
            Self::BFloat16 => Self::BFloat16Array,
            Self::Float32 => Self::Float32Array,
            Self::Float64 => Self::Float64Array,
            _ => return None,
        })
    }

    /// The type of an array's elements, integers in their fixed encoding.
    #[must_use]
    pub const fn element(self) -> Option<Self> {
        Some(match self {
            Self::BoolArray => Self::Bool,
            Self::Int8Array => Self::Int8,
            Self::Int16Array => Self::Int16,
            Self::Int32Array => Self::Int32,
            Self::Int64Array => Self::Int64,
            Self::UInt8Array => Self::UInt8,
            Self::UInt16Array => Self::UInt16,
            Self::UInt32Array => Self::UInt32,
            Self::UInt64Array => Self::UInt64,
            Self::Float16Array => Self::Float16,
            Self::BFloat16Array => Self::BFloat16,
            Self::Float32Array => Self::Float32,
            Self::Float64Array => Self::Float64,
            _ => return None,
        })
    }

    /// The kind of user type without its form: `Enum`, `Struct`, `Ext`, `Union`; others as they are.
    #[must_use]
    pub const fn kind(self) -> Self {
        match self as u8 {
            25 | 26 => Self::Enum,
            27..=30 => Self::Struct,
            31 | 32 => Self::Ext,
            33..=35 => Self::Union,
            _ => self,
        }
    }
}

impl fmt::Display for TypeId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// What a type is registered as: a number, or a name with an optional namespace.
///
/// ```
/// use ferrow_graph::wire::TypeName;
///
/// assert_eq!(TypeName::from(102), TypeName::Id(102));
/// let name = TypeName::from("demo.shop.Item");
/// assert_eq!(name, TypeName::named("demo.shop", "Item"));
/// assert_eq!(name.to_string(), "demo.shop.Item");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum TypeName {
    /// A number, unique among the types of a graph.
    Id(u32),
    /// A name.
    Named {
        /// What stands before the last dot; may be empty.
        namespace: Box<str>,
        /// What stands after it.
        name: Box<str>,
    },
}

impl TypeName {
    /// A name in a namespace.
    #[must_use]
    pub fn named(namespace: &str, name: &str) -> Self {
        Self::Named { namespace: namespace.into(), name: name.into() }
    }
}

impl From<u32> for TypeName {
    fn from(id: u32) -> Self {
        Self::Id(id)
    }
}

impl From<&str> for TypeName {
    fn from(name: &str) -> Self {
        match name.rsplit_once('.') {
            Some((namespace, name)) => Self::named(namespace, name),
            None => Self::named("", name),
        }
    }
}

impl fmt::Display for TypeName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Id(id) => write!(f, "type {id}"),
            Self::Named { namespace, name } if namespace.is_empty() => f.write_str(name),
            Self::Named { namespace, name } => write!(f, "{namespace}.{name}"),
        }
    }
}
