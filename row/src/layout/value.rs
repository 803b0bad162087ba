//! The plan of one value: how it stands in the row, list or map that holds it.

use std::sync::Arc;

use arrow_schema::{DataType, FieldRef};

use crate::layout::{LayoutId, ListLayout, MapLayout, RowLayout, UnionLayout};
use crate::{Kind, standard};

/// How one value stands in what holds it: as a field of a row, an element of a list, a key or a
/// value of a map.
#[derive(Debug, Clone)]
pub struct ValueLayout {
    pub(super) id: LayoutId,
    pub(super) field: FieldRef,
    pub(super) kind: Kind,
    pub(super) nullable: bool,
    pub(super) storage: Storage,
    pub(super) width: usize,
    pub(super) size: Option<usize>,
    pub(super) nested: Nested,
    pub(super) path: Box<str>,
}

/// Where the bytes of a value are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Storage {
    /// In its slot, as a number.
    Slot,
    /// In the variable region; the slot is a [`Span`](crate::standard::Span).
    Span,
    /// In its slot, whole, of any width.
    Inline,
}

/// What holds a value, and knows its layout: asked only by those that read more than a number.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Holder<'a> {
    /// The row, in which the value is a field.
    Row(&'a RowLayout, usize),
    /// The list, in which it is an element.
    List(&'a ListLayout),
}

impl<'a> Holder<'a> {
    /// How the value stands in its holder.
    #[inline]
    pub(crate) fn value(self) -> &'a ValueLayout {
        match self {
            Self::Row(row, index) => row.value(index),
            Self::List(list) => list.element(),
        }
    }
}

/// The plans of what a value is made of.
#[derive(Debug, Clone)]
pub(super) enum Nested {
    None,
    List(Arc<ListLayout>),
    Map(Arc<MapLayout>),
    Struct(Arc<RowLayout>),
    Union(Arc<UnionLayout>),
}

impl ValueLayout {
    /// Which layout this is: that of one place of a schema that was planned once.
    pub(crate) fn id(&self) -> LayoutId {
        self.id
    }

    /// The kind of the value.
    #[must_use]
    #[inline]
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// Whether the value may be null.
    #[must_use]
    #[inline]
    pub fn is_nullable(&self) -> bool {
        self.nullable
    }

    /// The Arrow field: of a row, or the one that Arrow's list and map types have inside.
    #[must_use]
    pub fn field(&self) -> &FieldRef {
        &self.field
    }

    /// The Arrow type of the value.
    #[must_use]
    pub fn data_type(&self) -> &DataType {
        self.field.data_type()
    }

    /// Where the bytes of the value are.
    #[must_use]
    #[inline]
    pub fn storage(&self) -> Storage {
        self.storage
    }

    /// Bytes of the slot that count; the 8 of the span for [`Storage::Span`].
    #[must_use]
    #[inline]
    pub fn width(&self) -> usize {
        self.width
    }

    /// Bytes of the value itself, where they are the same for all values.
    #[must_use]
    #[inline]
    pub fn size(&self) -> Option<usize> {
        self.size
    }

    /// The plan of a nested row; of a struct alone.
    #[must_use]
    #[inline]
    pub fn row(&self) -> Option<&Arc<RowLayout>> {
        match &self.nested {
            Nested::Struct(row) => Some(row),
            _ => None,
        }
    }

    /// The plan of a list.
    #[must_use]
    #[inline]
    pub fn list(&self) -> Option<&Arc<ListLayout>> {
        match &self.nested {
            Nested::List(list) => Some(list),
            _ => None,
        }
    }

    /// The plan of a map.
    #[must_use]
    #[inline]
    pub fn map(&self) -> Option<&Arc<MapLayout>> {
        match &self.nested {
            Nested::Map(map) => Some(map),
            _ => None,
        }
    }

    /// The plan of a union.
    #[must_use]
    #[inline]
    pub fn union(&self) -> Option<&Arc<UnionLayout>> {
        match &self.nested {
            Nested::Union(union) => Some(union),
            _ => None,
        }
    }

    /// Where the value is in what was planned, as in `orders[].name`.
    #[must_use]
    #[inline]
    pub fn path(&self) -> &str {
        &self.path
    }

    /// Bytes that a value of `size` bytes takes in the variable region. Nested values end where they
    /// end: in the standard layout that is a multiple of 8, in the compact one it need not be.
    #[inline]
    pub(crate) fn padded(&self, size: usize) -> usize {
        if self.kind.is_nested() { size } else { standard::padded(size) }
    }
}
