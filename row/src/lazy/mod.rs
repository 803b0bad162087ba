//! Rows, lists and maps of unknown bytes, of which a few values are wanted.

mod list;
mod map;
mod slot;

pub use list::LazyList;
pub use map::LazyMap;
pub(crate) use slot::LazySlot;

use crate::error::Problem;
use crate::layout::{Holder, Place};
use crate::value::sealed::Sealed;
use crate::{Column, Error, Kind, ListRef, MapRef, RowLayout, RowRef, Value};

/// One row whose bytes are not trusted: opened in constant time, checked where it is read.
///
/// Use it to pick a few fields out of a message; to read all of them, or many rows, validate once
/// with [`RowRef::try_new`](crate::RowRef::try_new) or a [`RowBatch`](crate::RowBatch).
///
/// [`get`](Self::get) checks a nested value whole. [`row`](Self::row), [`list`](Self::list) and
/// [`map`](Self::map) open it as lazily as the row itself:
///
/// ```
/// use arrow_schema::{DataType, Field, Fields, Schema};
/// use ferrow_row::{RowLayout, RowWriter};
///
/// let order = DataType::Struct(Fields::from(vec![Field::new("item", DataType::Utf8, false)]));
/// let orders = DataType::List(Field::new_list_field(order, false).into());
/// let layout = RowLayout::try_new(Schema::new(vec![Field::new("orders", orders, false)]))?;
///
/// let mut message = Vec::new();
/// let mut row = RowWriter::new(&layout, &mut message);
/// let mut list = row.slot(0).list(2)?;
/// for item in ["tea", "milk"] {
///     let mut order = list.slot()?.row()?;
///     order.set_at::<str>(0, item)?;
///     order.finish()?;
/// }
/// list.finish()?;
/// row.finish()?;
///
/// let orders = layout.open(&message)?.list(0)?.expect("not null");
/// let second = orders.row(1)?.expect("not null");
/// assert_eq!(second.get_at::<str>(0)?, Some("milk"));
/// # Ok::<(), ferrow_row::Error>(())
/// ```
#[derive(Clone, Copy)]
pub struct LazyRow<'a> {
    bytes: &'a [u8],
    layout: &'a RowLayout,
}

impl<'a> LazyRow<'a> {
    #[inline]
    pub(crate) fn open(layout: &'a RowLayout, bytes: &'a [u8]) -> Result<Self, Error> {
        if bytes.len() < layout.fixed_width() {
            return Err(cut(layout, bytes.len()));
        }
        Ok(Self { bytes, layout })
    }

