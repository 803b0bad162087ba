//! Elements on their way in.

use std::collections::{BTreeSet, HashSet, VecDeque};
use std::hash::{BuildHasher, Hash};

use super::super::framing::is_next;
use super::super::{FromObject, Keep, Told};
use crate::context::ReadContext;
use crate::cursor;
use crate::error::{Error, Problem, Result};
use crate::wire::{ElementsHeader, Numbers, RefFlag, Tail, Window};

/// Reads elements, as their header says.
#[inline]
pub(in crate::object) fn read_elements<'a, T, C>(cx: &mut ReadContext<'_, 'a>) -> Result<C>
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
    if !flags && matches!(told, Told::Declared) {
        for index in 0..count {
            values.make_room();
            let start = cx.reader().offset();
            let read = T::read_to(cx, AddTo(&mut values));
            read.map_err(|error| error.in_element(index))?;
            cx.element(start)?;
        }
    } else {
        for index in 0..count {
            let start = cx.reader().offset();
            let value = read_element(cx, flags, told);
            values.add(value.map_err(|error| error.in_element(index))?);
            // Whatever the type is here: a message may have it without fields.
            cx.element(start)?;
        }
    }
    if T::HOLDS {
        cx.leave();
    }
    Ok(values)
}

fn read_element<'a, T: FromObject<'a>>(
    cx: &mut ReadContext<'_, 'a>,
    flags: bool,
    told: Told<'_>,
) -> Result<T> {
    if flags {
        let flag = RefFlag::read(cx.reader())?;
        return T::read_flagged(cx, flag, told);
    }
    T::read_told(cx, told)
}

/// Reads bools or numbers that stand one after another, several at a time.
pub(in crate::object) fn read_numbers<'a, T: FromObject<'a>>(
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
        let used = match rest.len() >= most {
            true => take_numbers(&mut values, Window::new(rest, most), block),
            false => take_numbers(&mut values, Tail::new(rest), block),
        };
        let used = used.map_err(|(error, used)| error.at(cx.reader().offset() + used))?;
        cx.reader().skip(used)?;
    }
    Ok(values)
}

/// Takes `count` numbers; returns how many bytes they used, with an error, too.
#[inline(always)]
fn take_numbers<'a, T: FromObject<'a>>(
    values: &mut Vec<T>,
    mut numbers: impl Numbers,
    count: usize,
) -> std::result::Result<usize, (Error, usize)> {
    for _ in 0..count {
        let value = T::take(&mut numbers);
        values.push(value.map_err(|error| (error, numbers.used()))?);
    }
    Ok(numbers.used())
}

/// For how many elements room is made before any is read: no more than the message is long.
fn room_for<T>(backed: usize) -> usize {
    backed.min((64 << 10) / size_of::<T>().max(1)).max(backed.min(64))
}

/// A value is added to others, for which there is room.
struct AddTo<'c, C>(&'c mut C);

impl<T, C: Collection<T>> Keep<T> for AddTo<'_, C> {
    type Kept = ();

    #[inline(always)]
    fn keep(self, value: T) {
        self.0.add_in_place(value);
    }
}

/// What elements are collected in.
pub(crate) trait Collection<T> {
    fn with_room(room: usize) -> Self;
    fn add(&mut self, value: T);

    /// Makes room for one more, so that it can be added in place.
    fn make_room(&mut self) {}

    /// Adds a value, after room was made for it.
    fn add_in_place(&mut self, value: T)
    where
        Self: Sized,
    {
        self.add(value);
    }

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

    #[inline(always)]
    fn make_room(&mut self) {
        if self.len() == self.capacity() {
            self.reserve(1);
        }
    }

    #[inline(always)]
    fn add_in_place(&mut self, value: T) {
        cursor::add_in_place(self, value);
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
