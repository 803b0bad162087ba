//! Columns of rows as they come in, and as they go out.

use std::sync::Arc;

use datafusion::arrow::array::{ArrayRef, BinaryArray};
use datafusion::arrow::buffer::NullBuffer;
use datafusion::arrow::datatypes::{DataType, FieldRef};
use datafusion::common::Result;
use ferrow_convert::RowType;
use ferrow_row::{RowArray, RowBatch, RowLayout, RowRef};

use super::row_function::external;

/// The rows of an argument, which nobody has validated.
pub(super) fn row_array(rows: &ArrayRef) -> Result<RowArray> {
    RowArray::try_from(rows.as_ref()).map_err(external)
}

/// The rows of an argument, of which those that are malformed are null.
pub(super) fn valid_rows(layout: &Arc<RowLayout>, rows: &ArrayRef) -> Result<RowBatch> {
    let rows = row_array(rows)?;
    match RowBatch::try_new(Arc::clone(layout), rows.clone()) {
        Ok(rows) => Ok(rows),
        Err(_) => {
            let valid = |row: &&[u8]| RowRef::try_new(layout, row).is_ok();
            let rows = (0..rows.len()).map(|row| rows.bytes(row).filter(valid));
            let rows = BinaryArray::from_iter(rows);
            RowBatch::try_new(Arc::clone(layout), rows).map_err(external)
        }
    }
}

/// The field of rows that a function makes.
pub(super) fn row_field(function: &str, layout: &Arc<RowLayout>) -> FieldRef {
    Arc::new(RowType::new(Arc::clone(layout)).field(function, DataType::Binary, true))
}

/// Rows as values of [`row_field`], null where `nulls` says so or where a row is.
pub(super) fn row_column(rows: &RowBatch, nulls: Option<&NullBuffer>) -> Result<ArrayRef> {
    let rows = rows.to_binary().map_err(external)?;
    let (offsets, values, own) = rows.into_parts();
    let nulls = NullBuffer::union(own.as_ref(), nulls);
    Ok(Arc::new(BinaryArray::try_new(offsets, values, nulls)?))
}
