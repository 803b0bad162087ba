//! The bytes of one row, which are filled from the front.

use std::marker::PhantomData;

use crate::layout::NullBit;
use crate::record::Field;
use crate::standard::{self, WORD};
use crate::value::sealed::Sealed;
use crate::{Kind, ListLayout, MapLayout, Record, RowFormat, Storage, Value, ValueLayout};

/// The bytes of one row, zero where nothing was written yet.
///
/// `'r` is of one region alone: what was placed in another is not taken for what was placed here.
#[derive(Debug)]
pub struct Region<'r> {
    pub(super) bytes: &'r mut [u8],
    /// Where the next container or variable value goes.
    pub(super) end: usize,
    brand: Brand<'r>,
}

/// Makes a lifetime neither longer nor shorter.
type Brand<'r> = PhantomData<fn(&'r ()) -> &'r ()>;

/// The place of one value: how it is to stand there, and where what holds it starts in the region.
#[derive(Debug, Clone, Copy)]
pub struct Cell<'l> {
    pub(super) layout: &'l ValueLayout,
    pub(super) origin: usize,
}

/// A value that was written, but for its slot.
#[derive(Debug, Clone, Copy)]
pub struct Placed<'r> {
    /// What its slot is to hold; `None` for a null.
    pub(super) slot: Option<u64>,
    /// The cell that it was written for.
    layout: *const ValueLayout,
    origin: usize,
    brand: Brand<'r>,
}

impl<'l> Cell<'l> {
    /// A null in this cell.
    #[inline(always)]
    #[must_use]
    pub fn null<'r>(self) -> Placed<'r> {
        self.placed(None)
    }

    #[inline(always)]
    fn placed<'r>(self, slot: Option<u64>) -> Placed<'r> {
        Placed { slot, layout: self.layout, origin: self.origin, brand: PhantomData }
    }

    /// The layout of a list in this cell.
    #[inline(always)]
    pub(crate) fn list(self) -> Option<&'l ListLayout> {
        self.layout.list().map(|list| &**list)
    }

    /// The layout of a map in this cell.
    #[inline(always)]
    pub(crate) fn map(self) -> Option<&'l MapLayout> {
        self.layout.map().map(|map| &**map)
    }

    /// Writes a value that is a word, or that has bytes of its own.
    #[inline(always)]
    pub(crate) fn place<'r, V: Value + ?Sized>(
        self,
        value: V::Ref<'_>,
        region: &mut Region<'r>,
    ) -> Option<Placed<'r>> {
        if !V::is_of(self.layout.kind()) {
            return None;
        }
        if V::IS_WORD {
            return Some(self.placed(Some(V::to_word(value))));
        }
        match V::as_bytes(value) {
            // A text is of any size, and never in its slot.
            Some(text) if matches!(V::KIND, Kind::Utf8) => region.append(self, text),
            Some(bytes) => region.append_sized(self, bytes),
            None => V::with_bytes(value, |bytes| region.append_sized(self, bytes)).flatten(),
        }
    }
}

impl Placed<'_> {
    /// What the slot of `cell` is to hold, if it was written for that.
    #[inline(always)]
    pub(super) fn slot_of(self, cell: Cell<'_>) -> Option<Option<u64>> {
        (std::ptr::eq(self.layout, cell.layout) && self.origin == cell.origin).then_some(self.slot)
    }
}

impl<'r> Region<'r> {
    #[inline(always)]
    pub(super) fn new(bytes: &'r mut [u8]) -> Self {
        Self { bytes, end: 0, brand: PhantomData }
    }

    #[inline(always)]
    pub(super) fn is_full(&self) -> bool {
        self.end == self.bytes.len()
    }

    /// The next `len` bytes, which are zero.
    #[inline(always)]
    pub(super) fn take(&mut self, len: usize) -> Option<usize> {
        let (start, end) = (self.end, self.end.checked_add(len)?);
        self.end = end;
        (end <= self.bytes.len()).then_some(start)
    }

    /// Stores a word; `None` where there is no room.
    #[inline(always)]
    pub(super) fn store(&mut self, offset: usize, word: u64) -> Option<()> {
        *self.bytes.get_mut(offset..)?.first_chunk_mut()? = word.to_le_bytes();
        Some(())
    }

