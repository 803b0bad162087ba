//! The checks that nearly all values pass: a yes is sure, and a no leaves it to [`super::exact`].
//!
//! They walk what the exact checks walk, and no more: a value is charged to the bytes of its container
//! before it is walked.

use crate::layout::NullBit;
use crate::lazy::{LazyList, LazyMap};
use crate::standard::{self, Span, WORD};
use crate::{Kind, ListLayout, MapLayout, RowFormat, RowLayout, Storage, ValueLayout};

use super::{first_null, union};

/// Whether a row is one for sure.
pub(super) fn row(layout: &RowLayout, bytes: &[u8]) -> bool {
    let Some(left) = bytes.len().checked_sub(layout.fixed_width()) else { return false };
    if layout.has_forbidden_null(bytes) {
        return false;
    }
    let mut container = Container { bytes, fixed_end: layout.fixed_width(), left };
    let is_standard = layout.format() == RowFormat::Standard;
    for &index in layout.checked_fields() {
        let place = layout.place(index);
        let is_value = match place.kind {
            _ if place.null.is_set(bytes) => true,
            Kind::Utf8 => container.holds_text(place.slot_offset),
            Kind::List if is_standard => {
                container.holds_list(layout.value(index), place.slot_offset)
            }
            _ => container.holds(layout.value(index), place.slot_offset),
        };
        if !is_value {
            return false;
        }
    }
    true
}

/// Whether a list is one for sure.
pub(super) fn list(layout: &ListLayout, bytes: &[u8]) -> bool {
    match layout.format() {
        RowFormat::Standard => standard_list(layout, bytes).is_some(),
        RowFormat::Compact => LazyList::open(layout, bytes).is_ok_and(elements),
    }
}

/// Whether a map is one for sure.
pub(super) fn map(layout: &MapLayout, bytes: &[u8]) -> bool {
    match layout.format() {
        RowFormat::Standard => standard_map(layout, bytes).is_some(),
        RowFormat::Compact => LazyMap::open(layout, bytes)
            .is_ok_and(|map| elements(map.keys()) && elements(map.values())),
    }
}

#[inline]
fn standard_map(layout: &MapLayout, bytes: &[u8]) -> Option<()> {
    let (size, lists) = bytes.split_first_chunk::<WORD>()?;
    let size = usize::try_from(u64::from_le_bytes(*size)).ok()?;
    let (keys, values) = lists.split_at_checked(size)?;
    let keys = standard_list(layout.keys(), keys)?;
    let values = standard_list(layout.values(), values)?;
    (keys == values).then_some(())
}

/// The number of elements of a list that is one for sure.
#[inline]
fn standard_list(layout: &ListLayout, bytes: &[u8]) -> Option<usize> {
    let len = usize::try_from(u64::from_le_bytes(*bytes.first_chunk::<WORD>()?)).ok()?;
    // There is a null bit for each, so that no number below is larger than memory.
    if len.div_ceil(8) > bytes.len() || layout.fixed_len().is_some_and(|wanted| wanted != len) {
        return None;
    }
    let element = layout.element();
    let slots = WORD + len.div_ceil(64) * WORD;
    let fixed_end = slots.checked_add(len.checked_mul(element.width())?)?;
    let nulls = bytes.get(WORD..slots)?;
    let left = bytes.len().checked_sub(fixed_end)?;
    let has_nulls = has_nulls(nulls, len);
    if has_nulls && !element.is_nullable() {
        return None;
    }
    if element.storage() == Storage::Slot {
        return Some(len);
    }
    let mut container = Container { bytes, fixed_end, left };
    let is_text = element.kind() == Kind::Utf8;
    for index in 0..len {
        let offset = slots + index * WORD;
        let is_null = has_nulls && NullBit::at(WORD, index).is_set(bytes);
        let is_value = match is_text {
            _ if is_null => true,
            true => container.holds_text(offset),
            false => container.holds(element, offset),
        };
        if !is_value {
            return None;
        }
    }
    Some(len)
}

/// Whether one of the first `len` null bits is set; those behind belong to no element.
#[inline]
fn has_nulls(bits: &[u8], len: usize) -> bool {
    let (words, _) = bits.as_chunks::<WORD>();
    let Some((last, words)) = words.split_last() else { return false };
    let last = u64::from_le_bytes(*last) & u64::MAX >> ((64 - len % 64) % 64);
    words.iter().fold(last, |all, word| all | u64::from_le_bytes(*word)) != 0
}

/// Whether the elements of a compact list, whose slots are all there, are values for sure.
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
    /// Whether the text with the slot at `offset`, which is not null, is one for sure.
    #[inline(always)]
    fn holds_text(&mut self, offset: usize) -> bool {
        let span = Span::from_slot(standard::load(self.bytes, offset));
        let (start, size) = (span.offset as usize, span.size as usize);
        if size > self.left || (start < self.fixed_end && size > 0) {
            return false;
        }
        self.left -= size;
        if size <= 2 * WORD
            && let Some(first) = self.word(start)
            && let Some(last) = self.word(start + size.max(WORD) - WORD)
        {
            // Of less than a word, both are the same one, of which the rest is shifted away; by halves,
            // since nothing shifts a whole word away.
            let half = 4 * (WORD - size.min(WORD));
            let text = (first | last) << half << half;
            return text & NOT_ASCII == 0 || span.of(self.bytes).is_some_and(is_utf8);
        }
        span.of(self.bytes).is_some_and(is_text)
    }

    /// The word at `offset`, where it is there.
    #[inline(always)]
    fn word(&self, offset: usize) -> Option<u64> {
        let word = self.bytes.get(offset..)?.first_chunk()?;
        Some(u64::from_le_bytes(*word))
    }

    /// Whether the standard list with the slot at `offset`, which is not null, is one for sure.
    #[inline(always)]
    fn holds_list(&mut self, layout: &ValueLayout, offset: usize) -> bool {
        let bytes = self.take(layout, offset);
        bytes.zip(layout.list()).is_some_and(|(bytes, list)| standard_list(list, bytes).is_some())
    }

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
    // The last part overlaps the first where there is less than two of them.
    let all = match (bytes.first_chunk::<16>(), bytes.last_chunk::<16>()) {
        _ if bytes.len() > SHORT => return bytes.is_ascii(),
        (Some(first), Some(last)) => {
            let all = u128::from_le_bytes(*first) | u128::from_le_bytes(*last);
            return all & NOT_ASCII_2 == 0;
        }
        _ => match (bytes.first_chunk::<WORD>(), bytes.last_chunk::<WORD>()) {
            (Some(first), Some(last)) => u64::from_le_bytes(*first) | u64::from_le_bytes(*last),
            _ => standard::load_short(bytes),
        },
    };
    all & NOT_ASCII == 0
}

/// The bit of every byte of a word that no ASCII character has.
const NOT_ASCII: u64 = 0x8080_8080_8080_8080;
const NOT_ASCII_2: u128 = (NOT_ASCII as u128) << 64 | NOT_ASCII as u128;

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
