//! Rows to columns: one builder per shape of array.

mod bind;
mod bytes;
mod encoded;
mod ends;
mod fill;
mod list;
mod map;
mod number;
mod record;
mod union;

use arrow::array::ArrayRef;
use arrow::datatypes::DataType;
use ferrow_row::{LazyRow, ListRef, RowArray, RowBatch, RowLayout, RowRef, Value};

use crate::error::Error;
use crate::path::FieldPlace;
use crate::selection::Selected;

pub(crate) use bind::column_builder;
pub(crate) use fill::Fill;
pub(crate) use record::fields_by_name;

/// Collects one column out of rows, lists and unions.
pub(crate) trait ColumnBuilder {
    /// Takes field `index` of a row.
    fn push_field(&mut self, row: RowRef<'_>, index: usize) -> Result<(), Error>;

    /// Takes field `index` of a row that nobody has validated: null where it is malformed.
    fn push_lazy(&mut self, row: LazyRow<'_>, index: usize) -> Result<(), Error>;

    /// Takes every element of a list.
    fn push_elements(&mut self, list: ListRef<'_>) -> Result<(), Error>;

    /// Takes so many values that stand in no row.
    fn push_fill(&mut self, count: usize, fill: Fill) -> Result<(), Error>;

    /// The column.
    fn finish(self: Box<Self>) -> Result<ArrayRef, Error>;
}

/// A [`ColumnBuilder`] of values of one type.
trait Collect {
    type Value: Value + ?Sized;

    fn collect(&mut self, value: <Self::Value as Value>::Ref<'_>) -> Result<(), Error>;

    fn fill(&mut self, count: usize, fill: Fill) -> Result<(), Error>;

    fn into_array(self) -> Result<ArrayRef, Error>;
}

impl<C: Collect> ColumnBuilder for C {
    fn push_field(&mut self, row: RowRef<'_>, index: usize) -> Result<(), Error> {
        match row.get_at::<C::Value>(index) {
            Some(value) => self.collect(value),
            None => self.fill(1, Fill::Nulls),
        }
    }

    fn push_lazy(&mut self, row: LazyRow<'_>, index: usize) -> Result<(), Error> {
        match row.get_at::<C::Value>(index) {
            Ok(Some(value)) => self.collect(value),
            Ok(None) | Err(_) => self.fill(1, Fill::Nulls),
        }
    }

    fn push_elements(&mut self, list: ListRef<'_>) -> Result<(), Error> {
        list.iter::<C::Value>().try_for_each(|element| match element {
            Some(value) => self.collect(value),
            None => self.fill(1, Fill::Nulls),
        })
    }

    fn push_fill(&mut self, count: usize, fill: Fill) -> Result<(), Error> {
        self.fill(count, fill)
    }

    fn finish(self: Box<Self>) -> Result<ArrayRef, Error> {
        self.into_array()
    }
}

/// A field of the `selected` rows, as an array of `data_type`; null where the row or a struct on the
/// way is.
pub(crate) fn read_place(
    data_type: &DataType,
    rows: &RowBatch,
    place: &FieldPlace,
    selected: &Selected<'_>,
) -> Result<ArrayRef, Error> {
    let mut column = column_builder(data_type, place.value(rows.layout()))?;
    let mut push = |row: usize| {
        let row = rows.row(row);
        let parent = (place.structs.iter())
            .try_fold(row, |row, &field| row.map(|row| row.get_at::<RowRef<'static>>(field)));
        match parent.flatten() {
            Some(parent) => column.push_field(parent, place.index),
            None => column.push_fill(1, Fill::Nulls),
        }
    };
    match selected {
        Selected::Range(range) => range.clone().try_for_each(&mut push)?,
        Selected::Indices(indices) => {
            indices.iter().try_for_each(|&index| push(index as usize))?;
        }
    }
    column.finish()
}

/// Field `index` of rows that nobody has validated; null where it is malformed.
pub(crate) fn read_column_lenient(
    layout: &RowLayout,
    index: usize,
    rows: &RowArray,
) -> Result<ArrayRef, Error> {
    let value = layout.value(index);
    let mut column = column_builder(value.data_type(), value)?;
    for row in 0..rows.len() {
        match rows.bytes(row).and_then(|bytes| layout.open(bytes).ok()) {
            Some(row) => column.push_lazy(row, index)?,
            None => column.push_fill(1, Fill::Nulls)?,
        }
    }
    column.finish()
}
