//! Writing one list.

use std::fmt;

use super::{Destination, Place, Progress, SlotWriter, append};
use crate::error::Problem;
use crate::layout::{ListParts, NullBit};
use crate::standard::{self, Span};
use crate::value::KindChecked;
use crate::{Error, ListLayout, RowFormat, Storage, Value, ValueRef, compact};

/// Writes one list, element after element.
///
/// It starts with room for a number of elements and grows where there are more, which moves what was
/// written: knowing the number is the fast way. A writer that is dropped without
/// [`finish`](Self::finish) takes back what it wrote.
#[must_use = "a list writer that is not finished takes its list back"]
pub struct ListWriter<'w> {
    layout: &'w ListLayout,
    buffer: &'w mut Vec<u8>,
    start: usize,
    len: usize,
    capacity: usize,
    /// Where the parts of a list of `capacity` elements stand.
    parts: ListParts,
    /// Taken when the list is finished.
    destination: Option<Destination<'w>>,
}

impl<'w> ListWriter<'w> {
    /// Starts a list at the end of `buffer`, with room for so many elements.
    ///
    /// # Errors
    ///
    /// [`TooLarge`](crate::ErrorKind::TooLarge) where so many elements do not fit a list.
    #[inline]
    pub fn new(
        layout: &'w ListLayout,
        buffer: &'w mut Vec<u8>,
        capacity: usize,
    ) -> Result<Self, Error> {
        Self::start(layout, buffer, capacity, Destination::Message)
    }

    #[inline]
    pub(super) fn start(
        layout: &'w ListLayout,
        buffer: &'w mut Vec<u8>,
        capacity: usize,
        destination: Destination<'w>,
    ) -> Result<Self, Error> {
        let parts = parts(layout, capacity)?;
        let start = buffer.len();
        append::zeros(buffer, parts.end);
        let destination = Some(destination);
        Ok(Self { layout, buffer, start, len: 0, capacity, parts, destination })
    }

