//! The checks that turn unknown bytes into rows that can be read without failing.

use crate::error::Problem;
use crate::{Error, Kind, RowArray, RowLayout, Value, standard};

/// Rows that are checked together: a column at a time over so many rows, while they are in cache.
const BLOCK: usize = 64;

/// Checks one row against the promise of [`crate::trusted`].
pub(crate) fn row(layout: &RowLayout, bytes: &[u8]) -> Result<(), Error> {
    block(layout, &[Some(bytes)]).map_err(|(_, error)| error)
}

/// Checks every row of a batch that is not null; the error names the row.
pub(crate) fn batch(layout: &RowLayout, rows: &RowArray) -> Result<(), Error> {
    let mut block_rows = Vec::with_capacity(BLOCK);
    let len = rows.array().len();
    for start in (0..len).step_by(BLOCK) {
        block_rows.clear();
        rows.extend_block(start..len.min(start + BLOCK), &mut block_rows);
        block(layout, &block_rows).map_err(|(at, error)| error.in_row(start + at))?;
    }
    Ok(())
}

/// Checks a block of rows: lengths and null bits of all, then one variable column after another.
/// The error comes with the place of its row in the block.
fn block(layout: &RowLayout, rows: &[Option<&[u8]>]) -> Result<(), (usize, Error)> {
    for (at, row) in present(rows) {
        lengths_and_nulls(layout, row).map_err(|error| (at, error))?;
    }
    for &index in layout.variable_fields() {
        let checked = match layout.kind(index) {
            Kind::Utf8 => column::<str>(layout, index, rows),
            _ => column::<[u8]>(layout, index, rows),
        };
        checked.map_err(|(at, error)| (at, in_field(layout, index, error)))?;
    }
    Ok(())
}

fn lengths_and_nulls(layout: &RowLayout, row: &[u8]) -> Result<(), Error> {
    let needed = layout.fixed_len();
    if row.len() < needed {
        return Err(Error::new(Problem::RowCut { needed, len: row.len() }));
    }
    for (word, &required) in layout.required_mask().iter().enumerate() {
        let forbidden = standard::load(row, word * standard::WORD) & required;
        if forbidden != 0 {
            let index = word * 64 + forbidden.trailing_zeros() as usize;
            return Err(in_field(layout, index, Error::new(Problem::NullValue)));
        }
    }
    Ok(())
}

fn column<T: Value + ?Sized>(
    layout: &RowLayout,
    index: usize,
    rows: &[Option<&[u8]>],
) -> Result<(), (usize, Error)> {
    let slot_offset = layout.slot_offset(index);
    for (at, row) in present(rows) {
        if !standard::is_null(row, index) {
            let slot = standard::load(row, slot_offset);
            T::read_checked(row, layout.fixed_len(), slot).map_err(|error| (at, error))?;
        }
    }
    Ok(())
}

/// The rows of a block that are not null, each with its place in the block.
fn present<'a>(rows: &[Option<&'a [u8]>]) -> impl Iterator<Item = (usize, &'a [u8])> {
    rows.iter().enumerate().filter_map(|(at, row)| Some((at, (*row)?)))
}

#[cold]
#[inline(never)]
fn in_field(layout: &RowLayout, index: usize, error: Error) -> Error {
    error.in_field(layout.schema().field(index).name())
}
