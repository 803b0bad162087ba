//! What a view's method returns for a map.

use std::fmt;
use std::marker::PhantomData;

use super::{Field, ListView};
use crate::record::Natural;
use crate::{MapRef, Value};

/// A map of a record's field: each key and value is decoded where it is asked for.
///
/// Entries stand in the order of their writer, so a key is looked for from the front.
pub struct MapView<'a, K, V, L = Natural> {
    map: MapRef<'a>,
    key: PhantomData<fn() -> K>,
    value: PhantomData<fn() -> (V, L)>,
}

impl<K, V, L> Clone for MapView<'_, K, V, L> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<K, V, L> Copy for MapView<'_, K, V, L> {}

impl<'a, K: Field, V: Field<L>, L> MapView<'a, K, V, L> {
    /// Takes a map of the field's layout for one.
    #[inline]
    pub(super) fn new(map: MapRef<'a>) -> Self {
        Self { map, key: PhantomData, value: PhantomData }
    }

    /// The map that is viewed.
    #[must_use]
    pub fn map(self) -> MapRef<'a> {
        self.map
    }

    /// The number of entries.
    #[must_use]
    #[inline]
    pub fn len(self) -> usize {
        self.map.len()
    }

    /// Whether there are no entries.
    #[must_use]
    #[inline]
    pub fn is_empty(self) -> bool {
        self.map.is_empty()
    }

    /// The value of `key`, which is given as it stands in the row: text as `&str`, an enum as its
    /// name. `None` where there is no such key.
    #[must_use]
    #[inline]
    pub fn get<'k>(self, key: <K::Value as Value>::Ref<'k>) -> Option<V::View<'a>>
    where
        'a: 'k,
    {
        let map: MapRef<'k> = self.map;
        map.find::<K::Value>(key).map(|index| self.values().at(index))
    }

    /// The keys.
    #[must_use]
    #[inline]
    pub fn keys(self) -> ListView<'a, K> {
        ListView::new(self.map.keys())
    }

    /// The values, in the order of their keys.
    #[must_use]
    #[inline]
    pub fn values(self) -> ListView<'a, V, L> {
        ListView::new(self.map.values())
    }

    /// The entries.
    #[inline]
    pub fn iter(
        self,
    ) -> impl ExactSizeIterator<Item = (K::View<'a>, V::View<'a>)> + DoubleEndedIterator {
        self.keys().iter().zip(self.values().iter())
    }
}

impl<K, V, L> fmt::Debug for MapView<'_, K, V, L> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.map.entries()).finish()
    }
}
