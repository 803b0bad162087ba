//! The one column of rows that a file or a stream has, and batches of rows as batches of it.

use std::collections::HashMap;
use std::sync::Arc;

use arrow::array::{ArrayRef, FixedSizeBinaryArray, RecordBatch};
use arrow::buffer::MutableBuffer;
use arrow::datatypes::{DataType, Schema, SchemaRef};
use ferrow_row::{RowArray, RowBatch, RowLayout};

use crate::RowType;
use crate::error::{Error, Problem};

/// A column of rows of one layout, and nothing beside it.
#[derive(Debug, Clone)]
pub(super) struct RowColumnForm {
    layout: Arc<RowLayout>,
    data_type: DataType,
    schema: SchemaRef,
}

impl RowColumnForm {
    /// The column `name` of rows of `layout` as values of `data_type`, in a schema that has `metadata`.
    ///
    /// # Panics
    ///
    /// When rows of the layout are no values of `data_type`.
    pub(super) fn new(
        layout: &Arc<RowLayout>,
        name: &str,
        data_type: DataType,
        metadata: HashMap<String, String>,
    ) -> Self {
        let field = RowType::new(Arc::clone(layout)).field(name, data_type.clone(), true);
        let schema = Arc::new(Schema::new_with_metadata(vec![field], metadata));
        Self { layout: Arc::clone(layout), data_type, schema }
    }

    pub(super) fn schema(&self) -> &SchemaRef {
        &self.schema
    }

    /// `rows` as a batch of the column.
    ///
    /// # Errors
    ///
    /// Where these are rows of another layout, or of lengths that the type does not have.
    pub(super) fn batch(&self, rows: &RowBatch) -> Result<RecordBatch, Error> {
        let array = to_array(&rows.with_layout(&self.layout)?, &self.data_type)?;
        Ok(RecordBatch::try_new(Arc::clone(&self.schema), vec![array])?)
    }
}

/// Rows of one length need no offsets.
pub(super) fn default_type(layout: &RowLayout) -> DataType {
    match i32::try_from(layout.fixed_width()) {
        Ok(width) if layout.is_fixed() && width > 0 => DataType::FixedSizeBinary(width),
        _ => DataType::Binary,
    }
}

/// `rows` as an array of `data_type`, which is a type of rows. Only rows that lie otherwise are copied.
fn to_array(rows: &RowBatch, data_type: &DataType) -> Result<ArrayRef, Error> {
    Ok(match data_type {
        DataType::FixedSizeBinary(size) => Arc::new(to_stride(rows, *size)?),
        DataType::LargeBinary => Arc::new(rows.to_large_binary()),
        // A slice would take along the bytes of all rows beside it.
        DataType::BinaryView => Arc::new(rows.to_binary_view()?.gc()),
        _ => Arc::new(rows.to_binary()?),
    })
}

fn to_stride(rows: &RowBatch, size: i32) -> Result<FixedSizeBinaryArray, Error> {
    if let RowArray::Stride(array) = rows.array()
        && array.value_length() == size
    {
        return Ok(array.clone());
    }
    let width = usize::try_from(size).expect("a type of rows has no negative width");
    let mut values = MutableBuffer::with_capacity(rows.len() * width);
    for row in 0..rows.len() {
        match rows.row_bytes(row) {
            Some(bytes) if bytes.len() == width => values.extend_from_slice(bytes),
            Some(bytes) => {
                let len = bytes.len();
                return Err(Error::new(Problem::RowLen { row, len, width }));
            }
            None => values.resize(values.len() + width, 0),
        }
    }
    let nulls = rows.array().array().nulls().cloned();
    Ok(FixedSizeBinaryArray::try_new_with_len(size, values.into(), nulls, rows.len())?)
}
