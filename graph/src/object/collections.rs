//! Lists, sets and arrays.

use std::collections::{BTreeSet, HashSet, VecDeque};
use std::hash::{BuildHasher, Hash};

use bytemuck::NoUninit;

use super::framing::{is_announced, is_next};
use super::{Announced, FromBoxed, FromObject, Object, Registry, Told, TypeNames, Types};
use crate::context::{Found, ReadContext, WriteContext};
use crate::error::{Error, Problem, Result};
use crate::graph::Texts;
use crate::schema::FieldType;
use crate::value::{Array, Value};
use crate::wire::{ElementsHeader, Padding, Pen, RefFlag, TypeId, Window};

/// A number of elements or bytes, which is to fit 32 bits: the pen has failed where it does not.
#[inline(always)]
pub(super) fn counted(pen: &mut Pen<'_, '_>, count: usize) -> Option<u32> {
    let counted = u32::try_from(count).ok();
    if counted.is_none() {
        pen.fail(too_long(count));
    }
    counted
}

#[cold]
#[inline(never)]
fn too_long(len: usize) -> Error {
    Error::new(Problem::TooLong { what: "a list", len })
}

/// Writes elements behind their number and what they have in common.
#[inline]
pub(super) fn write_elements<'p, 'g, 'v, T: Object + 'v>(
    values: impl ExactSizeIterator<Item = &'v T> + Clone,
    mut pen: Pen<'p, 'g>,
    types: Types,
) -> Pen<'p, 'g> {
    let Some(count) = counted(&mut pen, values.len()) else { return pen };
    if count == 0 {
        pen.room(1).fixed([0]);
        return pen;
    }
    let declared = types == Types::Declared && !is_announced(T::TYPE, true);
    if T::MOST > 0 || T::BOUNDED && pen.graph().texts == Texts::Utf8 {
        write_header(&mut pen, count, ElementsHeader::SAME_TYPE, declared);
        if !declared {
            pen = T::announce_on(pen);
            if pen.has_failed() {
                return pen;
            }
        }
        if T::MOST > 0 {
            // One look at the capacity for all of them.
            let mut room = pen.room(values.len().saturating_mul(T::MOST));
            values.for_each(|value| value.put(&mut room));
        } else {
            values.for_each(|value| value.put(&mut pen.room(value.most())));
        }
        return pen;
    }
    if T::HOLDS && !pen.enters() {
        return pen;
    }
    pen = write_objects(values, pen, count, declared, types);
    if T::HOLDS {
        pen.leave();
    }
    pen
}

/// Writes numbers that stand in memory as they do in messages.
#[inline]
pub(super) fn write_plain<'p, 'g, T: Object + NoUninit>(
    values: &[T],
    mut pen: Pen<'p, 'g>,
    types: Types,
) -> Pen<'p, 'g> {
    if cfg!(not(target_endian = "little")) || values.is_empty() {
        return write_elements(values.iter(), pen, types);
    }
    let Some(count) = counted(&mut pen, values.len()) else { return pen };
    write_header(&mut pen, count, ElementsHeader::SAME_TYPE, types == Types::Declared);
    if types == Types::Written {
        pen = T::announce_on(pen);
    }
    let bytes: &[u8] = bytemuck::cast_slice(values);
    pen.room(bytes.len()).bytes(bytes);
    pen
}

#[inline(always)]
fn write_header(pen: &mut Pen<'_, '_>, count: u32, header: ElementsHeader, declared: bool) {
    let header = if declared { header.with(ElementsHeader::DECLARED) } else { header };
    let mut room = pen.room(10);
    room.var_u32(count);
    room.fixed([header.byte()]);
}

