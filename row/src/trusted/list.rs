//! One validated list.

use std::iter::FusedIterator;
use std::marker::PhantomData;
use std::ops::Range;

use bytemuck::Pod;

use crate::error::Error;
use crate::layout::{Holder, ListParts, NullBit};
use crate::lazy::LazyList;
use crate::trusted::ValidSlot;
use crate::{FixedValue, Kind, ListLayout, Value, ValueRef, validate};

/// One validated list, borrowed. Reading an element cannot fail: `None` means null.
///
/// ```
/// use arrow_schema::{DataType, Field, Schema};
/// use ferrow_row::{ListRef, RowBatchWriter, RowLayout};
///
/// let scores = DataType::List(Field::new_list_field(DataType::Float64, false).into());
/// let layout = RowLayout::try_new(Schema::new(vec![Field::new("scores", scores, false)]))?;
/// let scores = layout.column::<ListRef>("scores")?;
///
/// let mut writer = RowBatchWriter::new(layout.clone());
/// let mut row = writer.row();
/// let mut list = row.slot(scores.index()).list(3)?;
/// for score in [1.0, 2.5, 4.0] {
///     list.push::<f64>(score)?;
/// }
/// list.finish()?;
/// row.finish()?;
/// let batch = writer.finish();
///
/// let list = batch.row(0).and_then(|row| row.get(scores)).expect("not null");
/// assert_eq!(list.get::<f64>(1), Some(2.5));
/// assert_eq!(list.iter::<f64>().flatten().sum::<f64>(), 7.5);
/// // Where its bytes happen to be aligned, a list without nulls is a slice.
/// assert!(list.as_slice::<f64>().is_none_or(|scores| scores == [1.0, 2.5, 4.0]));
/// # Ok::<(), ferrow_row::Error>(())
/// ```
#[derive(Clone, Copy)]
pub struct ListRef<'a> {
    bytes: &'a [u8],
    layout: &'a ListLayout,
    len: usize,
    parts: ListParts,
}

impl<'a> ListRef<'a> {
    /// Checks the whole list, so that every element can be read from it.
    ///
    /// # Errors
    ///
    /// What is wrong with the bytes, at which offset and in which element.
    pub fn try_new(layout: &'a ListLayout, bytes: &'a [u8]) -> Result<Self, Error> {
        validate::list(layout, bytes)?;
        Ok(Self::of_valid(layout, bytes))
    }

    /// Takes a list inside a validated value for one: the promise holds.
    #[inline(always)]
    pub(super) fn of_valid(layout: &'a ListLayout, bytes: &'a [u8]) -> Self {
        let len = layout.count(bytes).and_then(|count| usize::try_from(count).ok());
        match len {
            Some(len) => Self { bytes, layout, len, parts: layout.parts_of_valid(len) },
            None => unreachable!("a validated list has its elements"),
        }
    }

    /// The list's bytes.
    #[must_use]
    pub fn bytes(self) -> &'a [u8] {
        self.bytes
    }

    /// The layout that the list was validated against.
    #[must_use]
    #[inline]
    pub fn layout(self) -> &'a ListLayout {
        self.layout
    }

    /// The number of elements.
    #[must_use]
    #[inline]
    pub fn len(self) -> usize {
        self.len
    }

    /// Whether there are no elements.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.len == 0
    }

    /// Reads element `index`; `None` where it is null.
    ///
    /// # Panics
    ///
    /// When there is no such element, or elements are not read as `T`.
    #[must_use]
    #[inline]
    pub fn get<T: Value + ?Sized>(self, index: usize) -> Option<T::Ref<'a>> {
        self.layout.expect::<T>();
        self.slot(index).map(T::read)
    }

    /// Whether element `index` is null.
    ///
    /// # Panics
    ///
    /// When there is no such element.
    #[must_use]
    #[inline]
    pub fn is_null(self, index: usize) -> bool {
        let null = self.null_bit(index).is_set(self.bytes);
        null || self.layout.element().kind() == Kind::Null
    }

    /// How many elements are null.
    #[must_use]
    pub fn null_count(self) -> usize {
        (0..self.len).filter(|&index| self.is_null(index)).count()
    }

    /// The elements, `None` where one is null.
    ///
    /// # Panics
    ///
    /// When elements are not read as `T`.
    #[inline]
    pub fn iter<T: Value + ?Sized>(self) -> ListValues<'a, T> {
        self.layout.expect::<T>();
        ListValues { list: self, left: 0..self.len, value: PhantomData }
    }

    /// The elements, of whatever kind they are.
    pub fn values(self) -> impl ExactSizeIterator<Item = ValueRef<'a>> {
        (0..self.len).map(move |index| self.value(index))
    }

    /// The elements as a slice of the row's own bytes: of numbers without nulls, where they lie
    /// aligned in memory and the machine is little-endian. `None` otherwise: [`iter`](Self::iter)
    /// always works.
    ///
    /// # Panics
    ///
    /// When elements are not read as `T`.
    #[must_use]
    pub fn as_slice<T: FixedValue + Pod>(self) -> Option<&'a [T]> {
        self.layout.expect::<T>();
        let lazy = LazyList::open(self.layout, self.bytes).ok()?;
        if cfg!(target_endian = "big") || validate::first_null(lazy).is_some() {
            return None;
        }
        let elements = &self.bytes[self.parts.elements..self.parts.elements_end];
        bytemuck::try_cast_slice(elements).ok()
    }

    #[inline(always)]
    fn null_bit(self, index: usize) -> NullBit {
        assert!(index < self.len, "element {index} of a list of {}", self.len);
        match self.parts.bitmap_width {
            0 => NullBit::NONE,
            _ => NullBit::at(self.parts.bitmap, index),
        }
    }

    /// The slot of element `index`; `None` where it is null.
    #[inline(always)]
    pub(crate) fn slot(self, index: usize) -> Option<ValidSlot<'a>> {
        if self.null_bit(index).is_set(self.bytes) {
            return None;
        }
        let offset = self.parts.elements + index * self.layout.element().width();
        Some(ValidSlot::new(self.bytes, offset, Holder::List(self.layout)))
    }
}

/// Iterates over the elements of a list: `None` where one is null.
#[derive(Debug)]
#[must_use = "iterators are lazy"]
pub struct ListValues<'a, T: ?Sized> {
    list: ListRef<'a>,
    left: Range<usize>,
    value: PhantomData<fn() -> Box<T>>,
}

impl<T: ?Sized> Clone for ListValues<'_, T> {
    fn clone(&self) -> Self {
        Self { list: self.list, left: self.left.clone(), value: PhantomData }
    }
}

impl<'a, T: Value + ?Sized> Iterator for ListValues<'a, T> {
    type Item = Option<T::Ref<'a>>;

    #[inline(always)]
    fn next(&mut self) -> Option<Self::Item> {
        self.left.next().map(|index| self.list.slot(index).map(T::read))
    }

    #[inline]
    fn nth(&mut self, n: usize) -> Option<Self::Item> {
        self.left.nth(n).map(|index| self.list.slot(index).map(T::read))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.left.size_hint()
    }
}

impl<T: Value + ?Sized> DoubleEndedIterator for ListValues<'_, T> {
    #[inline]
    fn next_back(&mut self) -> Option<Self::Item> {
        self.left.next_back().map(|index| self.list.slot(index).map(T::read))
    }
}

impl<T: Value + ?Sized> ExactSizeIterator for ListValues<'_, T> {}
impl<T: Value + ?Sized> FusedIterator for ListValues<'_, T> {}
