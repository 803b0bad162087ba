//! Fields of keys and values: hash maps and ordered maps.

use std::collections::{BTreeMap, HashMap};
use std::hash::{BuildHasher, Hash};
use std::sync::Arc;

use arrow_schema::{DataType, Field as ArrowField, Fields};

use super::{Elements, Field, FromField, MapView, RequiredField, not_null, through_rows};
use crate::record::{Logical, NestedColumn};
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

macro_rules! map {
    ($([$($bound:tt)*] $map:ty $(, $sort:ident)?;)*) => {$(
        #[diagnostic::do_not_recommend]
        impl<L: Logical, K: Field, V: Field<L>, $($bound)*> Field<L> for $map {
            type Value = MapRef<'static>;
            type View<'a> = MapView<'a, K, V, L>;
            type Sequence = Elements;
            type Column<'a> = NestedColumn<'a>;
            const NULLABLE: bool = false;
            const DEPTH: usize = depth(K::DEPTH, V::DEPTH);

            fn data_type() -> DataType {
                const { assert!(!K::NULLABLE, "a key of a map is never null") }
                data_type::<K, V, L>()
            }

            fn write(&self, slot: SlotWriter<'_>) -> Result<(), Error> {
                let mut map = slot.map()?;
                $(map.$sort();)?
                write::<K, V, L>(&mut map, self.iter())?;
                map.finish()
            }

            #[inline]
            fn to_view<'a>(
                value: Option<<Self::Value as Value>::Ref<'a>>,
                _: &'a ValueLayout,
            ) -> Self::View<'a> {
                MapView::new(not_null(value))
            }

            through_rows!(L);
        }

        #[diagnostic::do_not_recommend]
        impl<L: Logical, K: Field, V: Field<L>, $($bound)*> RequiredField<L> for $map {}
    )*};
}

map! {
    [S] HashMap<K, V, S>, sort;
    [] BTreeMap<K, V>;
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
}
