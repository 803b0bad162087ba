//! Columns of booleans.

use std::sync::Arc;

use arrow::array::{ArrayRef, BooleanArray};
use arrow::datatypes::DataType;
use ferrow_row::standard;

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
        let (mut values, mut at) = (0, 0);
        block.for_each_slot(self.place, |slot| {
            values |= u64::from(standard::bool_from_slot(slot)) << at;
            at += 1;
        });
        self.values.push(values, block.len());
        self.validity.push(block.validity(self.place), block.len());
    }

    fn finish(self: Box<Self>, _: &DataType) -> Result<ArrayRef, Error> {
        Ok(Arc::new(BooleanArray::new(self.values.finish(), self.validity.finish())))
    }
}
