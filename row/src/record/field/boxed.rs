//! Fields in a box, which stand in the row as what is inside.

use arrow_schema::DataType;

use super::{Elements, Field, FromField, Inside, RequiredField};
use crate::record::{ColumnSink, ColumnSource};
use crate::writer::measured::{Cell, Placed, Region};
use crate::{Error, SlotWriter, Value, ValueLayout};

#[diagnostic::do_not_recommend]
impl<L: Inside, F: Field<L>> Field<L> for Box<F> {
    type Value = F::Value;
    type View<'a> = F::View<'a>;
    type Sequence = Elements;
    type Column = F::Column;
    type ColumnView<'a> = F::ColumnView<'a>;
    const NULLABLE: bool = F::NULLABLE;
    const DEPTH: usize = F::DEPTH;

    fn data_type() -> DataType {
        F::data_type()
    }

    #[inline]
    fn write(&self, slot: SlotWriter<'_>) -> Result<(), Error> {
        F::write(self, slot)
    }

    #[inline]
    fn stored(&self) -> Option<Option<<Self::Value as Value>::Ref<'_>>> {
        F::stored(self)
    }

    #[inline(always)]
    fn measure(&self) -> Option<usize> {
        F::measure(self)
    }

    #[inline(always)]
    fn place<'r>(&self, cell: Cell<'_>, region: &mut Region<'r>) -> Option<Placed<'r>> {
        F::place(self, cell, region)
    }

    #[inline]
    fn to_view<'a>(
        value: Option<<Self::Value as Value>::Ref<'a>>,
        layout: &'a ValueLayout,
    ) -> Self::View<'a> {
        F::to_view(value, layout)
    }

    fn fill<'a, S: ColumnSink>(
        sink: &mut S,
        values: impl ExactSizeIterator<Item = Option<&'a Self>> + Clone,
    ) -> Result<(), S::Error>
    where
        Self: 'a,
    {
        F::fill(sink, values.map(|value| value.map(|inner| &**inner)))
    }

    fn column<S: ColumnSource>(source: &S, index: usize) -> Result<Self::Column, S::Error> {
        F::column(source, index)
    }

    #[inline]
    fn column_view<'a>(column: &'a Self::Column, index: usize) -> Self::ColumnView<'a> {
        F::column_view(column, index)
    }
}

#[diagnostic::do_not_recommend]
impl<L: Inside, F: RequiredField<L>> RequiredField<L> for Box<F> {}

#[diagnostic::do_not_recommend]
impl<'a, L: Inside, F: FromField<'a, L>> FromField<'a, L> for Box<F> {
    #[inline]
    fn from_value(value: Option<<Self::Value as Value>::Ref<'a>>) -> Result<Self, Error> {
        F::from_value(value).map(Self::new)
    }

    #[inline]
    fn from_column(column: &'a Self::Column, index: usize) -> Result<Self, Error> {
        F::from_column(column, index).map(Self::new)
    }
}
