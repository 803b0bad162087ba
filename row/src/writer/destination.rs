//! Where a value goes once it is written whole.

use crate::batch::RowEnds;
use crate::error::Problem;
use crate::layout::NullBit;
use crate::standard::{self, Span, WORD};
use crate::{Error, Storage, ValueLayout};

use super::row::RowProgress;

/// Where the bytes that a writer appended belong.
#[derive(Debug)]
pub(super) enum Destination<'w> {
    /// Where they are.
    Message,
    /// To the rows of a batch.
    Batch(&'w mut RowEnds),
    /// To a slot of the container in front of them.
    Slot(Place<'w>),
}

/// The slot of one value in a container that is being written.
#[derive(Debug)]
pub(super) struct Place<'w> {
    pub(super) layout: &'w ValueLayout,
    /// Where the container starts in the buffer.
    pub(super) base: usize,
    /// Where the slot is in the container.
    pub(super) offset: usize,
    pub(super) null: NullBit,
    pub(super) progress: Progress<'w>,
}

/// Who has to know that the value is there.
#[derive(Debug)]
pub(super) enum Progress<'w> {
    /// Nobody: the row was whole before.
    None,
    /// The row, that this field is written.
    Field(&'w mut RowProgress, usize),
    /// The list, that it has one element more.
    Element(&'w mut usize),
}

impl Destination<'_> {
    /// Hands over what stands in the buffer from `start` on.
    #[inline]
    pub(super) fn take(self, buffer: &mut Vec<u8>, start: usize) -> Result<(), Error> {
        match self {
            Self::Message => Ok(()),
            Self::Batch(ends) => {
                ends.push(buffer.len());
                Ok(())
            }
            Self::Slot(place) => match place.layout.storage() {
                Storage::Span => {
                    let size = buffer.len() - start;
                    place.point_to(buffer, start, size)
                }
                Storage::Slot | Storage::Inline => {
                    let slot = place.base + place.offset;
                    // Bytes of a writer that was leaked may follow, which belong to no value.
                    buffer.copy_within(start..start + place.layout.width(), slot);
                    buffer.truncate(start);
                    place.written(buffer);
                    Ok(())
                }
            },
        }
    }
}

impl Place<'_> {
    /// Stores the span of the `size` bytes from `start` of the buffer on.
    #[inline(always)]
    pub(super) fn point_to(
        self,
        buffer: &mut [u8],
        start: usize,
        size: usize,
    ) -> Result<(), Error> {
        let end = buffer.len() - self.base;
        let span = Span::try_new(start - self.base, size).filter(|_| u32::try_from(end).is_ok());
        let Some(span) = span else {
            return Err(self.error(Problem::RowTooLarge { len: end }));
        };
        standard::store(buffer, self.base + self.offset, span.to_slot());
        self.written(buffer);
        Ok(())
    }

    /// Makes the value null, whose slot then is zero.
    #[inline]
    pub(super) fn set_null(self, buffer: &mut [u8]) {
        let width = match self.layout.storage() {
            Storage::Span => WORD,
            Storage::Slot | Storage::Inline => self.layout.width(),
        };
        let slot = self.base + self.offset;
        buffer[slot..slot + width].fill(0);
        self.null.set(&mut buffer[self.base..]);
        if let Progress::Element(len) = self.progress {
            *len += 1;
        }
    }

    /// Says that the slot holds a value.
    #[inline(always)]
    pub(super) fn written(self, buffer: &mut [u8]) {
        match self.progress {
            // A list begins with bits that say that its elements are there.
            Progress::Element(len) => *len += 1,
            Progress::None => self.null.clear(&mut buffer[self.base..]),
            Progress::Field(row, index) => {
                self.null.clear(&mut buffer[self.base..]);
                row.written(index);
            }
        }
    }

    #[inline]
    pub(super) fn error(&self, problem: Problem) -> Error {
        error(self.layout, problem)
    }
}

/// Takes the layout alone, so that the place need not be in memory for it.
#[cold]
#[inline(never)]
fn error(layout: &ValueLayout, problem: Problem) -> Error {
    Error::new(problem).at(layout.path())
}
