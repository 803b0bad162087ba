//! Writing one union.

use std::fmt;

use super::{Destination, RowWriter, SlotWriter};
use crate::error::Problem;
use crate::{Error, UnionLayout};

/// Writes one union: the type id is set, its value is to follow. A writer that is dropped without
/// [`finish`](Self::finish) takes back what it wrote.
#[must_use = "a union writer that is not finished takes its union back"]
pub struct UnionWriter<'w> {
    row: RowWriter<'w>,
    layout: &'w UnionLayout,
    child: usize,
}

impl<'w> UnionWriter<'w> {
    /// Starts a union at the end of `buffer`, with the value of the child that has `type_id`.
    ///
    /// # Errors
    ///
    /// [`NoSuchField`](crate::ErrorKind::NoSuchField) where no child has the type id.
    pub fn new(
        layout: &'w UnionLayout,
        buffer: &'w mut Vec<u8>,
        type_id: i8,
    ) -> Result<Self, Error> {
        Self::start(layout, buffer, type_id, Destination::Message)
    }

    pub(super) fn start(
        layout: &'w UnionLayout,
        buffer: &'w mut Vec<u8>,
        type_id: i8,
        destination: Destination<'w>,
    ) -> Result<Self, Error> {
        let Some(child) = layout.child_of(type_id) else {
            let offset = layout.row().slot_offset(0);
            return Err(layout.row().error_at(0, Problem::TypeId { offset, type_id }));
        };
        let mut row = RowWriter::start(layout.row(), buffer, destination);
        row.set_at::<i8>(0, type_id)?;
        Ok(Self { row, layout, child })
    }

    /// The place of the value.
    pub fn value(&mut self) -> SlotWriter<'_> {
        self.row.slot(self.child + 1)
    }

    /// Ends the union. A value that was not written is null.
    ///
    /// # Errors
    ///
    /// [`NotNull`](crate::ErrorKind::NotNull) where the child is not nullable and was not written.
    pub fn finish(self) -> Result<(), Error> {
        let index = self.child + 1;
        if self.layout.is_required(self.child) && self.row.is_null(index) {
            return Err(self.layout.row().error_at(index, Problem::NotWritten));
        }
        self.row.finish()
    }
}

impl fmt::Debug for UnionWriter<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("UnionWriter")
            .field("child", &self.child)
            .field("row", &self.row)
            .finish_non_exhaustive()
    }
}
