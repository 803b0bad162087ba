//! Rows to columns: one decoder per shape of array.

mod binary;
mod block;
mod boolean;
mod fixed;
mod null;

use arrow::array::ArrayRef;
use arrow::datatypes::DataType;

use crate::error::Error;

pub(crate) use binary::{BytesDecoder, ViewDecoder};
pub(crate) use block::{BLOCK, Block};
pub(crate) use boolean::BooleanDecoder;
pub(crate) use fixed::FixedDecoder;
pub(crate) use null::NullDecoder;

/// Collects one column out of blocks of rows. Every block but the last has [`BLOCK`] rows.
pub(crate) trait ColumnDecoder {
    /// Takes the column out of a block of rows, which are valid as far as this column goes.
    fn push(&mut self, block: &Block<'_>);

    /// The column, as an array of `data_type`.
    fn finish(self: Box<Self>, data_type: &DataType) -> Result<ArrayRef, Error>;
}
