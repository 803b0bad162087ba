//! One row that is updated in place.

use std::fmt;
use std::sync::Arc;

use crate::standard::Span;
use crate::writer::SlotWriter;
use crate::{Column, Error, RowLayout, RowRef, RowWriter, Storage, Value, ValueRef, standard};

/// One canonical row that owns its bytes, of which fields are updated: the state of an aggregation
/// over a stream.
///
/// A number is stored where it stands, and so is a null of a fixed-width field; text and bytes are
/// where the new value takes as many padded bytes as the old one. Otherwise the row is written again.
/// So its bytes are always those of a row that was written with these values at once. An update that
/// fails changes nothing.
///
/// ```
/// use arrow_schema::{DataType, Field, Schema};
/// use ferrow_row::{RowLayout, RowMut};
///
/// let layout = RowLayout::try_new(Schema::new(vec![
///     Field::new("count", DataType::Int64, false),
///     Field::new("last", DataType::Utf8, true),
/// ]))?;
/// let (count, last) = (layout.column::<i64>("count")?, layout.column::<str>("last")?);
///
/// let mut state = RowMut::write(&layout, |row| row.set(count, 0))?;
/// for event in ["created", "deleted"] {
///     let seen = state.row().get(count).unwrap_or(0);
///     state.set(count, seen + 1)?;
///     state.set(last, event)?;
/// }
/// assert_eq!(state.row().get(count), Some(2));
/// assert_eq!(state.row().get(last), Some("deleted"));
/// # Ok::<(), ferrow_row::Error>(())
/// ```
#[derive(Clone)]
pub struct RowMut {
    layout: Arc<RowLayout>,
    /// Valid and canonical.
    bytes: Vec<u8>,
}

impl RowMut {
    /// Takes the bytes of a row, after checking them; they are made canonical where they are not.
    ///
    /// # Errors
    ///
    /// As [`RowRef::try_new`] and [`RowRef::canonicalize`].
    pub fn try_new(layout: &Arc<RowLayout>, bytes: Vec<u8>) -> Result<Self, Error> {
        let canonical = RowRef::try_new(layout, &bytes)?.canonicalize()?;
        let bytes = if canonical == bytes { bytes } else { canonical };
        Ok(Self { layout: Arc::clone(layout), bytes })
    }

    /// A row that `write` writes.
    ///
    /// # Errors
    ///
    /// What `write` gives, and as [`RowWriter::finish`].
    pub fn write(
        layout: &Arc<RowLayout>,
        write: impl FnOnce(&mut RowWriter<'_>) -> Result<(), Error>,
    ) -> Result<Self, Error> {
        let mut bytes = Vec::new();
        let mut row = RowWriter::new(layout, &mut bytes);
        write(&mut row)?;
        row.finish()?;
        // `write` may have put another writer in the place of this one, or have leaked one.
        Self::try_new(layout, bytes)
    }

    /// The row as it is.
    #[must_use]
    #[inline]
    pub fn row(&self) -> RowRef<'_> {
        RowRef::of_valid(&self.layout, &self.bytes)
    }

    /// The layout of the row.
    #[must_use]
    pub fn layout(&self) -> &Arc<RowLayout> {
        &self.layout
    }

    /// The canonical bytes of the row.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The canonical bytes of the row, without a copy.
    #[must_use]
    pub fn into_bytes(self) -> Vec<u8> {
        self.bytes
    }

    /// Writes a field.
    ///
    /// # Errors
    ///
    /// As [`RowWriter::set`].
    ///
    /// # Panics
    ///
    /// When `column` belongs to another layout, in which this field is missing or of another kind.
    #[inline]
    pub fn set<T: Value + ?Sized>(
        &mut self,
        column: Column<T>,
        value: T::Ref<'_>,
    ) -> Result<(), Error> {
        self.set_at::<T>(column.index(), value)
    }

