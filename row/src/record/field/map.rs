//! Fields of keys and values: hash maps and ordered maps.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::hash::{BuildHasher, Hash};
use std::hint::black_box;
use std::sync::Arc;

use arrow_schema::{DataType, Field as ArrowField, Fields};

use super::{ColumnMapView, Elements, Field, FromField, MapView, RequiredField, not_null};
use crate::record::{ColumnSink, ColumnSource, EntryOrder, ListColumn, Logical, Natural};
use crate::standard;
use crate::writer::measured::{Cell, Placed, Region, measure_list, place_map, place_nested};
use crate::{Error, MapRef, MapWriter, SlotWriter, Value, ValueLayout};

/// The Arrow type of maps.
pub(super) fn data_type<K: Field, V: Field<L>, L>() -> DataType {
    let entries = Fields::from(vec![
        ArrowField::new("key", K::data_type(), false),
        ArrowField::new("value", V::data_type(), V::NULLABLE),
    ]);
    let entries = ArrowField::new("entries", DataType::Struct(entries), false);
    DataType::Map(Arc::new(entries), false)
}

/// The number of types inside one another.
pub(super) const fn depth(key: usize, value: usize) -> usize {
    1 + if key > value { key } else { value }
}

/// Writes the entries in their order.
pub(super) fn write<'e, K: Field + 'e, V: Field<L> + 'e, L>(
    map: &mut MapWriter<'_>,
    entries: impl ExactSizeIterator<Item = (&'e K, &'e V)> + Clone,
) -> Result<(), Error> {
    let mut keys = map.keys(entries.len())?;
    for (key, _) in entries.clone() {
        key.write(keys.slot()?)?;
    }
    keys.finish()?;
    let mut values = map.values(entries.len())?;
    for (_, value) in entries {
        value.write(values.slot()?)?;
    }
    values.finish()
}

/// Reads the entries in their order.
pub(super) fn read<'a, K: FromField<'a>, V: FromField<'a, L>, L>(
    map: MapRef<'a>,
) -> impl Iterator<Item = Result<(K, V), Error>> {
    let keys = map.keys().iter::<K::Value>();
    let entries = keys.zip(map.values().iter::<V::Value>()).enumerate();
    entries.map(|(index, (key, value))| {
        let at = |side| move |error: Error| error.in_element(index).in_field(side);
        let key = K::from_value(key).map_err(at("keys"))?;
        let value = V::from_value(value).map_err(at("values"))?;
        Ok((key, value))
    })
}

/// The column of maps.
pub(super) type MapColumn<K, V, L> = ListColumn<(<K as Field>::Column, <V as Field<L>>::Column)>;

/// Hands maps to a sink: how long each is, and the entries of all.
pub(super) fn fill<K: Field, V: Field<L>, L, S: ColumnSink>(
    sink: &mut S,
    order: EntryOrder,
    lens: impl ExactSizeIterator<Item = Option<usize>> + Clone,
    entries: &[(&K, &V)],
) -> Result<(), S::Error> {
    fn in_order<'e, E: Copy>(all: &'e [E], order: Option<&[usize]>) -> Cow<'e, [E]> {
        match order {
            Some(order) => order.iter().map(|&index| all[index]).collect(),
            None => Cow::Borrowed(all),
        }
    }
    sink.maps(
        order,
        lens,
        |sink, order| K::fill(sink, in_order(entries, order).iter().map(|(key, _)| Some(*key))),
        |sink, order| V::fill(sink, in_order(entries, order).iter().map(|(_, value)| Some(*value))),
    )
}

/// Looks at the first entry of each map, before any is walked: memory is waited for once and not map
/// by map.
fn look_into(maps: impl Iterator<Item: Iterator>) {
    maps.for_each(|mut map| _ = black_box(map.next()));
}

/// The entries of all maps, of which each has so many.
pub(super) fn entries<'e, K, V>(
    lens: &(impl Iterator<Item = Option<usize>> + Clone),
    entries: impl Iterator<Item = (&'e K, &'e V)>,
) -> Vec<(&'e K, &'e V)> {
    let mut all = Vec::with_capacity(lens.clone().flatten().sum());
    all.extend(entries);
    all
}

/// Asks a source for a column of maps.
pub(super) fn column<K: Field, V: Field<L>, L, S: ColumnSource>(
    source: &S,
    index: usize,
) -> Result<MapColumn<K, V, L>, S::Error> {
    source.maps(index, |entries| Ok((K::column(entries, 0)?, V::column(entries, 1)?)))
}

