//! Rust's types as types of messages.

mod announce;
mod boxed;
pub(crate) mod buffers;
#[cfg(any(feature = "chrono", feature = "jiff", feature = "uuid"))]
mod carried;
mod collections;
mod dense;
mod ext;
mod framing;
mod keep;
mod map;
mod option;
mod pointers;
pub(crate) mod polymorphic;
mod primitive;
pub(crate) mod registry;
mod shared;
mod structs;
mod text;
mod time;
mod tuple;
mod unions;
mod value;

pub(crate) use announce::{announce, announce_on};
pub use boxed::FromBoxed;
#[cfg(feature = "arrow")]
pub(crate) use buffers::buffer_object;
pub use buffers::{BufferObject, BufferParts, read_buffers, write_buffers};
pub use dense::{Dense, DenseElement};
pub use ext::Ext;
pub use framing::{read_field, write_field, write_through};
pub(crate) use framing::{read_root, read_typed, write_root};
pub use keep::{Keep, Return};
pub use pointers::Unshared;
pub use polymorphic::{AnyObject, read_polymorphic};
pub use primitive::{Fixed, Tagged};
pub use registry::{Place, Registry, TypeNames};
pub use shared::{ArcWeak, RcWeak};
pub use structs::{
    FieldKey, StructInfo, StructSchema, StructStart, count_bounded, count_primitives,
    evolved_fields, missing_field, read_evolved_field, read_struct, skip_field, struct_order,
};
pub(crate) use structs::{is_this_user, read_found_struct};
pub use time::Date;
pub(crate) use unions::read_unknown;
pub use unions::{read_case, write_case, write_unknown_case};

use crate::context::{Found, ReadContext, WriteContext};
use crate::error::{Error, Problem, Result};
use crate::schema::FieldType;
use crate::value::Value;
use crate::wire::{Numbers, Pen, RefFlag, Room, TypeId};

/// Whether the place of a value tells the types of what is in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Types {
    /// It is a field, and its declaration tells them.
    Declared,
    /// It is the value of a message, and says of itself what it holds.
    Written,
}

/// Whether the type of a value stands before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Announced {
    /// It does.
    Yes,
    /// The place tells it.
    No,
}

/// How the type of a value is told that is read.
#[derive(Debug, Clone, Copy)]
pub enum Told<'f> {
    /// It stands before the value.
    Here,
    /// The place tells it.
    Declared,
    /// It stood before values that are all of it.
    Before(&'f Found),
}

/// A Rust type whose values are written in messages: `#[derive(Object)]` makes one of a struct or an
/// enum.
///
/// What is written of a value is its body. Whether a flag or its type stands before it, is a matter
/// of the place; what of that the type decides, the constants say.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be written in messages",
    label = "not a type of objects",
    note = "derive `Object` for it; or put `#[object(skip)]` on the field, or `#[object(with = module)]`",
    note = "weak pointers are `RcWeak` and `ArcWeak`, and not those of `std`",
    note = "times and ids of `chrono`, `jiff` and `uuid` are objects by the features of these names"
)]
pub trait Object {
    /// The type in messages; of user types the kind, `Unknown` where values may be of any type.
    const TYPE: TypeId;
    /// Whether a value may be null.
    const NULLABLE: bool = false;
    /// Whether values are objects that may be shared.
    const TRACKED: bool = false;
    /// Whether shared pointers to values keep their identity in messages.
    const SHARES: bool = true;
    /// Whether values may hold values of user types, to any depth.
    const HOLDS: bool = false;
    /// Whether a value may take no byte at all.
    const EMPTY: bool = false;
    /// Of bools and numbers, the most bytes that one takes; 0 for all others.
    const MOST: usize = 0;

    /// The type, as a field's declaration has it.
    fn field_type(names: &TypeNames<'_>) -> FieldType;

    /// Where the type was found in a graph before, of types that are registered.
    #[doc(hidden)]
    #[inline]
    fn place() -> Option<&'static Place> {
        None
    }

