//! Records that come one by one, as one record batch after another.

use std::iter::FusedIterator;
use std::sync::Arc;

use arrow::array::{RecordBatch, RecordBatchReader};
use arrow::datatypes::SchemaRef;
use arrow::error::ArrowError;
use ferrow_row::Record;

use super::builder::RecordBatchBuilder;
use crate::Error;

/// Makes record batches of records, a batch at a time: what Arrow's writers, Flight and the C stream
/// interface read from. An error ends it, and with it the batch that the record was to be of.
#[derive(Debug)]
#[must_use = "iterators are lazy"]
pub struct RecordBatches<I: Iterator<Item: Record>> {
    /// `None` once they have ended or failed.
    records: Option<I>,
    batch_size: usize,
    builder: RecordBatchBuilder<I::Item>,
}

impl<I: Iterator<Item: Record>> RecordBatches<I> {
    pub(crate) fn new(records: I, batch_size: usize) -> Self {
        assert!(batch_size > 0, "a batch has a record at least");
        // There are so many for sure; the larger number of a hint can be any.
        let (least, _) = records.size_hint();
        let builder = RecordBatchBuilder::with_capacity(batch_size.min(least));
        Self { records: Some(records), batch_size, builder }
    }

    /// The next batch, after which `records` go on.
    fn batch(&mut self, mut records: I) -> Result<Option<RecordBatch>, Error> {
        records
            .by_ref()
            .take(self.batch_size)
            .try_for_each(|record| self.builder.append(record))?;
        if self.builder.is_empty() {
            return Ok(None);
        }
        let batch = self.builder.finish()?;
        self.records = Some(records);
        Ok(Some(batch))
    }
}

impl<I: Iterator<Item: Record>> Iterator for RecordBatches<I> {
    type Item = Result<RecordBatch, ArrowError>;

    fn next(&mut self) -> Option<Self::Item> {
        let records = self.records.take()?;
        let batch = self.batch(records).transpose()?;
        Some(batch.map_err(ArrowError::from))
    }
}

impl<I: Iterator<Item: Record>> FusedIterator for RecordBatches<I> {}

impl<I: Iterator<Item: Record>> RecordBatchReader for RecordBatches<I> {
    fn schema(&self) -> SchemaRef {
        Arc::clone(I::Item::layout().schema())
    }
}
