//! Where a value is that is read.

use crate::{ListRef, RowRef, Value, ValueLayout, ValueRef};

/// A field of a row or an element of a list, of which nothing is read yet.
#[derive(Clone, Copy)]
pub(super) enum Source<'de, 'a> {
    Field(RowRef<'de>, usize),
    Element(&'a ListRef<'de>, usize),
}

impl<'de> Source<'de, '_> {
    #[inline]
    pub(super) fn layout(self) -> &'de ValueLayout {
        match self {
            Self::Field(row, index) => row.layout().value(index),
            Self::Element(list, _) => list.layout().element(),
        }
    }

    #[inline]
    pub(super) fn is_null(self) -> bool {
        match self {
            Self::Field(row, index) => row.is_null(index),
            Self::Element(list, index) => list.is_null(index),
        }
    }

    /// The value, which is of the kind of `T`; `None` where it is null.
    #[inline]
    pub(super) fn get<T: Value + ?Sized>(self) -> Option<T::Ref<'de>> {
        match self {
            Self::Field(row, index) => row.get_at::<T>(index),
            Self::Element(list, index) => list.get::<T>(index),
        }
    }

    /// The value, of whatever kind it is.
    pub(super) fn value(self) -> ValueRef<'de> {
        match self {
            Self::Field(row, index) => row.value(index),
            Self::Element(list, index) => list.value(index),
        }
    }
}
