//! What the code of derived structs calls.

use super::framing::read_framed;
use super::keep::{Keep, Return};
use super::{FromObject, Object, TypeNames, wrong_user_type};
use crate::context::{Found, ReadContext, Remote};
use crate::dynamic;
use crate::error::{Error, Problem, Result};
use crate::graph::Mode;
use crate::plan::{Conversion, RemoteField, TypePlan};
use crate::schema::StructType;
use crate::wire::{Numbers, Pen, Room, Tail, TypeId, Window, murmur};

/// What is known of a derived struct without its values.
pub trait StructInfo: Object {
    /// Whether versions of it may differ.
    const EVOLVING: bool;

    /// Its type, of a graph with these names.
    fn schema(names: &TypeNames<'_>) -> StructType;

    /// The hash of its schema.
    fn schema_hash() -> u32;
}

/// A derived struct.
pub trait StructSchema<'a>: StructInfo + FromObject<'a> {
    /// The most bytes that the numbers take that stand in front, or zero.
    const NUMBERS: usize;

    /// Reads the fields: those in front out of `numbers`.
    ///
    /// # Errors
    ///
    /// Where the bytes are none.
    fn read_fields<K: Keep<Self>>(
        cx: &mut ReadContext<'_, 'a>,
        numbers: impl Numbers,
        keep: K,
    ) -> Result<K::Kept>;

    /// Reads the fields of another version.
    ///
    /// # Errors
    ///
    /// Where the bytes are none, or a field has no value and no default.
    fn read_evolved(cx: &mut ReadContext<'_, 'a>, remote: &Remote) -> Result<Self>;
}

/// What the place of a field among the values of a struct depends on.
#[derive(Debug, Clone, Copy)]
pub struct FieldKey {
    /// The type of its values.
    pub type_id: TypeId,
    /// Whether null may stand for one.
    pub nullable: bool,
    /// The most bytes that one takes, or zero: [`Object::MOST`](super::Object::MOST).
    pub most: usize,
    /// The room that one is put into, or zero: [`Object::ROOM`](super::Object::ROOM).
    pub room: usize,
    /// The tag, if it has one.
    pub tag: Option<u32>,
    /// The name in snake case.
    pub name: &'static str,
}

impl FieldKey {
    const fn group(&self) -> u8 {
        match (self.type_id.is_primitive(), self.nullable) {
            (true, false) => 0,
            (true, true) => 1,
            (false, _) => 2,
        }
    }

    /// Whether it comes before the other.
    const fn is_before(&self, other: &Self) -> bool {
        let (left, right) = (self.group(), other.group());
        if left != right {
            return left < right;
        }
        if left < 2 {
            let (left, right) = (self.type_id, other.type_id);
            if left.is_compressed() != right.is_compressed() {
                return right.is_compressed();
            }
            if left.width() != right.width() {
                return left.width() > right.width();
            }
            if left.id() != right.id() {
                return left.id() < right.id();
            }
        }
        match (self.tag, other.tag) {
            (Some(left), Some(right)) => left < right,
            (Some(_), None) => true,
            (None, Some(_)) => false,
            (None, None) => comes_before(self.name.as_bytes(), other.name.as_bytes()),
        }
    }
}

const fn comes_before(left: &[u8], right: &[u8]) -> bool {
    let mut at = 0;
    while at < left.len() && at < right.len() {
        if left[at] != right[at] {
            return left[at] < right[at];
        }
        at += 1;
    }
    left.len() < right.len()
}

/// The ordinals of fields in the order of their values.
#[must_use]
pub const fn struct_order<const N: usize>(keys: &[FieldKey; N]) -> [usize; N] {
    let mut order = [0; N];
    let mut count = 0;
    while count < N {
        // Goes in behind all that do not come after it.
        let mut place = count;
        while place > 0 && keys[count].is_before(&keys[order[place - 1]]) {
            order[place] = order[place - 1];
            place -= 1;
        }
        order[place] = count;
        count += 1;
    }
    order
}

/// How many fields are written and read together: the numbers and bools that stand first.
///
/// Numbers behind pointers and in cells are not among them, so neither is what follows one.
#[must_use]
pub const fn count_primitives<const N: usize>(keys: &[FieldKey; N], order: &[usize; N]) -> usize {
    let mut count = 0;
    while count < N && keys[order[count]].group() == 0 && keys[order[count]].most > 0 {
        count += 1;
    }
    count
}

/// How many fields are written together: numbers, bools and texts that stand first, with nothing
/// before each.
#[must_use]
pub const fn count_bounded<const N: usize>(keys: &[FieldKey; N], order: &[usize; N]) -> usize {
    let mut count = 0;
    while count < N && keys[order[count]].room > 0 && !keys[order[count]].nullable {
        count += 1;
    }
    count
}

/// What stands before the fields: the hash, where definitions do not travel.
#[derive(Debug, Clone, Copy, Default)]
pub struct StructStart {
    hash: u32,
    len: usize,
}

impl StructStart {
    /// The room that it is put into.
    pub const ROOM: usize = 4;

