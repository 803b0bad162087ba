//! What stands before values: flags and types, as their places want them.

use super::announce::fixed_announcement;
use super::{Announced, FromObject, Object, Told, Types};
use crate::context::{ReadContext, WriteContext};
use crate::error::Result;
use crate::plan::FixedAnnouncement;
use crate::wire::{Pen, RefFlag, TypeId};

/// Whether values of the type say what they are, where they are fields.
#[inline]
pub(super) const fn is_announced(type_id: TypeId, compatible: bool) -> bool {
    match type_id {
        TypeId::Unknown => true,
        TypeId::Struct | TypeId::Ext => compatible,
        _ => false,
    }
}

/// Writes a field's value.
#[inline]
pub fn write_field<'p, 'g, T: Object>(value: &T, pen: Pen<'p, 'g>) -> Pen<'p, 'g> {
    let announced = is_announced(T::TYPE, pen.graph().is_compatible());
    if T::NULLABLE || T::TRACKED && pen.cx().tracks() {
        let announced = if announced { Announced::Yes } else { Announced::No };
        value.write_flagged_on(pen, announced, Types::Declared)
    } else if announced {
        value.write_announced_on(pen, Types::Declared)
    } else {
        value.write_on(pen, Types::Declared)
    }
}

/// Writes the body of a value that is written with a pen.
///
/// # Errors
///
/// Where the value cannot be written.
#[inline]
pub fn write_through<T: Object + ?Sized>(
    value: &T,
    cx: &mut WriteContext<'_>,
    types: Types,
) -> Result<()> {
    value.write_on(Pen::new(cx), types).end()
}

/// Reads a field's value.
///
/// # Errors
///
/// Where the bytes are no value of the type.
#[inline]
pub fn read_field<'a, T: FromObject<'a>>(cx: &mut ReadContext<'_, 'a>) -> Result<T> {
    let announced = is_announced(T::TYPE, cx.graph().is_compatible());
    let flag = T::NULLABLE || T::TRACKED && cx.tracks();
    read_framed(cx, flag, announced)
}

/// Reads a value behind what stands before it.
#[inline]
pub(super) fn read_framed<'a, T: FromObject<'a>>(
    cx: &mut ReadContext<'_, 'a>,
    flag: bool,
    announced: bool,
) -> Result<T> {
    if flag {
        let flag = RefFlag::read(cx.reader())?;
        T::read_flagged(cx, flag, if announced { Told::Here } else { Told::Declared })
    } else if announced {
        read_typed(cx)
    } else {
        T::read(cx)
    }
}

/// Reads which type follows, and the value.
#[inline]
pub(crate) fn read_typed<'a, T: FromObject<'a>>(cx: &mut ReadContext<'_, 'a>) -> Result<T> {
    if is_next::<T>(cx) {
        return T::read(cx);
    }
    let found = cx.type_info()?;
    T::read_found(cx, &found)
}

/// Goes on behind the type where it is this registered struct, which mostly one comparison tells.
#[inline]
pub(super) fn is_next<T: Object>(cx: &mut ReadContext<'_, '_>) -> bool {
    if T::TYPE == TypeId::Struct
        && let Some(index) = cx.graph().place_of::<T>()
    {
        let announced = cx.graph().announced(index);
        if announced.fixed.begins(cx.reader().rest()) {
            cx.reader().advance(announced.fixed.len());
            return true;
        }
        return announced.meta.is_some() && cx.is_defined(index, announced.type_id);
    }
    false
}

/// Writes the value of a message.
#[inline(always)]
pub(crate) fn write_root<T: Object>(value: &T, cx: &mut WriteContext<'_>) -> Result<()> {
    if cx.tracks() && !T::TRACKED && !value.is_null() {
        // The first object, which Java and Python count whatever it is.
        cx.track();
        return value.write_announced(cx, Types::Written);
    }
    let mut pen = Pen::new(cx);
    if T::PLAIN
        && let Some(fixed) = fixed_announcement::<T>(&pen)
    {
        let mut room = pen.room(1 + FixedAnnouncement::ROOM);
        room.fixed([RefFlag::Value as u8]);
        fixed.put(&mut room);
        return value.write_on(pen, Types::Written).end();
    }
    value.write_flagged_on(pen, Announced::Yes, Types::Written).end()
}

/// Reads the value of a message.
#[inline]
pub(crate) fn read_root<'a, T: FromObject<'a>>(cx: &mut ReadContext<'_, 'a>) -> Result<T> {
    let flag = RefFlag::read(cx.reader())?;
    T::read_flagged(cx, flag, Told::Here)
}
