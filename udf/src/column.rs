//! Rows as one column of a table.

use std::sync::Arc;

use datafusion::arrow::array::RecordBatch;
use datafusion::arrow::datatypes::Schema;
use datafusion::datasource::MemTable;
use datafusion::error::Result;
use ferrow_convert::RowBatchExt;
use ferrow_row::RowBatch;

/// A table of the one binary column `name`, a row per value, which carries the row schema: what
/// `row_get` reads from. No bytes are copied.
///
/// Use [`RowTable`](crate::RowTable) to query the fields themselves as columns.
///
/// # Errors
///
/// Where Arrow or DataFusion refuse the column, for which they have no known reason.
pub fn row_column_table(name: &str, rows: &RowBatch) -> Result<MemTable> {
    let (field, column) = rows.to_column(name);
    let schema = Arc::new(Schema::new(vec![field]));
    let batch = RecordBatch::try_new(Arc::clone(&schema), vec![column])?;
    MemTable::try_new(schema, vec![vec![batch]])
}
