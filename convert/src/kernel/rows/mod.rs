//! Columns to rows of the standard layout: where every row starts, memory for all of them, then the
//! rows, block by block.
//!
//! | in | |
//! | --- | --- |
//! | `bind` | the one match on a column's type |
//! | `measure` | where rows start: their sizes, added up |
//! | `block` | a block of rows: null bits, variable values, bitmap and slots |
//! | `slots`, `values`, `bits` | what a column has for a block: words, bytes, bits |
//! | `sink` | where blocks go: into memory, or past the caches |

#![expect(unsafe_code, reason = "rows are written where they stay, and not validated again")]

mod bind;
mod bits;
mod block;
mod measure;
mod sink;
mod slots;
mod spent;
mod values;

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, BinaryArray, LargeBinaryArray, OffsetSizeTrait};
use arrow::buffer::{Buffer, OffsetBuffer, ScalarBuffer};
use ferrow_row::{RowArray, RowBatch, RowFormat, RowLayout};

use crate::error::{Error, Problem};
use crate::kernel::{BLOCK, InstructionSet};
use bits::Bits;
use block::WriteRows;
use measure::{MeasureRows, RowOffsets};
use sink::Sink;
use slots::Slots;
use values::Values;

pub(crate) use spent::Spent;

/// A word of each row of a block.
type ColumnWords = [[u8; 8]; BLOCK];

/// Output of so many bytes does not stay in cache until it is read.
const STREAM_FROM: usize = 8 << 20;

/// What is written into one field of every row.
#[derive(Debug)]
struct Field<'a> {
    nulls: Nulls,
    content: Content<'a>,
    /// Which value each row has; none where they have them in order.
    picks: Option<Vec<usize>>,
}

/// Which rows have no value.
#[derive(Debug)]
enum Nulls {
    None,
    /// Those whose bits are not set.
    Where(Bits),
    All,
}

#[derive(Debug)]
enum Content<'a> {
    Slots(Slots<'a>),
    /// A variable field, in front of which there are `span` others.
    Values {
        values: Values<'a>,
        span: usize,
    },
}

impl Field<'_> {
    /// A bit for each of `rows` rows, set where it has no value.
    #[inline(always)]
    fn nulls(&self, start: usize, rows: usize) -> u64 {
        match &self.nulls {
            Nulls::None => 0,
            Nulls::Where(valid) => !valid.word(start, rows) & bits::first_bits(rows),
            Nulls::All => bits::first_bits(rows),
        }
    }
}

/// Writes `len` rows out of `arrays`, one of `len` values per field of `layout` in its order, whose
/// values are of the fields' kinds and null only where fields may be; `None` where there are fields that
/// only writing [by value](crate::by_value) knows.
///
/// # Panics
///
/// When there are more or fewer arrays or values.
pub(crate) fn write_rows(
    set: InstructionSet,
    layout: &Arc<RowLayout>,
    arrays: &[ArrayRef],
    len: usize,
    spent: Spent,
) -> Result<Option<RowBatch>, Error> {
    let Some((out, offsets)) = write_bytes(set, layout, arrays, len, spent)? else {
        return Ok(None);
    };
    let rows = row_array(Buffer::from_vec(out), offsets, len);
    // SAFETY: every row has the layout's fixed part. A slot is zero and its null bit set where the
    // array has a null, which the caller promises to be in nullable fields alone; else it is a number
    // or the span of bytes that were copied there, and of the kind of the field: `Field::try_new` takes
    // arrays of that kind only. Text is UTF-8, for it comes out of arrays of text. The same holds of the
    // rows that structs are.
    Ok(Some(unsafe { RowBatch::new_unchecked(Arc::clone(layout), rows) }))
}

