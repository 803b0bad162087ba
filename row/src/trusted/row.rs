//! One validated row.

use crate::error::Error;
use crate::layout::{Holder, Place};
use crate::trusted::ValidSlot;
use crate::{Column, Kind, RowLayout, Value, ValueRef, validate};

/// One validated row, borrowed. Reading a field cannot fail: `None` means null.
///
/// ```
/// use arrow_schema::{DataType, Field, Schema};
/// use ferrow_row::{RowLayout, RowRef};
///
/// let layout = RowLayout::try_new(Schema::new(vec![Field::new("name", DataType::Utf8, true)]))?;
/// let name = layout.column::<str>("name")?;
///
/// let message = b"\0\0\0\0\0\0\0\0\x02\0\0\0\x10\0\0\0hi\0\0\0\0\0\0";
/// let row = RowRef::try_new(&layout, message)?;
/// assert_eq!(row.get(name), Some("hi"));
/// # Ok::<(), ferrow_row::Error>(())
/// ```
#[derive(Clone, Copy)]
pub struct RowRef<'a> {
    bytes: &'a [u8],
    layout: &'a RowLayout,
}

impl<'a> RowRef<'a> {
    /// Checks the whole row, so that every field can be read from it.
    ///
    /// # Errors
    ///
    /// What is wrong with the bytes, at which offset and in which field.
    pub fn try_new(layout: &'a RowLayout, bytes: &'a [u8]) -> Result<Self, Error> {
        validate::row(layout, bytes)?;
        Ok(Self { bytes, layout })
    }

    /// Takes a row of a validated batch or value for one: the promise holds.
    #[inline]
    pub(super) fn of_valid(layout: &'a RowLayout, bytes: &'a [u8]) -> Self {
        Self { bytes, layout }
    }

    /// The row's bytes.
    #[must_use]
    pub fn bytes(self) -> &'a [u8] {
        self.bytes
    }

    /// The layout that the row was validated against.
    #[must_use]
    pub fn layout(self) -> &'a RowLayout {
        self.layout
    }

    /// Reads a field; `None` where it is null.
    ///
    /// # Panics
    ///
    /// When `column` belongs to another layout, in which this field is missing or of another kind.
    #[must_use]
    #[inline]
    pub fn get<T: Value + ?Sized>(self, column: Column<T>) -> Option<T::Ref<'a>> {
        match column.place_in(self.layout) {
            Some(place) => self.slot_at(column.index(), place).map(T::read),
            None => self.get_at::<T>(column.index()),
        }
    }

    /// Reads field `index`, which holds values of type `T`; `None` where it is null.
    ///
    /// # Panics
    ///
    /// When there is no such field, or it is of another kind.
    #[must_use]
    #[inline(always)]
    pub fn get_at<T: Value + ?Sized>(self, index: usize) -> Option<T::Ref<'a>> {
        let place = self.layout.place_of::<T>(index);
        self.slot_at(index, place).map(T::read)
    }

    /// The slot of field `index`; `None` where it is null.
    #[inline]
    pub(crate) fn slot(self, index: usize) -> Option<ValidSlot<'a>> {
        self.slot_at(index, self.layout.place(index))
    }

    /// The slot of field `index`, whose place in this layout is `place`.
    #[inline(always)]
    fn slot_at(self, index: usize, place: &Place) -> Option<ValidSlot<'a>> {
        if place.null.is_set(self.bytes) {
            return None;
        }
        Some(ValidSlot::new(self.bytes, place.slot_offset, Holder::Row(self.layout, index)))
    }

    /// Whether field `index` is null.
    ///
    /// # Panics
    ///
    /// When there is no such field.
    #[must_use]
    #[inline]
    pub fn is_null(self, index: usize) -> bool {
        let place = self.layout.place(index);
        place.kind == Kind::Null || place.null.is_set(self.bytes)
    }

    /// The values of all fields, in the layout's order.
    pub fn values(self) -> impl ExactSizeIterator<Item = ValueRef<'a>> {
        (0..self.layout.len()).map(move |index| self.value(index))
    }
}
