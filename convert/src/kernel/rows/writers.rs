//! The writers of columns, one per shape of bytes.

#![expect(unsafe_code, reason = "what is written is trusted to be valid")]

use std::ops::Range;

use arrow::array::{Array, ArrayAccessor, BooleanArray};
use arrow::buffer::{NullBuffer, ScalarBuffer};
use ferrow_row::FixedValue;
use ferrow_row::standard::{self, Span};

use super::ColumnWriter;
use crate::kernel::Place;

/// Writes numbers.
pub(super) struct FixedWriter<T: FixedValue> {
    place: Place,
    values: ScalarBuffer<T>,
    nulls: Option<NullBuffer>,
}

impl<T: FixedValue> FixedWriter<T> {
    pub(super) fn new(place: Place, values: ScalarBuffer<T>, nulls: Option<NullBuffer>) -> Self {
        Self { place, values, nulls: nulls.filter(|nulls| nulls.null_count() > 0) }
    }
}

// SAFETY: every slot is a valid number, and `bind` refuses nulls in fields that forbid them.
unsafe impl<T: FixedValue> ColumnWriter for FixedWriter<T> {
    fn write(&self, rows: Range<usize>, starts: &[usize], _: &mut [usize], out: &mut [u8]) {
        let Place { index, slot_offset } = self.place;
        let values = &self.values[rows.clone()];
        match &self.nulls {
            None => {
                for (&start, &value) in starts.iter().zip(values) {
                    standard::store(out, start + slot_offset, value.to_slot());
                }
            }
            Some(nulls) => {
                for ((&start, &value), row) in starts.iter().zip(values).zip(rows) {
                    if nulls.is_valid(row) {
                        standard::store(out, start + slot_offset, value.to_slot());
                    } else {
                        standard::set_null(&mut out[start..], index);
                    }
                }
            }
        }
    }
}

/// Writes booleans.
pub(super) struct BooleanWriter {
    place: Place,
    array: BooleanArray,
}

impl BooleanWriter {
    pub(super) fn new(place: Place, array: BooleanArray) -> Self {
        Self { place, array }
    }
}

// SAFETY: every slot is 0 or 1, and `bind` refuses nulls in fields that forbid them.
unsafe impl ColumnWriter for BooleanWriter {
    fn write(&self, rows: Range<usize>, starts: &[usize], _: &mut [usize], out: &mut [u8]) {
        for (&start, row) in starts.iter().zip(rows) {
            if self.array.is_valid(row) {
                let value = u64::from(self.array.value(row));
                standard::store(out, start + self.place.slot_offset, value);
            } else {
                standard::set_null(&mut out[start..], self.place.index);
            }
        }
    }
}

/// Writes text and bytes, from any of Arrow's arrays of them.
pub(super) struct BytesWriter<A> {
    place: Place,
    array: A,
}

impl<A: ArrayAccessor<Item: AsRef<[u8]>>> BytesWriter<A> {
    pub(super) fn new(place: Place, array: A) -> Self {
        Self { place, array }
    }
}

// SAFETY: the span is that of the bytes copied to the cursor; a text array's values are UTF-8; `bind`
// matches the array's type with the field's and refuses nulls in fields that forbid them.
unsafe impl<A: ArrayAccessor<Item: AsRef<[u8]>>> ColumnWriter for BytesWriter<A> {
    fn add_lens(&self, lens: &mut [usize]) {
        for (row, len) in lens.iter_mut().enumerate() {
            if self.array.is_valid(row) {
                *len += standard::padded(self.array.value(row).as_ref().len());
            }
        }
    }

    fn write(&self, rows: Range<usize>, starts: &[usize], cursors: &mut [usize], out: &mut [u8]) {
        for ((&start, cursor), row) in starts.iter().zip(cursors).zip(rows) {
            if self.array.is_null(row) {
                standard::set_null(&mut out[start..], self.place.index);
                continue;
            }
            let value = self.array.value(row);
            let value = value.as_ref();
            let span = Span::try_new(*cursor - start, value.len()).expect("the row was measured");
            out[*cursor..*cursor + value.len()].copy_from_slice(value);
            standard::store(out, start + self.place.slot_offset, span.to_slot());
            *cursor += standard::padded(value.len());
        }
    }
}

/// Writes nulls.
pub(super) struct NullWriter {
    place: Place,
}

impl NullWriter {
    pub(super) fn new(place: Place) -> Self {
        Self { place }
    }
}

// SAFETY: a field of Arrow's null type is always nullable.
unsafe impl ColumnWriter for NullWriter {
    fn write(&self, _: Range<usize>, starts: &[usize], _: &mut [usize], out: &mut [u8]) {
        for &start in starts {
            standard::set_null(&mut out[start..], self.place.index);
        }
    }
}
