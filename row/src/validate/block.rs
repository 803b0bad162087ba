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
    /// Whether the variable fields are of any size and none of them is nullable.
    is_plain: bool,
    /// Whether no row was met yet whose variable values do not stand as writers put them.
    is_in_order: bool,
    /// A bit for each slot that was null in any row, as in the rows' bitmaps.
    nulls: Vec<u64>,
}

/// What the check of a variable field needs of its layout.
struct VariableField {
    slot_offset: u32,
    null: NullBit,
    is_nullable: bool,
    size: Option<u64>,
    is_text: bool,
}

/// Rows whose variable values stand one behind the other and fill them.
struct InOrder {
    /// Whether all bytes behind the slots are ASCII, so that any part of them is text.
    is_ascii: bool,
}

impl<'l> BlockChecker<'l> {
    pub(super) fn new(layout: &'l RowLayout) -> Self {
        let fields = layout.checked_fields().iter().map(|&index| VariableField::of(layout, index));
        let variable: Option<Vec<_>> = fields.collect();
        let is_all_text =
            variable.as_ref().is_some_and(|fields| fields.iter().all(|field| field.is_text));
        let is_plain =
            (variable.iter().flatten()).all(|field| field.size.is_none() && !field.is_nullable);
        let nulls = vec![0; layout.bitmap_range().len().div_ceil(WORD)];
        // Bitmaps of less than a word are those of compact rows.
        let is_in_order = variable.is_some() && layout.bitmap_range().len().is_multiple_of(WORD);
        Self { layout, variable, is_all_text, is_plain, is_in_order, nulls }
    }

    /// A bit for each slot, in their order, that was null in any row that was checked.
    pub(super) fn into_nulls(self) -> Box<[u64]> {
        self.nulls.into_boxed_slice()
    }

    /// Whether `rows` of `array` are rows for sure, of which there are at most [`BLOCK`]; null ones are.
    pub(super) fn are_rows(&mut self, array: &RowArray, rows: Range<usize>) -> bool {
        let mut block: [&[u8]; BLOCK] = [&[]; BLOCK];
        let mut count = 0;
        array.for_each(rows, |row| {
            if let (Some(row), Some(place)) = (row, block.get_mut(count)) {
                *place = row;
                count += 1;
            }
        });
        let rows = &block[..count];
        if let (Some(fields), true) = (&self.variable, self.is_in_order) {
            let in_order = if self.is_plain { in_order::<true> } else { in_order::<false> };
            match in_order(self.layout, fields, &mut self.nulls, rows) {
                Some(InOrder { is_ascii }) => {
                    return (is_ascii && self.is_all_text) || are_texts(fields, rows);
                }
                None => self.is_in_order = false,
            }
        }
        self.are_rows_in_any_order(rows)
    }

    /// As [`are_rows`](Self::are_rows), wherever the values of a row stand.
    fn are_rows_in_any_order(&mut self, rows: &[&[u8]]) -> bool {
        let fixed_width = self.layout.fixed_width();
        let mut left = [0; BLOCK];
        let mut signs = 0;
        for (row, left) in rows.iter().zip(&mut left) {
            *left = (row.len() as u64).wrapping_sub(fixed_width as u64);
            signs |= *left;
        }
        if signs >> 63 != 0 || self.meet_forbidden_null(rows) {
            return false;
        }
        let Some(fields) = &self.variable else {
            return rows.iter().all(|row| quick::row(self.layout, row));
        };
        let wrong = fields.iter().map(|field| field.spans(rows, fixed_width, &mut left));
        let signs = wrong.fold(0, |all, wrong| all | wrong);
        signs >> 63 == 0 && are_texts(fields, rows)
    }

    /// Whether a null stands where none may; notes where all nulls are.
    fn meet_forbidden_null(&mut self, rows: &[&[u8]]) -> bool {
        let bitmap = self.layout.bitmap_range();
        let mut forbidden = 0;
        for (word, nulls) in self.nulls.iter_mut().enumerate() {
            let start = bitmap.start + word * WORD;
            let found = if start + WORD > bitmap.end {
                let bits = |row: &[u8]| standard::load_short(&row[start..bitmap.end]);
                rows.iter().fold(0, |all, row| all | bits(row))
            } else {
                rows.iter().fold(0, |all, row| all | standard::load(row, start))
            };
            *nulls |= found;
            forbidden |= found & self.layout.required_fields(word);
        }
        forbidden != 0
    }
}

