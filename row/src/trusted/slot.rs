//! The slot of a value that was validated and is not null.

use crate::layout::Holder;
use crate::standard::{self, Span};
use crate::trusted::{ListRef, MapRef, RowRef, UnionRef};
use crate::{Kind, Storage, ValueLayout};

/// The slot of a value that is not null, in a validated container. Only the validated types of this
/// module make one.
#[derive(Debug, Clone, Copy)]
pub struct ValidSlot<'a> {
    container: &'a [u8],
    offset: usize,
    holder: Holder<'a>,
}

impl<'a> ValidSlot<'a> {
    /// The slot at `offset` of a validated container, of a value of this layout that is not null.
    #[inline]
    pub(super) fn new(container: &'a [u8], offset: usize, holder: Holder<'a>) -> Self {
        Self { container, offset, holder }
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

    /// The bytes of the value.
    #[inline]
    pub(crate) fn bytes(self) -> &'a [u8] {
        if self.layout().storage() != Storage::Span {
            return &self.container[self.offset..self.offset + self.layout().width()];
        }
        self.bytes_of_span()
    }

    /// The bytes that the slot points to.
    #[inline]
    fn bytes_of_span(self) -> &'a [u8] {
        match Span::from_slot(standard::load(self.container, self.offset)).of(self.container) {
            Some(bytes) => bytes,
            None => unreachable!("a validated span lies in its container"),
        }
    }

    /// The text of a text value.
    #[inline]
    pub(crate) fn text(self) -> &'a str {
        assert!(self.layout().kind() == Kind::Utf8, "text is read from text fields alone");
        let bytes = self.bytes_of_span();
        // SAFETY: the slot is of a text value that is not null (the assertion above, and the promise
        // of who made the slot), and point 4 of the promise says that its bytes, found by the same
        // `Span::of` that validation uses, are UTF-8.
        unsafe { std::str::from_utf8_unchecked(bytes) }
    }

    /// The list of a list value.
    #[inline]
    pub(crate) fn list(self) -> ListRef<'a> {
        let layout = self.layout().list().expect("lists are read from list fields alone");
        ListRef::of_valid(layout, self.bytes())
    }

    /// The map of a map value.
    #[inline]
    pub(crate) fn map(self) -> MapRef<'a> {
        let layout = self.layout().map().expect("maps are read from map fields alone");
        MapRef::of_valid(layout, self.bytes())
    }

    /// The row of a struct value.
    #[inline]
    pub(crate) fn row(self) -> RowRef<'a> {
        let layout = self.layout().row().expect("rows are read from struct fields alone");
        RowRef::of_valid(layout, self.bytes())
    }

    /// The union of a union value.
    #[inline]
    pub(crate) fn union(self) -> UnionRef<'a> {
        let layout = self.layout().union().expect("unions are read from union fields alone");
        UnionRef::of_valid(layout, self.bytes())
    }
}
