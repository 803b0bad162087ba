//! Types that are buffers, and a few bytes about them.

use bytes::Bytes;

use crate::context::{ReadContext, WriteContext};
use crate::error::{Error, Problem, Result};
use crate::limits::Limits;
use crate::value::Value;

/// What a value is made of that travels in buffers.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct BufferParts {
    /// What it takes to make sense of the buffers; always in the message.
    pub metadata: Bytes,
    /// The buffers, each of them in the message or beside it, as [`Outside`](crate::Outside) chooses.
    pub buffers: Vec<Bytes>,
}

/// A type whose values are buffers that may travel beside a message: with `#[derive(Object)]` and
/// `#[object(buffers)]` it is part of messages.
///
/// Nothing is copied where `Bytes` share the memory of the value, as [`Bytes::from_owner`] does, and
/// the buffers travel beside the message. Those of a message that is given to
/// [`Graph::from_bytes`](crate::Graph::from_bytes) are parts of it.
///
/// ```
/// # extern crate ferrow_graph as ferrow;
/// use bytes::Bytes;
/// use ferrow_derive::Object;
/// use ferrow_graph::object::{BufferObject, BufferParts};
/// use ferrow_graph::{Error, Graph, Limits, OutOfBand};
///
/// #[derive(Object, Debug, PartialEq)]
/// #[object(name = "geo.Tile", buffers)]
/// struct Tile {
///     width: u32,
///     heights: Bytes,
/// }
///
/// impl BufferObject for Tile {
///     fn to_parts(&self) -> Result<BufferParts, Error> {
///         let metadata = Bytes::copy_from_slice(&self.width.to_le_bytes());
///         Ok(BufferParts { metadata, buffers: vec![self.heights.clone()] })
///     }
///
///     fn from_parts(parts: BufferParts, _: &Limits) -> Result<Self, Error> {
///         let width = <[u8; 4]>::try_from(&parts.metadata[..]).map_err(Error::custom)?;
///         match <[Bytes; 1]>::try_from(parts.buffers) {
///             Ok([heights]) => Ok(Self { width: u32::from_le_bytes(width), heights }),
///             Err(buffers) => Err(Error::custom(format!("{} buffers", buffers.len()))),
///         }
///     }
/// }
///
/// # fn main() -> Result<(), Error> {
/// let graph = Graph::builder().register::<Tile>().build()?;
/// let tile = Tile { width: 256, heights: vec![7; 256 * 256].into() };
/// let mut beside = OutOfBand::at_least(1024);
/// let message = graph.to_vec_with(&tile, &mut beside)?;
/// let buffers = beside.into_buffers();
/// assert_eq!(buffers[0].as_ptr(), tile.heights.as_ptr());
///
/// let copy: Tile = graph.from_slice_with(&message, &buffers)?;
/// assert_eq!(copy, tile);
/// assert_eq!(copy.heights.as_ptr(), tile.heights.as_ptr());
/// # Ok(())
/// # }
/// ```
///
/// In messages it is a type with code of its own, whose body is: the length of the metadata as a
/// number of variable length, and the metadata; the number of buffers, of variable length too; and
/// the buffers as binary values are, which is what other implementations read and write as buffer
/// objects. A [`Value`] of it is a list of binary values, the metadata first: see
/// [`ExtType::of_buffers`](crate::schema::ExtType::of_buffers).
pub trait BufferObject: Sized {
    /// The metadata and the buffers.
    ///
    /// # Errors
    ///
    /// Where the value cannot be written.
    fn to_parts(&self) -> Result<BufferParts>;

    /// The value of metadata and buffers, which may be any bytes at all.
    ///
    /// # Errors
    ///
    /// Where they are no value of the type, or exceed the limits.
    fn from_parts(parts: BufferParts, limits: &Limits) -> Result<Self>;
}

/// Writes the body of a value that is buffers.
///
/// # Errors
///
/// Where it cannot be written.
pub fn write_buffers<T: BufferObject>(value: &T, cx: &mut WriteContext<'_>) -> Result<()> {
    let BufferParts { metadata, buffers } = value.to_parts()?;
    write_parts(cx, &metadata, buffers.iter().map(Ok))
}

