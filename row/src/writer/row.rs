//! Writing one row, field by field.

use std::fmt;

use super::{Destination, Place, Progress, SlotWriter};
use crate::batch::RowEnds;
use crate::error::Problem;
use crate::standard::{self, Span};
use crate::value::KindChecked;
use crate::{Column, Error, Kind, RowLayout, Storage, Value};

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
#[must_use = "a row writer that is not finished takes its row back"]
pub struct RowWriter<'a> {
    layout: &'a RowLayout,
    buffer: &'a mut Vec<u8>,
    start: usize,
    progress: RowProgress,
    /// Taken when the row is finished.
    destination: Option<Destination<'a>>,
}

/// What has been written of a row.
#[derive(Debug)]
pub(super) struct RowProgress {
    /// Variable fields of this rank and later have not been started: they are in order.
    next_variable: usize,
    out_of_order: bool,
    /// A bit for each of the first 64 slots that has to be written and was not yet.
    missing: u64,
    /// The same of all further slots, where no null bits say it.
    more_missing: Option<Box<[u64]>>,
}

impl RowProgress {
    #[inline]
    fn of(layout: &RowLayout) -> Self {
        let more_missing = match layout.len() > 64 && !layout.has_bitmap() {
            true => Some(more_missing(layout)),
            false => None,
        };
        let missing = layout.required_fields(0);
        Self { next_variable: 0, out_of_order: false, missing, more_missing }
    }

    /// Notes that the slot of this rank has a value.
    #[inline(always)]
    pub(super) fn written(&mut self, rank: usize) {
        match rank / 64 {
            0 => self.missing &= !(1 << rank),
            word => {
                if let Some(missing) = &mut self.more_missing {
                    missing[word - 1] &= !(1 << (rank % 64));
                }
            }
        }
    }

    fn is_missing(&self, rank: usize) -> bool {
        let word = match (rank / 64, &self.more_missing) {
            (0, _) => self.missing,
            (word, Some(missing)) => missing[word - 1],
            (_, None) => 0,
        };
        word >> (rank % 64) & 1 != 0
    }
}

#[cold]
fn more_missing(layout: &RowLayout) -> Box<[u64]> {
    (1..layout.len().div_ceil(64)).map(|word| layout.required_fields(word)).collect()
}

impl<'a> RowWriter<'a> {
    /// Starts a row at the end of `buffer`.
    #[inline]
    pub fn new(layout: &'a RowLayout, buffer: &'a mut Vec<u8>) -> Self {
        Self::start(layout, buffer, Destination::Message)
    }

    /// Starts a row of a batch, whose end goes to `ends`.
    #[inline]
    pub(crate) fn of_batch(
        layout: &'a RowLayout,
        buffer: &'a mut Vec<u8>,
        ends: &'a mut RowEnds,
    ) -> Self {
        Self::start(layout, buffer, Destination::Batch(ends))
    }

    #[inline]
    pub(super) fn start(
        layout: &'a RowLayout,
        buffer: &'a mut Vec<u8>,
        destination: Destination<'a>,
    ) -> Self {
        let start = buffer.len();
        buffer.extend_from_slice(layout.empty_row());
        let progress = RowProgress::of(layout);
        Self { layout, buffer, start, progress, destination: Some(destination) }
    }