/// The bytes of rows, as [`write_rows`] makes them, and where each row starts.
fn write_bytes(
    set: InstructionSet,
    layout: &RowLayout,
    arrays: &[ArrayRef],
    len: usize,
    spent: Spent,
) -> Result<Option<(Vec<u8>, RowOffsets)>, Error> {
    assert_eq!(arrays.len(), layout.len(), "an array per field");
    debug_assert!(arrays.iter().all(|array| array.len() == len), "{len} values per array");
    if layout.format() != RowFormat::Standard || cfg!(target_endian = "big") {
        return Ok(None);
    }
    check_memory(layout.fixed_width(), len)?;
    let mut fields = Vec::with_capacity(arrays.len());
    let mut variable = 0;
    for (index, array) in arrays.iter().enumerate() {
        let Some(field) = Field::try_new(set, layout.value(index), array, variable) else {
            return Ok(None);
        };
        variable += usize::from(matches!(field.content, Content::Values { .. }));
        fields.push(field);
    }
    let Spent { bytes, offsets } = spent;
    let offsets = if layout.is_fixed() {
        RowOffsets::Stride(layout.fixed_width())
    } else {
        set.run(MeasureRows { fields: &fields, rows: len, spent: offsets }).map_err(Error::new)?
    };
    let total = offsets.total(len);
    let mut out = room_for(total, len, bytes)?;
    let total = total.unwrap_or(0);
    // Rows of no fields need no bytes, so there may be any number of them.
    if total > 0 {
        let room = &mut out.spare_capacity_mut()[..total];
        let is_large = total >= STREAM_FROM;
        let sink = if is_large { Sink::streaming(room) } else { Sink::direct(room) };
        let block = block_of(total / len, is_large);
        set.run(WriteRows { fields: &fields, offsets: &offsets, rows: len, block, sink });
    }
    // SAFETY: `WriteRows` wrote every byte of every row: bitmap and slots, and behind them the padded
    // variable values, whose lengths `MeasureRows` added up; there are no bytes between rows.
    unsafe { out.set_len(total) };
    Ok(Some((out, offsets)))
}

/// How many rows of such a width are put together at once, so that they and what they are made of are
/// in cache.
fn block_of(width: usize, is_streaming: bool) -> usize {
    // What is staged is read once more.
    let width = if is_streaming { 3 * width } else { width };
    match width {
        0..=1024 => BLOCK,
        1025..=2048 => BLOCK / 2,
        2049..=4096 => BLOCK / 4,
        _ => BLOCK / 8,
    }
}

/// Whether there is memory for so many rows and a number for each, where there are very many: their
/// number may come from outside, and what binding allocates does not ask.
fn check_memory(width: usize, rows: usize) -> Result<(), Error> {
    const VERY_MANY: usize = 1 << 24;
    if rows < VERY_MANY || width == 0 {
        return Ok(());
    }
    let bytes = width.checked_add(size_of::<usize>()).and_then(|width| width.checked_mul(rows));
    bytes
        .and_then(|bytes| Vec::<u8>::new().try_reserve_exact(bytes).ok())
        .ok_or_else(|| Error::new(Problem::RowsTooLarge { rows }))
}

/// Memory for `total` bytes of `rows` rows, whose number may come from outside.
fn room_for(total: Option<usize>, rows: usize, mut spent: Vec<u8>) -> Result<Vec<u8>, Error> {
    let too_large = || Error::new(Problem::RowsTooLarge { rows });
    let total = total.ok_or_else(too_large)?;
    spent.clear();
    if spent.capacity() >= total {
        return Ok(spent);
    }
    drop(spent);
    let mut out = Vec::new();
    out.try_reserve_exact(total).map_err(|_| too_large())?;
    Ok(out)
}

fn row_array(bytes: Buffer, offsets: RowOffsets, rows: usize) -> RowArray {
    fn ascending<O: OffsetSizeTrait>(offsets: Vec<O>) -> OffsetBuffer<O> {
        // SAFETY: `MeasureRows` adds up lengths from 0 on, so they ascend.
        unsafe { OffsetBuffer::new_unchecked(ScalarBuffer::from(offsets)) }
    }
    match offsets {
        RowOffsets::Stride(stride) => RowArray::from_stride(bytes, stride, rows),
        RowOffsets::Small(offsets) => BinaryArray::new(ascending(offsets), bytes, None).into(),
        RowOffsets::Large(offsets) => LargeBinaryArray::new(ascending(offsets), bytes, None).into(),
    }
}
