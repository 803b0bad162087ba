//! The checks that turn unknown bytes into rows that can be read without failing.

use crate::error::Problem;
use crate::{Error, Kind, RowArray, RowLayout, Value, standard};

/// Rows that are checked together: a column at a time over so many rows, while they are in cache.
const BLOCK: usize = 64;

/// Checks one row against the promise of [`crate::trusted`].
pub(crate) fn row(layout: &RowLayout, bytes: &[u8]) -> Result<(), Error> {
    block(layout, &[Some(bytes)])
}

/// Checks every row of a batch that is not null; the error is that of the first bad row.
pub(crate) fn batch(layout: &RowLayout, rows: &RowArray) -> Result<(), Error> {
    let mut block_rows = Vec::with_capacity(BLOCK);
    // Rows of no fields need no bytes, so there may be any number of them.
    let len = if layout.len() == 0 { 0 } else { rows.len() };
    for start in (0..len).step_by(BLOCK) {
        block_rows.clear();
        rows.for_each(start..len.min(start + BLOCK), |row| block_rows.push(row));
        // A block is checked column by column, so its error may be of a later row.
        if block(layout, &block_rows).is_err() {
            for (at, bytes) in block_rows.iter().enumerate() {
                block(layout, &[*bytes]).map_err(|error| error.in_row(start + at))?;
            }
        }
    }
    Ok(())
}

/// Checks a block of rows: lengths and null bits of all, then one variable column after another.
fn block(layout: &RowLayout, rows: &[Option<&[u8]>]) -> Result<(), Error> {
    for row in rows.iter().flatten() {
        lengths_and_nulls(layout, row)?;
    }
    for &index in layout.variable_fields() {
        let checked = match layout.kind(index) {
            Kind::Utf8 => column::<str>(layout, index, rows),
            Kind::Binary => column::<[u8]>(layout, index, rows),
            kind => unreachable!("{kind} is not variable"),
        };
        checked.map_err(|error| layout.in_field(index, error))?;
    }
    Ok(())
}

fn lengths_and_nulls(layout: &RowLayout, row: &[u8]) -> Result<(), Error> {
    let needed = layout.fixed_len();
    if row.len() < needed {
        return Err(Error::new(Problem::RowCut { needed, len: row.len() }));
    }
    match layout.first_forbidden_null(row) {
        Some(index) => Err(layout.error_at(index, Problem::NullValue)),
        None => Ok(()),
    }
}

fn column<T: Value + ?Sized>(
    layout: &RowLayout,
    index: usize,
    rows: &[Option<&[u8]>],
) -> Result<(), Error> {
    let slot_offset = layout.slot_offset(index);
    for row in rows.iter().flatten() {
        if !standard::is_null(row, index) {
            let slot = standard::load(row, slot_offset);
            T::read_checked(row, layout.fixed_len(), slot)?;
        }
    }
    Ok(())
}
