//! The registry: what is known of types, and how messages are made of them.

use std::any::Any;
use std::collections::HashMap;
use std::fmt;
use std::hash::{BuildHasherDefault, Hasher};
use std::mem::ManuallyDrop;
use std::sync::Arc;

use bytes::Bytes;

use crate::builder::Builder;
use crate::connection::Connection;
use crate::context::{
    Held, Outside, Pool, ReadContext, ReadShared, Unknown, WriteContext, WriteShared, open,
};
use crate::dynamic::{read_root, write_root};
use crate::error::{Error, Problem, Result};
use crate::limits::Limits;
use crate::object::polymorphic::ReadAs;
use crate::object::registry::WriteAny;
use crate::object::{
    FromObject, Object, OwnedObject, read_root as read_typed_root, write_root as write_typed_root,
};
use crate::plan::{Announced, Known, StructPlan, TypePlan, compile_unknown};
use crate::schema::{EnumType, StructType, UnionType};
use crate::value::Value;
use crate::wire::{Header, TextEncoding, TypeId, TypeName, Writer};

/// Whether both sides have the same definitions of structs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Mode {
    /// They have; a hash of the schema tells where they have not.
    #[default]
    SameSchema,
    /// Definitions travel with messages, and structs are matched field by field.
    Compatible,
}

/// Whether objects keep their identity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum References {
    /// Everything is written as often as it is met: what is shared is read as several objects, weak
    /// pointers as ones that point to nothing, and objects in a circle cannot be written.
    #[default]
    Values,
    /// Objects that are shared are written once, and are shared again when they are read.
    Tracked,
}

/// The encodings of texts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Texts {
    /// UTF-8 always.
    #[default]
    Utf8,
    /// A fixed width per character where that is one or two bytes: what Java and Python read
    /// fastest.
    ByWidth,
}

impl Texts {
    pub(crate) fn choose(self, text: &str) -> TextEncoding {
        match self {
            Self::Utf8 => TextEncoding::Utf8,
            Self::ByWidth => TextEncoding::by_width(text),
        }
    }
}

/// A set of types, and how messages are made of them. It does not change, and threads share it.
///
/// ```
/// use ferrow_graph::schema::{FieldType, StructType};
/// use ferrow_graph::value::StructValue;
/// use ferrow_graph::{Graph, Mode, Value};
///
/// let item = StructType::new("shop.Item")
///     .field("name", FieldType::string())
///     .field("price", FieldType::float64().nullable());
/// let graph = Graph::builder().mode(Mode::Compatible).structure(item).build()?;
///
/// let item = graph.struct_type("shop.Item").expect("is registered").clone();
/// let tea = Value::from(StructValue::new(item, ["tea".into(), Value::Null]));
/// let message = graph.write_value(&tea)?;
/// assert_eq!(graph.read_value(&message)?, tea);
///
/// // A reader that knows nothing of the type reads the same, and can write it again.
/// let stranger = Graph::builder().mode(Mode::Compatible).build()?;
/// let value = stranger.read_value(&message)?;
/// let Value::Struct(tea) = &value else { panic!("a struct") };
/// assert_eq!(tea.get("name"), Some(&"tea".into()));
/// assert_eq!(stranger.write_value(&value)?, message);
/// # Ok::<(), ferrow_graph::Error>(())
/// ```
#[derive(Clone)]
pub struct Graph(pub(crate) Arc<Shared>);

/// What a graph shares with all its clones.
pub(crate) struct Shared {
    /// See [`Place`](crate::object::Place).
    pub(crate) number: u32,
    pub(crate) mode: Mode,
    pub(crate) references: References,
    pub(crate) texts: Texts,
    pub(crate) limits: Limits,
    pub(crate) plans: Vec<TypePlan>,
    pub(crate) announced: Vec<Announced>,
    pub(crate) names: HashMap<TypeName, Known>,
    pub(crate) rust_types: HashMap<std::any::TypeId, usize, BuildHasherDefault<AsItIs>>,
    pub(crate) readers_of: HashMap<(std::any::TypeId, usize), Box<dyn Any + Send + Sync>>,
    pub(crate) any_writers: HashMap<std::any::TypeId, WriteAny>,
    pub(crate) writers: Pool<WriteShared>,
    pub(crate) readers: Pool<ReadShared>,
}

impl Shared {
    #[inline]
    pub(crate) fn is_compatible(&self) -> bool {
        self.mode == Mode::Compatible
    }

