//! Records to record batches and back, without rows in between.

mod batches;
mod builder;
mod keys;
mod sink;
mod source;

use arrow::array::RecordBatch;
use ferrow_row::Record;
use ferrow_row::record::RecordColumns;

use crate::error::Error;
use source::ArraySource;

pub use batches::RecordBatches;
pub use builder::RecordBatchBuilder;
pub(crate) use builder::to_record_batch;

/// The columns of `batch` that the record has; they are found by name, others are ignored.
pub(crate) fn columns<T: Record>(batch: &RecordBatch) -> Result<RecordColumns<T>, Error> {
    let source = ArraySource::try_new(T::layout(), batch)?;
    RecordColumns::try_new(&source, batch.num_rows())
}
