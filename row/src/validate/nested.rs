//! The checks of what stands inside a row.

use super::exact::{self, Budget};
use super::quick;
use crate::error::Problem;
use crate::lazy::{LazyList, LazyMap};
use crate::value::{Value, by_kind, by_kind_of};
use crate::{Error, ListLayout, MapLayout, Storage, UnionLayout, standard};

/// Checks a list and all that is in it.
pub(crate) fn list(layout: &ListLayout, bytes: &[u8]) -> Result<(), Error> {
    if quick::list(layout, bytes) {
        return Ok(());
    }
    elements(LazyList::open(layout, bytes)?)
}

/// Checks a map and all that is in it.
pub(crate) fn map(layout: &MapLayout, bytes: &[u8]) -> Result<(), Error> {
    if quick::map(layout, bytes) {
        return Ok(());
    }
    let map = LazyMap::open(layout, bytes)?;
    elements(map.keys()).map_err(|error| error.inside(standard::WORD).in_field("keys"))?;
    elements(map.values()).map_err(|error| error.inside(map.values_offset()).in_field("values"))
}

/// Checks a union and all that is in it: the type id is one of the schema's, and where that child is
/// never null it is there.
pub(crate) fn union(layout: &UnionLayout, bytes: &[u8]) -> Result<(), Error> {
    super::row(layout.row(), bytes)?;
    let type_id = layout.row().open(bytes)?.get_at::<i8>(0)?.unwrap_or_default();
    let Some(child) = layout.child_of(type_id) else {
        let offset = layout.row().slot_offset(0);
        return Err(Error::new(Problem::TypeId { offset, type_id }));
    };
    if layout.is_required(child) && layout.row().open(bytes)?.is_null(child + 1) {
        return Err(Error::new(Problem::NullValue).in_field(layout.child(child).field().name()));
    }
    Ok(())
}

/// Checks the elements of a list whose slots are all there.
fn elements(list: LazyList<'_>) -> Result<(), Error> {
    let element = list.layout().element();
    if !element.is_nullable()
        && let Some(index) = first_null(list)
    {
        return Err(Error::new(Problem::NullValue).in_element(index));
    }
    if element.storage() == Storage::Slot {
        return Ok(());
    }
    by_kind!(element.kind(), null => Ok(()), T => each::<T>(list))
}

fn each<T: Value + ?Sized>(list: LazyList<'_>) -> Result<(), Error> {
    let mut budget = Budget(list.bytes().len() - list.parts().elements_end);
    for index in 0..list.len() {
        if !list.null_bit(index).is_set(list.bytes()) {
            exact::value::<T>(list.slot(index), &mut budget)
                .map_err(|error| error.in_element(index))?;
        }
    }
    Ok(())
}

/// The first element whose null bit is set.
#[inline]
pub(crate) fn first_null(list: LazyList<'_>) -> Option<usize> {
    let parts = list.parts();
    let bits = &list.bytes()[parts.bitmap..parts.bitmap + parts.bitmap_width];
    let (words, rest) = bits.as_chunks::<8>();
    let words = words.iter().map(|word| u64::from_le_bytes(*word));
    let words = words.chain((!rest.is_empty()).then(|| standard::load_short(rest)));
    words.enumerate().find_map(|(word, nulls)| {
        let index = word * 64 + nulls.trailing_zeros() as usize;
        // Bits behind the last element belong to none.
        (nulls != 0 && index < list.len()).then_some(index)
    })
}
