//! Records that come one by one, as one record batch after another.

use std::sync::Arc;

use arrow::array::{RecordBatch, RecordBatchReader};
use arrow::datatypes::SchemaRef;
use arrow::error::ArrowError;
use ferrow_row::Record;

use super::builder::RecordBatchBuilder;

/// Makes record batches of records, a batch at a time: what Arrow's writers, Flight and the C stream
/// interface read from.
#[derive(Debug)]
#[must_use = "iterators are lazy"]
pub struct RecordBatches<I: Iterator<Item: Record>> {
    records: I,
    batch_size: usize,
    builder: RecordBatchBuilder<I::Item>,
}

impl<I: Iterator<Item: Record>> RecordBatches<I> {
    pub(crate) fn new(records: I, batch_size: usize) -> Self {
        assert!(batch_size > 0, "a batch has a record at least");
        // There are so many for sure; the larger number of a hint can be any.
        let (least, _) = records.size_hint();
        let builder = RecordBatchBuilder::with_capacity(batch_size.min(least));
        Self { records, batch_size, builder }
    }
}

impl<I: Iterator<Item: Record>> Iterator for RecordBatches<I> {
    type Item = Result<RecordBatch, ArrowError>;

    fn next(&mut self) -> Option<Self::Item> {
        for record in self.records.by_ref().take(self.batch_size) {
            if let Err(error) = self.builder.append(record) {
                return Some(Err(error.into()));
            }
        }
        match self.builder.is_empty() {
            true => None,
            false => Some(self.builder.finish().map_err(ArrowError::from)),
        }
    }
}

impl<I: Iterator<Item: Record>> RecordBatchReader for RecordBatches<I> {
    fn schema(&self) -> SchemaRef {
        Arc::clone(I::Item::layout().schema())
    }
}