    /// The row's bytes.
    #[must_use]
    pub fn bytes(self) -> &'a [u8] {
        self.bytes
    }

    /// The layout that the row is read with.
    #[must_use]
    pub fn layout(self) -> &'a RowLayout {
        self.layout
    }

    /// Reads a field, checking what stands in its slot; `None` where it is null. A nested value is
    /// checked whole.
    ///
    /// # Errors
    ///
    /// [`NotNull`](crate::ErrorKind::NotNull) for a null that the schema forbids,
    /// [`Truncated`](crate::ErrorKind::Truncated), [`Overlap`](crate::ErrorKind::Overlap) and
    /// [`Utf8`](crate::ErrorKind::Utf8) for a variable value.
    ///
    /// # Panics
    ///
    /// When `column` belongs to another layout, in which this field is missing or of another kind.
    #[inline]
    pub fn get<T: Value + ?Sized>(self, column: Column<T>) -> Result<Option<T::Ref<'a>>, Error> {
        match column.place_in(self.layout) {
            Some(place) => self.read_as::<T>(column.index(), place),
            None => get_foreign::<T>(self.layout, self.bytes, column.index()),
        }
    }

    /// Reads field `index`, which holds values of type `T`, as [`get`](Self::get) does.
    ///
    /// # Errors
    ///
    /// As [`get`](Self::get).
    ///
    /// # Panics
    ///
    /// When there is no such field, or it is of another kind.
    #[inline]
    pub fn get_at<T: Value + ?Sized>(self, index: usize) -> Result<Option<T::Ref<'a>>, Error> {
        self.read_as::<T>(index, self.layout.place_of::<T>(index))
    }

    /// Opens the struct in field `index`, checking no more than its length; `None` where it is null.
    ///
    /// # Errors
    ///
    /// As [`get`](Self::get).
    ///
    /// # Panics
    ///
    /// When there is no such field, or it is no struct.
    pub fn row(self, index: usize) -> Result<Option<LazyRow<'a>>, Error> {
        let place = self.layout.place_of::<RowRef<'static>>(index);
        self.read(index, place, LazySlot::open_row)
    }

    /// Opens the list in field `index`, checking no more than its length; `None` where it is null.
    ///
    /// # Errors
    ///
    /// As [`get`](Self::get).
    ///
    /// # Panics
    ///
    /// When there is no such field, or it is no list.
    pub fn list(self, index: usize) -> Result<Option<LazyList<'a>>, Error> {
        let place = self.layout.place_of::<ListRef<'static>>(index);
        self.read(index, place, LazySlot::open_list)
    }

    /// Opens the map in field `index`, checking no more than its lengths; `None` where it is null.
    ///
    /// # Errors
    ///
    /// As [`get`](Self::get).
    ///
    /// # Panics
    ///
    /// When there is no such field, or it is no map.
    pub fn map(self, index: usize) -> Result<Option<LazyMap<'a>>, Error> {
        let place = self.layout.place_of::<MapRef<'static>>(index);
        self.read(index, place, LazySlot::open_map)
    }

    /// Whether field `index` is null, allowed or not: [`get`](Self::get) gives an error for a null
    /// that the schema forbids.
    ///
    /// # Panics
    ///
    /// When there is no such field.
    #[must_use]
    #[inline]
    pub fn is_null(self, index: usize) -> bool {
        let place = self.layout.place(index);
        place.kind == Kind::Null || place.null.is_set(self.bytes)
    }

    /// The slot of field `index`, null or not.
    #[inline]
    pub(crate) fn slot(self, index: usize) -> LazySlot<'a> {
        self.slot_at(index, self.layout.place(index))
    }

    #[inline]
    fn slot_at(self, index: usize, place: &Place) -> LazySlot<'a> {
        let holder = Holder::Row(self.layout, index);
        LazySlot::new(self.bytes, self.layout.fixed_width(), place.slot_offset, holder)
    }

    #[inline]
    fn read_as<T: Value + ?Sized>(
        self,
        index: usize,
        place: &Place,
    ) -> Result<Option<T::Ref<'a>>, Error> {
        if !<T as Sealed>::IS_WORD {
            return self.read(index, place, LazySlot::read::<T>);
        }
        // A number is read also where it is null, so that nothing branches on which of them are.
        let row = LazyRow { bytes: &self.bytes[..self.layout.fixed_width()], ..self };
        let (is_null, is_forbidden) = place.null_in(row.bytes);
        if is_forbidden {
            return Err(null(self.layout, index));
        }
        let value = T::read_checked(row.slot_at(index, place))?;
        Ok((!is_null).then_some(value))
    }

    #[inline]
    fn read<T>(
        self,
        index: usize,
        place: &Place,
        read: impl FnOnce(LazySlot<'a>) -> Result<T, Error>,
    ) -> Result<Option<T>, Error> {
        if place.null.is_set(self.bytes) {
            return if place.is_nullable { Ok(None) } else { Err(null(self.layout, index)) };
        }
        match read(self.slot_at(index, place)) {
            Ok(value) => Ok(Some(value)),
            Err(error) => Err(self.layout.in_field(index, error)),
        }
    }
}

// What is rare takes what a row is made of, so that the row itself need not be in memory for it.

/// Reads a field by a column of another layout.
#[cold]
#[inline(never)]
fn get_foreign<'a, T: Value + ?Sized>(
    layout: &'a RowLayout,
    bytes: &'a [u8],
    index: usize,
) -> Result<Option<T::Ref<'a>>, Error> {
    LazyRow { bytes, layout }.get_at::<T>(index)
}

/// A null in field `index`, where none may be.
#[cold]
#[inline(never)]
fn null(layout: &RowLayout, index: usize) -> Error {
    layout.in_field(index, Error::new(Problem::NullValue))
}

#[cold]
#[inline(never)]
fn cut(layout: &RowLayout, len: usize) -> Error {
    Error::new(Problem::RowCut { needed: layout.fixed_width(), len })
}