    /// The layout of the list.
    #[must_use]
    pub fn layout(&self) -> &'w ListLayout {
        self.layout
    }

    /// The number of elements that were written.
    #[must_use]
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether no element was written.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Appends an element.
    ///
    /// # Errors
    ///
    /// As [`SlotWriter::set`].
    ///
    /// # Panics
    ///
    /// When elements are of another kind.
    #[inline]
    pub fn push<T: Value + ?Sized>(&mut self, value: T::Ref<'_>) -> Result<(), Error> {
        self.layout.expect::<T>();
        self.slot()?.set_checked::<T>(value, KindChecked(()))
    }

    /// Appends a null.
    ///
    /// # Errors
    ///
    /// [`NotNull`](crate::ErrorKind::NotNull) where elements are not nullable.
    pub fn push_null(&mut self) -> Result<(), Error> {
        self.slot()?.set_null()
    }

    /// Appends an element of whatever kind.
    ///
    /// # Errors
    ///
    /// As [`RowWriter::set_value`](crate::RowWriter::set_value).
    pub fn push_value(&mut self, value: ValueRef<'_>) -> Result<(), Error> {
        self.slot()?.set_value(value)
    }

    /// The place of the next element, to be filled. It is part of the list once it is.
    ///
    /// # Errors
    ///
    /// [`TooLarge`](crate::ErrorKind::TooLarge) where so many elements do not fit a list.
    #[inline(always)]
    pub fn slot(&mut self) -> Result<SlotWriter<'_>, Error> {
        if self.len == self.capacity {
            self.resize((self.capacity * 2).max(4))?;
        }
        let layout = self.layout.element();
        let null = match self.parts.bitmap_width {
            0 => NullBit::NONE,
            _ => NullBit::at(self.parts.bitmap, self.len),
        };
        let offset = self.parts.elements + self.len * layout.width();
        let progress = Progress::Element(&mut self.len);
        let place = Place { layout, base: self.start, offset, null, progress };
        Ok(SlotWriter { buffer: self.buffer, place })
    }

    /// Ends the list.
    ///
    /// # Errors
    ///
    /// [`WrongSize`](crate::ErrorKind::WrongSize) where the schema wants another number of elements,
    /// and [`TooLarge`](crate::ErrorKind::TooLarge) where the row passes 4 GiB. The list is taken
    /// back then.
    #[inline]
    pub fn finish(mut self) -> Result<(), Error> {
        let len = self.len;
        if let Some(wanted) = self.layout.fixed_len()
            && wanted != len
        {
            return Err(self.error(Problem::WrongLen { wanted, found: len }));
        }
        if len != self.capacity {
            self.resize(len)?;
        }
        let count = (len as u64).to_le_bytes();
        let list = &mut self.buffer[self.start..];
        match self.layout.format() {
            RowFormat::Standard => list[..count.len()].copy_from_slice(&count),
            RowFormat::Compact => list[..compact::COUNT].copy_from_slice(&count[..compact::COUNT]),
        }
        let trailing = self.layout.trailing(len);
        if trailing > 0 {
            append::zeros(self.buffer, trailing);
        }

        let destination = self.destination.take();
        let taken = destination.map(|to| to.take(self.buffer, self.start));
        if let Some(Err(error)) = taken {
            self.buffer.truncate(self.start);
            return Err(error);
        }
        Ok(())
    }

    /// Makes room for `capacity` elements, no fewer than there are: moves the elements behind the
    /// null bits, and the variable values behind the elements.
    #[cold]
    fn resize(&mut self, capacity: usize) -> Result<(), Error> {
        let (old, new) = (self.parts, parts(self.layout, capacity)?);
        let list_len = self.buffer.len() - self.start;
        let (region, elements) = (old.end..list_len, self.len * self.layout.element().width());
        let new_len = new.end + region.len();
        // Refused before anything moves: every span ends within the list.
        if u32::try_from(new_len).is_err() {
            return Err(self.error(Problem::RowTooLarge { len: new_len }));
        }
        if new_len > list_len {
            self.buffer.resize(self.start + new_len, 0);
        }
        let list = &mut self.buffer[self.start..];
        if new.end > old.end {
            list.copy_within(region.clone(), new.end);
        }
        list.copy_within(old.elements..old.elements + elements, new.elements);
        list[old.bitmap + old.bitmap_width.min(new.bitmap_width)..new.elements].fill(0);
        if new.end < old.end {
            list.copy_within(region, new.end);
        }
        list[new.elements + elements..new.end].fill(0);
        self.buffer.truncate(self.start + new_len);
        (self.parts, self.capacity) = (new, capacity);
        self.move_spans(old.end, new.end)
    }

    /// Tells the slots that the variable values moved.
    fn move_spans(&mut self, from: usize, to: usize) -> Result<(), Error> {
        if self.layout.element().storage() != Storage::Span || from == to {
            return Ok(());
        }
        let list = &mut self.buffer[self.start..];
        for index in 0..self.len {
            let is_null =
                self.parts.bitmap_width > 0 && NullBit::at(self.parts.bitmap, index).is_set(list);
            if is_null {
                continue;
            }
            let slot = self.parts.elements + index * standard::WORD;
            let span = Span::from_slot(standard::load(list, slot));
            let moved = Span::try_new(span.offset as usize - from + to, span.size as usize);
            match moved {
                Some(span) => standard::store(list, slot, span.to_slot()),
                None => {
                    let len = list.len();
                    return Err(self.error(Problem::RowTooLarge { len }));
                }
            }
        }
        Ok(())
    }

    #[cold]
    fn error(&self, problem: Problem) -> Error {
        let path = self.layout.element().path();
        Error::new(problem).at(path.strip_suffix("[]").unwrap_or(path))
    }
}

/// The parts of a list whose elements fit a row.
#[inline]
fn parts(layout: &ListLayout, len: usize) -> Result<ListParts, Error> {
    let too_large = |len| Error::new(Problem::RowTooLarge { len });
    let parts = layout.parts(len).ok_or_else(|| too_large(usize::MAX))?;
    let fits = match layout.format() {
        RowFormat::Standard => u32::try_from(parts.end).is_ok(),
        RowFormat::Compact => u32::try_from(parts.end).is_ok() && i32::try_from(len).is_ok(),
    };
    if fits { Ok(parts) } else { Err(too_large(parts.end)) }
}

impl fmt::Debug for ListWriter<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ListWriter")
            .field("len", &self.len)
            .field("capacity", &self.capacity)
            .field("bytes", &(self.buffer.len() - self.start))
            .finish_non_exhaustive()
    }
}

impl Drop for ListWriter<'_> {
    fn drop(&mut self) {
        if self.destination.is_some() {
            self.buffer.truncate(self.start);
        }
    }
}
