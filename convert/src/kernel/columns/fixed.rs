//! Columns of numbers.

use arrow::array::ArrayRef;
use arrow::datatypes::DataType;
use ferrow_row::FixedValue;

use super::validity::Validity;
use super::{Block, ColumnDecoder};
use crate::error::Error;
use crate::fixed_array::fixed_array;
use crate::kernel::Place;

pub(super) struct FixedDecoder<T> {
    place: Place,
    values: Vec<T>,
    validity: Validity,
}

impl<T: FixedValue> FixedDecoder<T> {
    pub(super) fn new(place: Place, rows: usize) -> Self {
        let validity = Validity::with_capacity(rows);
        Self { place, values: Vec::with_capacity(rows), validity }
    }
}

impl<T: FixedValue> ColumnDecoder for FixedDecoder<T> {
    fn push(&mut self, block: &Block<'_>) {
        block.extend(&mut self.values, self.place, T::from_slot);
        self.validity.push(block.validity(self.place), block.len());
    }

    fn finish(self: Box<Self>, data_type: &DataType) -> Result<ArrayRef, Error> {
        fixed_array(data_type, self.values, self.validity.finish())
    }
}
