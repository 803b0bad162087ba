//! Elements on their way out.

use bytemuck::NoUninit;

use super::super::framing::is_announced;
use super::super::{Announced, Object, Types};
use crate::error::{Error, Problem};
use crate::wire::{ElementsHeader, Pen, Room, TypeId};

/// A number of elements or bytes, which is to fit 32 bits: the pen has failed where it does not.
#[inline(always)]
pub(in crate::object) fn counted(pen: &mut Pen<'_, '_>, count: usize) -> Option<u32> {
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
pub(in crate::object) fn write_elements<'p, 'g, 'v, T: Object + 'v>(
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
    if T::MOST > 0 || T::ROOM > 0 && pen.is_utf8() {
        write_header(&mut pen, count, ElementsHeader::SAME_TYPE, declared);
        if !declared {
            pen = T::announce_on(pen);
            if pen.has_failed() {
                return pen;
            }
        }
        put_all(values, &mut pen, T::ROOM, T::put);
        return pen;
    }
    if T::HOLDS && !pen.enters() {
        return pen;
    }
    if T::FLAT > 0 && pen.is_utf8() {
        pen = write_flat(values, pen, count);
        pen.leave();
        return pen;
    }
    pen = write_objects(values, pen, count, declared, types);
    if T::HOLDS {
        pen.leave();
    }
    pen
}

/// Writes structs of nothing but what is put into room.
#[inline]
fn write_flat<'p, 'g, 'v, T: Object + 'v>(
    values: impl ExactSizeIterator<Item = &'v T>,
    mut pen: Pen<'p, 'g>,
    count: u32,
) -> Pen<'p, 'g> {
    write_header(&mut pen, count, ElementsHeader::SAME_TYPE, false);
    pen = T::announce_on(pen);
    if !pen.has_failed() {
        let start = T::flat_start(&pen);
        put_all(values, &mut pen, T::FLAT, |value, room| value.put_flat(start, room));
    }
    pen
}

/// Puts values of `most` bytes each, with one look at the capacity for several.
#[inline(always)]
fn put_all<'v, T: 'v>(
    mut values: impl ExactSizeIterator<Item = &'v T>,
    pen: &mut Pen<'_, '_>,
    most: usize,
    put: impl Fn(&T, &mut Room<'_>),
) {
    /// No more at a time, as most values take less.
    const TOGETHER: usize = 64;
    let mut room = pen.room(0);
    while let Some(value) = values.next() {
        room.have(most, || (values.len() + 1).min(TOGETHER) * most);
        put(value, &mut room);
    }
}

/// Writes numbers that stand in memory as they do in messages.
#[inline]
pub(in crate::object) fn write_plain<'p, 'g, T: Object + NoUninit>(
    values: &[T],
    mut pen: Pen<'p, 'g>,
    types: Types,
) -> Pen<'p, 'g> {
    if cfg!(not(target_endian = "little")) || values.is_empty() {
        return write_elements(values.iter(), pen, types);
    }
    let Some(count) = counted(&mut pen, values.len()) else { return pen };
    let bytes: &[u8] = bytemuck::cast_slice(values);
    if types == Types::Declared {
        let mut room = pen.room(HEADER + bytes.len());
        put_header(&mut room, count, ElementsHeader::SAME_TYPE.with(ElementsHeader::DECLARED));
        room.bytes(bytes);
        return pen;
    }
    write_header(&mut pen, count, ElementsHeader::SAME_TYPE, false);
    pen = T::announce_on(pen);
    pen.room(bytes.len()).bytes(bytes);
    pen
}

#[inline(always)]
fn write_header(pen: &mut Pen<'_, '_>, count: u32, header: ElementsHeader, declared: bool) {
    let header = if declared { header.with(ElementsHeader::DECLARED) } else { header };
    put_header(&mut pen.room(HEADER), count, header);
}

/// The most bytes that a number of elements takes, and what they have in common.
const HEADER: usize = 10;

#[inline(always)]
fn put_header(room: &mut Room<'_>, count: u32, header: ElementsHeader) {
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
