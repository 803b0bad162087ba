//! The checks that say what is wrong, and where: one value after another, in the order of slots.

use crate::error::Problem;
use crate::lazy::LazySlot;
use crate::value::{Value, by_kind, by_kind_of};
use crate::{Error, LazyRow, RowLayout};

/// Checks one row against the promise of [`crate::trusted`].
pub(super) fn row(layout: &RowLayout, bytes: &[u8]) -> Result<(), Error> {
    let row = LazyRow::open(layout, bytes)?;
    if let Some(index) = layout.first_forbidden_null(bytes) {
        return Err(layout.in_field(index, Error::new(Problem::NullValue)));
    }
    let mut budget = Budget(bytes.len() - layout.fixed_width());
    for &index in layout.checked_fields() {
        if !layout.place(index).null.is_set(bytes) {
            let slot = row.slot(index);
            by_kind!(layout.kind(index), null => Ok(()), T => value::<T>(slot, &mut budget))
                .map_err(|error| layout.in_field(index, error))?;
        }
    }
    Ok(())
}

/// Checks a value, and that its container has the bytes for it.
pub(super) fn value<T: Value + ?Sized>(
    slot: LazySlot<'_>,
    budget: &mut Budget,
) -> Result<(), Error> {
    budget.charge(slot)?;
    T::read_checked(slot)?;
    Ok(())
}

/// Bytes that the values of a container may still take.
#[derive(Debug)]
pub(super) struct Budget(pub(super) usize);

impl Budget {
    /// Takes what the value of `slot` has in the variable region, before anything walks it: walking
    /// even one value too many at each depth would double the work each time.
    fn charge(&mut self, slot: LazySlot<'_>) -> Result<(), Error> {
        slot.bytes()?;
        match self.0.checked_sub(slot.span_size()) {
            Some(left) => self.0 = left,
            None => return Err(Error::new(Problem::SharedBytes { offset: slot.value_offset() })),
        }
        Ok(())
    }
}
