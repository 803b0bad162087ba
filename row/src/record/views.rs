//! The rows of a batch as typed views.

use std::iter::FusedIterator;
use std::marker::PhantomData;

use crate::batch::Rows;
use crate::error::Problem;
use crate::record::{Record, RecordView};
use crate::{Error, RowBatch, RowRef};

/// Iterates over the typed views of a batch's rows.
#[derive(Debug, Clone)]
#[must_use = "iterators are lazy"]
pub struct Views<'a, T> {
    rows: Rows<'a>,
    record: PhantomData<fn() -> T>,
}

impl<'a, T: Record> Views<'a, T> {
    pub(crate) fn try_new(batch: &'a RowBatch) -> Result<Self, Error> {
        batch.layout().check_fields_readable_as(T::layout())?;
        if batch.null_count() > 0 {
            let error = Error::new(Problem::NullRow);
            let null = batch.rows().position(|row| row.is_none());
            return Err(match null {
                Some(index) => error.in_row(index),
                None => error,
            });
        }
        Ok(Self { rows: batch.rows(), record: PhantomData })
    }

    #[inline]
    fn view(row: Option<RowRef<'a>>) -> T::View<'a> {
        match row {
            Some(row) => T::View::of_row(row),
            None => unreachable!("the batch was checked: no row is null"),
        }
    }
}

impl<'a, T: Record> Iterator for Views<'a, T> {
    type Item = T::View<'a>;

    #[inline]
    fn next(&mut self) -> Option<T::View<'a>> {
        self.rows.next().map(Self::view)
    }

    #[inline]
    fn nth(&mut self, n: usize) -> Option<T::View<'a>> {
        self.rows.nth(n).map(Self::view)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.rows.size_hint()
    }
}

impl<T: Record> DoubleEndedIterator for Views<'_, T> {
    #[inline]
    fn next_back(&mut self) -> Option<Self::Item> {
        self.rows.next_back().map(Self::view)
    }
}

impl<T: Record> ExactSizeIterator for Views<'_, T> {}
impl<T: Record> FusedIterator for Views<'_, T> {}
