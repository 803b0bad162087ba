//! What a view's method returns for a list.

use std::fmt;
use std::marker::PhantomData;

use super::Field;
use crate::ListRef;
use crate::record::Natural;

/// A list of a record's field: each element is decoded where it is asked for.
pub struct ListView<'a, T, L = Natural> {
    list: ListRef<'a>,
    element: PhantomData<fn() -> (T, L)>,
}

impl<T, L> Clone for ListView<'_, T, L> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T, L> Copy for ListView<'_, T, L> {}

impl<'a, T: Field<L>, L> ListView<'a, T, L> {
    /// Takes a list of the field's layout for one.
    #[inline]
    pub(super) fn new(list: ListRef<'a>) -> Self {
        Self { list, element: PhantomData }
    }

    /// The list that is viewed.
    #[must_use]
    pub fn list(self) -> ListRef<'a> {
        self.list
    }

    /// The number of elements.
    #[must_use]
    #[inline]
    pub fn len(self) -> usize {
        self.list.len()
    }

    /// Whether there are no elements.
    #[must_use]
    #[inline]
    pub fn is_empty(self) -> bool {
        self.list.is_empty()
    }

    /// Element `index`.
    ///
    /// # Panics
    ///
    /// When there is no such element.
    #[must_use]
    #[inline]
    pub fn at(self, index: usize) -> T::View<'a> {
        T::to_view(self.list.get::<T::Value>(index), self.list.layout().element())
    }

    /// Element `index`; `None` where there is none.
    #[must_use]
    #[inline]
    pub fn get(self, index: usize) -> Option<T::View<'a>> {
        (index < self.len()).then(|| self.at(index))
    }

    /// The elements.
    #[inline]
    pub fn iter(self) -> impl ExactSizeIterator<Item = T::View<'a>> + DoubleEndedIterator {
        let layout = self.list.layout().element();
        self.list.iter::<T::Value>().map(move |value| T::to_view(value, layout))
    }
}

impl<T, L> fmt::Debug for ListView<'_, T, L> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.list.values()).finish()
    }
}
