//! What the code of `#[derive(Object)]` names.

pub use std::sync::atomic::{AtomicU64, Ordering};

pub use crate::context::{Found, ReadContext, Remote, WriteContext};
pub use crate::error::{Error, Result};
pub use crate::object::{
    Announced, Dense, Ext, FieldKey, Fixed, FromObject, Keep, Object, Place, Registry, Return,
    StructInfo, StructSchema, StructStart, Tagged, Told, TypeNames, Types, Unshared, count_bounded,
    count_primitives, evolved_fields, missing_field, read_buffers, read_case, read_evolved_field,
    read_field, read_struct, skip_field, struct_order, write_buffers, write_case, write_field,
    write_through, write_unknown_case,
};
pub use crate::schema::{EnumType, ExtCodec, ExtType, Field, FieldType, StructType, UnionType};
pub use crate::value::{UnionValue, Value};
pub use crate::wire::{Numbers, Pen, RefFlag, Room, TypeId, TypeName};

use crate::error::Problem;
use crate::plan::schema_hash;

/// The type of a field of a registered type.
#[must_use]
pub fn user_type<T: ?Sized>(names: &TypeNames<'_>) -> FieldType {
    FieldType::of(names.name::<T>())
}

/// Writes which type follows.
///
/// # Errors
///
/// Where it is not registered.
pub fn announce<T: ?Sized>(cx: &mut WriteContext<'_>) -> Result<()> {
    crate::object::announce::<T>(cx)
}

/// Writes which type follows, with a pen.
#[inline]
pub fn announce_on<'p, 'g, T: Object + ?Sized>(pen: Pen<'p, 'g>) -> Pen<'p, 'g> {
    crate::object::announce_on::<T>(pen)
}

/// What a module made of a field: a value of its `Stored`, and of no other type that is written in another way.
#[inline(always)]
#[must_use]
pub fn stored<T>(value: &T) -> &T {
    value
}

/// The hash of a struct's schema.
#[must_use]
pub fn hash_of(schema: &StructType) -> u32 {
    schema_hash(schema.fields())
}

/// Whether the type that was told is this struct, in this version.
#[inline]
pub fn is_this_struct<T: ?Sized>(cx: &ReadContext<'_, '_>, found: &Found) -> bool {
    cx.is_this_struct::<T>(found)
}

/// Whether the type that was told is this enum, union, or type with code of its own.
pub fn is_this_user<T: ?Sized>(cx: &ReadContext<'_, '_>, found: &Found) -> bool {
    crate::object::is_this_user::<T>(cx, found)
}

/// Reads a struct whose type was told.
///
/// # Errors
///
/// Where it is another, or the bytes are none.
pub fn read_found_struct<'a, T: StructSchema<'a>>(
    cx: &mut ReadContext<'_, 'a>,
    found: &Found,
) -> Result<T> {
    crate::object::read_found_struct(cx, found)
}

/// Reads a value of another user type, which was told.
///
/// # Errors
///
/// Where it is another, or the bytes are none.
pub fn read_found_user<'a, T: FromObject<'a>>(
    cx: &mut ReadContext<'_, 'a>,
    found: &Found,
) -> Result<T> {
    match is_this_user::<T>(cx, found) {
        true => T::read(cx),
        false => {
            let index = cx.graph().index_of::<T>();
            Err(crate::object::wrong_user_type(cx, index, T::TYPE, found))
        }
    }
}

/// Goes into a struct that holds others, unless it is too deep: then the pen has failed.
#[inline(always)]
#[must_use]
pub fn enter_writing(pen: &mut Pen<'_, '_>) -> bool {
    pen.enters()
}

/// Goes out of a struct that holds others.
#[inline(always)]
pub fn leave_writing(pen: &mut Pen<'_, '_>) {
    pen.leave();
}

/// Goes into a struct that holds others.
///
/// # Errors
///
/// Where it is too deep.
#[inline]
pub fn enter_reading(cx: &mut ReadContext<'_, '_>) -> Result<()> {
    cx.enter()
}

/// Goes out of a struct that holds others.
#[inline]
pub fn leave_reading(cx: &mut ReadContext<'_, '_>) {
    cx.leave();
}

/// A number that is none of an enum's.
#[cold]
#[must_use]
pub fn no_enum_value(cx: &ReadContext<'_, '_>, name: &str, id: u32) -> Error {
    cx.error(Problem::NoEnumValue { name: name.into(), id })
}

/// A number that is of no case.
#[cold]
#[must_use]
pub fn no_case(cx: &ReadContext<'_, '_>, name: &str, case: u32) -> Error {
    cx.error(Problem::NoCase { name: name.into(), case })
}

/// Reads a case that the union does not have.
///
/// # Errors
///
/// Where the bytes are no value.
pub fn read_unknown_case(cx: &mut ReadContext<'_, '_>, case: u32) -> Result<UnionValue> {
    crate::object::read_unknown(cx, case)
}

/// A conversion of a module that failed.
#[cold]
pub fn not_converted(message: impl std::fmt::Display) -> Error {
    Error::custom(message)
}

/// What a module's function returns, with or without an error.
pub trait Converted<T> {
    /// The value, or the error in words.
    ///
    /// # Errors
    ///
    /// What the function returned.
    fn converted(self) -> Result<T>;
}

impl<T, E: std::fmt::Display> Converted<T> for std::result::Result<T, E> {
    fn converted(self) -> Result<T> {
        self.map_err(not_converted)
    }
}

/// A struct with code of its own, as a codec of values: there is none, values of it are typed.
pub struct TypedExt;

impl ExtCodec for TypedExt {
    fn write(&self, _value: &Value, _writer: &mut crate::wire::Writer) -> Result<()> {
        Err(Error::custom("a type with code of its own is written by its Rust type"))
    }

    fn read(&self, _reader: &mut crate::wire::Reader<'_>) -> Result<Value> {
        Err(Error::custom("a type with code of its own is read by its Rust type"))
    }
}

/// The hash of a schema, worked out once.
#[inline]
pub fn known_hash(known: &AtomicU64, compute: fn() -> u32) -> u32 {
    let found = known.load(Ordering::Relaxed);
    let found = if found == 0 { new_hash(known, compute) } else { found };
    let [a, b, c, d, ..] = found.to_le_bytes();
    u32::from_le_bytes([a, b, c, d])
}

#[cold]
#[inline(never)]
fn new_hash(known: &AtomicU64, compute: fn() -> u32) -> u64 {
    let computed = u64::from(compute()) | 1 << 32;
    known.store(computed, Ordering::Relaxed);
    computed
}

/// As many elements as an array has.
///
/// # Errors
///
/// Where there are more or fewer.
pub fn sized<T, const N: usize>(values: Vec<T>) -> Result<[T; N]> {
    values.try_into().map_err(|values: Vec<T>| {
        let (written, wanted) =
            (format!("an array of {}", values.len()), format!("array of {N} elements"));
        Error::new(Problem::NotConverted { written, wanted })
    })
}
