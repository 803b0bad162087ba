//! The checks that turn unknown bytes into rows that can be read without failing.
//!
//! The variable values of one row, list or map may not be longer together than the bytes that hold
//! them. So values cannot share bytes over and over, and walking a valid row costs no more than its
//! length times the depth of its schema.

mod nested;

pub(crate) use nested::{first_null, list, map, union};

use crate::error::Problem;
use crate::lazy::LazySlot;
use crate::value::{Value, by_kind, by_kind_of};
use crate::{Error, LazyRow, RowArray, RowLayout};

/// Rows that are checked together: a column at a time over so many rows, while they are in cache.
const BLOCK: usize = 64;

/// Checks one row against the promise of [`crate::trusted`].
pub(crate) fn row(layout: &RowLayout, bytes: &[u8]) -> Result<(), Error> {
    block(layout, &[Some(bytes)], &mut [Budget::default()])
}

/// Checks every row of a batch that is not null; the error is that of the first bad row.
pub(crate) fn batch(layout: &RowLayout, rows: &RowArray) -> Result<(), Error> {
    let mut block_rows = Vec::with_capacity(BLOCK);
    let mut budgets = [Budget::default(); BLOCK];
    // Rows that need no bytes have nothing to check, and there may be any number of them.
    let len = if layout.fixed_width() == 0 { 0 } else { rows.len() };
    for start in (0..len).step_by(BLOCK) {
        block_rows.clear();
        rows.for_each(start..len.min(start + BLOCK), |row| block_rows.push(row));
        // A block is checked column by column, so its error may be of a later row.
        if block(layout, &block_rows, &mut budgets).is_err() {
            for (at, bytes) in block_rows.iter().enumerate() {
                block(layout, &[*bytes], &mut budgets).map_err(|error| error.in_row(start + at))?;
            }
        }
    }
    Ok(())
}

/// Bytes that the values of a container may still take.
#[derive(Debug, Clone, Copy, Default)]
struct Budget(usize);

impl Budget {
    /// Takes what the value of `slot` has in the variable region, before anything walks it: walking
    /// even one value too many at each depth would double the work each time.
    #[inline]
    fn charge(&mut self, slot: LazySlot<'_>) -> Result<(), Error> {
        slot.bytes()?;
        match self.0.checked_sub(slot.span_size()) {
            Some(left) => self.0 = left,
            None => return Err(Error::new(Problem::SharedBytes { offset: slot.value_offset() })),
        }
        Ok(())
    }
}

/// Checks a block of rows, with a budget for each: lengths and null bits of all, then one column after
/// another.
fn block(layout: &RowLayout, rows: &[Option<&[u8]>], budgets: &mut [Budget]) -> Result<(), Error> {
    for (row, budget) in rows.iter().zip(&mut *budgets) {
        let Some(row) = row else { continue };
        LazyRow::open(layout, row)?;
        if let Some(index) = layout.first_forbidden_null(row) {
            return Err(layout.in_field(index, Error::new(Problem::NullValue)));
        }
        budget.0 = row.len() - layout.fixed_width();
    }
    for &index in layout.checked_fields() {
        by_kind!(layout.kind(index), null => Ok(()), T => column::<T>(layout, index, rows, budgets))
            .map_err(|error| layout.in_field(index, error))?;
    }
    Ok(())
}

/// Checks one column of a block, whose slots are all there.
fn column<T: Value + ?Sized>(
    layout: &RowLayout,
    index: usize,
    rows: &[Option<&[u8]>],
    budgets: &mut [Budget],
) -> Result<(), Error> {
    let null = layout.place(index).null;
    for (row, budget) in rows.iter().zip(budgets) {
        let Some(row) = row else { continue };
        if !null.is_set(row) {
            let slot = LazyRow::open(layout, row)?.slot(index);
            budget.charge(slot)?;
            T::read_checked(slot)?;
        }
    }
    Ok(())
}
