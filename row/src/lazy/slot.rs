//! The slot of a value of which nothing is known but that the slot is there.

use crate::error::Problem;
use crate::layout::Holder;
use crate::lazy::{LazyList, LazyMap, LazyRow};
use crate::standard::{self, Span};
use crate::trusted::{ListRef, MapRef, RowRef, UnionRef};
use crate::{Error, Storage, Value, ValueLayout};

/// A slot in a container of unknown bytes.
#[derive(Debug, Clone, Copy)]
pub struct LazySlot<'a> {
    container: &'a [u8],
    /// Where the slots of the container end: no value stands in front of it.
    fixed_end: usize,
    offset: usize,
    holder: Holder<'a>,
}

impl<'a> LazySlot<'a> {
    /// The slot at `offset` of a container that has all bytes up to `fixed_end`, behind the slot.
    #[inline]
    pub(super) fn new(
        container: &'a [u8],
        fixed_end: usize,
        offset: usize,
        holder: Holder<'a>,
    ) -> Self {
        Self { container, fixed_end, offset, holder }
    }

    #[inline]
    fn layout(self) -> &'a ValueLayout {
        self.holder.value()
    }

    /// The first bytes of the slot.
    #[inline]
    pub(crate) fn in_slot<const N: usize>(self) -> [u8; N] {
        let mut bytes = [0; N];
        bytes.copy_from_slice(&self.container[self.offset..self.offset + N]);
        bytes
    }

    fn span(self) -> Span {
        Span::from_slot(standard::load(self.container, self.offset))
    }

    /// Bytes of the value in the variable region.
    #[inline]
    pub(crate) fn span_size(self) -> usize {
        match self.layout().storage() {
            Storage::Span => self.span().size as usize,
            Storage::Slot | Storage::Inline => 0,
        }
    }

    /// Bytes from the start of the container to the value.
    pub(crate) fn value_offset(self) -> usize {
        match self.layout().storage() {
            Storage::Span => self.span().offset as usize,
            Storage::Slot | Storage::Inline => self.offset,
        }
    }

    /// The bytes of the value, where they lie in the container.
    #[inline]
    pub(crate) fn bytes(self) -> Result<&'a [u8], Error> {
        let layout = self.layout();
        if layout.storage() != Storage::Span {
            return Ok(&self.container[self.offset..self.offset + layout.width()]);
        }
        let span = self.span();
        let (offset, size) = (span.offset as usize, span.size as usize);
        let Some(bytes) = span.of(self.container) else {
            return Err(Error::new(Problem::SpanCut { offset, size, len: self.container.len() }));
        };
        if size > 0 && offset < self.fixed_end {
            return Err(Error::new(Problem::SpanOverlap { offset, fixed: self.fixed_end }));
        }
        match layout.size() {
            Some(wanted) if wanted != size => {
                Err(Error::new(Problem::WrongSize { offset, wanted, found: size }))
            }
            _ => Ok(bytes),
        }
    }

    /// Reads the value, which is of the kind of `T`.
    #[inline]
    pub(super) fn read<T: Value + ?Sized>(self) -> Result<T::Ref<'a>, Error> {
        T::read_checked(self)
    }

    pub(crate) fn list(self) -> Result<ListRef<'a>, Error> {
        let layout = self.layout().list().expect("a list has its plan");
        ListRef::try_new(layout, self.bytes()?).map_err(|error| error.inside(self.value_offset()))
    }

    pub(crate) fn map(self) -> Result<MapRef<'a>, Error> {
        let layout = self.layout().map().expect("a map has its plan");
        MapRef::try_new(layout, self.bytes()?).map_err(|error| error.inside(self.value_offset()))
    }

    pub(crate) fn row(self) -> Result<RowRef<'a>, Error> {
        let layout = self.layout().row().expect("a struct has its plan");
        RowRef::try_new(layout, self.bytes()?).map_err(|error| error.inside(self.value_offset()))
    }

    pub(crate) fn union(self) -> Result<UnionRef<'a>, Error> {
        let layout = self.layout().union().expect("a union has its plan");
        UnionRef::try_new(layout, self.bytes()?).map_err(|error| error.inside(self.value_offset()))
    }

    pub(super) fn open_row(self) -> Result<LazyRow<'a>, Error> {
        let layout = self.layout().row().expect("a struct has its plan");
        LazyRow::open(layout, self.bytes()?).map_err(|error| error.inside(self.value_offset()))
    }

    pub(super) fn open_list(self) -> Result<LazyList<'a>, Error> {
        let layout = self.layout().list().expect("a list has its plan");
        LazyList::open(layout, self.bytes()?).map_err(|error| error.inside(self.value_offset()))
    }

    pub(super) fn open_map(self) -> Result<LazyMap<'a>, Error> {
        let layout = self.layout().map().expect("a map has its plan");
        LazyMap::open(layout, self.bytes()?).map_err(|error| error.inside(self.value_offset()))
    }
}
