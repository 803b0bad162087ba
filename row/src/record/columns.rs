//! Columns whose rows are read as records.

use std::fmt;
use std::iter::FusedIterator;
use std::ops::Range;

use crate::Error;
use crate::record::{ColumnSource, FromRow, Record};

/// The columns of a record batch whose rows are records of type `T`, each bound to its field once.
///
/// A row is a view with a method per field, which reads that field and no other in constant time.
pub struct RecordColumns<T: Record> {
    columns: T::Columns,
    len: usize,
}

impl<T: Record> RecordColumns<T> {
    /// Takes the `len` rows of the columns of `source`, which are in the layout's order and null only
    /// where the layout allows it.
    ///
    /// # Errors
    ///
    /// What the source refuses.
    pub fn try_new<S: ColumnSource>(source: &S, len: usize) -> Result<Self, S::Error> {
        Ok(Self { columns: T::columns_of(source)?, len })
    }

    /// The number of rows.
    #[must_use]
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether there are no rows.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// The view of row `index`.
    ///
    /// # Panics
    ///
    /// When there is no such row.
    #[must_use]
    #[inline]
    pub fn row(&self, index: usize) -> T::ColumnView<'_> {
        assert!(index < self.len, "row {index} of {}", self.len);
        T::column_view(&self.columns, index)
    }

    /// The views of all rows.
    pub fn iter(&self) -> ColumnRows<'_, T> {
        ColumnRows { columns: &self.columns, rows: 0..self.len }
    }

    /// The rows as records, which may borrow text and bytes from the columns.
    ///
    /// # Errors
    ///
    /// As [`FromRow::from_columns`].
    pub fn records<'a>(&'a self) -> Result<Vec<T>, Error>
    where
        T: FromRow<'a>,
    {
        let mut records = Vec::with_capacity(self.len);
        for index in 0..self.len {
            let record = T::from_columns(&self.columns, index);
            records.push(record.map_err(|error| error.in_row(index))?);
        }
        Ok(records)
    }
}

impl<'a, T: Record> IntoIterator for &'a RecordColumns<T> {
    type Item = T::ColumnView<'a>;
    type IntoIter = ColumnRows<'a, T>;

    fn into_iter(self) -> ColumnRows<'a, T> {
        self.iter()
    }
}

impl<T: Record> fmt::Debug for RecordColumns<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RecordColumns").field("len", &self.len).finish_non_exhaustive()
    }
}

/// Iterates over the rows of columns as typed views.
#[must_use = "iterators are lazy"]
pub struct ColumnRows<'a, T: Record> {
    columns: &'a T::Columns,
    rows: Range<usize>,
}

impl<'a, T: Record> Iterator for ColumnRows<'a, T> {
    type Item = T::ColumnView<'a>;

    #[inline]
    fn next(&mut self) -> Option<Self::Item> {
        self.rows.next().map(|index| T::column_view(self.columns, index))
    }

    #[inline]
    fn nth(&mut self, n: usize) -> Option<Self::Item> {
        self.rows.nth(n).map(|index| T::column_view(self.columns, index))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.rows.size_hint()
    }
}

impl<T: Record> DoubleEndedIterator for ColumnRows<'_, T> {
    #[inline]
    fn next_back(&mut self) -> Option<Self::Item> {
        self.rows.next_back().map(|index| T::column_view(self.columns, index))
    }
}

impl<T: Record> ExactSizeIterator for ColumnRows<'_, T> {}
impl<T: Record> FusedIterator for ColumnRows<'_, T> {}

impl<T: Record> Clone for ColumnRows<'_, T> {
    fn clone(&self) -> Self {
        Self { columns: self.columns, rows: self.rows.clone() }
    }
}

impl<T: Record> fmt::Debug for ColumnRows<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ColumnRows").field("rows", &self.rows).finish_non_exhaustive()
    }
}
