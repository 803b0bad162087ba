//! One partition's rows on their way into record batches.

use std::vec::IntoIter;

use datafusion::arrow::array::RecordBatch;
use datafusion::common::DataFusionError;
use datafusion::error::Result;
use datafusion::physical_plan::metrics::{BaselineMetrics, RecordOutput};
use ferrow_convert::RowDecoder;
use ferrow_row::RowBatch;

/// Decodes batch after batch, when it is asked for the next one.
pub(super) struct RowScan {
    decoder: RowDecoder,
    batches: IntoIter<RowBatch>,
    /// What is left of the batch that is being decoded.
    rest: Option<RowBatch>,
    chunk_rows: usize,
    /// Rows that may still be decoded.
    budget: usize,
    metrics: BaselineMetrics,
}

impl RowScan {
    /// A scan of `batches` in chunks of `chunk_rows` rows, which ends after `budget` rows.
    pub(super) fn new(
        decoder: RowDecoder,
        batches: Vec<RowBatch>,
        chunk_rows: usize,
        budget: usize,
        metrics: BaselineMetrics,
    ) -> Self {
        let chunk_rows = chunk_rows.max(1);
        Self { decoder, batches: batches.into_iter(), rest: None, chunk_rows, budget, metrics }
    }

    fn next_chunk(&mut self) -> Option<RowBatch> {
        if self.budget == 0 {
            return None;
        }
        let batch = match self.rest.take() {
            Some(rest) => rest,
            None => self.batches.find(|batch| !batch.is_empty())?,
        };
        let rows = batch.len().min(self.chunk_rows).min(self.budget);
        if rows < batch.len() {
            self.rest = Some(batch.slice(rows..batch.len()));
        }
        self.budget -= rows;
        Some(batch.slice(0..rows))
    }
}

impl Iterator for RowScan {
    type Item = Result<RecordBatch>;

    fn next(&mut self) -> Option<Self::Item> {
        let chunk = self.next_chunk()?;
        let timer = self.metrics.elapsed_compute().timer();
        let decoded = self.decoder.decode(&chunk);
        drop(timer);
        Some(match decoded {
            Ok(batch) => Ok(batch.record_output(&self.metrics)),
            Err(error) => {
                self.budget = 0;
                Err(DataFusionError::External(Box::new(error)))
            }
        })
    }
}
