//! Columns of numbers, booleans and nulls.

use std::sync::Arc;

use arrow::array::builder::{BooleanBufferBuilder, NullBufferBuilder};
use arrow::array::{ArrayRef, BooleanArray, NullArray};
use arrow::datatypes::{ArrowNativeType, DataType};
use ferrow_row::{ListRef, RowRef, Value};

use super::{Collect, ColumnBuilder, Fill};
use crate::by_value::lazy::LazySlots;
use crate::error::Error;
use crate::fixed_array::fixed_array;

/// Numbers, decimals and intervals.
pub(super) struct Numbers<T> {
    data_type: DataType,
    values: Vec<T>,
    nulls: NullBufferBuilder,
}

impl<T> Numbers<T> {
    pub(super) fn new(data_type: DataType) -> Self {
        Self { data_type, values: Vec::new(), nulls: NullBufferBuilder::new(0) }
    }
}

impl<T: ArrowNativeType + for<'a> Value<Ref<'a> = T>> Collect for Numbers<T> {
    type Value = T;

    fn collect(&mut self, value: T) -> Result<(), Error> {
        self.values.push(value);
        self.nulls.append_non_null();
        Ok(())
    }

    fn fill(&mut self, count: usize, fill: Fill) -> Result<(), Error> {
        self.values.resize(self.values.len() + count, T::default());
        fill.note(&mut self.nulls, count);
        Ok(())
    }

    fn into_array(mut self) -> Result<ArrayRef, Error> {
        fixed_array(&self.data_type, self.values, self.nulls.finish())
    }
}

pub(super) struct Booleans {
    values: BooleanBufferBuilder,
    nulls: NullBufferBuilder,
}

impl Default for Booleans {
    fn default() -> Self {
        Self { values: BooleanBufferBuilder::new(0), nulls: NullBufferBuilder::new(0) }
    }
}

impl Collect for Booleans {
    type Value = bool;

    fn collect(&mut self, value: bool) -> Result<(), Error> {
        self.values.append(value);
        self.nulls.append_non_null();
        Ok(())
    }

    fn fill(&mut self, count: usize, fill: Fill) -> Result<(), Error> {
        self.values.append_n(count, false);
        fill.note(&mut self.nulls, count);
        Ok(())
    }

    fn into_array(mut self) -> Result<ArrayRef, Error> {
        Ok(Arc::new(BooleanArray::new(self.values.finish(), self.nulls.finish())))
    }
}

/// A column of nothing but nulls: only their number is kept.
#[derive(Default)]
pub(super) struct Nulls {
    len: usize,
}

impl ColumnBuilder for Nulls {
    fn push_field(&mut self, _: RowRef<'_>, _: usize) -> Result<(), Error> {
        self.push_fill(1, Fill::Nulls)
    }

    fn push_lazy(&mut self, _: LazySlots<'_>, _: usize) -> Result<(), Error> {
        self.push_fill(1, Fill::Nulls)
    }

    fn push_elements(&mut self, list: ListRef<'_>) -> Result<(), Error> {
        self.push_fill(list.len(), Fill::Nulls)
    }

    fn push_fill(&mut self, count: usize, _: Fill) -> Result<(), Error> {
        self.len += count;
        Ok(())
    }

    fn finish(self: Box<Self>) -> Result<ArrayRef, Error> {
        Ok(Arc::new(NullArray::new(self.len)))
    }
}
