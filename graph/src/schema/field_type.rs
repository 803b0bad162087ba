//! The types of fields, elements and cases.

use std::fmt;

use crate::wire::{TypeId, TypeName};

/// The type of a field's values, with what may be instead of one.
///
/// ```
/// use ferrow_graph::schema::FieldType;
///
/// let prices = FieldType::map(FieldType::string(), FieldType::list(FieldType::float64()));
/// assert_eq!(prices.to_string(), "map<string, list<float64>>");
/// assert_eq!(FieldType::of("shop.Item").nullable().to_string(), "shop.Item?");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct FieldType {
    kind: FieldKind,
    nullable: bool,
    tracked: Option<bool>,
}

/// What values are, without null and sharing.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum FieldKind {
    /// Values of any type, which say of themselves what they are.
    Any,
    /// A bool, a number, text, bytes, a time, a decimal, or a dense array of numbers.
    Scalar(TypeId),
    /// Elements in order.
    List(Box<FieldType>),
    /// Elements without order.
    Set(Box<FieldType>),
    /// Keys with values.
    Map(Box<(FieldType, FieldType)>),
    /// A registered type.
    User(TypeName),
    /// A user type of which only the kind is known: from the definition of a type that is not
    /// registered.
    Kind(TypeId),
}

macro_rules! scalars {
    ($($name:ident $type_id:ident $doc:literal,)*) => {
        $(
            #[doc = $doc]
            #[must_use]
            pub const fn $name() -> Self {
                Self::scalar(TypeId::$type_id)
            }
        )*
    };
}

impl FieldType {
    /// Values of this kind, without nulls.
    #[must_use]
    pub const fn new(kind: FieldKind) -> Self {
        Self { kind, nullable: false, tracked: None }
    }

    /// A built-in type: for all that have no method here, and arrays.
    #[must_use]
    pub const fn scalar(type_id: TypeId) -> Self {
        Self::new(FieldKind::Scalar(type_id))
    }

    scalars! {
        bool Bool "`true` and `false`.",
        int8 Int8 "8 bits, signed.",
        int16 Int16 "16 bits, signed.",
        int32 VarInt32 "32 bits, signed, of variable length.",
        int64 VarInt64 "64 bits, signed, of variable length.",
        uint8 UInt8 "8 bits.",
        uint16 UInt16 "16 bits.",
        uint32 VarUInt32 "32 bits, of variable length.",
        uint64 VarUInt64 "64 bits, of variable length.",
        float32 Float32 "A float of 32 bits.",
        float64 Float64 "A float of 64 bits.",
        string String "Text.",
        binary Binary "Bytes.",
        date Date "A day.",
        timestamp Timestamp "A moment.",
        duration Duration "A length of time.",
        decimal Decimal "A decimal of any precision.",
    }

    /// Values of any type.
    #[must_use]
    pub const fn any() -> Self {
        Self::new(FieldKind::Any)
    }

    /// A list.
    #[must_use]
    pub fn list(element: Self) -> Self {
        Self::new(FieldKind::List(Box::new(element)))
    }

    /// A set.
    #[must_use]
    pub fn set(element: Self) -> Self {
        Self::new(FieldKind::Set(Box::new(element)))
    }

    /// A map.
    #[must_use]
    pub fn map(key: Self, value: Self) -> Self {
        Self::new(FieldKind::Map(Box::new((key, value))))
    }

    /// The type that is registered as `name`.
    #[must_use]
    pub fn of(name: impl Into<TypeName>) -> Self {
        Self::new(FieldKind::User(name.into()))
    }

    /// The same, or null.
    #[must_use]
    pub fn nullable(mut self) -> Self {
        self.nullable = true;
        self
    }

    /// The same, whose values may be shared, where the graph tracks references. Elements, keys and
    /// values of which nothing is said are shared where their type can be.
    #[must_use]
    pub fn tracked(mut self) -> Self {
        self.tracked = Some(true);
        self
    }

    /// The same, whose values are never shared.
    #[must_use]
    pub fn not_tracked(mut self) -> Self {
        self.tracked = Some(false);
        self
    }

    /// What values are.
    #[must_use]
    pub fn kind(&self) -> &FieldKind {
        &self.kind
    }

    /// Whether null may stand for a value.
    #[must_use]
    pub fn is_nullable(&self) -> bool {
        self.nullable
    }

    /// Whether values may be shared, where something was said of it.
    #[must_use]
    pub fn is_tracked(&self) -> Option<bool> {
        self.tracked
    }
}

impl fmt::Display for FieldType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.kind {
            FieldKind::Any => f.write_str("any")?,
            FieldKind::Scalar(type_id) | FieldKind::Kind(type_id) => type_id.fmt(f)?,
            FieldKind::List(element) => write!(f, "list<{element}>")?,
            FieldKind::Set(element) => write!(f, "set<{element}>")?,
            FieldKind::Map(entry) => write!(f, "map<{}, {}>", entry.0, entry.1)?,
            FieldKind::User(name) => name.fmt(f)?,
        }
        match self.nullable {
            true => f.write_str("?"),
            false => Ok(()),
        }
    }
}
