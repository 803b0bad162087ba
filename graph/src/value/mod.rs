//! Values of types that are known at run time only.

mod array;
mod convert;
mod from;
mod shared;

use std::sync::Arc;

use bytes::Bytes;
use half::{bf16, f16};

pub use array::Array;
pub(crate) use convert::{convert_array, convert_scalar};
pub(crate) use shared::keep_shared;

use crate::schema::{EnumType, StructType};
use crate::wire::{Decimal, Text, TypeId, TypeName};

/// How an integer stands in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum IntEncoding {
    /// All its bytes.
    Fixed,
    /// As few as it needs.
    #[default]
    Varint,
    /// Four where it has 31 bits, nine otherwise; of 64-bit integers only.
    Tagged,
}

/// A moment: seconds since 1970 at UTC, and nanoseconds after that.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct Timestamp {
    /// Whole seconds, towards the past.
    pub seconds: i64,
    /// 0 to 999,999,999.
    pub nanos: u32,
}

/// A length of time: seconds, and nanoseconds more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct Duration {
    /// Whole seconds, towards the negative.
    pub seconds: i64,
    /// 0 to 999,999,999.
    pub nanos: u32,
}

/// A value that says of itself what it is, as much as it takes to write it again.
///
/// ```
/// use ferrow_graph::{Graph, Value};
///
/// let graph = Graph::builder().build()?;
/// let value = Value::List(vec![Value::from(1_i64), Value::from("tea"), Value::Null]);
/// let bytes = graph.write_value(&value)?;
/// assert_eq!(graph.read_value(&bytes)?, value);
/// # Ok::<(), ferrow_graph::Error>(())
/// ```
///
/// Objects that are shared stand once, labelled, and are referred to by their label. So a value is a
/// tree, and cycles are no matter:
///
/// ```
/// use ferrow_graph::{Graph, References, Value};
///
/// let graph = Graph::builder().references(References::Tracked).build()?;
/// let loops = Value::shared(0, Value::List(vec![Value::Ref(0)]));
/// let bytes = graph.write_value(&loops)?;
/// assert_eq!(bytes, [0x01, 0x00, 0x16, 0x01, 0x09, 0x16, 0xfe, 0x00]);
/// assert_eq!(graph.read_value(&bytes)?, loops);
/// # Ok::<(), ferrow_graph::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Value {
    /// No value.
    Null,
    /// The one value of the type `none`.
    None,
    /// `bool`
    Bool(bool),
    /// `int8`
    Int8(i8),
    /// `int16`
    Int16(i16),
    /// `int32`, `varint32`
    Int32(i32, IntEncoding),
    /// `int64`, `varint64`, `tagged_int64`
    Int64(i64, IntEncoding),
    /// `uint8`
    UInt8(u8),
    /// `uint16`
    UInt16(u16),
    /// `uint32`, `var_uint32`
    UInt32(u32, IntEncoding),
    /// `uint64`, `var_uint64`, `tagged_uint64`
    UInt64(u64, IntEncoding),
    /// `float16`
    Float16(f16),
    /// `bfloat16`
    BFloat16(bf16),
    /// `float32`
    Float32(f32),
    /// `float64`
    Float64(f64),
    /// `string`
    String(Text),
    /// `binary`
    Binary(Bytes),
    /// `date`: days since 1970
    Date(i64),
    /// `timestamp`
    Timestamp(Timestamp),
    /// `duration`
    Duration(Duration),
    /// `decimal`
    Decimal(Box<Decimal>),
    /// `list`
    List(Vec<Value>),
    /// `set`, in the order of the message
    Set(Vec<Value>),
    /// `map`, in the order of the message
    Map(Vec<(Value, Value)>),
    /// A dense array of numbers or bools.
    Array(Box<Array>),
    /// A value of an enum.
    Enum(EnumValue),
    /// A struct.
    Struct(StructValue),
    /// A union.
    Union(Box<UnionValue>),
    /// A value of a type with code of its own.
    Ext(Box<ExtValue>),
    /// An object that is referred to elsewhere, with the label that it is referred to by.
    Shared(Box<(u32, Value)>),
    /// The object with this label.
    Ref(u32),
}

/// A value of an enum.
#[derive(Debug, Clone, PartialEq)]
pub struct EnumValue {
    /// The enum; none where a field of a type that is not registered held it.
    pub enum_type: Option<Arc<EnumType>>,
    /// The number of the value.
    pub number: u32,
}

impl EnumValue {
    /// The name of the value, where the enum has one for the number.
    #[must_use]
    pub fn name(&self) -> Option<&str> {
        self.enum_type.as_ref()?.name_of(self.number)
    }
}

