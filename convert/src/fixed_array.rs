//! Arrays of numbers, put together without naming their Arrow type.

use arrow::array::{ArrayData, ArrayRef, make_array};
use arrow::buffer::{Buffer, NullBuffer};
use arrow::datatypes::DataType;
use ferrow_row::FixedValue;

use crate::error::Error;

/// An array of `data_type`, whose native type is `T`.
pub(crate) fn fixed_array<T: FixedValue>(
    data_type: &DataType,
    values: Vec<T>,
    nulls: Option<NullBuffer>,
) -> Result<ArrayRef, Error> {
    let data = ArrayData::builder(data_type.clone())
        .len(values.len())
        .add_buffer(Buffer::from_vec(values))
        .nulls(nulls)
        .build()?;
    Ok(make_array(data))
}
