//! Types as they are registered: structs, enums, unions, and types with code of their own.

mod field_type;
mod names;

use std::fmt;
use std::sync::Arc;

pub use field_type::{FieldKind, FieldType};
pub(crate) use names::snake_case;

use crate::error::Result;
use crate::value::Value;
use crate::wire::type_meta::TypeMeta;
use crate::wire::{Reader, TypeName, Writer};

/// A struct: fields, by name or by tag.
///
/// ```
/// use ferrow_graph::schema::{Field, FieldType, StructType};
///
/// let item = StructType::new("shop.Item")
///     .field("name", FieldType::string())
///     .field("price", FieldType::float64().nullable())
///     .with(Field::new("stock", FieldType::int32()).tag(1));
/// assert_eq!(item.fields().len(), 3);
/// assert_eq!(item.index_of("price"), Some(1));
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct StructType {
    name: TypeName,
    fields: Vec<Field>,
    evolving: bool,
    /// The definition that came with a message, of a type that is not registered.
    origin: Option<Arc<TypeMeta>>,
}

impl StructType {
    /// A struct without fields, registered as `name`: a number, or a name with dots.
    #[must_use]
    pub fn new(name: impl Into<TypeName>) -> Self {
        Self { name: name.into(), fields: Vec::new(), evolving: true, origin: None }
    }

    pub(crate) fn of_origin(origin: Arc<TypeMeta>, fields: Vec<Field>) -> Self {
        Self { name: origin.name.clone(), fields, evolving: true, origin: Some(origin) }
    }

    /// The same, with a field more.
    #[must_use]
    pub fn field(self, name: &str, field_type: FieldType) -> Self {
        self.with(Field::new(name, field_type))
    }

    /// The same, with a field more.
    #[must_use]
    pub fn with(mut self, field: Field) -> Self {
        self.fields.push(field);
        self
    }

    /// The same, of one schema forever: its definition does not travel with its values, not even
    /// in messages of compatible schemas.
    #[must_use]
    pub fn not_evolving(mut self) -> Self {
        self.evolving = false;
        self
    }

    /// What it is registered as.
    #[must_use]
    pub fn name(&self) -> &TypeName {
        &self.name
    }

    /// The fields, in the order of their declaration.
    #[must_use]
    pub fn fields(&self) -> &[Field] {
        &self.fields
    }

    /// The ordinal of the field with this name.
    #[must_use]
    pub fn index_of(&self, name: &str) -> Option<usize> {
        self.fields.iter().position(|field| &*field.name == name)
    }

    /// Whether versions of it may differ.
    #[must_use]
    pub fn is_evolving(&self) -> bool {
        self.evolving
    }

    pub(crate) fn origin(&self) -> Option<&Arc<TypeMeta>> {
        self.origin.as_ref()
    }
}

/// A field of a struct.
#[derive(Debug, Clone, PartialEq)]
pub struct Field {
    name: Box<str>,
    tag: Option<u32>,
    field_type: FieldType,
    tracked: bool,
    dynamic: bool,
}

impl Field {
    /// A field that is matched by its name.
    #[must_use]
    pub fn new(name: &str, field_type: FieldType) -> Self {
        let tracked = field_type.is_tracked() == Some(true);
        Self { name: name.into(), tag: None, field_type, tracked, dynamic: false }
    }

    /// The same, matched by `tag` whatever its name.
    #[must_use]
    pub fn tag(mut self, tag: u32) -> Self {
        self.tag = Some(tag);
        self
    }

    /// The same, whose value may be shared, where the graph tracks references.
    #[must_use]
    pub fn tracked(mut self) -> Self {
        self.tracked = true;
        self
    }

    /// The same, whose values say of which type they are.
    #[must_use]
    pub fn dynamic(mut self) -> Self {
        self.dynamic = true;
        self
    }

    /// The name, as it was declared.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The tag that it is matched by, if not by name.
    #[must_use]
    pub fn tag_number(&self) -> Option<u32> {
        self.tag
    }

    /// The type of its values.
    #[must_use]
    pub fn field_type(&self) -> &FieldType {
        &self.field_type
    }

    /// Whether its value may be shared.
    #[must_use]
    pub fn is_tracked(&self) -> bool {
        self.tracked
    }

    /// Whether its values say of which type they are, also where the field's type tells.
    #[must_use]
    pub fn is_dynamic(&self) -> bool {
        self.dynamic
    }
}

/// An enum: names, each with a number.
///
/// ```
/// use ferrow_graph::schema::EnumType;
///
/// let color = EnumType::new(101_u32).value("Green", 0).value("Red", 1);
/// assert_eq!(color.number_of("Red"), Some(1));
/// assert_eq!(color.name_of(0), Some("Green"));
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EnumType {
    name: TypeName,
    values: Vec<(Box<str>, u32)>,
}

impl EnumType {
    /// An enum without values, registered as `name`.
    #[must_use]
    pub fn new(name: impl Into<TypeName>) -> Self {
        Self { name: name.into(), values: Vec::new() }
    }