/// A struct: its type, and a value for each field, in the order of their declaration.
///
/// A field that a message of another version lacks is `Value::Null`.
#[derive(Debug, Clone, PartialEq)]
pub struct StructValue {
    struct_type: Arc<StructType>,
    fields: Box<[Value]>,
}

impl StructValue {
    /// A struct of these fields, in the order of their declaration.
    ///
    /// # Panics
    ///
    /// Where they are not as many as the type has.
    #[must_use]
    pub fn new(struct_type: Arc<StructType>, fields: impl Into<Box<[Value]>>) -> Self {
        let fields = fields.into();
        let wanted = struct_type.fields().len();
        assert_eq!(fields.len(), wanted, "{} has {wanted} fields", struct_type.name());
        Self { struct_type, fields }
    }

    /// The type.
    #[must_use]
    pub fn struct_type(&self) -> &Arc<StructType> {
        &self.struct_type
    }

    /// The values.
    #[must_use]
    pub fn fields(&self) -> &[Value] {
        &self.fields
    }

    /// The values, to be changed.
    pub fn fields_mut(&mut self) -> &mut [Value] {
        &mut self.fields
    }

    /// The value of the field with this name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.fields.get(self.struct_type.index_of(name)?)
    }
}

/// A union: the number of its case, and that case's value.
#[derive(Debug, Clone, PartialEq)]
pub struct UnionValue {
    /// What it is registered as; none where a field of a type that is not registered held it.
    pub name: Option<TypeName>,
    /// The number of the case; it may be one that the registered type lacks.
    pub case: u32,
    /// The value.
    pub value: Value,
}

/// A value of a type with code of its own.
#[derive(Debug, Clone, PartialEq)]
pub struct ExtValue {
    /// What the type is registered as.
    pub name: TypeName,
    /// What its code read.
    pub value: Value,
}

const _: () = assert!(size_of::<Value>() <= 40);

impl Value {
    /// An object that is referred to by `label`.
    #[must_use]
    pub fn shared(label: u32, value: Self) -> Self {
        Self::Shared(Box::new((label, value)))
    }

    /// The value without its label.
    #[must_use]
    pub fn unlabelled(&self) -> &Self {
        match self {
            Self::Shared(shared) => &shared.1,
            value => value,
        }
    }

    /// Whether it is null.
    #[must_use]
    pub fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }

    /// What it is, in a word.
    #[must_use]
    pub fn kind_name(&self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Ref(_) => "reference",
            Self::Shared(shared) => shared.1.kind_name(),
            value => value.type_id().map_or("value", TypeId::name),
        }
    }

    /// The type of what stands for itself: of user types the kind, none for null and references.
    #[must_use]
    pub fn type_id(&self) -> Option<TypeId> {
        use IntEncoding::{Fixed, Tagged};
        Some(match self {
            Self::Null | Self::Ref(_) => return None,
            Self::Shared(shared) => return shared.1.type_id(),
            Self::None => TypeId::None,
            Self::Bool(_) => TypeId::Bool,
            Self::Int8(_) => TypeId::Int8,
            Self::Int16(_) => TypeId::Int16,
            Self::Int32(_, Fixed) => TypeId::Int32,
            Self::Int32(..) => TypeId::VarInt32,
            Self::Int64(_, Fixed) => TypeId::Int64,
            Self::Int64(_, Tagged) => TypeId::TaggedInt64,
            Self::Int64(..) => TypeId::VarInt64,
            Self::UInt8(_) => TypeId::UInt8,
            Self::UInt16(_) => TypeId::UInt16,
            Self::UInt32(_, Fixed) => TypeId::UInt32,
            Self::UInt32(..) => TypeId::VarUInt32,
            Self::UInt64(_, Fixed) => TypeId::UInt64,
            Self::UInt64(_, Tagged) => TypeId::TaggedUInt64,
            Self::UInt64(..) => TypeId::VarUInt64,
            Self::Float16(_) => TypeId::Float16,
            Self::BFloat16(_) => TypeId::BFloat16,
            Self::Float32(_) => TypeId::Float32,
            Self::Float64(_) => TypeId::Float64,
            Self::String(_) => TypeId::String,
            Self::Binary(_) => TypeId::Binary,
            Self::Date(_) => TypeId::Date,
            Self::Timestamp(_) => TypeId::Timestamp,
            Self::Duration(_) => TypeId::Duration,
            Self::Decimal(_) => TypeId::Decimal,
            Self::List(_) => TypeId::List,
            Self::Set(_) => TypeId::Set,
            Self::Map(_) => TypeId::Map,
            Self::Array(array) => array.type_id(),
            Self::Enum(_) => TypeId::Enum,
            Self::Struct(_) => TypeId::Struct,
            Self::Union(_) => TypeId::Union,
            Self::Ext(_) => TypeId::Ext,
        })
    }
}
