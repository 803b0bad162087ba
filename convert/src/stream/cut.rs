//! Batches in pieces of at most so many rows.

use std::ops::Range;

use arrow::array::RecordBatch;
use ferrow_row::RowBatch;

/// A batch whose parts share its memory.
pub(crate) trait Cut {
    /// How many rows there are.
    fn len(&self) -> usize;

    /// The rows of `range`.
    fn part(&self, range: Range<usize>) -> Self;
}

impl Cut for RowBatch {
    fn len(&self) -> usize {
        self.len()
    }

    fn part(&self, range: Range<usize>) -> Self {
        self.slice(range)
    }
}

impl Cut for RecordBatch {
    fn len(&self) -> usize {
        self.num_rows()
    }

    fn part(&self, range: Range<usize>) -> Self {
        self.slice(range.start, range.len())
    }
}

/// `batch` in pieces of at most `most` rows, which share its memory; an empty one is one piece.
pub(crate) fn cut<T: Cut>(batch: T, most: usize) -> impl Iterator<Item = T> {
    let len = batch.len();
    (0..len.div_ceil(most).max(1)).map(move |piece| {
        let start = piece * most;
        batch.part(start..start + most.min(len - start))
    })
}
