//! Columns to rows of the standard layout: where every row starts, memory for all of them, then the
//! rows, block by block.
//!
//! | in | |
//! | --- | --- |
//! | `bind` | the one match on a column's type |
//! | `measure` | where rows start: their sizes, added up |
//! | `block` | a block of rows: null bits, variable values, and what every row starts with |
//! | `words` | what every row starts with: bitmap and slots, by tiles |
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
mod words;

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, BinaryArray, LargeBinaryArray, OffsetSizeTrait};
use arrow::buffer::{BooleanBuffer, Buffer, OffsetBuffer, ScalarBuffer};
use ferrow_row::{RowArray, RowBatch, RowFormat, RowLayout};

use crate::column_check::{CheckedColumns, check_memory};
use crate::error::{Error, Problem};
use crate::kernel::{BLOCK, InstructionSet, first_bits};
use bits::Bits;
use block::WriteRows;
use measure::{MeasureRows, RowOffsets};
use sink::Sink;
use slots::Slots;
use values::Values;
use words::RowWords;

pub(crate) use spent::Spent;

/// A word of each row of a block.
type ColumnWords = [[u8; 8]; BLOCK];

/// Output of so many bytes does not stay in cache until it is read.
const STREAM_FROM: usize = 8 << 20;

/// What rows are made of.
struct Fields<'a> {
    len: usize,
    /// What every row starts with: the slots of fields whose values stand in arrays as they do there.
    words: RowWords<'a>,
    /// Fields that are null in some row.
    nullable: Vec<(usize, Nulls<'a>)>,
    /// Fields whose slots are put together.
    filled: Vec<Field<Slots<'a>>>,
    /// Fields of the variable region, in their order.
    variable: Vec<Field<Values<'a>>>,
}

struct Field<C> {
    index: usize,
    /// Which of the nullable fields this is.
    nullable: Option<usize>,
    content: C,
    /// Which value each row has; none where they have them in order.
    picks: Option<Box<[usize]>>,
}

/// Which rows have no value.
enum Nulls<'a> {
    /// Those whose bits are not set.
    Where(Bits<'a>),
    /// The same, of bits that no array has.
    Made(BooleanBuffer),
    All,
}

impl Fields<'_> {
    /// A bit for each of `rows` rows, set where a variable field has no value.
    #[inline(always)]
    fn nulls(&self, field: &Field<Values<'_>>, start: usize, rows: usize) -> u64 {
        field.nullable.map_or(0, |at| self.nullable[at].1.word(start, rows))
    }
}

impl Nulls<'_> {
    /// A bit for each of `rows` rows, set where there is no value.
    #[inline(always)]
    fn word(&self, start: usize, rows: usize) -> u64 {
        let valid = match self {
            Self::Where(valid) => valid.word(start, rows),
            Self::Made(valid) => Bits::new(valid).word(start, rows),
            Self::All => 0,
        };
        !valid & first_bits(rows)
    }
}

/// Writes `columns` as rows; `None` where there are fields that only writing
/// [by value](crate::by_value) knows.
///
/// # Errors
///
/// [`NotNull`](crate::ErrorKind::NotNull) for a null that the layout forbids, and
/// [`TooLarge`](crate::ErrorKind::TooLarge).
pub(crate) fn write_rows(
    set: InstructionSet,
    columns: CheckedColumns<'_>,
    spent: Spent,
) -> Result<Option<RowBatch>, Error> {
    let (layout, len) = (columns.layout(), columns.len());
    let Some((out, offsets)) = write_bytes(set, layout, columns.columns(), len, spent)? else {
        return Ok(None);
    };
    let rows = row_array(Buffer::from_vec(out), offsets, len);
    // SAFETY: every row has the layout's fixed part. A slot is zero and its null bit set where the
    // array has a null, which `Fields::try_new` lets be in nullable fields alone; else it is a number or
    // the span of bytes that were copied there, and of the kind of the field, for `CheckedColumns` are
    // of the fields' types. Text is UTF-8, for it comes out of arrays of text. The same holds of the
    // rows that structs are.
    Ok(Some(unsafe { RowBatch::new_unchecked(Arc::clone(layout), rows) }))
}

/// The bytes of `len` rows, as [`write_rows`] makes them, out of `arrays`, one of `len` values per
/// field of `layout` in its order, and where each row starts.
///
/// # Panics
///
/// When there are more or fewer arrays or values.
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
    let Some(fields) = Fields::try_new(set, layout, arrays, len)? else { return Ok(None) };
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
        set.run(WriteRows { fields, offsets: &offsets, rows: len, sink });
    }
    // SAFETY: `WriteRows` wrote every byte of every row: bitmap and slots, and behind them the padded
    // variable values, whose lengths `MeasureRows` added up; there are no bytes between rows.
    unsafe { out.set_len(total) };
    Ok(Some((out, offsets)))
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