    /// Of a struct with this hash, in messages of the pen.
    #[inline(always)]
    #[must_use]
    pub fn new(pen: &Pen<'_, '_>, hash: u32) -> Self {
        let len = if pen.graph().mode == Mode::SameSchema { Self::ROOM } else { 0 };
        Self { hash, len }
    }

    /// Puts it there.
    #[inline(always)]
    pub fn put(self, room: &mut Room<'_>) {
        room.start_of(self.hash.to_le_bytes(), self.len);
    }
}

/// Reads a struct of the declared type: `LAST` says that it is mostly the end of a message.
///
/// # Errors
///
/// Where it has another schema, or the bytes are none.
#[inline(always)]
pub fn read_struct<'a, T: StructSchema<'a>, K: Keep<T>, const LAST: bool>(
    cx: &mut ReadContext<'_, 'a>,
    keep: K,
) -> Result<K::Kept> {
    if cx.graph().mode == Mode::SameSchema {
        let hash = T::schema_hash();
        if let Some(found) = cx.reader().rest().first_chunk()
            && u32::from_le_bytes(*found) == hash
        {
            cx.reader().advance(4);
        } else {
            return read_other::<T>(cx, hash).map(|value| keep.keep(value));
        }
    }
    read_fields::<T, K, LAST>(cx, keep)
}

#[inline(always)]
fn read_fields<'a, T: StructSchema<'a>, K: Keep<T>, const LAST: bool>(
    cx: &mut ReadContext<'_, 'a>,
    keep: K,
) -> Result<K::Kept> {
    let rest = cx.reader().rest();
    match rest.len() >= T::NUMBERS {
        true => T::read_fields(cx, Window::new(rest, T::NUMBERS), keep),
        false if LAST => T::read_fields(cx, Tail::new(rest), keep),
        false => read_last_fields(cx, keep),
    }
}

/// Reads fields near the end of a message, where each number has to look for it.
#[inline(never)]
fn read_last_fields<'a, T: StructSchema<'a>, K: Keep<T>>(
    cx: &mut ReadContext<'_, 'a>,
    keep: K,
) -> Result<K::Kept> {
    let rest = cx.reader().rest();
    T::read_fields(cx, Tail::new(rest), keep)
}

/// Reads the fields, which no loop does.
#[inline(never)]
fn read_fields_apart<'a, T: StructSchema<'a>>(cx: &mut ReadContext<'_, 'a>) -> Result<T> {
    read_fields::<T, Return, true>(cx, Return)
}

/// A struct whose hash is not here: some writers announce structs with names where they need not.
#[cold]
#[inline(never)]
fn read_other<'a, T: StructSchema<'a>>(cx: &mut ReadContext<'_, 'a>, wanted: u32) -> Result<T> {
    let start = cx.reader().offset();
    let announced = cx.graph().index_of::<T>().map(|index| cx.graph().announced(index));
    if let Some(announced) = announced
        && announced.type_id.is_named()
        && cx.reader().rest().first() == Some(&announced.type_id.id())
    {
        return super::read_typed(cx);
    }
    let found = cx.reader().u32()?;
    if found == murmur::SEED && T::schema(&TypeNames(None)).fields().is_empty() {
        return read_fields_apart(cx);
    }
    let name = announced.map_or_else(String::new, |announced| announced.name.to_string());
    Err(Error::new(Problem::StructHash { name, wanted, found }).at(start))
}

impl ReadContext<'_, '_> {
    /// Whether the type that was told is this one, in this version.
    #[inline]
    pub(crate) fn is_this_struct<T: ?Sized>(&self, found: &Found) -> bool {
        match found {
            Found::Known(index, _) => self.graph().index_of::<T>() == Some(*index),
            Found::Remote(remote) => {
                remote.fields.is_none() && self.graph().index_of::<T>() == remote.index
            }
            _ => false,
        }
    }
}

/// Reads a struct whose type was told.
///
/// # Errors
///
/// Where it is another type, or the bytes are none of it.
pub(crate) fn read_found_struct<'a, T: StructSchema<'a>>(
    cx: &mut ReadContext<'_, 'a>,
    found: &Found,
) -> Result<T> {
    let index = cx.graph().index_of::<T>();
    match found {
        Found::Known(known, _) if Some(*known) == index => {
            if cx.graph().mode == Mode::Compatible && T::EVOLVING {
                let (wanted, found) =
                    ("a struct with its definition".into(), "a struct without".into());
                return Err(cx.error(Problem::NotThisType { wanted, found }));
            }
            T::read(cx)
        }
        Found::Remote(remote) if index.is_some() && remote.index == index => match remote.fields {
            Some(_) => T::read_evolved(cx, remote),
            None => read_fields_apart(cx),
        },
        found => Err(wrong_user_type(cx, index, TypeId::Struct, found)),
    }
}

/// Where a field of another version goes: the ordinal of the place, in the order of values.
pub fn evolved_fields(remote: &Remote) -> impl Iterator<Item = (Option<usize>, &RemoteField)> {
    let fields = remote.fields.as_ref().map_or(&[][..], |remote| &remote.fields);
    fields.iter().map(|field| (field.target.map(|(place, _)| place), field))
}

/// Reads a field of another version.
///
/// # Errors
///
/// Where the bytes are no value of it, or the value cannot be one of this type.
pub fn read_evolved_field<'a, T: FromObject<'a>>(
    cx: &mut ReadContext<'_, 'a>,
    field: &RemoteField,
) -> Result<T> {
    let start = cx.reader().offset();
    let conversion = field.target.map_or(Conversion::Same, |(_, conversion)| conversion);
    if conversion == Conversion::Same {
        return read_framed(cx, field.tracked || field.nullable, field.dynamic);
    }
    let value = dynamic::read_remote_field(cx, field)?;
    if value.is_null() && !T::NULLABLE {
        return T::missing().ok_or_else(|| cx.error(Problem::NullHere));
    }
    T::from_value(value).map_err(|error| error.at(start))
}

/// Reads a field that this version does not have, and drops it.
///
/// # Errors
///
/// Where the bytes are no value of it.
pub fn skip_field(cx: &mut ReadContext<'_, '_>, field: &RemoteField) -> Result<()> {
    dynamic::read_remote_field(cx, field).map(drop)
}

/// A field that a message lacks, and that has no value by default.
#[cold]
pub fn missing_field(cx: &ReadContext<'_, '_>, name: &str) -> Error {
    cx.error(Problem::Missing).in_field(name)
}

/// Whether a plan is of an enum, union or type with code; for what is told.
pub(crate) fn is_this_user<T: ?Sized>(cx: &ReadContext<'_, '_>, found: &Found) -> bool {
    let index = cx.graph().index_of::<T>();
    match found {
        Found::Known(known, _) => Some(*known) == index,
        Found::Remote(remote) => {
            let plain =
                index.is_some_and(|index| !matches!(cx.graph().plan(index), TypePlan::Struct(_)));
            plain && remote.index == index
        }
        _ => false,
    }
}