#[inline]
fn write_objects<'p, 'g, 'v, T: Object + 'v>(
    values: impl ExactSizeIterator<Item = &'v T> + Clone,
    mut pen: Pen<'p, 'g>,
    count: u32,
    declared: bool,
    types: Types,
) -> Pen<'p, 'g> {
    let tracked = T::TRACKED && pen.cx().tracks();
    let nulls = T::NULLABLE && values.clone().any(T::is_null);
    let mut header = ElementsHeader::default();
    if tracked {
        header = header.with(ElementsHeader::TRACKED);
    }
    if nulls {
        header = header.with(ElementsHeader::NULLS);
    }
    let various = T::TYPE == TypeId::Unknown;
    if !various {
        header = header.with(ElementsHeader::SAME_TYPE);
    }
    write_header(&mut pen, count, header, declared);
    if !declared && !various {
        pen = T::announce_on(pen);
        if pen.has_failed() {
            return pen;
        }
    }
    let announced = if various { Announced::Yes } else { Announced::No };
    for (index, value) in values.enumerate() {
        pen = if tracked || nulls {
            value.write_flagged_on(pen, announced, types)
        } else if various {
            value.write_announced_on(pen, types)
        } else {
            value.write_on(pen, types)
        };
        if T::FALLIBLE && pen.has_failed() {
            return pen.failed_in_element(index);
        }
    }
    pen
}

/// Reads elements, as their header says.
#[inline]
pub(super) fn read_elements<'a, T, C>(cx: &mut ReadContext<'_, 'a>) -> Result<C>
where
    T: FromObject<'a>,
    C: Collection<T>,
{
    let (count, room) = cx.count()?;
    if count == 0 {
        return Ok(C::with_room(0));
    }
    let header = ElementsHeader::read(cx.reader())?;
    if T::HOLDS {
        cx.enter()?;
    }
    let mut values = C::with_room(room_for::<T>(room));
    let found = match header.has(ElementsHeader::SAME_TYPE) {
        true if header.has(ElementsHeader::DECLARED) || is_next::<T>(cx) => None,
        true => Some(cx.type_info()?),
        false => None,
    };
    let same = found.as_ref().is_none_or(|found| T::is_same(cx, found));
    let told = match &found {
        Some(found) if !same => Told::Before(found),
        Some(_) => Told::Declared,
        None if header.has(ElementsHeader::DECLARED) => Told::Declared,
        None if header.has(ElementsHeader::SAME_TYPE) => Told::Declared,
        None => Told::Here,
    };
    let flags = header.has(ElementsHeader::TRACKED) || header.has(ElementsHeader::NULLS);
    if T::MOST > 0 && !flags && matches!(told, Told::Declared) {
        return T::read_run(cx, count).map(C::of_vec);
    }
    for index in 0..count {
        let start = cx.reader().offset();
        let value = match (flags, told) {
            (false, Told::Declared) => T::read_here(cx),
            (false, told) => T::read_told(cx, told),
            (true, told) => match RefFlag::read(cx.reader()) {
                Ok(flag) => T::read_flagged(cx, flag, told),
                Err(error) => Err(error),
            },
        };
        match value {
            Ok(value) => values.add(value),
            Err(error) => return Err(error.in_element(index)),
        }
        // Whatever the type is here: a message may have it without fields.
        cx.element(start)?;
    }
    if T::HOLDS {
        cx.leave();
    }
    Ok(values)
}

/// Reads bools or numbers that stand one after another, several at a time.
pub(super) fn read_numbers<'a, T: FromObject<'a>>(
    cx: &mut ReadContext<'_, 'a>,
    count: usize,
) -> Result<Vec<T>> {
    /// Numbers that are read through one window.
    const BLOCK: usize = 16;
    let left = cx.reader().rest().len();
    if count > left {
        return Err(cx.error(Problem::Cut { needed: count as u64, left }));
    }
    let mut values = Vec::with_capacity(count.min(left));
    while values.len() < count {
        let block = (count - values.len()).min(BLOCK);
        let (rest, most) = (cx.reader().rest(), block * T::MOST);
        let mut padding = Padding::new();
        let mut window = match rest.len() >= most {
            true => Window::new(rest, most),
            false => padding.window(rest, most),
        };
        for _ in 0..block {
            let value = T::take(&mut window);
            values.push(value.map_err(|error| error.at(cx.reader().offset() + window.used()))?);
        }
        cx.reader().skip(window.used())?;
    }
    Ok(values)
}

