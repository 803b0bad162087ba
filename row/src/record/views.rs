//! The rows of a batch as typed views.

use std::iter::FusedIterator;
use std::marker::PhantomData;

use crate::error::Problem;
use crate::record::{Record, RecordView};
use crate::{Error, RowBatch};

/// Iterates over the typed views of a batch's rows.
#[derive(Debug, Clone)]
pub struct Views<'a, T> {
    batch: &'a RowBatch,
    next: usize,
    record: PhantomData<fn() -> T>,
}

impl<'a, T: Record> Views<'a, T> {
    pub(crate) fn try_new(batch: &'a RowBatch) -> Result<Self, Error> {
        batch.layout().check_readable_as(T::layout())?;
        if batch.null_count() > 0 {
            let null = (0..batch.len()).find(|&index| batch.row(index).is_none());
            let error = Error::new(Problem::NullRow);
            return Err(null.map_or(error, |index| Error::new(Problem::NullRow).in_row(index)));
        }
        Ok(Self { batch, next: 0, record: PhantomData })
    }
}

impl<'a, T: Record> Iterator for Views<'a, T> {
    type Item = T::View<'a>;

    #[inline]
    fn next(&mut self) -> Option<T::View<'a>> {
        if self.next == self.batch.len() {
            return None;
        }
        let row = self.batch.row(self.next)?;
        self.next += 1;
        Some(T::View::of_row(row))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        let left = self.batch.len() - self.next;
        (left, Some(left))
    }
}

impl<T: Record> ExactSizeIterator for Views<'_, T> {}
impl<T: Record> FusedIterator for Views<'_, T> {}