    /// Registers the user types that values are made of.
    fn register(_registry: &mut Registry) {}

    /// Whether the value is null.
    #[inline]
    fn is_null(&self) -> bool {
        false
    }

    /// Writes the body.
    ///
    /// # Errors
    ///
    /// Where the value cannot be written.
    fn write(&self, cx: &mut WriteContext<'_>, types: Types) -> Result<()>;

    /// Writes the type.
    ///
    /// # Errors
    ///
    /// Where it is not registered.
    #[inline]
    fn announce(cx: &mut WriteContext<'_>) -> Result<()> {
        cx.writer().type_id(Self::TYPE);
        Ok(())
    }

    /// Writes the type of this value, which is that of all others where it is not `Unknown`.
    ///
    /// # Errors
    ///
    /// Where it is not registered.
    #[inline]
    fn announce_value(&self, cx: &mut WriteContext<'_>) -> Result<()> {
        Self::announce(cx)
    }

    /// Writes the type and the body.
    ///
    /// # Errors
    ///
    /// As those of [`write`](Self::write) and [`announce`](Self::announce).
    #[inline]
    fn write_announced(&self, cx: &mut WriteContext<'_>, types: Types) -> Result<()> {
        self.announce_value(cx)?;
        self.write(cx, types)
    }

    /// Writes the value behind a flag.
    ///
    /// # Errors
    ///
    /// As those of [`write`](Self::write).
    #[inline]
    fn write_flagged(
        &self,
        cx: &mut WriteContext<'_>,
        announced: Announced,
        types: Types,
    ) -> Result<()> {
        RefFlag::Value.write(cx.writer());
        match announced {
            Announced::Yes => self.write_announced(cx, types),
            Announced::No => self.write(cx, types),
        }
    }

    /// Whether a flag and the type stand before values as they do before most: a flag that there is
    /// one, and the type as [`announce`](Self::announce) writes it.
    const PLAIN: bool = false;
    /// Whether a value may be one that cannot be written.
    const FALLIBLE: bool = true;

    /// Writes the body with a pen: as [`write`](Self::write) does, without looking at the message
    /// for each part. The pen notes errors.
    #[inline]
    fn write_on<'p, 'g>(&self, pen: Pen<'p, 'g>, types: Types) -> Pen<'p, 'g> {
        pen.pause(|cx| self.write(cx, types))
    }

    /// Writes the type with a pen, as [`announce`](Self::announce) does.
    #[inline]
    fn announce_on<'p, 'g>(pen: Pen<'p, 'g>) -> Pen<'p, 'g> {
        pen.pause(|cx| Self::announce(cx))
    }

    /// Writes the type and the body with a pen, as [`write_announced`](Self::write_announced) does.
    #[inline]
    fn write_announced_on<'p, 'g>(&self, pen: Pen<'p, 'g>, types: Types) -> Pen<'p, 'g> {
        if Self::PLAIN {
            let pen = Self::announce_on(pen);
            return if pen.has_failed() { pen } else { self.write_on(pen, types) };
        }
        pen.pause(|cx| self.write_announced(cx, types))
    }

    /// Writes the value behind a flag with a pen, as [`write_flagged`](Self::write_flagged) does.
    #[inline]
    fn write_flagged_on<'p, 'g>(
        &self,
        mut pen: Pen<'p, 'g>,
        announced: Announced,
        types: Types,
    ) -> Pen<'p, 'g> {
        if !Self::PLAIN {
            return pen.pause(|cx| self.write_flagged(cx, announced, types));
        }
        pen.room(1).fixed([RefFlag::Value as u8]);
        match announced {
            Announced::Yes => self.write_announced_on(pen, types),
            Announced::No => self.write_on(pen, types),
        }
    }

    /// The type of a vector of such values.
    const IN_VEC: TypeId = TypeId::List;

    /// Writes a vector of such values.
    #[inline]
    fn write_slice<'p, 'g>(values: &[Self], pen: Pen<'p, 'g>, types: Types) -> Pen<'p, 'g>
    where
        Self: Sized,
    {
        collections::write_elements(values.iter(), pen, types)
    }

    /// The room that a value is put into: of bools and numbers the most bytes, of texts in UTF-8 those
    /// of short ones, as long ones make room for themselves. 0 for all that is not written by
    /// [`put`](Self::put).
    const ROOM: usize = Self::MOST;

    /// Writes a value of a type that has [`ROOM`](Self::ROOM) into as much.
    ///
    /// # Panics
    ///
    /// Where the type says that it has room, and leaves this as it is.
    #[inline]
    fn put(&self, _room: &mut Room<'_>) {
        panic!("a type whose `MOST` or `ROOM` is set writes its values by `put`")
    }

    /// Of structs whose fields are all put into room, that of the body.
    #[doc(hidden)]
    const FLAT: usize = 0;

    /// What stands before the fields of each such struct.
    #[doc(hidden)]
    #[inline]
    fn flat_start(_pen: &Pen<'_, '_>) -> StructStart {
        StructStart::default()
    }

    /// Writes the body of such a struct into room for it.
    #[doc(hidden)]
    #[inline]
    fn put_flat(&self, _start: StructStart, _room: &mut Room<'_>) {}
}

/// A Rust type whose values are read from messages, whose bytes they may borrow.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not read from messages",
    label = "cannot be read back",
    note = "a type that borrows text or bytes lives no longer than the message"
)]
pub trait FromObject<'a>: Object + Sized {
    /// Reads a body of the type.
    ///
    /// # Errors
    ///
    /// Where the bytes are no value of the type.
    fn read(cx: &mut ReadContext<'_, 'a>) -> Result<Self>;

    /// Reads a body of the type, in the code of the caller, which puts it where it belongs: what a loop
    /// over elements does.
    ///
    /// # Errors
    ///
    /// As those of [`read`](Self::read).
    #[inline(always)]
    fn read_to<K: Keep<Self>>(cx: &mut ReadContext<'_, 'a>, keep: K) -> Result<K::Kept> {
        Self::read(cx).map(|value| keep.keep(value))
    }

    /// Reads a bool or a number, for which as many bytes as [`MOST`](Object::MOST) says are there,
    /// or the end of the message.
    ///
    /// # Errors
    ///
    /// Where the bytes are no value of the type.
    #[inline]
    fn take(_numbers: &mut impl Numbers) -> Result<Self> {
        Err(Error::new(Problem::NotAValue { type_id: Self::TYPE }))
    }

    /// Reads bools or numbers that stand one after another.
    ///
    /// # Errors
    ///
    /// Where the bytes are no values of the type.
    #[inline]
    fn read_run(cx: &mut ReadContext<'_, 'a>, count: usize) -> Result<Vec<Self>> {
        collections::read_numbers(cx, count)
    }

    /// Reads a body of a type that the message tells.
    ///
    /// # Errors
    ///
    /// Where it is another type, or the bytes are no value of it.
    #[inline]
    fn read_found(cx: &mut ReadContext<'_, 'a>, found: &Found) -> Result<Self> {
        match found {
            Found::Scalar(type_id) if *type_id == Self::TYPE => Self::read(cx),
            found => Err(wrong_type(cx, Self::TYPE, found)),
        }
    }

    /// Reads the value behind a flag that was read.
    ///
    /// # Errors
    ///
    /// As those of [`read`](Self::read); where the flag says that there is no value.
    #[inline]
    fn read_flagged(cx: &mut ReadContext<'_, 'a>, flag: RefFlag, told: Told<'_>) -> Result<Self> {
        match flag {
            RefFlag::Value => {}
            // An object of its own, as far as Rust is concerned.
            RefFlag::Tracked => {
                cx.track()?;
            }
            RefFlag::Null => return Self::missing().ok_or_else(|| cx.error(Problem::NullHere)),
            RefFlag::Ref => return Err(cx.error(Problem::RefHere)),
        }
        Self::read_told(cx, told)
    }

    /// Reads the value, whose type is told in one way or another.
    ///
    /// # Errors
    ///
    /// As those of [`read`](Self::read) and [`read_found`](Self::read_found).
    #[inline]
    fn read_told(cx: &mut ReadContext<'_, 'a>, told: Told<'_>) -> Result<Self> {
        match told {
            Told::Here => read_typed(cx),
            Told::Declared => Self::read(cx),
            Told::Before(found) => Self::read_found(cx, found),
        }
    }

    /// Whether values of the type that was told are read as those of the declared type.
    #[inline]
    fn is_same(_cx: &ReadContext<'_, 'a>, found: &Found) -> bool {
        matches!(found, Found::Scalar(type_id) if *type_id == Self::TYPE)
    }

    /// Reads a vector of such values.
    ///
    /// # Errors
    ///
    /// As those of [`read`](Self::read).
    #[inline]
    fn read_vec(cx: &mut ReadContext<'_, 'a>) -> Result<Vec<Self>> {
        collections::read_elements(cx)
    }

    /// Reads a vector of such values, of a type that the message tells.
    ///
    /// # Errors
    ///
    /// As those of [`read_found`](Self::read_found).
    fn read_vec_found(cx: &mut ReadContext<'_, 'a>, found: &Found) -> Result<Vec<Self>> {
        match found {
            Found::Scalar(type_id) if *type_id == Self::IN_VEC => Self::read_vec(cx),
            found => Err(wrong_type(cx, Self::IN_VEC, found)),
        }
    }

    /// The value of a field that a message of another version lacks.
    #[must_use]
    fn missing() -> Option<Self> {
        None
    }

    /// A scalar, or an array or a list of numbers, that was of another type in the message.
    ///
    /// # Errors
    ///
    /// Where the value is not of this type.
    fn from_value(value: Value) -> Result<Self> {
        let (wanted, found) = (Self::TYPE.to_string(), value.kind_name());
        Err(Error::new(Problem::NotThisField { wanted, found }))
    }
}