    /// The ordinal of the type of this kind that is registered under `name`.
    pub(crate) fn find(&self, name: &TypeName, kind: TypeId) -> Option<usize> {
        let known = self.names.get(name).filter(|known| known.kind == kind);
        known.map(|known| known.index)
    }

    /// The ordinal of the Rust type.
    #[inline]
    pub(crate) fn index_of<T: ?Sized>(&self) -> Option<usize> {
        self.rust_types.get(&typeid::of::<T>()).copied()
    }

    /// The ordinal of a type that knows its place.
    #[inline]
    pub(crate) fn known_place_of<T: Object + ?Sized>(&self) -> Option<usize> {
        T::place().and_then(|place| place.of(self.number))
    }

    /// The ordinal of a type that may know its place.
    #[inline]
    pub(crate) fn place_of<T: Object + ?Sized>(&self) -> Option<usize> {
        self.known_place_of::<T>().or_else(|| self.new_place_of::<T>())
    }

    #[cold]
    #[inline(never)]
    fn new_place_of<T: Object + ?Sized>(&self) -> Option<usize> {
        let index = self.index_of::<T>()?;
        if let Some(place) = T::place() {
            place.note(self.number, index);
        }
        Some(index)
    }

    /// How a value of the trait `D` is read that is of the type with this ordinal.
    pub(crate) fn reader_of<D: ?Sized + 'static>(&self, index: usize) -> Option<&dyn ReadAs<D>> {
        let key = (std::any::TypeId::of::<D>(), index);
        let found = self.readers_of.get(&key)?.downcast_ref::<Box<dyn ReadAs<D>>>();
        found.map(|reader| &**reader)
    }

    #[inline]
    pub(crate) fn plan(&self, index: usize) -> &TypePlan {
        &self.plans[index]
    }

    #[inline]
    pub(crate) fn announced(&self, index: usize) -> &Announced {
        &self.announced[index]
    }

    pub(crate) fn unknown(&self, struct_type: &Arc<StructType>) -> Result<Unknown> {
        let plan = compile_unknown(struct_type.clone(), self.references)?;
        let origin = struct_type.origin().ok_or_else(|| {
            Error::new(Problem::NotRegistered { what: struct_type.name().to_string() })
        })?;
        let meta = Some(origin.to_vec()?.into());
        let announced = Announced::new(origin.type_id, origin.name.clone(), meta);
        Ok(Unknown { plan, announced })
    }
}

/// The hash of what is a hash already.
#[derive(Default)]
pub(crate) struct AsItIs(u64);

impl Hasher for AsItIs {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = self.0.rotate_left(8) ^ u64::from(*byte);
        }
    }

    fn write_u64(&mut self, hash: u64) {
        self.0 = hash;
    }
}

impl Graph {
    /// A graph in the making.
    #[must_use]
    pub fn builder() -> Builder {
        Builder::default()
    }

    #[inline]
    pub(crate) fn shared(&self) -> &Shared {
        &self.0
    }

    /// The struct that is registered as `name`.
    #[must_use]
    pub fn struct_type(&self, name: impl Into<TypeName>) -> Option<&Arc<StructType>> {
        let index = self.0.find(&name.into(), TypeId::Struct)?;
        match self.0.plan(index) {
            TypePlan::Struct(StructPlan { struct_type, .. }) => Some(struct_type),
            _ => None,
        }
    }

    /// The enum that is registered as `name`.
    #[must_use]
    pub fn enum_type(&self, name: impl Into<TypeName>) -> Option<&Arc<EnumType>> {
        match self.0.plan(self.0.find(&name.into(), TypeId::Enum)?) {
            TypePlan::Enum(enum_type) => Some(enum_type),
            _ => None,
        }
    }

    /// The union that is registered as `name`.
    #[must_use]
    pub fn union_type(&self, name: impl Into<TypeName>) -> Option<&Arc<UnionType>> {
        match self.0.plan(self.0.find(&name.into(), TypeId::Union)?) {
            TypePlan::Union(plan) => Some(&plan.union_type),
            _ => None,
        }
    }

    /// A message of the object.
    ///
    /// # Errors
    ///
    /// Where it holds a type that is not registered, or is too deep.
    pub fn to_vec<T: Object>(&self, object: &T) -> Result<Vec<u8>> {
        self.write(None, Vec::new(), |cx| write_typed_root(object, cx))
    }

