//! Values of which a trait is known: their types stand before them.

use std::any::{Any, TypeId as RustType};

use super::registry::WriteAny;
use super::{FromBoxed, Object, OwnedObject, Registry, TypeNames, Types, wrong_type};
use crate::context::{Found, ReadContext, WriteContext};
use crate::error::{Error, Problem, Result};
use crate::schema::FieldType;
use crate::wire::TypeId;

/// What a trait is a subtrait of whose values are written and read: every type that is an object is
/// one. [`object_trait!`](crate::object_trait) does the rest.
///
/// ```
/// use std::rc::Rc;
///
/// use ferrow_graph::object::AnyObject;
/// use ferrow_graph::{Graph, object_trait};
/// # extern crate ferrow_graph as ferrow;
/// # use ferrow_derive::Object;
///
/// trait Animal: AnyObject {
///     fn sound(&self) -> &str;
/// }
/// object_trait!(dyn Animal);
///
/// #[derive(Object)]
/// #[object(id = 1)]
/// struct Dog {
///     bark: String,
/// }
///
/// #[derive(Object)]
/// #[object(id = 2)]
/// struct Fish {}
///
/// impl Animal for Dog {
///     fn sound(&self) -> &str {
///         &self.bark
///     }
/// }
///
/// impl Animal for Fish {
///     fn sound(&self) -> &str {
///         ""
///     }
/// }
///
/// # fn main() -> Result<(), ferrow_graph::Error> {
/// let graph = Graph::builder()
///     .implement::<dyn Animal, Dog>(|dog| Box::new(dog))
///     .implement::<dyn Animal, Fish>(|fish| Box::new(fish))
///     .build()?;
/// let animals: Vec<Box<dyn Animal>> =
///     vec![Box::new(Dog { bark: "woof".to_owned() }), Box::new(Fish {})];
/// let back: Vec<Rc<dyn Animal>> = graph.from_slice(&graph.to_vec(&animals)?)?;
/// assert_eq!(back[0].sound(), "woof");
/// # Ok(())
/// # }
/// ```
pub trait AnyObject: Any {
    /// Writes the type of the value.
    ///
    /// # Errors
    ///
    /// Where it is not registered.
    fn announce_dyn(&self, cx: &mut WriteContext<'_>) -> Result<()>;

    /// Writes the body of the value.
    ///
    /// # Errors
    ///
    /// Where the value cannot be written.
    fn write_dyn(&self, cx: &mut WriteContext<'_>, types: Types) -> Result<()>;
}

impl<T: Object + 'static> AnyObject for T {
    fn announce_dyn(&self, cx: &mut WriteContext<'_>) -> Result<()> {
        self.announce_value(cx)
    }

    fn write_dyn(&self, cx: &mut WriteContext<'_>, types: Types) -> Result<()> {
        self.write(cx, types)
    }
}

/// Makes a trait one whose values are written and read, in boxes and in shared pointers: see
/// [`AnyObject`](crate::object::AnyObject).
#[macro_export]
macro_rules! object_trait {
    (dyn $name:path) => {
        impl $crate::Object for dyn $name {
            const TYPE: $crate::wire::TypeId = $crate::wire::TypeId::Unknown;
            const HOLDS: bool = true;

            fn field_type(_names: &$crate::object::TypeNames<'_>) -> $crate::schema::FieldType {
                $crate::schema::FieldType::any()
            }

            fn write(
                &self,
                cx: &mut $crate::WriteContext<'_>,
                types: $crate::object::Types,
            ) -> $crate::Result<()> {
                $crate::object::AnyObject::write_dyn(self, cx, types)
            }

            fn announce_value(&self, cx: &mut $crate::WriteContext<'_>) -> $crate::Result<()> {
                $crate::object::AnyObject::announce_dyn(self, cx)
            }
        }

        impl<'a> $crate::object::FromBoxed<'a> for dyn $name {
            fn read_boxed(
                cx: &mut $crate::ReadContext<'_, 'a>,
            ) -> $crate::Result<::std::boxed::Box<Self>> {
                Self::read_told_boxed(cx, $crate::object::Told::Here)
            }

            fn read_found_boxed(
                cx: &mut $crate::ReadContext<'_, 'a>,
                found: &$crate::__derive::Found,
            ) -> $crate::Result<::std::boxed::Box<Self>> {
                $crate::object::read_polymorphic(cx, found)
            }
        }
    };
}

/// Reads a value of a trait into a box.
pub(crate) trait ReadAs<D: ?Sized>: Send + Sync {
    fn read_as(&self, cx: &mut ReadContext<'_, '_>, found: &Found) -> Result<Box<D>>;
}

struct Implementation<T, D: ?Sized>(fn(T) -> Box<D>);

impl<T: OwnedObject, D: ?Sized> ReadAs<D> for Implementation<T, D> {
    fn read_as(&self, cx: &mut ReadContext<'_, '_>, found: &Found) -> Result<Box<D>> {
        T::read_found(cx, found).map(self.0)
    }
}

/// Notes that values of `T` may stand for values of `D`.
pub(crate) fn implement<D: ?Sized + 'static, T: OwnedObject + 'static>(
    registry: &mut Registry,
    make: fn(T) -> Box<D>,
) {
    let reader: Box<dyn ReadAs<D>> = Box::new(Implementation(make));
    let (wanted, found) = (RustType::of::<D>(), RustType::of::<T>());
    registry.readers.push((wanted, found, Box::new(reader)));
    registry.writers.insert(
        found,
        WriteAny {
            announce: T::announce,
            write: |value, cx| match value.downcast_ref::<T>() {
                Some(value) => value.write(cx, Types::Written),
                None => Err(Error::new(Problem::RefHere)),
            },
        },
    );
}

/// Reads a value of a trait, whose type was told.
///
/// # Errors
///
/// Where no such type was said to implement the trait, or the bytes are no value of it.
pub fn read_polymorphic<D: ?Sized + 'static>(
    cx: &mut ReadContext<'_, '_>,
    found: &Found,
) -> Result<Box<D>> {
    let index = match found {
        Found::Known(index, _) => Some(*index),
        Found::Remote(remote) => remote.index,
        Found::Scalar(_) | Found::Missing(_) => None,
    };
    let reader = index.and_then(|index| cx.graph().reader_of::<D>(index));
    match reader {
        Some(reader) => reader.read_as(cx, found),
        None => Err(wrong_type(cx, TypeId::Unknown, found)),
    }
}

