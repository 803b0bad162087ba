//! Columns of booleans.

use std::sync::Arc;

use arrow::array::{ArrayRef, BooleanArray};
use arrow::datatypes::DataType;

use super::validity::{Bits, Validity};
use super::{Block, ColumnDecoder};
use crate::error::Error;
use crate::kernel::Place;

pub(super) struct BooleanDecoder {
    place: Place,
    values: Bits,
    validity: Validity,
}

impl BooleanDecoder {
    pub(super) fn new(place: Place, rows: usize) -> Self {
        let (values, validity) = (Bits::with_capacity(rows), Validity::with_capacity(rows));
        Self { place, values, validity }
    }
}

impl ColumnDecoder for BooleanDecoder {
    fn push(&mut self, block: &Block<'_>) {
        let slots = block.slots(self.place).enumerate();
        let values = slots.fold(0, |bits, (at, slot)| bits | u64::from(slot & 0xff != 0) << at);
        self.values.push(values, block.rows().len());
        self.validity.push(block.validity(self.place), block.rows().len());
    }

    fn finish(self: Box<Self>, _: &DataType) -> Result<ArrayRef, Error> {
        Ok(Arc::new(BooleanArray::new(self.values.finish(), self.validity.finish())))
    }
}
