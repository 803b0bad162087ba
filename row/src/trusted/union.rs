//! One validated union.

use crate::error::Error;
use crate::trusted::RowRef;
use crate::{UnionLayout, Value, ValueRef, validate};

/// One validated union, borrowed: a type id, and the value of the child that has it.
#[derive(Clone, Copy)]
pub struct UnionRef<'a> {
    row: RowRef<'a>,
    layout: &'a UnionLayout,
    child: usize,
}

impl<'a> UnionRef<'a> {
    /// Checks the whole union, so that its value can be read.
    ///
    /// # Errors
    ///
    /// What is wrong with the bytes, and at which offset.
    pub fn try_new(layout: &'a UnionLayout, bytes: &'a [u8]) -> Result<Self, Error> {
        validate::union(layout, bytes)?;
        Ok(Self::of_valid(layout, bytes))
    }

    /// Takes a union inside a validated value for one: the promise holds.
    #[inline]
    pub(super) fn of_valid(layout: &'a UnionLayout, bytes: &'a [u8]) -> Self {
        let row = RowRef::of_valid(layout.row(), bytes);
        match row.get_at::<i8>(0).and_then(|type_id| layout.child_of(type_id)) {
            Some(child) => Self { row, layout, child },
            None => unreachable!("a validated union has the type id of a child"),
        }
    }

    /// The row that the union is.
    #[must_use]
    pub fn row(self) -> RowRef<'a> {
        self.row
    }

    /// The layout that the union was validated against.
    #[must_use]
    pub fn layout(self) -> &'a UnionLayout {
        self.layout
    }

    /// The type id of the active child.
    #[must_use]
    pub fn type_id(self) -> i8 {
        self.layout.type_ids()[self.child]
    }

    /// The ordinal of the active child.
    #[must_use]
    pub fn index(self) -> usize {
        self.child
    }

    /// The value; `None` where it is null.
    ///
    /// # Panics
    ///
    /// When the active child is not read as `T`.
    #[must_use]
    pub fn get<T: Value + ?Sized>(self) -> Option<T::Ref<'a>> {
        self.row.get_at::<T>(self.child + 1)
    }

    /// The value, of whatever kind it is.
    #[must_use]
    pub fn value(self) -> ValueRef<'a> {
        self.row.value(self.child + 1)
    }
}
