//! Columns of booleans.

use std::sync::Arc;

use arrow::array::{ArrayRef, BooleanArray};
use arrow::datatypes::DataType;

use super::column::{Block, ColumnDecoder};
use crate::error::Error;
use crate::kernel::Place;
use crate::validity::{Bits, Validity};

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
    fn push(&mut self, rows: Block<'_, '_>) {
        let (mut values, mut valid) = (0, 0);
        for (at, row) in rows.iter().enumerate() {
            if let Some((_, slot)) = self.place.slot(*row) {
                valid |= 1 << at;
                values |= u64::from(slot & 0xff != 0) << at;
            }
        }
        self.values.push(values, rows.len());
        self.validity.push(valid, rows.len());
    }

    fn finish(self: Box<Self>, _: &DataType) -> Result<ArrayRef, Error> {
        Ok(Arc::new(BooleanArray::new(self.values.finish(), self.validity.finish())))
    }
}
