//! The Arrow type of a file's column of rows, and batches as arrays of it.

use std::sync::Arc;

use arrow::array::{ArrayRef, FixedSizeBinaryArray};
use arrow::buffer::MutableBuffer;
use arrow::datatypes::DataType;
use ferrow_row::{RowArray, RowBatch, RowLayout};

use crate::error::{Error, Problem};

/// Rows of one length need no offsets.
pub(super) fn default_type(layout: &RowLayout) -> DataType {
    match i32::try_from(layout.fixed_width()) {
        Ok(width) if layout.is_fixed() && width > 0 => DataType::FixedSizeBinary(width),
        _ => DataType::Binary,
    }
}

/// `rows` as an array of `data_type`, which is a type of rows. Only rows that lie otherwise are copied.
pub(super) fn to_array(rows: &RowBatch, data_type: &DataType) -> Result<ArrayRef, Error> {
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
