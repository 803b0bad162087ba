//! One partition's rows on their way into record batches.

use std::sync::Arc;
use std::vec::IntoIter;

use datafusion::arrow::array::RecordBatch;
use datafusion::common::DataFusionError;
use datafusion::error::Result;
use datafusion::physical_plan::metrics::{BaselineMetrics, RecordOutput};
use ferrow_convert::{RowDecoder, RowFilter};
use ferrow_row::RowBatch;

/// Decodes batch after batch, when it is asked for the next one.
pub(super) struct RowScan {
    decoder: RowDecoder,
    filter: Option<Arc<RowFilter>>,
    batches: IntoIter<RowBatch>,
    /// What is left of the batch that is being decoded.
    rest: Option<RowBatch>,
    chunk_rows: usize,
    /// Rows that may still be given.
    budget: usize,
    metrics: BaselineMetrics,
}

impl RowScan {
    /// A scan of `batches` in chunks of `chunk_rows` rows, which ends after `budget` rows.
    pub(super) fn new(
        decoder: RowDecoder,
        filter: Option<Arc<RowFilter>>,
        batches: Vec<RowBatch>,
        chunk_rows: usize,
        budget: usize,
        metrics: BaselineMetrics,
    ) -> Self {
        let chunk_rows = chunk_rows.max(1);
        let batches = batches.into_iter();
        Self { decoder, filter, batches, rest: None, chunk_rows, budget, metrics }
    }

    fn next_chunk(&mut self) -> Option<RowBatch> {
        if self.budget == 0 {
            return None;
        }
        let batch = match self.rest.take() {
            Some(rest) => rest,
            None => self.batches.find(|batch| !batch.is_empty())?,
        };
        let wanted = if self.filter.is_some() { usize::MAX } else { self.budget };
        let rows = batch.len().min(self.chunk_rows).min(wanted);
        if rows < batch.len() {
            self.rest = Some(batch.slice(rows..batch.len()));
        }
        Some(batch.slice(0..rows))
    }

    /// The rows of a chunk that are wanted.
    fn decode(&self, chunk: &RowBatch) -> Result<RecordBatch, ferrow_convert::Error> {
        match &self.filter {
            None => self.decoder.decode(chunk),
            Some(filter) => self.decoder.decode_filtered(chunk, filter),
        }
    }
}

impl Iterator for RowScan {
    type Item = Result<RecordBatch>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let chunk = self.next_chunk()?;
            let timer = self.metrics.elapsed_compute().timer();
            let decoded = self.decode(&chunk);
            drop(timer);
            match decoded {
                Ok(batch) if batch.num_rows() == 0 => {}
                Ok(batch) => {
                    let rows = batch.num_rows().min(self.budget);
                    self.budget -= rows;
                    return Some(Ok(batch.slice(0, rows).record_output(&self.metrics)));
                }
                Err(error) => {
                    self.budget = 0;
                    return Some(Err(DataFusionError::External(Box::new(error))));
                }
            }
        }
    }
}