/// Reads the entries of row `index` in their order.
pub(super) fn read_column<'a, K: FromField<'a>, V: FromField<'a, L>, L>(
    column: &'a MapColumn<K, V, L>,
    index: usize,
) -> impl Iterator<Item = Result<(K, V), Error>> {
    let entries = column.spans.at(index);
    let start = entries.start;
    let (keys, values) = &column.elements;
    entries.map(move |index| {
        let at = |side| move |error: Error| error.in_element(index - start).in_field(side);
        let key = K::from_column(keys, index).map_err(at("keys"))?;
        let value = V::from_column(values, index).map_err(at("values"))?;
        Ok((key, value))
    })
}

macro_rules! map {
    ($([$($bound:tt)*] $map:ty, $order:expr, |$writer:ident| $prepare:expr, $is_ready:expr;)*) => {$(
        #[diagnostic::do_not_recommend]
        impl<L: Logical, K: Field, V: Field<L>, $($bound)*> Field<L> for $map {
            type Value = MapRef<'static>;
            type View<'a> = MapView<'a, K, V, L>;
            type Sequence = Elements;
            type Column = MapColumn<K, V, L>;
            type ColumnView<'a> = ColumnMapView<'a, K, V, L>;
            const NULLABLE: bool = false;
            const DEPTH: usize = depth(K::DEPTH, V::DEPTH);

            fn data_type() -> DataType {
                const { assert!(!K::NULLABLE, "a key of a map is never null") }
                data_type::<K, V, L>()
            }

            fn write(&self, slot: SlotWriter<'_>) -> Result<(), Error> {
                let mut $writer = slot.map()?;
                $prepare;
                write::<K, V, L>(&mut $writer, self.iter())?;
                $writer.finish()
            }

            #[inline(always)]
            fn measure(&self) -> Option<usize> {
                if !$is_ready {
                    return None;
                }
                let keys = measure_list::<Natural, K>(self.keys())?;
                let values = measure_list::<L, V>(self.values())?;
                Some(keys.wrapping_add(values).wrapping_add(standard::WORD))
            }

            #[inline(always)]
            fn place<'r>(&self, cell: Cell<'_>, region: &mut Region<'r>) -> Option<Placed<'r>> {
                let layout = cell.map().filter(|_| $is_ready)?;
                place_nested(cell, region, |region| {
                    place_map::<L, K, V>(layout, self.iter(), region)
                })
            }

            #[inline]
            fn to_view<'a>(
                value: Option<<Self::Value as Value>::Ref<'a>>,
                _: &'a ValueLayout,
            ) -> Self::View<'a> {
                MapView::new(not_null(value))
            }

            fn fill<'a, Sink: ColumnSink>(
                sink: &mut Sink,
                values: impl ExactSizeIterator<Item = Option<&'a Self>> + Clone,
            ) -> Result<(), Sink::Error>
            where
                Self: 'a,
            {
                look_into(values.clone().flatten().map(Self::iter));
                let lens = values.clone().map(|value| value.map(Self::len));
                let entries = entries(&lens, values.flatten().flatten());
                fill::<K, V, L, _>(sink, const { $order }, lens, &entries)
            }

            fn column<Source: ColumnSource>(
                source: &Source,
                index: usize,
            ) -> Result<Self::Column, Source::Error> {
                column::<K, V, L, _>(source, index)
            }

            #[inline]
            fn column_view<'a>(column: &'a Self::Column, index: usize) -> Self::ColumnView<'a> {
                ColumnMapView::new(&column.elements, column.spans.at(index))
            }
        }

        #[diagnostic::do_not_recommend]
        impl<L: Logical, K: Field, V: Field<L>, $($bound)*> RequiredField<L> for $map {}
    )*};
}

map! {
    [S] HashMap<K, V, S>, EntryOrder::ByKey, |map| map.sort(), false;
    [] BTreeMap<K, V>, if K::IS_DISTINCT { EntryOrder::Distinct } else { EntryOrder::Given }, |map| if K::IS_DISTINCT { map.set_distinct_keys() }, K::IS_DISTINCT;
}

#[diagnostic::do_not_recommend]
impl<'a, L: Logical, K, V, S> FromField<'a, L> for HashMap<K, V, S>
where
    K: FromField<'a> + Eq + Hash,
    V: FromField<'a, L>,
    S: BuildHasher + Default,
{
    fn from_value(value: Option<MapRef<'a>>) -> Result<Self, Error> {
        read(not_null(value)).collect()
    }

    fn from_column(column: &'a Self::Column, index: usize) -> Result<Self, Error> {
        read_column(column, index).collect()
    }
}

#[diagnostic::do_not_recommend]
impl<'a, L: Logical, K, V> FromField<'a, L> for BTreeMap<K, V>
where
    K: FromField<'a> + Ord,
    V: FromField<'a, L>,
{
    fn from_value(value: Option<MapRef<'a>>) -> Result<Self, Error> {
        read(not_null(value)).collect()
    }

    fn from_column(column: &'a Self::Column, index: usize) -> Result<Self, Error> {
        read_column(column, index).collect()
    }
}
