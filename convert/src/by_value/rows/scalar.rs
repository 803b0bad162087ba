//! The writers of values that are made of no others.

use arrow::array::{Array, ArrayAccessor, BooleanArray};
use arrow::buffer::ScalarBuffer;
use arrow::datatypes::ArrowNativeType;
use ferrow_row::{SlotWriter, Value};

use super::{RowError, ValueWriter};
use crate::fixed_array::fixed_values;

/// Numbers, decimals and intervals.
pub(super) struct Numbers<T: ArrowNativeType>(ScalarBuffer<T>);

impl<T: ArrowNativeType> Numbers<T> {
    pub(super) fn new(array: &dyn Array) -> Self {
        Self(fixed_values(array))
    }
}

impl<T: ArrowNativeType + for<'a> Value<Ref<'a> = T>> ValueWriter for Numbers<T> {
    fn write(&self, index: usize, slot: SlotWriter<'_>) -> Result<(), RowError> {
        slot.set::<T>(self.0[index])
    }
}

pub(super) struct Booleans<'a>(pub(super) &'a BooleanArray);

impl ValueWriter for Booleans<'_> {
    fn write(&self, index: usize, slot: SlotWriter<'_>) -> Result<(), RowError> {
        slot.set::<bool>(self.0.value(index))
    }
}

pub(super) struct Nulls;

impl ValueWriter for Nulls {
    fn write(&self, _: usize, slot: SlotWriter<'_>) -> Result<(), RowError> {
        slot.set_null()
    }
}

/// Text, in any of Arrow's arrays of it.
pub(super) struct Texts<A>(pub(super) A);

impl<A: ArrayAccessor<Item: AsRef<str>>> ValueWriter for Texts<A> {
    fn write(&self, index: usize, slot: SlotWriter<'_>) -> Result<(), RowError> {
        slot.set::<str>(self.0.value(index).as_ref())
    }
}

/// Bytes, in any of Arrow's arrays of them.
pub(super) struct Bytes<A>(pub(super) A);

impl<A: ArrayAccessor<Item: AsRef<[u8]>>> ValueWriter for Bytes<A> {
    fn write(&self, index: usize, slot: SlotWriter<'_>) -> Result<(), RowError> {
        slot.set::<[u8]>(self.0.value(index).as_ref())
    }
}
