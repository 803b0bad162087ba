//! Rows to columns: one builder per shape of array.

mod bind;
mod bytes;
mod encoded;
mod list;
mod map;
mod number;
mod record;
mod union;

use arrow::array::ArrayRef;
use arrow::datatypes::DataType;
use ferrow_row::{ListRef, RowArray, RowBatch, RowLayout, RowRef, Value, ValueLayout};

use super::lazy::LazySlots;
use crate::error::{Error, ErrorKind, Problem};
use crate::path::Place;
use crate::selection::Selected;
use crate::value_path::ValuePlace;

pub(crate) use bind::column_builder;
pub(crate) use record::fields_by_name;

/// Slots that nulls of one column may take in all, where each takes as many as its type says: an
/// array of few nulls could else be of any size.
const MOST_UNDER_NULLS: usize = 1 << 28;

/// Collects one column out of rows, lists and unions.
pub(crate) trait ColumnBuilder {
    /// Takes field `index` of a row.
    fn push_field(&mut self, row: RowRef<'_>, index: usize) -> Result<(), Error>;

    /// Takes what is in a slot of a row or a list that nobody has validated; where it is malformed, that
    /// is the error, and nothing is taken.
    fn push_lazy(&mut self, slots: LazySlots<'_>, index: usize) -> Result<(), Error>;

    /// Takes every element of a list.
    fn push_elements(&mut self, list: ListRef<'_>) -> Result<(), Error>;

    /// Takes so many nulls.
    fn push_nulls(&mut self, count: usize) -> Result<(), Error>;

    /// Takes so many values that nobody reads, none of them null: Arrow refuses some nulls even where
    /// they stand for nothing.
    fn push_defaults(&mut self, count: usize) -> Result<(), Error>;

    /// The column.
    fn finish(self: Box<Self>) -> Result<ArrayRef, Error>;
}

/// A [`ColumnBuilder`] of values of one type.
trait Collect {
    type Value: Value + ?Sized;

    fn collect(&mut self, value: <Self::Value as Value>::Ref<'_>) -> Result<(), Error>;

    fn collect_nulls(&mut self, count: usize) -> Result<(), Error>;

    fn collect_defaults(&mut self, count: usize) -> Result<(), Error>;

    fn into_array(self) -> Result<ArrayRef, Error>;
}

impl<C: Collect> ColumnBuilder for C {
    fn push_field(&mut self, row: RowRef<'_>, index: usize) -> Result<(), Error> {
        match row.get_at::<C::Value>(index) {
            Some(value) => self.collect(value),
            None => self.collect_nulls(1),
        }
    }

    fn push_lazy(&mut self, slots: LazySlots<'_>, index: usize) -> Result<(), Error> {
        match slots.get::<C::Value>(index)? {
            Some(value) => self.collect(value),
            None => self.collect_nulls(1),
        }
    }

    fn push_elements(&mut self, list: ListRef<'_>) -> Result<(), Error> {
        list.iter::<C::Value>().try_for_each(|element| match element {
            Some(value) => self.collect(value),
            None => self.collect_nulls(1),
        })
    }

    fn push_nulls(&mut self, count: usize) -> Result<(), Error> {
        self.collect_nulls(count)
    }

    fn push_defaults(&mut self, count: usize) -> Result<(), Error> {
        self.collect_defaults(count)
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
    place: &Place,
    selected: &Selected<'_>,
) -> Result<ArrayRef, Error> {
    let mut column = column_builder(data_type, place.value(rows.layout()))?;
    let mut push = |row: usize| {
        let row = rows.row(row);
        let parent = (place.structs.iter())
            .try_fold(row, |row, &field| row.map(|row| row.get_at::<RowRef<'static>>(field)));
        match parent.flatten() {
            Some(parent) => column.push_field(parent, place.index),
            None => column.push_nulls(1),
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
                column.push_nulls(1)?;
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
        None => column.push_nulls(1),
    }
}

/// The slots under nulls after `count` nulls more, of `width` slots each.
fn under_nulls(
    so_far: usize,
    count: usize,
    width: usize,
    data_type: impl Fn() -> DataType,
) -> Result<usize, Error> {
    (count.checked_mul(width))
        .and_then(|slots| slots.checked_add(so_far))
        .filter(|&slots| slots <= MOST_UNDER_NULLS)
        .ok_or_else(|| Error::new(Problem::UnderNulls { data_type: data_type() }))
}
