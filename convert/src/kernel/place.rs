//! Where a column stands in each row.

/// The null bit and the slot of one field.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Place {
    /// The ordinal of the field, which is the place of its null bit.
    pub(crate) index: usize,
    /// Bytes from the start of the row to its slot.
    pub(crate) slot_offset: usize,
}
