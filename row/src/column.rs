//! A field resolved once by name, then read and written without looking at names or types again.

use std::fmt;
use std::marker::PhantomData;

use crate::RowLayout;
use crate::layout::{LayoutId, Place};

/// A field of a [`RowLayout`](crate::RowLayout) that holds values of type `T`.
///
/// ```
/// use arrow_schema::{DataType, Field, Schema};
/// use ferrow_row::RowLayout;
///
/// let layout =
///     RowLayout::try_new(Schema::new(vec![Field::new("dep_delay", DataType::Int16, true)]))?;
/// let dep_delay = layout.column::<i16>("dep_delay")?;
///
/// let message = [0, 0, 0, 0, 0, 0, 0, 0, 42, 0, 0, 0, 0, 0, 0, 0];
/// assert_eq!(layout.open(&message)?.get(dep_delay)?, Some(42));
///
/// let error = layout.column::<i64>("dep_delay").unwrap_err();
/// assert_eq!(
///     error.to_string(),
///     "dep_delay: the field is Int16, it was asked for as Int64; ask for it as `i16`"
/// );
/// # Ok::<(), ferrow_row::Error>(())
/// ```
pub struct Column<T: ?Sized> {
    index: usize,
    /// The layout that resolved it, in which the field stands at `place`.
    layout: LayoutId,
    place: Place,
    value: PhantomData<fn() -> Box<T>>,
}

impl<T: ?Sized> Column<T> {
    pub(crate) const fn new(layout: LayoutId, index: usize, place: Place) -> Self {
        Self { index, layout, place, value: PhantomData }
    }

    /// The ordinal of the field in its layout.
    #[must_use]
    #[inline]
    pub const fn index(self) -> usize {
        self.index
    }

    /// Where the field stands in `layout`, if that is the one that resolved it.
    #[inline]
    pub(crate) fn place_in(&self, layout: &RowLayout) -> Option<&Place> {
        (self.layout == layout.id()).then_some(&self.place)
    }
}

impl<T: ?Sized> Clone for Column<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: ?Sized> Copy for Column<T> {}

impl<T: ?Sized> fmt::Debug for Column<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Column<{}>({})", std::any::type_name::<T>(), self.index)
    }
}