    /// A message of the object, into `message`, whose memory is used again and whose bytes are not.
    ///
    /// # Errors
    ///
    /// As those of [`to_vec`](Self::to_vec); nothing is in `message` then.
    pub fn to_buf<T: Object>(&self, object: &T, message: &mut Vec<u8>) -> Result<()> {
        message.clear();
        let shared = Held::of(&self.0.writers);
        let written =
            write_message(&self.0, shared, None, message, |cx| write_typed_root(object, cx));
        written.inspect_err(|_| message.clear())
    }

    /// Appends a message of the object to a stream of them.
    ///
    /// # Errors
    ///
    /// As those of [`to_vec`](Self::to_vec); the stream is as it was then.
    pub fn append_to<T: Object>(&self, object: &T, stream: &mut Vec<u8>) -> Result<()> {
        let len = stream.len();
        let shared = Held::of(&self.0.writers);
        let written =
            write_message(&self.0, shared, None, stream, |cx| write_typed_root(object, cx));
        written.inspect_err(|_| stream.truncate(len))
    }

    /// The object of the first message of a stream, which begins behind that message afterwards.
    ///
    /// # Errors
    ///
    /// As those of [`from_slice`](Self::from_slice); the stream is as it was then.
    ///
    /// ```
    /// use ferrow_graph::Graph;
    ///
    /// let graph = Graph::builder().build()?;
    /// let mut stream = Vec::new();
    /// graph.append_to(&"tea".to_owned(), &mut stream)?;
    /// graph.append_to(&7_i64, &mut stream)?;
    ///
    /// let mut rest = &stream[..];
    /// assert_eq!(graph.read_from::<String>(&mut rest)?, "tea");
    /// assert_eq!(graph.read_from::<i64>(&mut rest)?, 7);
    /// assert!(rest.is_empty());
    /// # Ok::<(), ferrow_graph::Error>(())
    /// ```
    pub fn read_from<'a, T: FromObject<'a>>(&self, stream: &mut &'a [u8]) -> Result<T> {
        let shared = Held::of(&self.0.readers);
        let (value, len) = read_message(&self.0, shared, stream, None, &[], read_typed_root)?;
        *stream = stream.get(len..).unwrap_or_default();
        Ok(value)
    }

    /// The two ends of a connection: type definitions are sent once.
    #[must_use]
    pub fn connection(&self) -> Connection {
        Connection::new(self.clone())
    }

    /// A message of the object, whose large parts travel beside it.
    ///
    /// # Errors
    ///
    /// As those of [`to_vec`](Self::to_vec).
    pub fn to_vec_with<T: Object>(&self, object: &T, outside: &mut dyn Outside) -> Result<Vec<u8>> {
        self.write(Some(outside), Vec::new(), |cx| write_typed_root(object, cx))
    }

    /// The object of a message, whose texts and bytes it may borrow.
    ///
    /// # Errors
    ///
    /// Where the bytes are no message of such an object, or exceed the limits.
    #[inline]
    pub fn from_slice<'a, T: FromObject<'a>>(&self, message: &'a [u8]) -> Result<T> {
        self.read(message, None, &[], read_typed_root)
    }

    /// The object of a message with buffers beside it.
    ///
    /// # Errors
    ///
    /// As those of [`from_slice`](Self::from_slice), and where buffers are missing.
    pub fn from_slice_with<'a, T: FromObject<'a>>(
        &self,
        message: &'a [u8],
        buffers: &'a [Bytes],
    ) -> Result<T> {
        self.read(message, None, buffers, read_typed_root)
    }

    /// The object of a message that others own too: its [`Bytes`] are parts of it, and no copies.
    ///
    /// # Errors
    ///
    /// As those of [`from_slice`](Self::from_slice).
    pub fn from_bytes<'a, T: FromObject<'a>>(&self, message: &'a Bytes) -> Result<T> {
        self.read(message, Some(message), &[], read_typed_root)
    }

    /// The same object again, with all that it shares shared in the same way.
    ///
    /// # Errors
    ///
    /// Where it cannot be written, or not be read again.
    pub fn deep_copy<T: OwnedObject>(&self, object: &T) -> Result<T> {
        self.from_slice(&self.to_vec(object)?)
    }

    /// A message of the value.
    ///
    /// # Errors
    ///
    /// Where the value is none of its types, or too deep.
    pub fn write_value(&self, value: &Value) -> Result<Vec<u8>> {
        self.write(None, Vec::new(), |cx| write_root(cx, value))
    }

