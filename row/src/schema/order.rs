//! The order in which other implementations list the fields of a compact row.

use crate::RowLayout;
use crate::layout::ValueLayout;

/// An order of a row's fields; in the standard layout both are one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Order {
    /// That of their slots: of the row itself and of structs in it, as Java sorts its schema.
    Slots,
    /// That of the schema: of structs inside of lists and maps, whose slots Java does sort, but
    /// not their schema.
    Schema,
}

impl Order {
    /// The fields of a row and their ordinals.
    pub(super) fn fields(self, layout: &RowLayout) -> impl Iterator<Item = (usize, &ValueLayout)> {
        let order = layout.storage_order();
        (0..layout.len()).map(move |rank| {
            let index = match self {
                Self::Slots => order[rank],
                Self::Schema => rank,
            };
            (index, layout.value(index))
        })
    }
}
