//! Columns of nulls.

use arrow::array::{ArrayRef, new_null_array};
use arrow::datatypes::DataType;

use super::{Block, ColumnDecoder};
use crate::error::Error;

#[derive(Default)]
pub(super) struct NullDecoder {
    rows: usize,
}

impl ColumnDecoder for NullDecoder {
    fn push(&mut self, block: &Block<'_>) {
        self.rows += block.len();
    }

    fn finish(self: Box<Self>, data_type: &DataType) -> Result<ArrayRef, Error> {
        Ok(new_null_array(data_type, self.rows))
    }
}
