//! A list of unknown bytes.

use crate::error::Problem;
use crate::layout::{Holder, ListParts, NullBit};
use crate::lazy::{LazyMap, LazyRow, LazySlot};
use crate::{Error, Kind, ListLayout, ListRef, MapRef, RowRef, Value};

/// A list whose bytes are not trusted: opened in constant time, checked where it is read.
#[derive(Clone, Copy)]
pub struct LazyList<'a> {
    bytes: &'a [u8],
    layout: &'a ListLayout,
    len: usize,
    parts: ListParts,
}

impl<'a> LazyList<'a> {
    /// Opens a list, checking that its elements are there and as many as the schema wants.
    ///
    /// # Errors
    ///
    /// [`Truncated`](crate::ErrorKind::Truncated) where the elements are not all there, and
    /// [`WrongSize`](crate::ErrorKind::WrongSize) where the schema wants another number.
    #[inline]
    pub fn open(layout: &'a ListLayout, bytes: &'a [u8]) -> Result<Self, Error> {
        let too_short = || Error::new(Problem::ListCut { len: bytes.len() });
        let len = layout.count(bytes).and_then(|count| usize::try_from(count).ok());
        let len = len.ok_or_else(too_short)?;
        let parts = layout.parts(len).filter(|parts| parts.elements_end <= bytes.len());
        let parts = parts.ok_or_else(too_short)?;
        match layout.fixed_len() {
            Some(wanted) if wanted != len => {
                Err(Error::new(Problem::WrongLen { wanted, found: len }))
            }
            _ => Ok(Self { bytes, layout, len, parts }),
        }
    }

    /// The list's bytes.
    #[must_use]
    pub fn bytes(self) -> &'a [u8] {
        self.bytes
    }

    /// The layout that the list is read with.
    #[must_use]
    pub fn layout(self) -> &'a ListLayout {
        self.layout
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

    /// Reads element `index`, checking it; `None` where it is null.
    ///
    /// # Errors
    ///
    /// As [`LazyRow::get`].
    ///
    /// # Panics
    ///
    /// When there is no such element, or elements are of another kind.
    pub fn get<T: Value + ?Sized>(self, index: usize) -> Result<Option<T::Ref<'a>>, Error> {
        self.read::<T, _>(index, LazySlot::read::<T>)
    }

    /// Opens element `index`, a struct.
    ///
    /// # Errors
    ///
    /// As [`LazyRow::get`].
    ///
    /// # Panics
    ///
    /// When there is no such element, or elements are no structs.
    pub fn row(self, index: usize) -> Result<Option<LazyRow<'a>>, Error> {
        self.read::<RowRef<'static>, _>(index, LazySlot::open_row)
    }

    /// Opens element `index`, a list.
    ///
    /// # Errors
    ///
    /// As [`LazyRow::get`].
    ///
    /// # Panics
    ///
    /// When there is no such element, or elements are no lists.
    pub fn list(self, index: usize) -> Result<Option<LazyList<'a>>, Error> {
        self.read::<ListRef<'static>, _>(index, LazySlot::open_list)
    }

    /// Opens element `index`, a map.
    ///
    /// # Errors
    ///
    /// As [`LazyRow::get`].
    ///
    /// # Panics
    ///
    /// When there is no such element, or elements are no maps.
    pub fn map(self, index: usize) -> Result<Option<LazyMap<'a>>, Error> {
        self.read::<MapRef<'static>, _>(index, LazySlot::open_map)
    }

    /// Whether element `index` is null, allowed or not.
    ///
    /// # Panics
    ///
    /// When there is no such element.
    #[must_use]
    pub fn is_null(self, index: usize) -> bool {
        self.layout.element().kind() == Kind::Null || self.null_bit(index).is_set(self.bytes)
    }

    /// Where the parts of the list stand.
    pub(crate) fn parts(self) -> ListParts {
        self.parts
    }

    /// The slot of element `index`, null or not.
    pub(crate) fn slot(self, index: usize) -> LazySlot<'a> {
        let offset = self.parts.elements + index * self.layout.element().width();
        LazySlot::new(self.bytes, self.parts.elements_end, offset, Holder::List(self.layout))
    }

    /// The null bit of element `index`.
    pub(crate) fn null_bit(self, index: usize) -> NullBit {
        assert!(index < self.len, "element {index} of a list of {}", self.len);
        match self.parts.bitmap_width {
            0 => NullBit::NONE,
            _ => NullBit::at(self.parts.bitmap, index),
        }
    }

    fn read<T: Value + ?Sized, R>(
        self,
        index: usize,
        read: impl FnOnce(LazySlot<'a>) -> Result<R, Error>,
    ) -> Result<Option<R>, Error> {
        self.layout.expect::<T>();
        if self.null_bit(index).is_set(self.bytes) {
            if self.layout.element().is_nullable() {
                return Ok(None);
            }
            return Err(Error::new(Problem::NullValue).in_element(index));
        }
        read(self.slot(index)).map(Some).map_err(|error| error.in_element(index))
    }
}

impl ListLayout {
    /// Stops a program that reads or writes elements as another kind than they are of.
    #[inline]
    pub(crate) fn expect<T: Value + ?Sized>(&self) {
        let found = self.element().kind();
        assert!(T::is_of(found), "elements are {found}, not {}", T::KIND);
    }
}