/// A type that reads without borrowing the message.
pub trait OwnedObject: for<'a> FromObject<'a> {}

impl<T: for<'a> FromObject<'a>> OwnedObject for T {}

#[cold]
pub(crate) fn wrong_type(cx: &ReadContext<'_, '_>, wanted: TypeId, found: &Found) -> Error {
    not_this_type(cx, wanted.to_string(), found)
}

/// Another type where the one with this ordinal is wanted, which is of the kind `wanted`.
#[cold]
pub(crate) fn wrong_user_type(
    cx: &ReadContext<'_, '_>,
    index: Option<usize>,
    wanted: TypeId,
    found: &Found,
) -> Error {
    let Some(index) = index else { return wrong_type(cx, wanted, found) };
    let name = &cx.graph().announced(index).name;
    // Two types may have one name, where they are of two kinds.
    let (kind, other) = match found {
        Found::Known(other, type_id) => (type_id.kind(), &cx.graph().announced(*other).name),
        Found::Remote(remote) => (remote.meta.type_id.kind(), &remote.meta.name),
        found => return not_this_type(cx, name.to_string(), found),
    };
    match other == name {
        true => {
            let (wanted, found) = (format!("the {wanted} {name}"), format!("the {kind} {name}"));
            cx.error(Problem::NotThisType { wanted, found })
        }
        false => not_this_type(cx, name.to_string(), found),
    }
}

fn not_this_type(cx: &ReadContext<'_, '_>, wanted: String, found: &Found) -> Error {
    let found = match found {
        Found::Scalar(type_id) => type_id.to_string(),
        Found::Known(index, _) => cx.graph().announced(*index).name.to_string(),
        Found::Remote(remote) => remote.meta.name.to_string(),
        Found::Missing(what) => {
            let what = what.as_ref().to_owned();
            return cx.error(Problem::NotRegistered { what });
        }
    };
    cx.error(Problem::NotThisType { wanted, found })
}
