//! How registered types are announced.

use super::Object;
use crate::context::WriteContext;
use crate::error::{Error, Problem, Result};
use crate::plan::FixedAnnouncement;
use crate::wire::Pen;

/// Writes which type follows: the registered one.
pub(crate) fn announce<T: ?Sized>(cx: &mut WriteContext<'_>) -> Result<()> {
    let Some(index) = cx.graph().index_of::<T>() else {
        let what = std::any::type_name::<T>().to_owned();
        return Err(Error::new(Problem::NotRegistered { what }));
    };
    cx.announce(cx.graph().announced(index));
    Ok(())
}

/// Writes which type follows, with a pen.
#[inline]
pub(crate) fn announce_on<'p, 'g, T: Object + ?Sized>(mut pen: Pen<'p, 'g>) -> Pen<'p, 'g> {
    // Mostly it is a few bytes that are the same each time.
    if let Some(fixed) = fixed_announcement::<T>(&pen) {
        fixed.put(&mut pen.room(FixedAnnouncement::ROOM));
        return pen;
    }
    match pen.graph().known_place_of::<T>() {
        Some(index) => announce_defined(index, pen),
        None => announce_otherwise::<T>(pen),
    }
}

/// What announces a registered type, where that is a few known bytes: in every message the same, or since its
/// definition was written.
#[inline(always)]
pub(super) fn fixed_announcement<T: Object + ?Sized>(
    pen: &Pen<'_, '_>,
) -> Option<FixedAnnouncement> {
    let index = pen.graph().known_place_of::<T>()?;
    let fixed = pen.graph().announced(index).fixed;
    if fixed.is_known() {
        return Some(fixed);
    }
    pen.cx().announced_before(index)
}

/// A type that is announced by its definition, or by its name.
#[inline(never)]
fn announce_defined<'p, 'g>(index: usize, pen: Pen<'p, 'g>) -> Pen<'p, 'g> {
    pen.pause(|cx| {
        let announced = cx.graph().announced(index);
        cx.announce(announced);
        cx.note_announced(index, announced);
        Ok(())
    })
}

#[cold]
#[inline(never)]
fn announce_otherwise<'p, 'g, T: Object + ?Sized>(pen: Pen<'p, 'g>) -> Pen<'p, 'g> {
    // Notes the place, so that it is known the next time.
    pen.graph().place_of::<T>();
    pen.pause(|cx| announce::<T>(cx))
}
