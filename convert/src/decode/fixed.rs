//! Columns of numbers.

use arrow::array::ArrayRef;
use arrow::datatypes::DataType;
use ferrow_row::FixedValue;

use super::column::{Block, ColumnDecoder};
use crate::error::Error;
use crate::fixed_array::fixed_array;
use crate::kernel::Place;
use crate::validity::Validity;

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
    fn push(&mut self, rows: Block<'_, '_>) {
        let mut valid = 0;
        self.values.extend(rows.iter().enumerate().map(|(at, row)| match self.place.slot(*row) {
            Some((_, slot)) => {
                valid |= 1 << at;
                T::from_slot(slot)
            }
            None => T::default(),
        }));
        self.validity.push(valid, rows.len());
    }

    fn finish(self: Box<Self>, data_type: &DataType) -> Result<ArrayRef, Error> {
        fixed_array(data_type, self.values, self.validity.finish())
    }
}
