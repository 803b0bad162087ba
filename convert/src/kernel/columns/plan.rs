//! Which slots are read together.

use arrow::array::ArrayRef;

use super::column::{ColumnBuilder, output_width};
use super::nulls::Nulls;
use super::spent::Spent;
use super::window::{Count, Window};
use super::{Output, Reading};

/// How many of eight words side by side must be wanted, so that they are read together.
const ENOUGH: usize = 3;

/// Rows of more bytes are asked for ahead.
const WIDE: usize = 256;

/// What is read of each block.
#[derive(Debug)]
pub(super) struct Plan<'a> {
    pub(super) nulls: Nulls,
    pub(super) windows: Vec<Window>,
    /// Rows are asked for ahead: there are so many columns, and so much of them, that the processor
    /// does not see which comes next.
    pub(super) prefetches: bool,
    /// In the order of their slots.
    pub(super) columns: Vec<ColumnBuilder<'a>>,
}

impl<'a> Plan<'a> {
    /// A plan to read `fields`, none of them twice; `spent` has the memory of each.
    pub(super) fn new(reading: &Reading<'a>, fields: &[usize], spent: Vec<ArrayRef>) -> Self {
        let mut spent: Vec<Option<ArrayRef>> = spent.into_iter().map(Some).collect();
        spent.resize(fields.len(), None);
        let (layout, width) = (reading.layout, reading.layout.fixed_width());
        let output_bytes: usize = (fields.iter())
            .map(|&index| output_width(layout, index).saturating_mul(reading.selected.len()))
            .fold(0, usize::saturating_add);
        let output =
            if output_bytes > reading.how.caches { Output::PastCaches } else { Output::ToCaches };

        let mut order: Vec<usize> = (0..fields.len()).collect();
        order.sort_unstable_by_key(|&position| layout.slot_offset(fields[position]));
        let prefetches = output == Output::PastCaches && width > WIDE;
        let (nulls, windows, columns) = (Nulls::new(), Vec::new(), Vec::new());
        let mut plan = Self { nulls, windows, prefetches, columns };
        plan.columns.reserve_exact(fields.len());
        for position in order {
            let index = fields[position];
            let null = layout.null_bit_offset(index).map(|bit| plan.nulls.add(bit, width));
            // One at a time: what is freed here is what the allocator gives next.
            let spent = spent[position].take().map(Spent::of).unwrap_or_default();
            plan.columns.push(ColumnBuilder::new(reading, index, position, null, output, spent));
        }
        plan.open_windows(width);
        plan
    }

    /// Opens windows, in rows of `width` bytes, that all columns are seen through.
    fn open_windows(&mut self, width: usize) {
        let mut at = 0;
        while let Some(first) = self.columns.get(at).map(|column| column.offset) {
            let near = |bytes: usize| {
                let behind = self.columns[at..].iter();
                behind.take_while(|column| column.offset < first + bytes).count()
            };
            let (words, offset, count) = match near(64) {
                // A window may begin in front of its first column, but not end behind the slots.
                count if count >= ENOUGH && width >= 64 => {
                    (Count::Eight, first.min(width - 64), count)
                }
                _ if near(16) == 2 => (Count::Two, first, 2),
                _ => (Count::One, first, 1),
            };
            let columns = at..at + count;
            for column in &mut self.columns[columns.clone()] {
                column.word = (column.offset - offset) / 8;
            }
            let mut places = [std::ptr::null_mut(); 8];
            let mut is_direct = true;
            for column in &mut self.columns[columns.clone()] {
                match column.direct() {
                    Some(place) => places[column.word] = place,
                    None => is_direct = false,
                }
            }
            self.windows.push(Window { offset, words, columns, places, is_direct });
            at += count;
        }
    }
}
