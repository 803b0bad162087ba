//! Batches of rows of a chosen length, made of batches of any length.

use std::collections::VecDeque;

use ferrow_row::{RowBatch, RowBatchWriter};

use super::BATCH_ROWS;
use crate::error::Error;

/// Rows that wait until a batch is full.
#[derive(Debug)]
pub(super) struct Rebatch {
    target: usize,
    held: VecDeque<RowBatch>,
    rows: usize,
    /// What came behind the rows that are held.
    failed: Option<Error>,
}

impl Rebatch {
    pub(super) fn new() -> Self {
        Self { target: BATCH_ROWS, held: VecDeque::new(), rows: 0, failed: None }
    }

    pub(super) fn set_target(&mut self, rows: usize) {
        assert!(rows > 0, "a batch of 0 rows");
        self.target = rows;
    }

    /// How many rows are missing to a whole batch.
    pub(super) fn missing(&self) -> usize {
        self.target.saturating_sub(self.rows)
    }

    pub(super) fn push(&mut self, rows: RowBatch) {
        if !rows.is_empty() {
            self.rows += rows.len();
            self.held.push_back(rows);
        }
    }

    /// A whole batch, where there are rows enough.
    pub(super) fn next(&mut self) -> Result<Option<RowBatch>, Error> {
        if self.rows < self.target { Ok(None) } else { self.take(self.target).map(Some) }
    }

    /// Ends with `error`, behind the rows that came before it.
    pub(super) fn fail(&mut self, error: Error) {
        self.failed = Some(error);
    }

    /// The rows that are left, once no more come, batch by batch; then the error that they ended with.
    pub(super) fn finish(&mut self) -> Result<Option<RowBatch>, Error> {
        match self.rows.min(self.target) {
            0 => self.failed.take().map_or(Ok(None), Err),
            rows => self.take(rows).map(Some),
        }
    }

    #[cfg(feature = "stream")]
    pub(super) fn is_empty(&self) -> bool {
        self.held.is_empty() && self.failed.is_none()
    }

    pub(super) fn clear(&mut self) {
        self.held.clear();
        (self.rows, self.failed) = (0, None);
    }

    /// The first `wanted` rows of those that are held, fewer where rows of another layout come before;
    /// shared where they lie in one batch, else copied.
    fn take(&mut self, wanted: usize) -> Result<RowBatch, Error> {
        let mut taken = self.take_front(wanted);
        if taken.len() == wanted {
            return Ok(taken);
        }
        let layout = taken.layout().clone();
        let mut writer = RowBatchWriter::new(layout.clone());
        let mut len = 0;
        loop {
            for row in 0..taken.len() {
                match taken.row_bytes(row) {
                    Some(row) => writer.push(row)?,
                    None => writer.push_null(),
                }
            }
            len += taken.len();
            let is_same = |next: &RowBatch| next.layout().check_readable_as(&layout).is_ok();
            if len == wanted || !self.held.front().is_some_and(is_same) {
                return Ok(writer.finish());
            }
            taken = self.take_front(wanted - len);
        }
    }

    /// At most `most` rows of the batch in front.
    fn take_front(&mut self, most: usize) -> RowBatch {
        let front = self.held.pop_front().expect("rows are counted as they come");
        let len = front.len().min(most);
        self.rows -= len;
        if len == front.len() {
            return front;
        }
        self.held.push_front(front.slice(len..front.len()));
        front.slice(0..len)
    }
}
