//! Rows to columns: blocks of rows, of which eight slots are read together.
//!
//! ```text
//! rows   -> addresses of 64   block.rs     a stride, offsets, views, selected rows, null ones
//!        -> null bits         nulls.rs     or-ed; a bit matrix is turned where any is set
//!        -> eight words       window.rs    tiles straight into the column, or into 4 KB of scratch
//!        -> values            fixed.rs     narrowed; past the caches where they will not hold them
//!                             text.rs      copied one behind the other
//!                             view.rs
//! ```

#![expect(unsafe_code, reason = "rows are read and columns written by address")]

mod block;
mod checks;
mod column;
mod fixed;
mod nulls;
mod plan;
mod read;
mod room;
mod slab;
mod spans;
mod text;
mod view;
mod window;

#[cfg(test)]
mod tests;

use std::sync::Arc;

use arrow::array::ArrayRef;
use arrow::buffer::Buffer;
use arrow::datatypes::DataType;
use ferrow_row::{Kind, RowArray, RowBatch, RowFormat, RowLayout, Value};

use super::{BLOCK, InstructionSet};
use crate::error::Error;
use crate::selection::Selected;
use plan::Plan;
use read::Read;

/// Which rows are read; the others are taken for null.
pub(crate) type Keep<'a> = &'a dyn Fn(&[u8]) -> bool;

/// What is known of rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Trust {
    /// They were validated.
    Valid,
    /// Nothing; what is malformed is null.
    Lenient,
    /// Nothing; reading ends with the first doubt.
    Doubt,
}

/// What becomes of rows that are malformed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Malformed {
    /// What is malformed is null.
    Null,
    /// Reading ends.
    End,
}

/// How columns are made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct How {
    pub(crate) instructions: InstructionSet,
    /// Views point into the rows.
    pub(crate) views_in_rows: bool,
    /// Output of more bytes is written past the caches: it will not be in them when it is read.
    pub(crate) caches: usize,
    /// Memory is asked ahead for rows of more bytes: they will not be in the caches near by.
    pub(crate) near_caches: usize,
}

impl Default for How {
    fn default() -> Self {
        let instructions = InstructionSet::best();
        Self { instructions, views_in_rows: false, caches: 16 << 20, near_caches: 1 << 20 }
    }
}

/// Where columns are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Output {
    ToCaches,
    /// Past the caches, a line at a time.
    PastCaches,
}

/// Which rows are read.
struct Reading<'a> {
    rows: &'a RowArray,
    selected: &'a Selected<'a>,
    keep: Option<Keep<'a>>,
    trust: Trust,
    how: How,
}

impl Reading<'_> {
    /// Whether the caches near by do not hold the rows, of which each has `width` bytes.
    fn is_far(&self, width: usize) -> bool {
        width.saturating_mul(self.selected.len()) > self.how.near_caches
    }

    /// The buffer of the rows, where views shall point into it and can.
    fn view_buffer(&self) -> Option<&Buffer> {
        match self.rows {
            _ if !self.how.views_in_rows => None,
            RowArray::Stride(array) => Some(array.values()),
            RowArray::Offsets(array) => Some(array.values()),
            RowArray::LargeOffsets(array) => Some(array.values()),
            RowArray::Views(_) => None,
        }
    }
}

/// Whether the loops here know field `index`.
pub(crate) fn knows(layout: &RowLayout, index: usize) -> bool {
    let (kind, data_type) = (layout.kind(index), layout.value(index).data_type());
    layout.format() == RowFormat::Standard
        && (matches!(kind, Kind::Utf8 | Kind::Binary) || !kind.is_variable())
        && !matches!(data_type, DataType::Dictionary(..) | DataType::RunEndEncoded(..))
        // Two numbers in one slot.
        && (cfg!(target_endian = "little") || kind != Kind::DayTime)
}

/// Reads columns out of rows, and keeps the memory that they were written to.
#[derive(Debug)]
pub(crate) struct ColumnReader {
    layout: Arc<RowLayout>,
    plan: Plan,
    /// For each field that was asked for, which of the columns it is.
    columns: Vec<usize>,
    how: How,
    rows: usize,
    /// All columns have been read, of so many rows.
    is_read: bool,
}

