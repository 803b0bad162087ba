//! Where a column stands in each row.

use ferrow_row::standard;

/// The null bit and the slot of one field.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Place {
    /// The ordinal of the field, which is the place of its null bit.
    pub(crate) index: usize,
    /// Bytes from the start of the row to its slot.
    pub(crate) slot_offset: usize,
}

impl Place {
    /// The slot of a row; `None` where the row or the field is null.
    #[inline]
    pub(crate) fn slot(self, row: Option<&[u8]>) -> Option<(&[u8], u64)> {
        let row = row.filter(|row| !standard::is_null(row, self.index))?;
        Some((row, standard::load(row, self.slot_offset)))
    }
}