    /// A message of the value, whose large parts travel beside it.
    ///
    /// # Errors
    ///
    /// As those of [`write_value`](Self::write_value).
    pub fn write_value_with(&self, value: &Value, outside: &mut dyn Outside) -> Result<Vec<u8>> {
        self.write(Some(outside), Vec::new(), |cx| write_root(cx, value))
    }

    /// The value of a message.
    ///
    /// # Errors
    ///
    /// Where the bytes are no message, hold types that are not known, or exceed the limits.
    pub fn read_value(&self, message: &[u8]) -> Result<Value> {
        self.read_value_with(message, &[])
    }

    /// The value of a message with buffers beside it.
    ///
    /// # Errors
    ///
    /// As those of [`read_value`](Self::read_value), and where buffers are missing.
    pub fn read_value_with(&self, message: &[u8], buffers: &[Bytes]) -> Result<Value> {
        self.read(message, None, buffers, read_root)
    }

    fn write(
        &self,
        outside: Option<&mut dyn Outside>,
        mut bytes: Vec<u8>,
        write: impl FnOnce(&mut WriteContext<'_>) -> Result<()>,
    ) -> Result<Vec<u8>> {
        let shared = Held::of(&self.0.writers);
        write_message(&self.0, shared, outside, &mut bytes, write).map(|()| bytes)
    }

    #[inline(always)]
    fn read<'a, T>(
        &self,
        message: &'a [u8],
        owner: Option<&'a Bytes>,
        buffers: &'a [Bytes],
        read: impl FnOnce(&mut ReadContext<'_, 'a>) -> Result<T>,
    ) -> Result<T> {
        let opened = open(message, buffers, &self.0.limits)?;
        let shared = Held::of(&self.0.readers);
        let mut cx = ReadContext::new(&self.0, shared, opened, owner, buffers);
        // One variable, so that a large object is not moved.
        let mut result = read(&mut cx);
        let more = cx.reader().rest().len();
        if more > 0 && result.is_ok() {
            result = Err(trailing(more, cx.reader().offset()));
        }
        result
    }
}

/// Writes a message behind what `bytes` holds.
#[inline]
pub(crate) fn write_message(
    graph: &Shared,
    shared: Held<'_, WriteShared>,
    outside: Option<&mut dyn Outside>,
    bytes: &mut Vec<u8>,
    write: impl FnOnce(&mut WriteContext<'_>) -> Result<()>,
) -> Result<()> {
    let header = Header { out_of_band: outside.is_some() };
    let outside = outside.map(|outside| -> &mut dyn Outside { outside });
    let cx = WriteContext::new(graph, shared, Writer::from(std::mem::take(bytes)), outside);
    // One look tells mostly that there is nothing to drop.
    let mut cx = ManuallyDrop::new(cx);
    cx.writer().header(header);
    let written = write(&mut cx);
    *bytes = std::mem::take(cx.writer().vec());
    if !cx.is_bare() {
        drop(ManuallyDrop::into_inner(cx));
    }
    match written {
        Ok(()) => Ok(()),
        Err(error) => Err(error.of_writing(graph.references == References::Tracked)),
    }
}

/// Reads a message; returns how long it is, too.
#[inline]
pub(crate) fn read_message<'a, T>(
    graph: &Shared,
    shared: Held<'_, ReadShared>,
    message: &'a [u8],
    owner: Option<&'a Bytes>,
    buffers: &'a [Bytes],
    read: impl FnOnce(&mut ReadContext<'_, 'a>) -> Result<T>,
) -> Result<(T, usize)> {
    let opened = open(message, buffers, &graph.limits)?;
    let mut cx = ReadContext::new(graph, shared, opened, owner, buffers);
    let value = read(&mut cx)?;
    Ok((value, cx.reader().offset()))
}

/// The value of a message that ends with it.
pub(crate) fn whole<T>((value, len): (T, usize), end: usize) -> Result<T> {
    match end - len {
        0 => Ok(value),
        more => Err(trailing(more, len)),
    }
}

#[cold]
fn trailing(len: usize, offset: usize) -> Error {
    Error::new(Problem::Trailing { len }).at(offset)
}

impl fmt::Debug for Graph {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<String> = self.0.names.keys().map(ToString::to_string).collect();
        f.debug_struct("Graph")
            .field("mode", &self.0.mode)
            .field("references", &self.0.references)
            .field("types", &names)
            .finish_non_exhaustive()
    }
}
