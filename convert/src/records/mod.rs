//! Records to record batches and back, without rows in between.

mod sink;
mod source;

use std::sync::Arc;

use arrow::array::{RecordBatch, RecordBatchOptions};
use ferrow_row::Record;
use ferrow_row::record::FromRow;

use crate::error::Error;
use sink::ArraySink;
use source::ArraySource;

/// The columns of `records`.
pub(crate) fn to_record_batch<T: Record>(records: &[T]) -> Result<RecordBatch, Error> {
    let layout = T::layout();
    let mut sink = ArraySink::new(layout);
    T::to_columns(records, &mut sink)?;
    let options = RecordBatchOptions::new().with_row_count(Some(records.len()));
    let schema = Arc::clone(layout.schema());
    Ok(RecordBatch::try_new_with_options(schema, sink.finish(), &options)?)
}

/// The rows of `batch` as records; columns are found by name, others are ignored.
pub(crate) fn from_record_batch<T: for<'a> FromRow<'a>>(
    batch: &RecordBatch,
) -> Result<Vec<T>, Error> {
    let source = ArraySource::try_new(T::layout(), batch)?;
    T::from_columns(&source, batch.num_rows())
}
