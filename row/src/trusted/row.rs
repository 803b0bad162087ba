//! One validated row.

use std::fmt;

use crate::error::Error;
use crate::standard::{self, Span};
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

/// The slot of a field that is not null, of a validated row.
#[derive(Clone, Copy)]
pub struct ValidSlot<'a> {
    row: &'a [u8],
    bits: u64,
    kind: Kind,
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

    /// Takes a row of a validated batch for one: the promise holds.
    #[inline]
    pub(super) fn of_batch(layout: &'a RowLayout, bytes: &'a [u8]) -> Self {
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
        self.get_at::<T>(column.index())
    }

    /// Reads field `index`, which holds values of type `T`; `None` where it is null.
    ///
    /// # Panics
    ///
    /// When there is no such field, or it is of another kind.
    #[must_use]
    #[inline]
    pub fn get_at<T: Value + ?Sized>(self, index: usize) -> Option<T::Ref<'a>> {
        self.layout.expect_kind(index, T::KIND);
        if standard::is_null(self.bytes, index) {
            return None;
        }
        let bits = standard::load(self.bytes, self.layout.slot_offset(index));
        Some(T::read(ValidSlot { row: self.bytes, bits, kind: T::KIND }))
    }

    /// Whether field `index` is null.
    ///
    /// # Panics
    ///
    /// When there is no such field.
    #[must_use]
    #[inline]
    pub fn is_null(self, index: usize) -> bool {
        self.layout.kind(index) == Kind::Null || standard::is_null(self.bytes, index)
    }

    /// The values of all fields, in the layout's order.
    pub fn values(self) -> impl ExactSizeIterator<Item = ValueRef<'a>> {
        (0..self.layout.len()).map(move |index| self.value(index))
    }
}

impl<'a> ValidSlot<'a> {
    /// The slot itself.
    #[inline]
    pub(crate) fn bits(self) -> u64 {
        self.bits
    }

    /// The bytes that the slot of a variable field points to.
    #[inline]
    pub(crate) fn bytes(self) -> &'a [u8] {
        match Span::from_slot(self.bits).of(self.row) {
            Some(bytes) => bytes,
            None => unreachable!("a validated span lies in its row"),
        }
    }

    /// The text that the slot of a text field points to.
    #[inline]
    pub(crate) fn text(self) -> &'a str {
        assert!(self.kind == Kind::Utf8, "text is read from text fields alone");
        // SAFETY: the slot is of a text field that is not null (the assertion above, and `get_at`,
        // which alone makes slots: of a field of the kind that it notes and with no null bit), and
        // point 4 of the promise says that its bytes, found by the same `Span::of` that validation
        // uses, are UTF-8.
        unsafe { std::str::from_utf8_unchecked(self.bytes()) }
    }
}

impl fmt::Debug for RowRef<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut row = f.debug_struct("RowRef");
        for (field, value) in self.layout.schema().fields().iter().zip(self.values()) {
            row.field(field.name(), &value);
        }
        row.finish()
    }
}
