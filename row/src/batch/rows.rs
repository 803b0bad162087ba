//! The rows of a batch, one after another.

use std::iter::FusedIterator;
use std::ops::Range;

use crate::{RowBatch, RowRef};

/// Iterates over the rows of a batch: `None` where a row is null.
#[derive(Debug, Clone)]
#[must_use = "iterators are lazy"]
pub struct Rows<'a> {
    batch: &'a RowBatch,
    left: Range<usize>,
}

impl<'a> Rows<'a> {
    pub(super) fn new(batch: &'a RowBatch) -> Self {
        Self { batch, left: 0..batch.len() }
    }
}

impl<'a> Iterator for Rows<'a> {
    type Item = Option<RowRef<'a>>;

    #[inline]
    fn next(&mut self) -> Option<Self::Item> {
        self.left.next().map(|index| self.batch.row(index))
    }

    #[inline]
    fn nth(&mut self, n: usize) -> Option<Self::Item> {
        self.left.nth(n).map(|index| self.batch.row(index))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.left.size_hint()
    }
}

impl DoubleEndedIterator for Rows<'_> {
    #[inline]
    fn next_back(&mut self) -> Option<Self::Item> {
        self.left.next_back().map(|index| self.batch.row(index))
    }
}

impl ExactSizeIterator for Rows<'_> {}
impl FusedIterator for Rows<'_> {}