impl ColumnReader {
    /// A reader of `fields`, each of which the loops [know](knows), out of rows of `layout`.
    pub(crate) fn new(layout: &Arc<RowLayout>, fields: &[usize], how: How) -> Self {
        let mut order = fields.to_vec();
        order.sort_unstable_by_key(|&field| layout.slot_offset(field));
        order.dedup();
        let place = |field| order.iter().position(|other| other == field).unwrap_or_default();
        let columns = fields.iter().map(place).collect();
        let plan = Plan::new(layout, &order);
        Self { layout: Arc::clone(layout), plan, columns, how, rows: 0, is_read: false }
    }

    /// The layout of the rows that are read.
    pub(crate) fn layout(&self) -> &Arc<RowLayout> {
        &self.layout
    }

    /// Reads the rows of a batch that are selected.
    ///
    /// # Errors
    ///
    /// Where a column is too large for its type.
    pub(crate) fn read(&mut self, batch: &RowBatch, selected: &Selected<'_>) -> Result<(), Error> {
        assert!(Arc::ptr_eq(&self.layout, batch.layout()), "rows of the reader's layout");
        let (rows, trust) = (batch.array(), Trust::Valid);
        let reading = Reading { rows, selected, keep: None, trust, how: self.how };
        match self.read_rows(&reading)? {
            true => Ok(()),
            false => unreachable!("nothing is in doubt in rows that were validated"),
        }
    }

    /// As [`read`](Self::read), all rows of an array that nobody has validated, of which those that
    /// `keep` refuses are read as null. False where `malformed` asks for it, and where text is not
    /// UTF-8.
    pub(crate) fn read_unknown(
        &mut self,
        rows: &RowArray,
        keep: Option<Keep<'_>>,
        malformed: Malformed,
    ) -> Result<bool, Error> {
        let trust = match malformed {
            Malformed::Null => Trust::Lenient,
            Malformed::End => Trust::Doubt,
        };
        let selected = &Selected::Range(0..rows.len());
        self.read_rows(&Reading { rows, selected, keep, trust, how: self.how })
    }

    /// False where there is a doubt. The rows are of the layout, if they are said to be valid.
    fn read_rows(&mut self, reading: &Reading<'_>) -> Result<bool, Error> {
        (self.rows, self.is_read) = (reading.selected.len(), false);
        let (layout, plan, rows) = (&self.layout, &mut self.plan, self.rows);
        plan.start(reading, rows.div_ceil(BLOCK));
        if reading.how.instructions.run(Read { layout, reading, plan }).is_err() {
            return Ok(false);
        }
        // SAFETY: all blocks were taken.
        if !unsafe { plan.end(reading.trust, rows) }? {
            return Ok(false);
        }
        self.is_read = true;
        Ok(true)
    }

    /// The column of the field that was asked for at `position`, of the rows that were read last. While
    /// somebody holds it, its memory is not written again.
    ///
    /// # Panics
    ///
    /// When no rows have been read, or reading ended early.
    pub(crate) fn array(&mut self, position: usize) -> Result<ArrayRef, Error> {
        assert!(self.is_read, "rows were read");
        // SAFETY: all blocks were taken, and `end` found nothing wrong. Text is UTF-8: that was
        // checked, or it is that of a batch, which was validated.
        unsafe { self.plan.array(self.columns[position], self.rows) }
    }
}

/// Whether a field of an unknown row can be read, as its kind has it.
pub(crate) fn readable(kind: Kind) -> fn(&RowLayout, usize, &[u8]) -> bool {
    fn check<T: Value + ?Sized>(layout: &RowLayout, index: usize, bytes: &[u8]) -> bool {
        layout.open(bytes).and_then(|row| row.get_at::<T>(index)).is_ok()
    }
    match kind {
        Kind::Utf8 => check::<str>,
        Kind::Binary => check::<[u8]>,
        // Every slot is a value of the other kinds: the row only has to be long enough.
        _ => |layout, _, bytes| layout.open(bytes).is_ok(),
    }
}
