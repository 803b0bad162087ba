//! The checks that turn unknown bytes into rows that can be read without failing.
//!
//! The variable values of one row, list or map may not be longer together than the bytes that hold
//! them. So values cannot share bytes over and over, and walking a valid row costs no more than its
//! length times the depth of its schema.
//!
//! There are two sets of checks. The quick ones, of blocks of rows and of single values, say that all
//! is well or that they do not know. The exact ones then say what is wrong first, if anything is.

mod block;
mod exact;
mod nested;
mod quick;
#[cfg(test)]
mod tests;

pub(crate) use nested::{first_null, list, map, union};

use block::{BLOCK, BlockChecker};

use crate::error::Problem;
use crate::standard::{self, WORD};
use crate::{Error, RowArray, RowLayout};

/// Checks one row against the promise of [`crate::trusted`].
pub(crate) fn row(layout: &RowLayout, bytes: &[u8]) -> Result<(), Error> {
    if quick::row(layout, bytes) { Ok(()) } else { exact::row(layout, bytes) }
}

/// Which fields are null in any of the rows, all of which are valid.
pub(crate) fn null_fields(layout: &RowLayout, rows: &RowArray) -> Box<[u64]> {
    let bitmap = layout.bitmap_range();
    let mut nulls = vec![0; bitmap.len().div_ceil(WORD)];
    rows.for_each(0..rows.len(), |row| {
        for (bits, nulls) in
            row.iter().flat_map(|row| row[bitmap.clone()].chunks(WORD)).zip(&mut nulls)
        {
            *nulls |= standard::load_short(bits);
        }
    });
    nulls.into_boxed_slice()
}

/// Rows that have no bytes could be there in any number.
const MOST_EMPTY_ROWS: usize = 1 << 28;

/// Checks what the array says of all rows before any is looked at.
pub(crate) fn form(layout: &RowLayout, rows: &RowArray) -> Result<(), Error> {
    let needed = layout.fixed_width();
    if needed == 0 && rows.len() > MOST_EMPTY_ROWS {
        return Err(Error::new(Problem::EmptyRows { rows: rows.len(), most: MOST_EMPTY_ROWS }));
    }
    match rows {
        RowArray::Stride(rows) => {
            let len = usize::try_from(rows.value_length()).unwrap_or(0);
            if len < needed { Err(Error::new(Problem::RowCut { needed, len })) } else { Ok(()) }
        }
        _ => Ok(()),
    }
}

/// Checks every row of a batch that is not null; the error is that of the first bad row. Gives a bit
/// for each slot, in their order, that is null in any row.
pub(crate) fn batch(layout: &RowLayout, rows: &RowArray) -> Result<Box<[u64]>, Error> {
    let mut checker = BlockChecker::new(layout);
    // Rows that need no bytes have nothing to check, and there may be any number of them.
    let len = if layout.fixed_width() == 0 { 0 } else { rows.len() };
    for start in (0..len).step_by(BLOCK) {
        let range = start..len.min(start + BLOCK);
        if !checker.are_rows(rows, range.clone()) {
            // A block is checked column by column: where the first bad row is, only the rows know.
            for index in range {
                if let Some(bytes) = rows.bytes(index) {
                    row(layout, bytes).map_err(|error| error.in_row(index))?;
                }
            }
        }
    }
    Ok(checker.into_nulls())
}
