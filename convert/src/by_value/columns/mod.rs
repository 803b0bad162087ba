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
use ferrow_row::{ListRef, RowArray, RowBatch, RowLayout, RowRef, Value, ValueLayout};

use super::lazy::LazySlots;
use crate::error::{Error, ErrorKind};
use crate::path::FieldPlace;
use crate::selection::Selected;
use crate::value_path::ValuePlace;

pub(crate) use bind::column_builder;
pub(crate) use fill::Fill;
pub(crate) use record::fields_by_name;

/// Collects one column out of rows, lists and unions.
pub(crate) trait ColumnBuilder {
    /// Takes field `index` of a row.
    fn push_field(&mut self, row: RowRef<'_>, index: usize) -> Result<(), Error>;

    /// Takes what is in a slot of a row or a list that nobody has validated; where it is malformed, that
    /// is the error, and nothing is taken.
    fn push_lazy(&mut self, slots: LazySlots<'_>, index: usize) -> Result<(), Error>;

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

    fn push_lazy(&mut self, slots: LazySlots<'_>, index: usize) -> Result<(), Error> {
        match slots.get::<C::Value>(index)? {
            Some(value) => self.collect(value),
            None => self.fill(1, Fill::Nulls),
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

/// What becomes of a value that is malformed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum OnMalformed {
    /// It is null.
    Null,
    /// It is an error.
    Fail,
}

/// A value of each of `rows`, which nobody has validated; null where there is none.
pub(crate) fn read_unknown_place(
    layout: &RowLayout,
    (place, value): (&ValuePlace, &ValueLayout),
    rows: &RowArray,
    on_malformed: OnMalformed,
) -> Result<ArrayRef, Error> {
    let mut column = column_builder(value.data_type(), value)?;
    for row in 0..rows.len() {
        match push_unknown(&mut *column, layout, place, rows.bytes(row)) {
            Err(error)
                if on_malformed == OnMalformed::Null
                    && matches!(error.kind(), ErrorKind::Row(_)) =>
            {
                column.push_fill(1, Fill::Nulls)?;
            }
            done => done.map_err(|error| error.in_row(row))?,
        }
    }
    column.finish()
}

fn push_unknown(
    column: &mut dyn ColumnBuilder,
    layout: &RowLayout,
    place: &ValuePlace,
    row: Option<&[u8]>,
) -> Result<(), Error> {
    let found = match row {
        Some(row) => place.find(layout.open(row)?)?,
        None => None,
    };
    match found {
        Some((slots, index)) => column.push_lazy(slots, index),
        None => column.push_fill(1, Fill::Nulls),
    }
}
