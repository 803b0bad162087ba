//! What a method of a view of columns returns for a list and for a map.

use std::fmt;
use std::marker::PhantomData;
use std::ops::Range;

use super::Field;
use crate::record::Natural;

/// A list of a record's field that stands in a column: each element is read where it is asked for.
pub struct ColumnListView<'a, T: Field<L>, L = Natural> {
    elements: &'a T::Column,
    start: usize,
    len: usize,
    element: PhantomData<fn() -> (T, L)>,
}

impl<T: Field<L>, L> Clone for ColumnListView<'_, T, L> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: Field<L>, L> Copy for ColumnListView<'_, T, L> {}

impl<'a, T: Field<L>, L> ColumnListView<'a, T, L> {
    #[inline]
    pub(super) fn new(elements: &'a T::Column, span: Range<usize>) -> Self {
        Self { elements, start: span.start, len: span.len(), element: PhantomData }
    }

    /// The number of elements.
    #[must_use]
    pub fn len(self) -> usize {
        self.len
    }

    /// Whether there are no elements.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.len == 0
    }

    /// Element `index`.
    ///
    /// # Panics
    ///
    /// When there is no such element.
    #[must_use]
    #[inline]
    pub fn at(self, index: usize) -> T::ColumnView<'a> {
        assert!(index < self.len, "element {index} of a list of {}", self.len);
        T::column_view(self.elements, self.start + index)
    }

    /// Element `index`; `None` where there is none.
    #[must_use]
    pub fn get(self, index: usize) -> Option<T::ColumnView<'a>> {
        (index < self.len).then(|| self.at(index))
    }

    /// The elements.
    pub fn iter(self) -> impl ExactSizeIterator<Item = T::ColumnView<'a>> + DoubleEndedIterator {
        (0..self.len).map(move |index| T::column_view(self.elements, self.start + index))
    }
}

impl<'a, T: Field<L, ColumnView<'a>: fmt::Debug>, L> fmt::Debug for ColumnListView<'a, T, L> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}

/// A map of a record's field that stands in a column: each key and value is read where it is asked
/// for.
pub struct ColumnMapView<'a, K: Field, V: Field<L>, L = Natural> {
    keys: ColumnListView<'a, K>,
    values: ColumnListView<'a, V, L>,
}

impl<K: Field, V: Field<L>, L> Clone for ColumnMapView<'_, K, V, L> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<K: Field, V: Field<L>, L> Copy for ColumnMapView<'_, K, V, L> {}

impl<'a, K: Field, V: Field<L>, L> ColumnMapView<'a, K, V, L> {
    #[inline]
    pub(super) fn new((keys, values): &'a (K::Column, V::Column), span: Range<usize>) -> Self {
        let values = ColumnListView::new(values, span.clone());
        Self { keys: ColumnListView::new(keys, span), values }
    }

    /// The number of entries.
    #[must_use]
    pub fn len(self) -> usize {
        self.keys.len()
    }

    /// Whether there are no entries.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.keys.is_empty()
    }

    /// The value of `key`, as the keys' view is: text as `&str`. `None` where there is no such key.
    ///
    /// Entries stand in the order of their writer, so the key is looked for from the front.
    #[must_use]
    pub fn get<Q>(self, key: Q) -> Option<V::ColumnView<'a>>
    where
        K::ColumnView<'a>: PartialEq<Q>,
    {
        let index = self.keys.iter().position(|found| found == key)?;
        Some(self.values.at(index))
    }

    /// The keys.
    #[must_use]
    pub fn keys(self) -> ColumnListView<'a, K> {
        self.keys
    }

    /// The values, in the order of their keys.
    #[must_use]
    pub fn values(self) -> ColumnListView<'a, V, L> {
        self.values
    }

    /// The entries.
    pub fn iter(
        self,
    ) -> impl ExactSizeIterator<Item = (K::ColumnView<'a>, V::ColumnView<'a>)> + DoubleEndedIterator
    {
        self.keys.iter().zip(self.values.iter())
    }
}

impl<'a, K, V, L> fmt::Debug for ColumnMapView<'a, K, V, L>
where
    K: Field<ColumnView<'a>: fmt::Debug>,
    V: Field<L, ColumnView<'a>: fmt::Debug>,
{
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.iter()).finish()
    }
}
