//! Rows whose bytes were checked once, so that reading them cannot fail: the crate's only `unsafe`.
//!
//! The promise, made by whoever builds a [`RowRef`] or a [`RowBatch`] and relied upon below:
//!
//! 1. a row has at least its layout's `fixed_len` bytes;
//! 2. a field that is not nullable has no null bit;
//! 3. the span of every variable field that is not null lies in the row, behind its slots unless it
//!    is empty;
//! 4. the bytes of every text field that is not null are UTF-8.
//!
//! What it earns: text is returned without checking its UTF-8 again. [`LazyRow`](crate::LazyRow) is
//! the safe twin; `docs/performance.md` has the measurement.

#![expect(unsafe_code, reason = "validated text is returned without a second check")]

use std::fmt;
use std::sync::Arc;

use crate::error::Error;
use crate::standard::{self, Span};
use crate::{Column, Kind, RowArray, RowBatch, RowLayout, Value, validate};

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

    /// Takes `bytes` for a row of `layout` without looking at them.
    ///
    /// # Safety
    ///
    /// [`RowRef::try_new`] would accept `bytes`.
    #[must_use]
    pub unsafe fn new_unchecked(layout: &'a RowLayout, bytes: &'a [u8]) -> Self {
        debug_assert!(bytes.len() >= layout.fixed_len(), "a row shorter than its slots");
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
    /// When `column` was resolved against a layout in which this field has another kind.
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
        let slot = self.slot(index)?;
        assert_kind(slot.kind, T::KIND, index);
        Some(T::read(slot))
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

    /// The slot of field `index`; `None` where it is null.
    #[inline]
    pub(crate) fn slot(self, index: usize) -> Option<ValidSlot<'a>> {
        let kind = self.layout.kind(index);
        if standard::is_null(self.bytes, index) {
            return None;
        }
        let bits = standard::load(self.bytes, self.layout.slot_offset(index));
        Some(ValidSlot { row: self.bytes, bits, kind })
    }
}

impl<'a> ValidSlot<'a> {
    /// What kind of value the slot holds.
    pub(crate) fn kind(self) -> Kind {
        self.kind
    }

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
        assert_kind(self.kind, Kind::Utf8, 0);
        // SAFETY: the slot is of a text field that is not null (the assertion above, and `slot` above
        // that makes no slot of a null field), and point 4 of the promise says that its bytes, found
        // by the same `Span::of` that validation uses, are UTF-8.
        unsafe { std::str::from_utf8_unchecked(self.bytes()) }
    }
}

#[inline]
fn assert_kind(found: Kind, asked: Kind, index: usize) {
    if found != asked {
        foreign_column(found, asked, index);
    }
}

#[cold]
#[inline(never)]
fn foreign_column(found: Kind, asked: Kind, index: usize) -> ! {
    panic!("field {index} is {found}, not {asked}: the column was resolved against another layout")
}

impl RowBatch {
    /// Takes rows for valid without looking at them.
    ///
    /// # Safety
    ///
    /// [`RowRef::try_new`] would accept the bytes of every row of `rows` that is not null.
    #[must_use]
    pub unsafe fn new_unchecked(layout: Arc<RowLayout>, rows: impl Into<RowArray>) -> Self {
        let rows = rows.into();
        debug_assert_eq!(validate::batch(&layout, &rows).err().map(|e| e.to_string()), None);
        Self::from_parts(layout, rows)
    }

    /// Row `index`; `None` where the row itself is null.
    ///
    /// # Panics
    ///
    /// When there is no such row.
    #[must_use]
    #[inline]
    pub fn row(&self, index: usize) -> Option<RowRef<'_>> {
        let bytes = self.row_bytes(index)?;
        Some(RowRef { bytes, layout: self.layout() })
    }
}

impl fmt::Debug for RowRef<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut row = f.debug_struct("RowRef");
        for (index, field) in self.layout.schema().fields().iter().enumerate() {
            row.field(field.name(), &self.value(index));
        }
        row.finish()
    }
}
