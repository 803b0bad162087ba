//! Columns that are decoded into memory which is used again.

use std::sync::Arc;

use arrow::array::{ArrayRef, RecordBatch, RecordBatchOptions};
use arrow::datatypes::SchemaRef;
use ferrow_row::RowLayout;

use crate::error::Error;
use crate::kernel::columns::How;
use crate::projection::{ProjectedColumn, ProjectionReader};

/// The memory that [`RowDecoder::decode_into`](crate::RowDecoder::decode_into) writes columns to, again
/// and again.
///
/// Memory of columns that somebody still holds is left to them, and new memory taken.
#[derive(Debug, Default)]
pub struct ColumnBuffers {
    reader: Option<ProjectionReader>,
}

impl ColumnBuffers {
    /// Buffers without any memory yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// What reads `columns` out of rows of `layout`: what did so last, where it is the same.
    pub(crate) fn reader(
        &mut self,
        columns: &Arc<[ProjectedColumn]>,
        layout: &Arc<RowLayout>,
        how: How,
    ) -> &mut ProjectionReader {
        let reader = self.reader.take().filter(|reader| reader.reads(columns, layout, how));
        self.reader.insert(reader.unwrap_or_else(|| ProjectionReader::new(columns, layout, how)))
    }
}

/// The columns of one batch of rows, in [`ColumnBuffers`].
///
/// An array is made of a column when it is asked for, without a copy.
#[derive(Debug)]
pub struct DecodedColumns<'b> {
    pub(crate) reader: &'b mut ProjectionReader,
    pub(crate) schema: &'b SchemaRef,
    pub(crate) rows: usize,
}

impl DecodedColumns<'_> {
    /// How many rows were decoded.
    #[must_use]
    pub fn num_rows(&self) -> usize {
        self.rows
    }

    /// The schema of the columns.
    #[must_use]
    pub fn schema(&self) -> &SchemaRef {
        self.schema
    }

    /// The column at `index`. As long as it is held, its memory is not written again.
    ///
    /// # Errors
    ///
    /// [`Arrow`](crate::ErrorKind::Arrow) where Arrow refuses to make an array of the values.
    ///
    /// # Panics
    ///
    /// When there is no such column.
    pub fn column(&mut self, index: usize) -> Result<ArrayRef, Error> {
        let len = self.schema.fields().len();
        assert!(index < len, "column {index} of {len} columns");
        self.reader.array(index)
    }

    /// All columns. As long as one is held, its memory is not written again.
    ///
    /// # Errors
    ///
    /// [`Arrow`](crate::ErrorKind::Arrow) where Arrow refuses to make a batch of the columns.
    pub fn record_batch(&mut self) -> Result<RecordBatch, Error> {
        let (schema, columns) = (Arc::clone(self.schema), self.reader.arrays()?);
        let options = RecordBatchOptions::new().with_row_count(Some(self.rows));
        Ok(RecordBatch::try_new_with_options(schema, columns, &options)?)
    }
}
