//! The slots of a record, filled all at once.

use crate::layout::Place;
use crate::standard;
use crate::value::sealed::Sealed;
use crate::{RowFormat, RowLayout, RowWriter, Value};

/// The null bits and the slots of a standard row of `FIELDS` fields, `WORDS` words together, which
/// are collected apart and stored at once: what `#[derive(Record)]` writes numbers through.
///
/// A value that is longer than a word is not taken, and written by the row's writer afterwards.
#[derive(Debug)]
pub struct Slots<'l, const FIELDS: usize, const WORDS: usize> {
    layout: &'l RowLayout,
    /// Where the fields stand; `None` where the rows are not these.
    places: Option<&'l [Place; FIELDS]>,
    /// The null bits, then the slots.
    words: [u64; WORDS],
    /// A bit for each field that was taken.
    taken: [u64; WORDS],
    is_right: bool,
}

impl<'l, const FIELDS: usize, const WORDS: usize> Slots<'l, FIELDS, WORDS> {
    const BITMAP: usize = {
        assert!(WORDS * standard::WORD == standard::slot_offset(FIELDS, FIELDS));
        standard::bitmap_width(FIELDS) / standard::WORD
    };

    /// The slots of a row that is to be written, none of them filled.
    #[inline(always)]
    #[must_use]
    pub fn of(row: &RowWriter<'l>) -> Self {
        let layout = row.layout();
        let places = layout.places().try_into().ok();
        let is_right = layout.format() == RowFormat::Standard && row.has_no_variable_value();
        Self { layout, places, words: [0; WORDS], taken: [0; WORDS], is_right }
    }

    /// Takes a value of field `index`, or a null; `false` where the row's writer has to write it.
    #[inline(always)]
    pub fn put<V: Value + ?Sized>(
        &mut self,
        index: usize,
        value: Option<Option<V::Ref<'_>>>,
    ) -> bool {
        let (true, Some(value)) = (<V as Sealed>::IS_WORD, value) else { return false };
        self.is_right &= self.places.is_some_and(|places| V::is_of(places[index].kind));
        let (word, null) = match value {
            Some(value) => (<V as Sealed>::to_word(value), 0),
            None => (0, 1),
        };
        self.words[index / 64] |= null << (index % 64);
        self.taken[index / 64] |= 1 << (index % 64);
        self.words[Self::BITMAP + index] = word;
        true
    }

    /// Stores what was taken in the row; `false`, and nothing is stored, where it has to be written
    /// value by value: where the row is of another layout, or to say which null is not allowed.
    #[inline(always)]
    pub fn store(mut self, row: &mut RowWriter<'_>) -> bool {
        if !self.is_right || !std::ptr::eq(self.layout, row.layout()) {
            return false;
        }
        let mut is_nothing = true;
        let mut forbidden = 0;
        for word in 0..Self::BITMAP {
            let fields = (FIELDS - word * 64).min(64);
            let all = u64::MAX >> (64 - fields);
            is_nothing &= self.taken[word] == 0;
            forbidden |= self.words[word] & self.layout.required_fields(word);
            // What is still to be written is null until then.
            self.words[word] |= all & !self.taken[word];
        }
        if is_nothing || forbidden != 0 {
            return false;
        }
        let bytes = self.words.map(u64::to_le_bytes);
        row.fixed_part()[..WORDS * standard::WORD].copy_from_slice(bytes.as_flattened());
        true
    }
}
