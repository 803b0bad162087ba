//! The memory of a batch of rows that is no longer needed.

use arrow::buffer::Buffer;
use ferrow_row::{RowArray, RowBatch};

/// Memory to be written again; empty where others still look at it.
#[derive(Debug, Default)]
pub(crate) struct Spent {
    pub(crate) bytes: Vec<u8>,
    pub(crate) offsets: Vec<i32>,
}

impl From<RowBatch> for Spent {
    fn from(rows: RowBatch) -> Self {
        let bytes = |buffer: Buffer| buffer.into_vec().unwrap_or_default();
        match rows.into_array() {
            RowArray::Stride(array) => {
                Self { bytes: bytes(array.into_parts().1), offsets: Vec::new() }
            }
            RowArray::Offsets(array) => {
                let (offsets, values, _) = array.into_parts();
                let offsets = offsets.into_inner().into_inner().into_vec().unwrap_or_default();
                Self { bytes: bytes(values), offsets }
            }
            RowArray::LargeOffsets(array) => {
                Self { bytes: bytes(array.into_parts().1), offsets: Vec::new() }
            }
            RowArray::Views(_) => Self::default(),
        }
    }
}