/// For how many elements room is made before any is read: no more than the message is long.
fn room_for<T>(backed: usize) -> usize {
    backed.min((64 << 10) / size_of::<T>().max(1)).max(backed.min(64))
}

/// What elements are collected in.
pub(crate) trait Collection<T> {
    fn with_room(room: usize) -> Self;
    fn add(&mut self, value: T);
    fn of_vec(values: Vec<T>) -> Self;
}

impl<T> Collection<T> for Vec<T> {
    #[inline]
    fn with_room(room: usize) -> Self {
        Self::with_capacity(room)
    }

    #[inline]
    fn add(&mut self, value: T) {
        self.push(value);
    }

    #[inline]
    fn of_vec(values: Vec<T>) -> Self {
        values
    }
}

impl<T> Collection<T> for VecDeque<T> {
    fn with_room(room: usize) -> Self {
        Self::with_capacity(room)
    }

    fn add(&mut self, value: T) {
        self.push_back(value);
    }

    fn of_vec(values: Vec<T>) -> Self {
        values.into_iter().collect()
    }
}

impl<T: Ord> Collection<T> for BTreeSet<T> {
    fn with_room(_room: usize) -> Self {
        Self::new()
    }

    fn add(&mut self, value: T) {
        self.insert(value);
    }

    fn of_vec(values: Vec<T>) -> Self {
        values.into_iter().collect()
    }
}

impl<T: Eq + Hash, S: BuildHasher + Default> Collection<T> for HashSet<T, S> {
    fn with_room(room: usize) -> Self {
        Self::with_capacity_and_hasher(room, S::default())
    }

    fn add(&mut self, value: T) {
        self.insert(value);
    }

    fn of_vec(values: Vec<T>) -> Self {
        values.into_iter().collect()
    }
}

/// Vectors, whose elements decide what they are.
macro_rules! vectors {
    ($($type:ty),*) => {
        $(
            impl<T: Object> Object for $type {
                const TYPE: TypeId = T::IN_VEC;
                const HOLDS: bool = T::HOLDS;

                fn field_type(names: &TypeNames<'_>) -> FieldType {
                    match T::IN_VEC {
                        TypeId::List => FieldType::list(T::field_type(names)),
                        type_id => FieldType::scalar(type_id),
                    }
                }

                fn register(registry: &mut Registry) {
                    T::register(registry);
                }

                const PLAIN: bool = true;

                #[inline]
                fn write(&self, cx: &mut WriteContext<'_>, types: Types) -> Result<()> {
                    super::write_through(self, cx, types)
                }

                #[inline]
                fn write_on<'p, 'g>(&self, pen: Pen<'p, 'g>, types: Types) -> Pen<'p, 'g> {
                    T::write_slice(self, pen, types)
                }
            }
        )*
    };
}

vectors!(Vec<T>, [T]);

impl<'a, T: FromObject<'a>> FromObject<'a> for Vec<T> {
    #[inline]
    fn read(cx: &mut ReadContext<'_, 'a>) -> Result<Self> {
        T::read_vec(cx)
    }

    fn read_found(cx: &mut ReadContext<'_, 'a>, found: &Found) -> Result<Self> {
        match found {
            Found::Scalar(type_id) if type_id.is_array() && T::TYPE.array() == Some(*type_id) => {
                let array = Value::from(Array::read(*type_id, cx.reader())?);
                let list = crate::value::convert_array(array, TypeId::List, T::TYPE)?;
                Self::from_value(list)
            }
            found => T::read_vec_found(cx, found),
        }
    }

    fn missing() -> Option<Self> {
        Some(Self::new())
    }

    fn from_value(value: Value) -> Result<Self> {
        match value {
            Value::List(values) => values.into_iter().map(T::from_value).collect(),
            Value::Binary(bytes) if T::IN_VEC == TypeId::Binary => {
                bytes.iter().map(|byte| T::from_value(Value::UInt8(*byte))).collect()
            }
            other => {
                let (wanted, found) = (TypeId::List.to_string(), other.kind_name());
                Err(Error::new(Problem::NotThisField { wanted, found }))
            }
        }
    }
}

