//! Columns to rows: measure every row, allocate once, then write block by block.

#![expect(unsafe_code, reason = "rows that were just written are not validated again")]

mod bind;
mod writers;

use std::ops::Range;
use std::sync::Arc;

use arrow::array::{Array, ArrayRef};
use arrow::buffer::Buffer;
use ferrow_row::{RowArray, RowBatch, RowLayout};

use crate::error::{Error, Problem};
use crate::kernel::{BLOCK, blocks};
use bind::column_writer;

/// Writes one column into rows.
///
/// # Safety
///
/// For each row that it is given, `write` either sets the null bit of its field, which only a
/// nullable field may have, or stores a slot that is valid for the field: of a variable field the
/// span of the bytes that it wrote at the row's cursor, which are UTF-8 where the field is text.
/// `write` and `add_lens` agree on the bytes that each row needs.
unsafe trait ColumnWriter {
    /// Adds what the column needs in the variable region of each row, padding included.
    fn add_lens(&self, _lens: &mut [usize]) {}

    /// Writes `rows`, which start at `starts` in the zeroed buffer `out`. A variable value goes to
    /// the row's cursor, which moves behind it.
    fn write(&self, rows: Range<usize>, starts: &[usize], cursors: &mut [usize], out: &mut [u8]);
}

/// Writes `len` rows out of `arrays`, one of `len` values per field of `layout` in its order.
///
/// # Panics
///
/// When there are more or fewer arrays or values.
pub(crate) fn write_rows(
    layout: &Arc<RowLayout>,
    arrays: &[ArrayRef],
    len: usize,
) -> Result<RowBatch, Error> {
    assert_eq!(arrays.len(), layout.len(), "an array per field");
    assert!(arrays.iter().all(|array| array.len() == len), "{len} values per array");
    let columns = (arrays.iter().enumerate())
        .map(|(index, array)| column_writer(layout, index, array))
        .collect::<Result<Vec<_>, Error>>()?;
    let rows = if layout.is_fixed() {
        write_fixed(layout.fixed_width(), &columns, len)?
    } else {
        write_variable(layout.fixed_width(), &columns, len)?
    };
    // SAFETY: every row has the layout's `fixed_width` bytes and more, started as zeros, and every one
    // of its fields was written by the `ColumnWriter` that `column_writer` chose for it, whose
    // contract is what validation checks.
    Ok(unsafe { RowBatch::new_unchecked(Arc::clone(layout), rows) })
}

/// Rows of one length, back to back.
fn write_fixed(
    stride: usize,
    columns: &[Box<dyn ColumnWriter + '_>],
    len: usize,
) -> Result<RowArray, Error> {
    let mut out = zeroed(stride.checked_mul(len), len)?;
    let mut starts = [0; BLOCK];
    // Rows of no fields need no bytes, so there may be any number of them.
    for block in blocks(if columns.is_empty() { 0 } else { len }) {
        let starts = &mut starts[..block.len()];
        block.clone().zip(starts.iter_mut()).for_each(|(row, start)| *start = row * stride);
        for column in columns {
            column.write(block.clone(), starts, &mut [], &mut out);
        }
    }
    Ok(RowArray::from_stride(Buffer::from_vec(out), stride, len))
}

/// Rows of different lengths, between the smallest offsets that reach.
fn write_variable(
    fixed_width: usize,
    columns: &[Box<dyn ColumnWriter + '_>],
    len: usize,
) -> Result<RowArray, Error> {
    // Lengths first, which become the ends of the rows.
    let mut offsets = vec![fixed_width; len + 1];
    offsets[0] = 0;
    columns.iter().for_each(|column| column.add_lens(&mut offsets[1..]));
    let mut end = 0;
    for (row, offset) in offsets.iter_mut().enumerate() {
        let len = *offset;
        if u32::try_from(len).is_err() {
            return Err(Error::new(Problem::RowTooLarge { row: row - 1, len }));
        }
        end += len;
        *offset = end;
    }

    let mut out = zeroed(Some(end), len)?;
    let mut cursors = [0; BLOCK];
    for block in blocks(len) {
        let starts = &offsets[block.clone()];
        let cursors = &mut cursors[..block.len()];
        starts
            .iter()
            .zip(cursors.iter_mut())
            .for_each(|(start, cursor)| *cursor = start + fixed_width);
        for column in columns {
            column.write(block.clone(), starts, cursors, &mut out);
        }
        debug_assert_eq!(*cursors, offsets[block.start + 1..=block.end], "lengths as measured");
    }
    Ok(RowArray::from_ends(Buffer::from_vec(out), &offsets[1..]))
}

/// A buffer for `len` rows, whose number may come from outside.
fn zeroed(bytes: Option<usize>, rows: usize) -> Result<Vec<u8>, Error> {
    let too_large = || Error::new(Problem::RowsTooLarge { rows });
    let bytes = bytes.ok_or_else(too_large)?;
    let mut out = Vec::new();
    out.try_reserve_exact(bytes).map_err(|_| too_large())?;
    out.resize(bytes, 0);
    Ok(out)
}
