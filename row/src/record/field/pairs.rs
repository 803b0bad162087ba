//! Pairs of keys and values as a map: the attribute `map`.

use std::marker::PhantomData;

use arrow_schema::DataType;

use super::{
    ColumnMapView, Elements, Field, FromField, Inside, MapView, RequiredField, map, not_null,
};
use crate::record::{ColumnSink, ColumnSource, EntryOrder};
use crate::{Error, MapRef, SlotWriter, Value, ValueLayout};

/// A `Vec` of pairs that is a map, in the order of the pairs; `L` is what an attribute says of the
/// values.
#[derive(Debug)]
pub struct Pairs<L>(PhantomData<fn() -> L>);

impl<L> Inside for Pairs<L> {}

#[diagnostic::do_not_recommend]
impl<L, K: Field, V: Field<L>> Field<Pairs<L>> for Vec<(K, V)> {
    type Value = MapRef<'static>;
    type View<'a> = MapView<'a, K, V, L>;
    type Sequence = Elements;
    type Column = map::MapColumn<K, V, L>;
    type ColumnView<'a> = ColumnMapView<'a, K, V, L>;
    const NULLABLE: bool = false;
    const DEPTH: usize = map::depth(K::DEPTH, V::DEPTH);

    fn data_type() -> DataType {
        const { assert!(!K::NULLABLE, "a key of a map is never null") }
        map::data_type::<K, V, L>()
    }

    fn write(&self, slot: SlotWriter<'_>) -> Result<(), Error> {
        let mut writer = slot.map()?;
        map::write::<K, V, L>(&mut writer, self.iter().map(|(key, value)| (key, value)))?;
        writer.finish()
    }

    #[inline]
    fn to_view<'a>(
        value: Option<<Self::Value as Value>::Ref<'a>>,
        _: &'a ValueLayout,
    ) -> Self::View<'a> {
        MapView::new(not_null(value))
    }

    fn fill<'a, S: ColumnSink>(
        sink: &mut S,
        values: impl ExactSizeIterator<Item = Option<&'a Self>> + Clone,
    ) -> Result<(), S::Error>
    where
        Self: 'a,
    {
        let lens = values.clone().map(|value| value.map(Self::len));
        let pairs = values.flatten().flatten().map(|(key, value)| (key, value));
        let entries = map::entries(&lens, pairs);
        map::fill::<K, V, L, _>(sink, EntryOrder::Given, lens, &entries)
    }

    fn column<S: ColumnSource>(source: &S, index: usize) -> Result<Self::Column, S::Error> {
        map::column::<K, V, L, _>(source, index)
    }

    #[inline]
    fn column_view<'a>(column: &'a Self::Column, index: usize) -> Self::ColumnView<'a> {
        ColumnMapView::new(&column.elements, column.spans.at(index))
    }
}

#[diagnostic::do_not_recommend]
impl<L, K: Field, V: Field<L>> RequiredField<Pairs<L>> for Vec<(K, V)> {}

#[diagnostic::do_not_recommend]
impl<'a, L, K: FromField<'a>, V: FromField<'a, L>> FromField<'a, Pairs<L>> for Vec<(K, V)> {
    fn from_value(value: Option<MapRef<'a>>) -> Result<Self, Error> {
        map::read(not_null(value)).collect()
    }

    fn from_column(column: &'a Self::Column, index: usize) -> Result<Self, Error> {
        map::read_column::<K, V, L>(column, index).collect()
    }
}