/// Walks rows once, each with its slots and what is behind them; `None` where one is not as writers
/// leave it. Notes where nulls are, in bitmaps of whole words.
#[inline(never)]
fn in_order<const IS_PLAIN: bool>(
    layout: &RowLayout,
    fields: &[VariableField],
    nulls: &mut [u64],
    rows: &[&[u8]],
) -> Option<InOrder> {
    let (fixed_width, bitmap) = (layout.fixed_width(), layout.bitmap_range().start);
    let (mut wrong, mut first, mut found) = (0, 0, Ascii::default());
    let has_nulls = !nulls.is_empty();
    for row in rows {
        let fixed = row.get(..fixed_width)?;
        if has_nulls {
            first |= standard::load(fixed, bitmap);
        }
        let mut end = fixed_width as u64;
        for field in fields {
            wrong |= field.follows::<IS_PLAIN>(fixed, &mut end);
        }
        wrong |= end ^ row.len() as u64;
        found.add(row, fixed_width);
    }
    for (word, nulls) in nulls.iter_mut().enumerate() {
        // Most rows have one word of null bits.
        *nulls |= match word {
            0 => first,
            _ => rows.iter().fold(0, |all, row| all | standard::load(row, bitmap + word * WORD)),
        };
        wrong |= *nulls & layout.required_fields(word);
    }
    (wrong == 0).then(|| InOrder { is_ascii: found.is_all() })
}

/// Whether all text is UTF-8, in rows whose spans lie in them.
fn are_texts(fields: &[VariableField], rows: &[&[u8]]) -> bool {
    fields.iter().filter(|field| field.is_text).all(|field| field.are_texts(rows))
}

impl VariableField {
    fn of(layout: &RowLayout, index: usize) -> Option<Self> {
        let (value, place) = (layout.value(index), layout.place(index));
        let is_plain = matches!(place.kind, Kind::Utf8 | Kind::Binary | Kind::FixedBinary)
            || matches!(place.kind, Kind::MonthDayNano | Kind::Decimal256);
        (is_plain && value.storage() == Storage::Span).then(|| Self {
            slot_offset: u32::try_from(place.slot_offset).unwrap_or(u32::MAX),
            null: place.null,
            is_nullable: place.is_nullable,
            size: value.size().map(|size| size as u64),
            is_text: place.kind == Kind::Utf8,
        })
    }

    /// Zero where the value begins at `end`, which then is where it ends with its padding; a null has
    /// a zero slot.
    #[inline(always)]
    fn follows<const IS_PLAIN: bool>(&self, fixed: &[u8], end: &mut u64) -> u64 {
        let slot = standard::load(fixed, self.slot_offset as usize);
        let (offset, size) = (slot >> 32, slot & u64::from(u32::MAX));
        let mut wrong = offset ^ *end;
        if !IS_PLAIN {
            if self.is_nullable && self.null.is_set(fixed) {
                return slot;
            }
            wrong |= self.size.map_or(0, |wanted| size ^ wanted);
        }
        *end += (size + (WORD as u64 - 1)) & !(WORD as u64 - 1);
        wrong
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
            let slot = standard::load(row, self.slot_offset as usize);
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
            let span = standard::Span::from_slot(standard::load(row, self.slot_offset as usize));
            self.null.is_set(row) || span.of(row).is_some_and(quick::is_text)
        })
    }
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

/// Looks for bytes that are not ASCII behind the slots of rows.
struct Ascii {
    /// The windows of all rows, or-ed.
    window: [u8; WINDOW],
    /// Whether what stands in front of the windows is ASCII.
    is_front: bool,
}

impl Default for Ascii {
    fn default() -> Self {
        Self { window: [0; WINDOW], is_front: true }
    }
}

impl Ascii {
    #[inline(always)]
    fn add(&mut self, row: &[u8], fixed_width: usize) {
        let behind = row.len() - fixed_width;
        let window = row.last_chunk::<WINDOW>();
        let mask = WINDOWS.get(behind.min(WINDOW)..).and_then(<[u8]>::first_chunk::<WINDOW>);
        if let (Some(window), Some(mask)) = (window, mask) {
            self.window = std::array::from_fn(|at| self.window[at] | window[at] & mask[at]);
            if behind > WINDOW {
                self.is_front &= row[fixed_width..row.len() - WINDOW].is_ascii();
            }
        } else {
            // A row of few fields.
            self.is_front &= row[fixed_width..].is_ascii();
        }
    }

    fn is_all(&self) -> bool {
        self.is_front && self.window.is_ascii()
    }
}