    /// Writes the bytes of a value that the schema may have a size for.
    #[inline(always)]
    fn append_sized(&mut self, cell: Cell<'_>, value: &[u8]) -> Option<Placed<'r>> {
        let is_of_size = cell.layout.size().is_none_or(|size| size == value.len());
        match is_of_size && cell.layout.storage() == Storage::Span {
            true => self.append(cell, value),
            false => None,
        }
    }

    /// Writes the bytes of a variable value that is not nested.
    #[inline(always)]
    fn append(&mut self, cell: Cell<'_>, value: &[u8]) -> Option<Placed<'r>> {
        let start = self.take(standard::padded(value.len()))?;
        copy(&mut self.bytes[start..self.end], value);
        Some(cell.placed(Some(span(start - cell.origin, value.len()))))
    }
}

/// The slot of a span. Regions are no longer than spans reach.
#[inline(always)]
fn span(offset: usize, size: usize) -> u64 {
    (offset as u64) << 32 | size as u64
}

/// Copies a value to the front of `place`, which is as long as it and its padding. A call that copies
/// any number of bytes takes longer than a short text does.
#[inline(always)]
fn copy(place: &mut [u8], value: &[u8]) {
    let len = value.len();
    if len > 2 * HALF {
        place[..len].copy_from_slice(value);
    } else if let (Some(first), Some(last)) = (value.first_chunk::<HALF>(), value.last_chunk()) {
        // The halves overlap where there are less than two.
        place[..HALF].copy_from_slice(first);
        place[len - HALF..len].copy_from_slice(last as &[u8; HALF]);
    } else if len >= QUARTER {
        // Four parts that overlap as they have to, whatever the length is.
        let step = len / WORD * QUARTER;
        for at in [0, step, len - QUARTER - step, len - QUARTER] {
            place[at..at + QUARTER].copy_from_slice(&value[at..at + QUARTER]);
        }
    } else if let Some(word) = place.first_chunk_mut() {
        *word = standard::load_short(value).to_le_bytes();
    }
}

const HALF: usize = 16;
const QUARTER: usize = 4;

/// Bytes of a list of `len` elements of this width, but for their variable values.
#[inline(always)]
pub(crate) fn list_width(len: usize, width: usize) -> Option<usize> {
    let header = standard::list_header_width(len)?;
    header.checked_add(len.checked_mul(width)?.checked_add(WORD - 1)? & !(WORD - 1))
}

/// Bytes of a list of these elements.
#[inline(always)]
pub(crate) fn measure_list<'e, L, T: Field<L> + 'e>(
    mut elements: impl ExactSizeIterator<Item = &'e T>,
) -> Option<usize> {
    let width = list_width(elements.len(), <T::Value as Value>::KIND.width())?;
    if <T::Value as Sealed>::IS_WORD {
        return Some(width);
    }
    // A sum that passes what memory holds is a wrong one: then there is no room.
    elements.try_fold(width, |size, element| Some(size.wrapping_add(element.measure()?)))
}

/// Writes a list.
#[inline(always)]
pub(crate) fn place_list<'e, L, T: Field<L> + 'e>(
    layout: &ListLayout,
    elements: impl ExactSizeIterator<Item = &'e T>,
    region: &mut Region<'_>,
) -> Option<()> {
    let (len, element) = (elements.len(), layout.element());
    let width = const { <T::Value as Value>::KIND.width() };
    let is_right = layout.format() == RowFormat::Standard && element.width() == width;
    if !is_right || layout.fixed_len().is_some_and(|wanted| wanted != len) {
        return None;
    }
    let origin = region.take(list_width(len, width)?)?;
    region.store(origin, len as u64)?;
    let slots = origin + standard::list_header_width(len)?;
    let cell = Cell { layout: element, origin };
    let mut count = 0;
    for (index, value) in elements.enumerate() {
        count += 1;
        match value.place(cell, region)?.slot_of(cell)? {
            Some(slot) => {
                let place = region.bytes.get_mut(slots + index * width..)?.get_mut(..width)?;
                place.copy_from_slice(&slot.to_le_bytes()[..width]);
            }
            None if element.is_nullable() && index < len => {
                NullBit::at(origin + WORD, index).set(region.bytes);
            }
            None => return None,
        }
    }
    (count == len).then_some(())
}

/// Writes a map.
#[inline(always)]
pub(crate) fn place_map<'e, L, K: Field + 'e, V: Field<L> + 'e>(
    layout: &MapLayout,
    entries: impl ExactSizeIterator<Item = (&'e K, &'e V)> + Clone,
    region: &mut Region<'_>,
) -> Option<()> {
    let start = region.take(WORD)?;
    place_list(layout.keys(), entries.clone().map(|(key, _)| key), region)?;
    region.store(start, (region.end - start - WORD) as u64)?;
    place_list(layout.values(), entries.map(|(_, value)| value), region)
}

/// Writes what `place` writes as one value of `cell`.
#[inline(always)]
pub(crate) fn place_nested<'r>(
    cell: Cell<'_>,
    region: &mut Region<'r>,
    place: impl FnOnce(&mut Region<'r>) -> Option<()>,
) -> Option<Placed<'r>> {
    if cell.layout.storage() != Storage::Span {
        return None;
    }
    let start = region.end;
    place(region)?;
    Some(cell.placed(Some(span(start - cell.origin, region.end - start))))
}

/// Writes a record in the place of a value.
#[inline]
pub(crate) fn place_struct<'r, R: Record>(
    record: &R,
    cell: Cell<'_>,
    region: &mut Region<'r>,
) -> Option<Placed<'r>> {
    let layout = cell.layout.row()?;
    place_nested(cell, region, |region| {
        let start = region.end;
        let row = record.place_row(layout, region)?;
        row.is_of(layout, start).then_some(())
    })
}