    /// The same, with a value more.
    #[must_use]
    pub fn value(mut self, name: &str, number: u32) -> Self {
        self.values.push((name.into(), number));
        self
    }

    /// What it is registered as.
    #[must_use]
    pub fn name(&self) -> &TypeName {
        &self.name
    }

    /// The values with their numbers.
    pub fn values(&self) -> impl Iterator<Item = (&str, u32)> {
        self.values.iter().map(|(name, number)| (&**name, *number))
    }

    /// The number of the value with this name.
    #[must_use]
    pub fn number_of(&self, name: &str) -> Option<u32> {
        self.values().find(|(found, _)| *found == name).map(|(_, number)| number)
    }

    /// The name of the value with this number.
    #[must_use]
    pub fn name_of(&self, number: u32) -> Option<&str> {
        self.values().find(|(_, found)| *found == number).map(|(name, _)| name)
    }
}

/// A union: one of several types, told by the number of its case.
#[derive(Debug, Clone, PartialEq)]
pub struct UnionType {
    name: TypeName,
    cases: Vec<(u32, FieldType)>,
}

impl UnionType {
    /// A union without cases, registered as `name`.
    #[must_use]
    pub fn new(name: impl Into<TypeName>) -> Self {
        Self { name: name.into(), cases: Vec::new() }
    }

    /// The same, with a case more.
    #[must_use]
    pub fn case(mut self, number: u32, field_type: FieldType) -> Self {
        self.cases.push((number, field_type));
        self
    }

    /// What it is registered as.
    #[must_use]
    pub fn name(&self) -> &TypeName {
        &self.name
    }

    /// The cases.
    #[must_use]
    pub fn cases(&self) -> &[(u32, FieldType)] {
        &self.cases
    }
}

/// How values of a type with code of its own stand in bytes.
///
/// A value of the type is `Value::Ext` around the value that this reads and writes.
pub trait ExtCodec: Send + Sync {
    /// Writes the body of a value.
    ///
    /// # Errors
    ///
    /// Where the value is not of the type.
    fn write(&self, value: &Value, writer: &mut Writer) -> Result<()>;

    /// Reads the body of a value.
    ///
    /// # Errors
    ///
    /// Where the bytes are no value of the type.
    fn read(&self, reader: &mut Reader<'_>) -> Result<Value>;
}

/// A type with code of its own.
///
/// ```
/// use ferrow_graph::schema::ExtType;
/// use ferrow_graph::wire::TypeId;
///
/// // The body is a number of variable length, as the code of another language writes it.
/// let celsius = ExtType::of_scalar("units.Celsius", TypeId::VarInt32);
/// assert_eq!(celsius.name().to_string(), "units.Celsius");
/// ```
#[derive(Clone)]
pub struct ExtType {
    name: TypeName,
    codec: Codec,
}

/// What the body of a value is.
#[derive(Clone)]
pub(crate) enum Codec {
    /// What code says.
    Code(Arc<dyn ExtCodec>),
    /// Metadata and buffers.
    Buffers,
}

impl ExtType {
    /// A type of code, registered as `name`.
    #[must_use]
    pub fn new(name: impl Into<TypeName>, codec: impl ExtCodec + 'static) -> Self {
        Self { name: name.into(), codec: Codec::Code(Arc::new(codec)) }
    }

    /// A type whose body is one scalar.
    #[must_use]
    pub fn of_scalar(name: impl Into<TypeName>, scalar: crate::wire::TypeId) -> Self {
        Self::new(name, crate::dynamic::ScalarCodec(scalar))
    }

    /// A type whose body is metadata and buffers, each of which may travel beside the message: what a
    /// [`BufferObject`](crate::object::BufferObject) is. The value is a list of binary values, the
    /// metadata first.
    ///
    /// ```
    /// use bytes::Bytes;
    /// use ferrow_graph::schema::ExtType;
    /// use ferrow_graph::value::ExtValue;
    /// use ferrow_graph::{Graph, Value};
    ///
    /// let tile = ExtType::of_buffers("geo.Tile");
    /// let name = tile.name().clone();
    /// let graph = Graph::builder().ext(tile).build()?;
    /// let parts = [&b"2x2"[..], b"\x01\x02\x03\x04"];
    /// let parts = parts.map(|part| Value::from(Bytes::from_static(part)));
    /// let tile = Value::Ext(Box::new(ExtValue { name, value: Value::List(parts.into()) }));
    /// assert_eq!(graph.read_value(&graph.write_value(&tile)?)?, tile);
    /// # Ok::<(), ferrow_graph::Error>(())
    /// ```
    #[must_use]
    pub fn of_buffers(name: impl Into<TypeName>) -> Self {
        Self { name: name.into(), codec: Codec::Buffers }
    }

    /// What it is registered as.
    #[must_use]
    pub fn name(&self) -> &TypeName {
        &self.name
    }

    pub(crate) fn codec(&self) -> &Codec {
        &self.codec
    }
}

impl fmt::Debug for ExtType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ExtType").field("name", &self.name).finish_non_exhaustive()
    }
}