    /// The layout of the row.
    #[must_use]
    #[inline]
    pub fn layout(&self) -> &'a RowLayout {
        self.layout
    }

    /// Writes a field.
    ///
    /// # Errors
    ///
    /// [`TooLarge`](crate::ErrorKind::TooLarge) where the row would pass 4 GiB, values that were
    /// replaced in it included, and [`WrongSize`](crate::ErrorKind::WrongSize) where the schema has
    /// another size for bytes.
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
        self.layout.place_of::<T>(index);
        self.slot(index).set_checked::<T>(value, KindChecked(()))
    }

    /// The place of field `index`, to be filled.
    ///
    /// # Panics
    ///
    /// When the row has no such field.
    #[inline(always)]
    pub fn slot(&mut self, index: usize) -> SlotWriter<'_> {
        if self.layout.value(index).storage() == Storage::Span {
            self.begin_variable(index);
        }
        self.slot_at(index)
    }

    #[inline(always)]
    fn slot_at(&mut self, index: usize) -> SlotWriter<'_> {
        let (place, layout) = (self.layout.place(index), self.layout.value(index));
        let place = Place {
            layout,
            base: self.start,
            offset: place.slot_offset,
            null: place.null,
            progress: Progress::Field(&mut self.progress, place.rank),
        };
        SlotWriter { buffer: self.buffer, place }
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
        // A value that goes leaves its bytes behind.
        if self.layout.value(index).storage() == Storage::Span && !self.is_null(index) {
            self.progress.out_of_order = true;
        }
        self.slot_at(index).set_null()
    }

    /// Whether field `index` is null, or was not written yet.
    ///
    /// # Panics
    ///
    /// When the row has no such field.
    #[must_use]
    pub fn is_null(&self, index: usize) -> bool {
        let place = self.layout.place(index);
        place.kind == Kind::Null
            || place.null.is_set(&self.buffer[self.start..])
            || (!self.layout.has_bitmap() && self.progress.is_missing(place.rank))
    }

    /// Ends the row.
    ///
    /// # Errors
    ///
    /// [`NotNull`](crate::ErrorKind::NotNull) names a field that was not written and may not be
    /// null. The row is taken back then.
    #[inline]
    pub fn finish(mut self) -> Result<(), Error> {
        if self.progress.missing != 0 || self.layout.len() > 64 {
            self.check_written()?;
        }
        if self.progress.out_of_order {
            self.rewrite_variable_region();
        }
        let destination = self.destination.take();
        let taken = destination.map(|to| to.take(self.buffer, self.start));
        if let Some(Err(error)) = taken {
            self.buffer.truncate(self.start);
            return Err(error);
        }
        Ok(())
    }

    /// Looks for a field that is not there and has to be.
    #[cold]
    fn check_written(&self) -> Result<(), Error> {
        let missing = match self.layout.has_bitmap() {
            true => self.layout.first_forbidden_null(&self.buffer[self.start..]),
            false => (0..self.layout.len())
                .find(|&index| self.progress.is_missing(self.layout.place(index).rank)),
        };
        match missing {
            Some(index) => Err(self.layout.error_at(index, Problem::NotWritten)),
            None => Ok(()),
        }
    }

    /// Notes that the value of a variable field comes next in the buffer.
    #[inline]
    fn begin_variable(&mut self, index: usize) {
        let rank = self.layout.place(index).rank;
        self.progress.out_of_order |= rank < self.progress.next_variable;
        self.progress.next_variable = rank + 1;
    }

    /// Puts the variable values into the order of their slots and drops those that were replaced.
    #[cold]
    fn rewrite_variable_region(&mut self) {
        let old = self.buffer[self.start..].to_vec();
        self.buffer.truncate(self.start + self.layout.fixed_width());
        for &index in self.layout.variable_fields() {
            let place = self.layout.place(index);
            if place.null.is_set(&old) {
                continue;
            }
            let span = Span::from_slot(standard::load(&old, place.slot_offset));
            let value = span.of(&old).expect("the writer's own spans lie in the row");
            self.slot_at(index).append(value).expect("a row that only shrinks is not too large");
        }
    }
}

impl fmt::Debug for RowWriter<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RowWriter")
            .field("fields", &self.layout.len())
            .field("bytes", &(self.buffer.len() - self.start))
            .finish_non_exhaustive()
    }
}

impl Drop for RowWriter<'_> {
    fn drop(&mut self) {
        if self.destination.is_some() {
            self.buffer.truncate(self.start);
        }
    }
}
