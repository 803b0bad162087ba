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
mod room;
mod spans;
mod spent;
mod text;
mod validity;
mod view;
mod window;

#[cfg(test)]
mod tests;

use arrow::array::ArrayRef;
use arrow::buffer::Buffer;
use arrow::datatypes::DataType;
use ferrow_row::{Kind, RowArray, RowBatch, RowFormat, RowLayout, Value};

use super::tile::{Tile, TileKernel};
use super::{InstructionSet, blocks};
use crate::error::Error;
use crate::selection::Selected;
use block::Block;
use checks::{Checks, Doubt};
use plan::Plan;
use window::Scratch;

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
#[derive(Debug, Clone, Copy)]
pub(crate) struct How {
    pub(crate) instructions: InstructionSet,
    /// Views point into the rows.
    pub(crate) views_in_rows: bool,
    /// Output of more bytes is written past the caches: it will not be in them when it is read.
    pub(crate) caches: usize,
}

impl Default for How {
    fn default() -> Self {
        Self { instructions: InstructionSet::best(), views_in_rows: false, caches: 16 << 20 }
    }
}

/// Where columns are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Output {
    ToCaches,
    /// Past the caches, a line at a time.
    PastCaches,
}

/// What is read out of which rows.
struct Reading<'a> {
    layout: &'a RowLayout,
    rows: &'a RowArray,
    selected: Selected<'a>,
    keep: Option<Keep<'a>>,
    trust: Trust,
    how: How,
}

impl Reading<'_> {
    /// Bytes that the variable values of all rows have at most, where that is easily said.
    fn row_bytes(&self) -> usize {
        match self.rows {
            RowArray::Stride(array) => array.value_data().len(),
            RowArray::Offsets(array) => array.value_data().len(),
            RowArray::LargeOffsets(array) => array.value_data().len(),
            RowArray::Views(array) => array.data_buffers().iter().map(Buffer::len).sum(),
        }
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

/// Reads `fields`, each of which the loops [know](knows), out of the rows of a batch that are
/// selected, into memory of `spent` where it fits.
pub(crate) fn read_columns(
    batch: &RowBatch,
    fields: &[usize],
    selected: Selected<'_>,
    how: How,
    spent: Vec<ArrayRef>,
) -> Result<Vec<ArrayRef>, Error> {
    let (layout, rows, trust) = (batch.layout(), batch.array(), Trust::Valid);
    let reading = Reading { layout, rows, selected, keep: None, trust, how };
    // SAFETY: text in the rows of a batch is UTF-8, as rows were validated.
    let arrays = unsafe { read(&reading, fields, spent) }?;
    Ok(arrays.unwrap_or_else(|| unreachable!("nothing is in doubt in rows that were validated")))
}

/// As [`read_columns`], out of rows that nobody has validated, of which those that `keep` refuses
/// are read as null. `None` where `malformed` asks for it, and where text is not UTF-8.
pub(crate) fn read_unknown(
    layout: &RowLayout,
    rows: &RowArray,
    fields: &[usize],
    keep: Option<Keep<'_>>,
    malformed: Malformed,
    how: How,
) -> Result<Option<Vec<ArrayRef>>, Error> {
    let trust = match malformed {
        Malformed::Null => Trust::Lenient,
        Malformed::End => Trust::Doubt,
    };
    let selected = Selected::Range(0..rows.len());
    let reading = Reading { layout, rows, selected, keep, trust, how };
    // SAFETY: the rows are not said to be valid.
    unsafe { read(&reading, fields, Vec::new()) }
}

/// `None` where there is a doubt.
///
/// # Safety
///
/// With [`Trust::Valid`], text in `fields` of the selected rows is UTF-8.
unsafe fn read(
    reading: &Reading<'_>,
    fields: &[usize],
    spent: Vec<ArrayRef>,
) -> Result<Option<Vec<ArrayRef>>, Error> {
    if fields.is_sorted_by(|a, b| a < b) {
        // SAFETY: what the caller says.
        return unsafe { read_different(reading, fields, spent) };
    }
    let mut different = fields.to_vec();
    different.sort_unstable();
    different.dedup();
    if different.len() == fields.len() {
        // SAFETY: what the caller says.
        return unsafe { read_different(reading, fields, spent) };
    }
    // SAFETY: what the caller says.
    let arrays = unsafe { read_different(reading, &different, Vec::new()) }?;
    Ok(arrays.map(|arrays| {
        let array =
            |index| different.binary_search(index).ok().map(|at| ArrayRef::clone(&arrays[at]));
        fields.iter().filter_map(array).collect()
    }))
}

/// # Safety
///
/// As [`read`].
unsafe fn read_different(
    reading: &Reading<'_>,
    fields: &[usize],
    spent: Vec<ArrayRef>,
) -> Result<Option<Vec<ArrayRef>>, Error> {
    if fields.is_empty() {
        return Ok(Some(Vec::new()));
    }
    let mut plan = Plan::new(reading, fields, spent);
    if reading.how.instructions.run(Read { reading, plan: &mut plan }).is_err() {
        return Ok(None);
    }
    let mut arrays = Vec::with_capacity(fields.len());
    for column in plan.columns {
        let position = column.position;
        // SAFETY: all blocks were taken; the caller says what is UTF-8.
        match unsafe { column.finish(reading.trust) }? {
            Some(array) => arrays.push((position, array)),
            None => return Ok(None),
        }
    }
    if !arrays.is_sorted_by_key(|(position, _)| *position) {
        arrays.sort_unstable_by_key(|(position, _)| *position);
    }
    Ok(Some(arrays.into_iter().map(|(_, array)| array).collect()))
}

/// Reads all blocks.
struct Read<'a, 'b> {
    reading: &'b Reading<'a>,
    plan: &'b mut Plan<'a>,
}

impl TileKernel for Read<'_, '_> {
    type Output = Result<(), Doubt>;

    #[inline(always)]
    fn run<T: Tile>(self, tile: T) -> Result<(), Doubt> {
        let Self { reading, plan: Plan { nulls, windows, prefetches, columns } } = self;
        let mut block = Block::new(reading.layout.empty_row());
        let mut scratch = Scratch::new();
        let mut checks = Checks::new(reading.trust);
        for (index, range) in blocks(reading.selected.len()).enumerate() {
            let fit = block.fill(reading.rows, &reading.selected, range, reading.keep);
            if !fit {
                match reading.trust {
                    Trust::Valid => unreachable!("a validated row has all of its slots"),
                    Trust::Lenient => {}
                    Trust::Doubt => return Err(Doubt),
                }
            }
            if *prefetches {
                block.prefetch_next();
            }
            nulls.load(tile, &block);
            for window in &*windows {
                let (scratch, checks) = (&mut scratch, &mut checks);
                // SAFETY: the places of a window are the rooms of its columns, which have room for
                // all blocks and are not touched until all of them are written.
                unsafe { window.push(tile, scratch, index, &block, columns, nulls, checks) }?;
            }
            checks.end(&block)?;
        }
        tile.fence();
        Ok(())
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