/// Reads the body of a value that is buffers.
///
/// # Errors
///
/// Where the bytes are no value of the type.
pub fn read_buffers<T: BufferObject>(cx: &mut ReadContext<'_, '_>) -> Result<T> {
    let start = cx.reader().offset();
    let parts = read_parts(cx)?;
    T::from_parts(parts, &cx.graph().limits).map_err(|error| error.at(start))
}

fn write_parts<'v>(
    cx: &mut WriteContext<'_>,
    metadata: &[u8],
    buffers: impl ExactSizeIterator<Item = Result<&'v Bytes>>,
) -> Result<()> {
    cx.sized_bytes(metadata)?;
    cx.count(buffers.len())?;
    for (index, buffer) in buffers.enumerate() {
        let written = buffer.and_then(|buffer| cx.binary(buffer));
        written.map_err(|error| error.in_element(index))?;
    }
    Ok(())
}

fn read_parts(cx: &mut ReadContext<'_, '_>) -> Result<BufferParts> {
    let metadata = cx.shared_bytes()?;
    // A buffer takes a byte at least, wherever it is.
    let count = cx.reader().count(1)?;
    let buffers = (0..count).map(|index| cx.binary().map_err(|error| error.in_element(index)));
    Ok(BufferParts { metadata, buffers: buffers.collect::<Result<_>>()? })
}

/// Writes such a value of which no Rust type is known.
pub(crate) fn write_value(cx: &mut WriteContext<'_>, value: &Value) -> Result<()> {
    match value {
        Value::List(parts) if let [metadata, buffers @ ..] = &parts[..] => {
            write_parts(cx, binary(metadata)?, buffers.iter().map(binary))
        }
        other => {
            let wanted = "list of the metadata and the buffers".into();
            Err(Error::new(Problem::NotThisField { wanted, found: other.kind_name() }))
        }
    }
}

fn binary(value: &Value) -> Result<&Bytes> {
    match value {
        Value::Binary(bytes) => Ok(bytes),
        other => {
            let (wanted, found) = ("binary".into(), other.kind_name());
            Err(Error::new(Problem::NotThisField { wanted, found }))
        }
    }
}

/// Reads such a value of which no Rust type is known.
pub(crate) fn read_value(cx: &mut ReadContext<'_, '_>) -> Result<Value> {
    let BufferParts { metadata, buffers } = read_parts(cx)?;
    let parts = std::iter::once(metadata).chain(buffers);
    Ok(Value::List(parts.map(Value::Binary).collect()))
}

/// Makes a type of this or another crate an object that is buffers, by the name that it has where
/// none is given.
#[cfg(feature = "arrow")]
macro_rules! buffer_object {
    ($type:ty, $name:literal) => {
        impl crate::object::Object for $type {
            const TYPE: crate::wire::TypeId = crate::wire::TypeId::Ext;
            const HOLDS: bool = true;

            fn field_type(names: &crate::object::TypeNames<'_>) -> crate::schema::FieldType {
                crate::schema::FieldType::of(names.name::<Self>())
            }

            fn register(registry: &mut crate::object::Registry) {
                let name = crate::wire::TypeName::from($name);
                registry.ext::<Self>(Some(name), |name| crate::schema::ExtType::of_buffers(name));
            }

            fn announce(cx: &mut crate::context::WriteContext<'_>) -> Result<()> {
                crate::object::announce::<Self>(cx)
            }

            fn write(
                &self,
                cx: &mut crate::context::WriteContext<'_>,
                _types: crate::object::Types,
            ) -> Result<()> {
                crate::object::write_buffers(self, cx)
            }
        }

        impl<'a> crate::object::FromObject<'a> for $type {
            fn read(cx: &mut crate::context::ReadContext<'_, 'a>) -> Result<Self> {
                crate::object::read_buffers(cx)
            }

            fn read_found(
                cx: &mut crate::context::ReadContext<'_, 'a>,
                found: &crate::context::Found,
            ) -> Result<Self> {
                crate::__derive::read_found_user(cx, found)
            }

            fn is_same(
                cx: &crate::context::ReadContext<'_, 'a>,
                found: &crate::context::Found,
            ) -> bool {
                crate::object::is_this_user::<Self>(cx, found)
            }
        }
    };
}

#[cfg(feature = "arrow")]
pub(crate) use buffer_object;