    /// Writes field `index`, which holds values of type `T`.
    ///
    /// # Errors
    ///
    /// As [`RowWriter::set`].
    ///
    /// # Panics
    ///
    /// When there is no such field, or it is of another kind.
    #[inline]
    pub fn set_at<T: Value + ?Sized>(
        &mut self,
        index: usize,
        value: T::Ref<'_>,
    ) -> Result<(), Error> {
        self.layout.place_of::<T>(index);
        if self.layout.value(index).storage() != Storage::Span {
            return SlotWriter::in_place(&self.layout, index, &mut self.bytes).set::<T>(value);
        }
        let overwritten = T::with_bytes(value, |bytes| self.overwrite(index, bytes));
        if overwritten == Some(true) {
            return Ok(());
        }
        self.rewrite(index, |slot| slot.set::<T>(value))
    }

    /// Writes a variable value over the one that is there, where it takes as many bytes; `false`
    /// where it does not.
    fn overwrite(&mut self, index: usize, value: &[u8]) -> bool {
        let (place, layout) = (self.layout.place(index), self.layout.value(index));
        let old = Span::from_slot(standard::load(&self.bytes, place.slot_offset));
        let width = layout.padded(value.len());
        let fits = !place.null.is_set(&self.bytes) && layout.padded(old.size as usize) == width;
        let right_size = layout.size().is_none_or(|size| size == value.len());
        let (true, true, Some(new)) =
            (fits, right_size, Span::try_new(old.offset as usize, value.len()))
        else {
            return false;
        };
        let padded = &mut self.bytes[old.offset as usize..][..width];
        padded[..value.len()].copy_from_slice(value);
        padded[value.len()..].fill(0);
        standard::store(&mut self.bytes, place.slot_offset, new.to_slot());
        true
    }

    /// Makes field `index` null.
    ///
    /// # Errors
    ///
    /// [`NotNull`](crate::ErrorKind::NotNull) where the field is not nullable.
    ///
    /// # Panics
    ///
    /// When the row has no such field.
    pub fn set_null(&mut self, index: usize) -> Result<(), Error> {
        if self.layout.value(index).storage() != Storage::Span || self.row().is_null(index) {
            return SlotWriter::in_place(&self.layout, index, &mut self.bytes).set_null();
        }
        #[expect(
            clippy::redundant_closure_for_method_calls,
            reason = "the method is of one lifetime"
        )]
        self.rewrite(index, |slot| slot.set_null())
    }

    /// Writes a value of whatever kind to field `index`.
    ///
    /// # Errors
    ///
    /// As [`RowWriter::set_value`].
    ///
    /// # Panics
    ///
    /// When there is no such field.
    pub fn set_value(&mut self, index: usize, value: ValueRef<'_>) -> Result<(), Error> {
        self.rewrite(index, |slot| slot.set_value(value))
    }

    /// Fills the place of field `index` anew, as with a list that `fill` writes.
    ///
    /// # Errors
    ///
    /// What `fill` gives.
    ///
    /// # Panics
    ///
    /// When there is no such field.
    pub fn replace(
        &mut self,
        index: usize,
        fill: impl FnOnce(SlotWriter<'_>) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let mut new = self.clone();
        new.rewrite(index, fill)?;
        // `fill` may have leaked a writer, whose bytes are part of no value.
        *self = Self::try_new(&self.layout, new.bytes)?;
        Ok(())
    }

    /// Writes the row again, with the place of field `index` filled anew.
    fn rewrite(
        &mut self,
        index: usize,
        fill: impl FnOnce(SlotWriter<'_>) -> Result<(), Error>,
    ) -> Result<(), Error> {
        self.layout.place(index);
        let mut new = Vec::with_capacity(self.bytes.len());
        let mut row = RowWriter::new(&self.layout, &mut new);
        let mut fill = Some(fill);
        for &field in self.layout.storage_order() {
            match (field == index, self.row().slot(field)) {
                (true, _) => fill.take().map_or(Ok(()), |fill| fill(row.slot(field)))?,
                (false, Some(old)) => row.slot(field).put_stored(old.bytes())?,
                (false, None) => {}
            }
        }
        row.finish()?;
        self.bytes = new;
        Ok(())
    }
}

impl fmt::Debug for RowMut {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("RowMut").field(&self.row()).finish()
    }
}

impl PartialEq for RowMut {
    fn eq(&self, other: &Self) -> bool {
        self.row() == other.row()
    }
}

impl Eq for RowMut {}
