//! Blocks of rows, checked together: a column at a time, without a branch that depends on a row.

use std::ops::Range;

use crate::layout::NullBit;
use crate::standard::{self, WORD};
use crate::{Kind, RowArray, RowLayout, Storage};

use super::quick;

/// Rows of a block: so many are in the nearest cache.
pub(super) const BLOCK: usize = 64;

/// Checks blocks of rows of one layout. As in [`quick`], a yes is sure, and a no is a doubt.
pub(super) struct BlockChecker<'l> {
    layout: &'l RowLayout,
    /// The variable fields, where no value of them has others inside or a range.
    variable: Option<Vec<VariableField>>,
    /// Whether all that stands behind the slots is text.
    is_all_text: bool,
    /// A bit for each slot that was null in any row, as in the rows' bitmaps.
    nulls: Vec<u64>,
}

/// What the check of a variable field needs of its layout.
struct VariableField {
    slot_offset: usize,
    null: NullBit,
    size: Option<u64>,
    is_text: bool,
}

impl<'l> BlockChecker<'l> {
    pub(super) fn new(layout: &'l RowLayout) -> Self {
        let fields = layout.checked_fields().iter().map(|&index| VariableField::of(layout, index));
        let variable: Option<Vec<_>> = fields.collect();
        let is_all_text =
            variable.as_ref().is_some_and(|fields| fields.iter().all(|field| field.is_text));
        let nulls = vec![0; layout.bitmap_range().len().div_ceil(WORD)];
        Self { layout, variable, is_all_text, nulls }
    }

    /// A bit for each slot, in their order, that was null in any row that was checked.
    pub(super) fn into_nulls(self) -> Box<[u64]> {
        self.nulls.into_boxed_slice()
    }

    /// Whether `rows` of `array` are rows for sure, of which there are at most [`BLOCK`]; null ones are.
    pub(super) fn are_rows(&mut self, array: &RowArray, rows: Range<usize>) -> bool {
        let fixed_width = self.layout.fixed_width();
        let first_word = self.layout.bitmap_range().start;
        let mut block: [&[u8]; BLOCK] = [&[]; BLOCK];
        let mut left = [0; BLOCK];
        let mut free = block.iter_mut().zip(&mut left);
        // Lengths and the first null bits are looked at where each row comes by for the first time.
        let (mut signs, mut nulls) = (0, 0);
        array.for_each(rows, |row| {
            if let Some(row) = row
                && let Some((place, left)) = free.next()
            {
                *place = row;
                *left = (row.len() as u64).wrapping_sub(fixed_width as u64);
                signs |= *left;
                nulls |= first_chunk(row, first_word).map_or(0, u64::from_le_bytes);
            }
        });
        let count = BLOCK - free.len();
        let rows = &block[..count];
        if signs >> 63 != 0 || self.meet_forbidden_null(rows, nulls) {
            return false;
        }
        let Some(fields) = &self.variable else {
            return rows.iter().all(|row| quick::row(self.layout, row));
        };
        if fields.is_empty() {
            return true;
        }
        let wrong = fields.iter().map(|field| field.spans(rows, fixed_width, &mut left));
        let signs = wrong.fold(0, |all, wrong| all | wrong);
        signs >> 63 == 0 && self.are_texts(fields, rows)
    }

    /// Whether a null stands where none may; notes where all nulls are. Of a whole first word of null
    /// bits, `first` has those of all rows.
    #[inline]
    fn meet_forbidden_null(&mut self, rows: &[&[u8]], first: u64) -> bool {
        let bitmap = self.layout.bitmap_range();
        let mut forbidden = 0;
        for (word, nulls) in self.nulls.iter_mut().enumerate() {
            let start = bitmap.start + word * WORD;
            let found = if start + WORD > bitmap.end {
                let bits = |row: &[u8]| standard::load_short(&row[start..bitmap.end]);
                rows.iter().fold(0, |all, row| all | bits(row))
            } else if word == 0 {
                first
            } else {
                rows.iter().fold(0, |all, row| all | standard::load(row, start))
            };
            *nulls |= found;
            forbidden |= found & self.layout.required_fields(word);
        }
        forbidden != 0
    }

