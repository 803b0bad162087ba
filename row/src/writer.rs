//! Writing one row, field by field.

use crate::batch::RowEnds;
use crate::error::Problem;
use crate::standard::{self, Span};
use crate::value::sealed::{KindChecked, Sealed};
use crate::{Column, Error, RowLayout, Value};

/// Writes one row at the end of a buffer. Every field starts as null.
///
/// Fields may be set in any order and more than once: the bytes depend on the last values alone.
/// Setting variable fields in the schema's order is the fast way. A writer that is dropped without
/// [`finish`](Self::finish) takes back what it wrote.
///
/// ```
/// use arrow_schema::{DataType, Field, Schema};
/// use ferrow_row::{RowLayout, RowWriter};
///
/// let layout = RowLayout::try_new(Schema::new(vec![
///     Field::new("carrier", DataType::Utf8, false),
///     Field::new("dep_delay", DataType::Int16, true),
/// ]))?;
/// let carrier = layout.column::<str>("carrier")?;
/// let dep_delay = layout.column::<i16>("dep_delay")?;
///
/// let mut message = Vec::new();
/// let mut row = RowWriter::new(&layout, &mut message);
/// row.set(carrier, "UA")?;
/// row.set(dep_delay, -3)?;
/// row.finish()?;
///
/// assert_eq!(layout.open(&message)?.get(carrier)?, Some("UA"));
/// # Ok::<(), ferrow_row::Error>(())
/// ```
#[derive(Debug)]
#[must_use = "a row writer that is not finished takes its row back"]
pub struct RowWriter<'a> {
    layout: &'a RowLayout,
    buffer: &'a mut Vec<u8>,
    start: usize,
    /// Variable fields from here on have not been written: what is written to them is in order.
    next_variable: usize,
    in_order: bool,
    ends: Option<&'a mut RowEnds>,
    finished: bool,
}

impl<'a> RowWriter<'a> {
    /// Starts a row at the end of `buffer`.
    pub fn new(layout: &'a RowLayout, buffer: &'a mut Vec<u8>) -> Self {
        Self::start(layout, buffer, None)
    }

    /// Starts a row of a batch, whose end goes to `ends`.
    pub(crate) fn start(
        layout: &'a RowLayout,
        buffer: &'a mut Vec<u8>,
        ends: Option<&'a mut RowEnds>,
    ) -> Self {
        let start = buffer.len();
        buffer.extend_from_slice(layout.empty_row());
        Self { layout, buffer, start, next_variable: 0, in_order: true, ends, finished: false }
    }

    /// The layout of the row.
    #[must_use]
    pub fn layout(&self) -> &'a RowLayout {
        self.layout
    }

    /// Writes a field.
    ///
    /// # Errors
    ///
    /// [`TooLarge`](crate::ErrorKind::TooLarge) where the row would pass 4 GiB, values that were
    /// replaced in it included.
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
    /// As [`set`](Self::set).
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
        self.layout.expect_kind(index, T::KIND);
        <T as Sealed>::write(self, index, value, KindChecked(()))
    }

    /// Makes field `index` null, as it was at the start.
    ///
    /// # Errors
    ///
    /// [`NotNull`](crate::ErrorKind::NotNull) where the field is not nullable.
    ///
    /// # Panics
    ///
    /// When the row has no such field.
    pub fn set_null(&mut self, index: usize) -> Result<(), Error> {
        if !self.layout.is_nullable(index) {
            return Err(self.layout.error_at(index, Problem::NullValue));
        }
        let slot_offset = self.layout.slot_offset(index);
        let row = &mut self.buffer[self.start..];
        // A value that goes leaves its bytes behind.
        if self.layout.kind(index).is_variable() && !standard::is_null(row, index) {
            self.in_order = false;
        }
        standard::set_null(row, index);
        standard::store(row, slot_offset, 0);
        Ok(())
    }

    /// Ends the row.
    ///
    /// # Errors
    ///
    /// [`NotNull`](crate::ErrorKind::NotNull) names a field that was not written and may not be
    /// null. The row is taken back then.
    pub fn finish(mut self) -> Result<(), Error> {
        let row = &self.buffer[self.start..];
        if let Some(index) = self.layout.first_forbidden_null(row) {
            return Err(self.layout.error_at(index, Problem::NotWritten));
        }
        if !self.in_order {
            self.rewrite_variable_region();
        }
        if let Some(ends) = &mut self.ends {
            ends.push(self.buffer.len());
        }
        self.finished = true;
        Ok(())
    }

    /// Stores the slot of a field that is written.
    #[inline]
    pub(crate) fn put_slot(&mut self, index: usize, slot: u64) {
        let slot_offset = self.layout.slot_offset(index);
        let row = &mut self.buffer[self.start..];
        standard::clear_null(row, index);
        standard::store(row, slot_offset, slot);
    }

    /// Appends a variable value and stores the slot that points to it.
    #[inline]
    pub(crate) fn put_variable(&mut self, index: usize, value: &[u8]) -> Result<(), Error> {
        let offset = self.buffer.len() - self.start;
        let end = offset.saturating_add(standard::padded_len(value.len()));
        let span = match (Span::try_new(offset, value.len()), u32::try_from(end)) {
            (Some(span), Ok(_)) => span,
            _ => return Err(self.layout.error_at(index, Problem::RowTooLarge { len: end })),
        };
        self.buffer.extend_from_slice(value);
        self.buffer.resize(self.start + end, 0);
        self.in_order &= index >= self.next_variable;
        self.next_variable = index + 1;
        self.put_slot(index, span.to_slot());
        Ok(())
    }

    /// Puts the variable values into the order of their fields and drops those that were replaced.
    fn rewrite_variable_region(&mut self) {
        let fixed_len = self.layout.fixed_len();
        let old = self.buffer[self.start..].to_vec();
        self.buffer.truncate(self.start + fixed_len);
        for &index in self.layout.variable_fields() {
            if standard::is_null(&old, index) {
                continue;
            }
            let span = Span::from_slot(standard::load(&old, self.layout.slot_offset(index)));
            let value = span.of(&old).expect("the writer's own spans lie in the row");
            self.put_variable(index, value).expect("a row that only shrinks is not too large");
        }
    }
}

impl Drop for RowWriter<'_> {
    fn drop(&mut self) {
        if !self.finished {
            self.buffer.truncate(self.start);
        }
    }
}
