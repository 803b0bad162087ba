//! Which slots are read together, and where to.

use arrow::array::ArrayRef;
use ferrow_row::{Kind, RowLayout};

use super::column::{Column, output_width};
use super::nulls::Nulls;
use super::room::Address;
use super::slab::Slab;
use super::window::{Count, Scratch, Window};
use super::{Reading, Trust};
use crate::error::Error;

/// How many of eight words side by side must be wanted, so that they are read together.
const ENOUGH: usize = 3;

/// How many windows are read together at most: each has scratch of its own, and all of it is in the cache.
const MOST_TOGETHER: usize = 6;

/// What is read of each block, and where to.
#[derive(Debug)]
pub(super) struct Plan {
    pub(super) nulls: Nulls,
    pub(super) windows: Vec<Window>,
    /// In the order of their slots.
    pub(super) columns: Vec<Column>,
    /// Some values stand elsewhere than in slots.
    pub(super) has_spans: bool,
    slab: Slab,
    /// For how many blocks there is room in it.
    blocks: usize,
    /// Where memory is asked for, in bytes from the start of rows, if windows are few and far apart. Where most
    /// of a row is read, one line behind the other, the machine asks by itself.
    pub(super) far_lines: Option<Vec<usize>>,
    /// For each of the windows that are read together.
    pub(super) scratch: Vec<Scratch>,
    /// Bytes of output that a row takes, as far as that is known in advance.
    pub(super) output_width: usize,
}

impl Plan {
    /// A plan to read `fields`, which are in the order of their slots and none of them twice.
    pub(super) fn new(layout: &RowLayout, fields: &[usize]) -> Self {
        let width = layout.fixed_width();
        let mut nulls = Nulls::default();
        let column = |&index: &usize| {
            let is_nullable = layout.is_nullable(index);
            let bit = layout.null_bit_offset(index).filter(|_| layout.kind(index) != Kind::Null);
            Column::new(layout, index, bit.map(|bit| nulls.add(bit, is_nullable)))
        };
        let columns: Vec<Column> = fields.iter().map(column).collect();
        let has_spans = columns.iter().any(Column::has_spans);
        let output_width = fields.iter().map(|&index| output_width(layout, index)).sum();
        let mut plan = Self {
            nulls,
            windows: Vec::new(),
            columns,
            has_spans,
            slab: Slab::default(),
            blocks: 0,
            far_lines: None,
            scratch: Vec::new(),
            output_width,
        };
        plan.open_windows(width);
        plan.far_lines = plan.far_lines(width);
        let together = plan.far_lines.as_ref().map_or(1, |_| plan.windows.len());
        plan.scratch = (0..together).map(|_| Scratch::new()).collect();
        plan
    }

    /// What of rows of `width` bytes is read, if that is little and at few places.
    fn far_lines(&self, width: usize) -> Option<Vec<usize>> {
        let read: usize = self.windows.iter().map(|window| window.words.bytes()).sum();
        if 2 * read > width || self.windows.len() > MOST_TOGETHER {
            return None;
        }
        // The values of texts begin behind the slots.
        let spans = self.has_spans.then_some(width);
        let ends = |window: &Window| [window.offset, window.offset + window.words.bytes() - 8];
        let mut lines: Vec<usize> = self.nulls.offsets().chain(spans).collect();
        lines.extend(self.windows.iter().flat_map(ends));
        lines.sort_unstable();
        lines.dedup_by(|line, before| *line < *before + 16);
        Some(lines)
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
            let places = [Address::NOWHERE; 8];
            self.windows.push(Window {
                offset,
                words,
                columns,
                places,
                is_direct: false,
                is_full: false,
            });
            at += count;
        }
    }

    /// Forgets what was read, and makes room for so many blocks.
    pub(super) fn start(&mut self, reading: &Reading<'_>, blocks: usize) {
        // The first offset of text needs room, even where there are no rows.
        let blocks = blocks.max(1);
        let all = reading.trust != Trust::Valid || reading.rows.null_count() > 0;
        self.nulls.start(blocks, all);
        if blocks > self.blocks {
            self.slab.clear();
            self.columns.iter_mut().for_each(|column| column.ask(&mut self.slab, blocks));
            self.nulls.ask(&mut self.slab, blocks);
        }
        // Mostly the room is where it was the last time.
        if self.slab.make() && blocks <= self.blocks && !self.has_spans {
            return;
        }
        self.blocks = blocks.max(self.blocks);
        self.nulls.take(&self.slab);
        self.columns.iter_mut().for_each(|column| column.take(&self.slab, reading));
        for window in &mut self.windows {
            window.is_direct = true;
            for column in &self.columns[window.columns.clone()] {
                let place = column.direct();
                window.is_direct &= !place.is_nowhere();
                window.places[column.word] = place;
            }
            window.is_full = !window.places.iter().any(|place| place.is_nowhere());
        }
    }

    /// Ends what was read, all blocks of so many rows: false where text is not UTF-8.
    ///
    /// # Safety
    ///
    /// All blocks were taken.
    pub(super) unsafe fn end(&self, trust: Trust, rows: usize) -> Result<bool, Error> {
        if !self.has_spans {
            return Ok(true);
        }
        let mut is_right = true;
        for column in &self.columns {
            // SAFETY: the caller says so.
            is_right &= unsafe { column.end(&self.slab, trust, rows) }?;
        }
        Ok(is_right)
    }

    /// The array of a column, of so many rows.
    ///
    /// # Safety
    ///
    /// As [`Column::array`].
    pub(super) unsafe fn array(&mut self, column: usize, rows: usize) -> Result<ArrayRef, Error> {
        // SAFETY: the caller says so.
        unsafe { self.columns[column].array(&self.slab, &self.nulls, rows) }
    }
}