impl<'a, T: FromObject<'a>> FromBoxed<'a> for [T] {
    fn read_boxed(cx: &mut ReadContext<'_, 'a>) -> Result<Box<Self>> {
        Vec::read(cx).map(Vec::into_boxed_slice)
    }

    fn read_found_boxed(cx: &mut ReadContext<'_, 'a>, found: &Found) -> Result<Box<Self>> {
        Vec::read_found(cx, found).map(Vec::into_boxed_slice)
    }

    fn is_same_boxed(cx: &ReadContext<'_, 'a>, found: &Found) -> bool {
        Vec::<T>::is_same(cx, found)
    }

    fn missing_boxed() -> Option<Box<Self>> {
        Some(Box::default())
    }

    fn from_value_boxed(value: Value) -> Result<Box<Self>> {
        Vec::from_value(value).map(Vec::into_boxed_slice)
    }
}

macro_rules! collections {
    ($($type:ty, $type_id:ident, $make:ident, [$($bound:tt)*], [$($more:tt)*];)*) => {
        $(
            impl<T: Object, $($more)*> Object for $type {
                const TYPE: TypeId = TypeId::$type_id;
                const HOLDS: bool = T::HOLDS;

                fn field_type(names: &TypeNames<'_>) -> FieldType {
                    FieldType::$make(T::field_type(names))
                }

                fn register(registry: &mut Registry) {
                    T::register(registry);
                }

                const PLAIN: bool = true;

                fn write(&self, cx: &mut WriteContext<'_>, types: Types) -> Result<()> {
                    super::write_through(self, cx, types)
                }

                fn write_on<'p, 'g>(&self, pen: Pen<'p, 'g>, types: Types) -> Pen<'p, 'g> {
                    write_elements(self.iter(), pen, types)
                }
            }

            impl<'a, T: FromObject<'a> + $($bound)*, $($more)*> FromObject<'a> for $type
            where
                Self: Collection<T>,
            {
                fn read(cx: &mut ReadContext<'_, 'a>) -> Result<Self> {
                    read_elements(cx)
                }

                fn missing() -> Option<Self> {
                    Some(Self::with_room(0))
                }
            }
        )*
    };
}

collections! {
    VecDeque<T>, List, list, [Sized], [];
    BTreeSet<T>, Set, set, [Ord], [];
    HashSet<T, S>, Set, set, [Eq + Hash], [S: BuildHasher];
}

impl<T: Object, const N: usize> Object for [T; N] {
    const TYPE: TypeId = T::IN_VEC;
    const HOLDS: bool = T::HOLDS;

    fn field_type(names: &TypeNames<'_>) -> FieldType {
        <[T]>::field_type(names)
    }

    fn register(registry: &mut Registry) {
        T::register(registry);
    }

    const PLAIN: bool = true;

    fn write(&self, cx: &mut WriteContext<'_>, types: Types) -> Result<()> {
        super::write_through(self, cx, types)
    }

    fn write_on<'p, 'g>(&self, pen: Pen<'p, 'g>, types: Types) -> Pen<'p, 'g> {
        T::write_slice(self, pen, types)
    }
}

impl<'a, T: FromObject<'a>, const N: usize> FromObject<'a> for [T; N] {
    fn read(cx: &mut ReadContext<'_, 'a>) -> Result<Self> {
        let start = cx.reader().offset();
        sized(Vec::read(cx)?).map_err(|error| error.at(start))
    }

    fn read_found(cx: &mut ReadContext<'_, 'a>, found: &Found) -> Result<Self> {
        let start = cx.reader().offset();
        sized(Vec::read_found(cx, found)?).map_err(|error| error.at(start))
    }

    fn from_value(value: Value) -> Result<Self> {
        sized(Vec::from_value(value)?)
    }
}

fn sized<T, const N: usize>(values: Vec<T>) -> Result<[T; N]> {
    values.try_into().map_err(|values: Vec<T>| {
        let (written, wanted) =
            (format!("a list of {}", values.len()), format!("array of {N} elements"));
        Error::new(Problem::NotConverted { written, wanted })
    })
}
