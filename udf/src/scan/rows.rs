//! Rows on their way into record batches.

use datafusion::arrow::array::RecordBatch;
use datafusion::common::Result;
use ferrow_convert::RowDecoder;
use ferrow_row::RowBatch;

use super::wanted::Asked;
use crate::functions::external;

/// Decodes those rows that are wanted.
pub(crate) struct RowReader {
    decoder: RowDecoder,
    asked: Asked,
}

impl RowReader {
    /// A reader of the rows that are `asked` for.
    pub(crate) fn new(decoder: RowDecoder, asked: Asked) -> Self {
        Self { decoder, asked }
    }

    /// The first `most` of the rows of `part` that are wanted.
    pub(crate) fn read(&mut self, part: &RowBatch, most: usize) -> Result<RecordBatch> {
        let decoded = match self.asked.filter()? {
            None => self.decoder.decode(&part.slice(0..part.len().min(most))),
            Some(filter) => self.decoder.decode_filtered(part, filter),
        };
        let decoded = decoded.map_err(external)?;
        Ok(decoded.slice(0, decoded.num_rows().min(most)))
    }
}

/// Decodes batches part after part, when it is asked for the next one. An error ends it.
pub(crate) struct RowScan<B> {
    reader: RowReader,
    batches: B,
    /// What is left of the batch that is being decoded.
    rest: Option<RowBatch>,
    part_rows: usize,
    /// Rows that may still be given.
    budget: usize,
}

impl<B: Iterator<Item = Result<RowBatch>>> RowScan<B> {
    /// A scan of `batches` in parts of `part_rows` rows.
    pub(crate) fn new(reader: RowReader, batches: B, part_rows: usize) -> Self {
        let part_rows = part_rows.max(1);
        Self { reader, batches, rest: None, part_rows, budget: usize::MAX }
    }

    /// The same scan, which ends after `rows` rows.
    pub(crate) fn first(self, rows: usize) -> Self {
        Self { budget: rows, ..self }
    }

    /// The next part of the batches, of which no row was decoded.
    fn part(&mut self) -> Option<Result<RowBatch>> {
        let batch = match self.rest.take() {
            Some(rest) => rest,
            None => {
                match self.batches.find(|batch| !batch.as_ref().is_ok_and(RowBatch::is_empty))? {
                    Ok(batch) => batch,
                    error => return Some(error),
                }
            }
        };
        let rows = batch.len().min(self.part_rows);
        if rows < batch.len() {
            self.rest = Some(batch.slice(rows..batch.len()));
        }
        Some(Ok(batch.slice(0..rows)))
    }
}

impl<B: Iterator<Item = Result<RowBatch>>> Iterator for RowScan<B> {
    type Item = Result<RecordBatch>;

    fn next(&mut self) -> Option<Self::Item> {
        while self.budget > 0 {
            let part = self.part()?;
            let decoded = part.and_then(|part| self.reader.read(&part, self.budget));
            match &decoded {
                Ok(batch) if batch.num_rows() == 0 => continue,
                Ok(batch) => self.budget -= batch.num_rows(),
                Err(_) => self.budget = 0,
            }
            return Some(decoded);
        }
        None
    }
}
