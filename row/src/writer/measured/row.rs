//! The fields of a record, whose slots are filled all at once.

use std::marker::PhantomData;

use super::{Cell, Placed, Region};
use crate::standard::{self, WORD};
use crate::value::sealed::Sealed;
use crate::{RowFormat, RowLayout, Value};

/// The fields of a record of `FIELDS` fields, whose null bits and slots are `WORDS` words together.
#[derive(Debug)]
pub struct RowFields<'f, 'r, const FIELDS: usize, const WORDS: usize> {
    layout: &'f RowLayout,
    region: &'f mut Region<'r>,
    origin: usize,
    nulls: [u64; WORDS],
    /// The kinds of the fields that are words, a byte for each, and which bytes these are.
    kinds: [u64; WORDS],
    has_kind: [u64; WORDS],
    /// A bit for each field that was written.
    written: [u64; WORDS],
    is_right: bool,
}

/// A row that was written whole.
#[derive(Debug)]
pub struct PlacedRow<'r> {
    layout: *const RowLayout,
    origin: usize,
    brand: PhantomData<fn(&'r ()) -> &'r ()>,
}

impl PlacedRow<'_> {
    /// Whether this is the row of `layout` at `origin` of the region.
    #[inline(always)]
    pub(super) fn is_of(&self, layout: &RowLayout, origin: usize) -> bool {
        std::ptr::eq(self.layout, layout) && self.origin == origin
    }
}

impl<'f, 'r, const FIELDS: usize, const WORDS: usize> RowFields<'f, 'r, FIELDS, WORDS> {
    const SLOTS: usize = {
        assert!(WORDS * WORD == standard::slot_offset(FIELDS, FIELDS));
        standard::bitmap_width(FIELDS)
    };

    /// The fields of a row at the end of what is written; `None` where there is no room.
    #[inline(always)]
    pub fn begin(layout: &'f RowLayout, region: &'f mut Region<'r>) -> Option<Self> {
        let origin = region.take(WORDS * WORD)?;
        let is_right = layout.format() == RowFormat::Standard && layout.len() == FIELDS;
        let none = [0; WORDS];
        is_right.then_some(Self {
            layout,
            region,
            origin,
            nulls: none,
            kinds: none,
            has_kind: none,
            written: none,
            is_right,
        })
    }

    /// Takes a word of field `index`, or a null of it; `false` where the value is no word.
    ///
    /// # Panics
    ///
    /// When there is no such field.
    #[inline(always)]
    pub fn put<V: Value + ?Sized>(
        &mut self,
        index: usize,
        value: Option<Option<V::Ref<'_>>>,
    ) -> bool {
        let (true, Some(value)) = (<V as Sealed>::IS_WORD, value) else { return false };
        let (word, shift) = (index / WORD, 8 * (index % WORD));
        // Of two kinds, none would be looked at.
        self.is_right &= self.has_kind[word] >> shift & 0xff == 0;
        self.kinds[word] |= V::KIND.code() << shift;
        self.has_kind[word] |= 0xff << shift;
        self.set_slot(index, value.map(<V as Sealed>::to_word));
        true
    }

    /// The place of field `index`.
    ///
    /// # Panics
    ///
    /// When there is no such field.
    #[inline(always)]
    #[must_use]
    pub fn cell(&self, index: usize) -> Cell<'f> {
        Cell { layout: self.layout.value(index), origin: self.origin }
    }

    /// What values are written to.
    #[inline(always)]
    pub fn region(&mut self) -> &mut Region<'r> {
        self.region
    }

    /// Takes what was written for field `index`.
    #[inline(always)]
    pub fn set(&mut self, index: usize, value: Option<Placed<'r>>) {
        match value.and_then(|value| value.slot_of(self.cell(index))) {
            Some(slot) => self.set_slot(index, slot),
            None => self.is_right = false,
        }
    }

    #[inline(always)]
    fn set_slot(&mut self, index: usize, slot: Option<u64>) {
        assert!(index < FIELDS, "field {index} of a record of {FIELDS} fields");
        self.nulls[index / 64] |= u64::from(slot.is_none()) << (index % 64);
        self.written[index / 64] |= 1 << (index % 64);
        let offset = self.origin + Self::SLOTS + index * WORD;
        self.is_right &= self.region.store(offset, slot.unwrap_or(0)).is_some();
    }

    /// Ends the row; `None` where a field was not written, or is not what the layout says.
    #[inline(always)]
    #[must_use]
    pub fn finish(self) -> Option<PlacedRow<'r>> {
        let mut is_right = self.is_right;
        for word in 0..FIELDS.div_ceil(WORD) {
            is_right &= self.layout.kinds(word) & self.has_kind[word] == self.kinds[word];
        }
        for word in 0..FIELDS.div_ceil(64) {
            let nulls = self.nulls[word];
            is_right &= self.written[word] == u64::MAX >> (64 - (FIELDS - word * 64).min(64));
            is_right &= nulls & self.layout.required_fields(word) == 0;
            is_right &= self.region.store(self.origin + word * WORD, nulls).is_some();
        }
        let row = PlacedRow { layout: self.layout, origin: self.origin, brand: PhantomData };
        is_right.then_some(row)
    }
}