    /// Whether all text is UTF-8, in rows whose spans are in order.
    fn are_texts(&self, fields: &[VariableField], rows: &[&[u8]]) -> bool {
        let fixed_width = self.layout.fixed_width();
        (self.is_all_text && are_ascii_behind(rows, fixed_width))
            || (fields.iter().filter(|field| field.is_text)).all(|field| field.are_texts(rows))
    }
}

impl VariableField {
    fn of(layout: &RowLayout, index: usize) -> Option<Self> {
        let (value, place) = (layout.value(index), layout.place(index));
        let is_plain = matches!(place.kind, Kind::Utf8 | Kind::Binary | Kind::FixedBinary)
            || matches!(place.kind, Kind::MonthDayNano | Kind::Decimal256);
        (is_plain && value.storage() == Storage::Span).then(|| Self {
            slot_offset: place.slot_offset,
            null: place.null,
            size: value.size().map(|size| size as u64),
            is_text: place.kind == Kind::Utf8,
        })
    }

    /// A word whose sign says that a span is not in order: that it leaves its row, or stands among the
    /// slots, or is of another size than it should be, or that the values of its row are together
    /// longer than the row. The numbers have 32 bits, so a difference of them has the sign bit just
    /// where it is negative.
    #[inline]
    fn spans(&self, rows: &[&[u8]], fixed_width: usize, left: &mut [u64; BLOCK]) -> u64 {
        let fixed_width = fixed_width as u64;
        let mut wrong = 0_u64;
        for (row, left) in rows.iter().zip(left) {
            let slot = standard::load(row, self.slot_offset);
            // Under a null, a canonical row has the span of nothing.
            let is_null = self.size.is_some() && self.null.is_set(row);
            let (offset, size) = (slot >> 32, slot & u64::from(u32::MAX));
            let len = row.len() as u64;
            wrong |= len.wrapping_sub(offset + size);
            wrong |= offset.wrapping_sub(fixed_width) & 0_u64.wrapping_sub(size);
            if let Some(wanted) = self.size
                && !is_null
            {
                wrong |= 0_u64.wrapping_sub(size ^ wanted);
            }
            *left = left.wrapping_sub(size);
            wrong |= *left;
        }
        wrong
    }

    fn are_texts(&self, rows: &[&[u8]]) -> bool {
        rows.iter().all(|row| {
            let span = standard::Span::from_slot(standard::load(row, self.slot_offset));
            self.null.is_set(row) || span.of(row).is_some_and(quick::is_text)
        })
    }
}

/// The word at `offset`, where it is there.
#[inline]
fn first_chunk(row: &[u8], offset: usize) -> Option<[u8; WORD]> {
    row.get(offset..)?.first_chunk().copied()
}

/// Bytes that are looked at together, at the end of each row.
const WINDOW: usize = 48;

/// From `len` on, the bits of a window whose last `len` bytes are to be looked at.
static WINDOWS: [u8; 2 * WINDOW] = {
    let mut windows = [0; 2 * WINDOW];
    let mut at = WINDOW;
    while at < windows.len() {
        windows[at] = 0x80;
        at += 1;
    }
    windows
};

/// Whether all bytes behind the slots of each row are ASCII, so that any part of them is text.
fn are_ascii_behind(rows: &[&[u8]], fixed_width: usize) -> bool {
    let mut found = [0; WINDOW];
    for row in rows {
        let window = row.last_chunk::<WINDOW>();
        let mask = WINDOWS.get(row.len() - fixed_width..).and_then(<[u8]>::first_chunk::<WINDOW>);
        let (Some(&window), Some(&mask)) = (window, mask) else {
            // Rows of few fields, or of longer text.
            return rows.iter().all(|row| row[fixed_width..].is_ascii());
        };
        found = std::array::from_fn(|at| found[at] | window[at] & mask[at]);
    }
    found.is_ascii()
}