impl Object for dyn Any {
    const TYPE: TypeId = TypeId::Unknown;
    const HOLDS: bool = true;

    fn field_type(_names: &TypeNames<'_>) -> FieldType {
        FieldType::any()
    }

    fn write(&self, cx: &mut WriteContext<'_>, _types: Types) -> Result<()> {
        let writer = writer_of(self, cx)?;
        (writer.write)(self, cx)
    }

    fn announce_value(&self, cx: &mut WriteContext<'_>) -> Result<()> {
        let writer = writer_of(self, cx)?;
        (writer.announce)(cx)
    }
}

fn writer_of(value: &dyn Any, cx: &WriteContext<'_>) -> Result<WriteAny> {
    let found = cx.graph().any_writers.get(&value.type_id()).copied();
    found.ok_or_else(|| {
        let what = "a type of a value that is known as `dyn Any`".to_owned();
        Error::new(Problem::NotRegistered { what })
    })
}

impl<'a> FromBoxed<'a> for dyn Any {
    fn read_boxed(cx: &mut ReadContext<'_, 'a>) -> Result<Box<Self>> {
        Self::read_told_boxed(cx, super::Told::Here)
    }

    fn read_found_boxed(cx: &mut ReadContext<'_, 'a>, found: &Found) -> Result<Box<Self>> {
        read_polymorphic(cx, found)
    }
}
