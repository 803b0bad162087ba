//! The checks that nearly all values pass: a yes is sure, and a no leaves it to [`super::exact`].
//!
//! They walk what the exact checks walk, and no more: a value is charged to the bytes of its container
//! before it is walked.

use crate::lazy::{LazyList, LazyMap};
use crate::standard::{self, Span, WORD};
use crate::{Kind, ListLayout, MapLayout, RowLayout, Storage, ValueLayout};

use super::{first_null, union};

/// Whether a row is one for sure.
pub(super) fn row(layout: &RowLayout, bytes: &[u8]) -> bool {
    let Some(left) = bytes.len().checked_sub(layout.fixed_width()) else { return false };
    if layout.first_forbidden_null(bytes).is_some() {
        return false;
    }
    let mut container = Container { bytes, fixed_end: layout.fixed_width(), left };
    layout.checked_fields().iter().all(|&index| {
        let place = layout.place(index);
        place.null.is_set(bytes) || container.holds(layout.value(index), place.slot_offset)
    })
}

/// Whether a list is one for sure.
pub(super) fn list(layout: &ListLayout, bytes: &[u8]) -> bool {
    LazyList::open(layout, bytes).is_ok_and(elements)
}

/// Whether a map is one for sure.
pub(super) fn map(layout: &MapLayout, bytes: &[u8]) -> bool {
    LazyMap::open(layout, bytes).is_ok_and(|map| elements(map.keys()) && elements(map.values()))
}

fn elements(list: LazyList<'_>) -> bool {
    let (element, parts, bytes) = (list.layout().element(), list.parts(), list.bytes());
    let has_nulls = first_null(list).is_some();
    if has_nulls && !element.is_nullable() {
        return false;
    }
    if element.storage() == Storage::Slot {
        return true;
    }
    let (fixed_end, left) = (parts.elements_end, bytes.len() - parts.elements_end);
    let mut container = Container { bytes, fixed_end, left };
    (0..list.len()).all(|index| {
        let is_null = has_nulls && list.null_bit(index).is_set(bytes);
        is_null || container.holds(element, parts.elements + index * element.width())
    })
}

/// A row or a list whose slots are all there.
struct Container<'a> {
    bytes: &'a [u8],
    fixed_end: usize,
    /// Bytes that further values may have.
    left: usize,
}

impl Container<'_> {
    /// Whether the value with the slot at `offset`, which is not null, is one for sure.
    #[inline]
    fn holds(&mut self, layout: &ValueLayout, offset: usize) -> bool {
        let bytes = match layout.storage() {
            Storage::Slot => return true,
            Storage::Inline => self.bytes.get(offset..offset + layout.width()),
            Storage::Span => self.take(layout, offset),
        };
        bytes.is_some_and(|bytes| is_value(layout, bytes))
    }

    /// The bytes of a variable value, which no value after it can have.
    #[inline]
    fn take(&mut self, layout: &ValueLayout, offset: usize) -> Option<&[u8]> {
        let span = Span::from_slot(standard::load(self.bytes, offset));
        let size = span.size as usize;
        if size > 0 && (span.offset as usize) < self.fixed_end {
            return None;
        }
        if layout.size().is_some_and(|wanted| wanted != size) {
            return None;
        }
        self.left = self.left.checked_sub(size)?;
        span.of(self.bytes)
    }
}

/// Whether the bytes of a value, which are as many as it has, are one for sure.
fn is_value(layout: &ValueLayout, bytes: &[u8]) -> bool {
    match layout.kind() {
        Kind::Utf8 => is_text(bytes),
        Kind::Decimal128 => is_decimal128(bytes),
        Kind::Struct => layout.row().is_some_and(|layout| row(layout, bytes)),
        Kind::List => layout.list().is_some_and(|layout| list(layout, bytes)),
        Kind::Map => layout.map().is_some_and(|layout| map(layout, bytes)),
        Kind::Union => layout.union().is_some_and(|layout| union(layout, bytes).is_ok()),
        _ => true,
    }
}

/// Whether bytes are UTF-8.
#[inline]
pub(super) fn is_text(bytes: &[u8]) -> bool {
    is_ascii(bytes) || is_utf8(bytes)
}

#[cold]
fn is_utf8(bytes: &[u8]) -> bool {
    std::str::from_utf8(bytes).is_ok()
}

/// Bytes of a short text, which are looked at in fewer steps than a call takes.
const SHORT: usize = 32;

#[inline]
fn is_ascii(bytes: &[u8]) -> bool {
    let all = match bytes {
        _ if bytes.len() > SHORT => return bytes.is_ascii(),
        [_, _, _, _, _, _, _, _, ..] => {
            let (words, _) = bytes.as_chunks::<WORD>();
            let last = standard::load(bytes, bytes.len() - WORD);
            words.iter().fold(last, |all, word| all | u64::from_le_bytes(*word))
        }
        short => standard::load_short(short),
    };
    all & NOT_ASCII == 0
}

/// The bit of every byte of a word that no ASCII character has.
const NOT_ASCII: u64 = 0x8080_8080_8080_8080;

/// Whether the high half of a decimal is nothing but its sign.
fn is_decimal128(bytes: &[u8]) -> bool {
    match bytes.as_chunks::<WORD>() {
        ([_, low, high @ ..], []) => {
            let sign = i64::from_le_bytes(*low) >> 63;
            high.len() == 2 && high.iter().all(|word| i64::from_le_bytes(*word) == sign)
        }
        _ => false,
    }
}
