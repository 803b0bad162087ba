//! Nulls of fields that take none.

use std::cell::RefCell;

use crate::RowLayout;

/// The fields of rows that are null where their type takes no null.
///
/// A row does not tell a field that was null from one that was skipped, as
/// `#[serde(skip_serializing_if = "Vec::is_empty")]` does. So a null is first given as such; where the
/// type refuses it, the field is noted here, and left out when the row is read again, so that it gets
/// its default.
#[derive(Debug, Default)]
pub(super) struct Unwelcome<'de>(RefCell<Vec<(&'de RowLayout, usize)>>);

impl<'de> Unwelcome<'de> {
    /// The number of fields that are known.
    pub(super) fn len(&self) -> usize {
        self.0.borrow().len()
    }

    pub(super) fn contains(&self, layout: &RowLayout, index: usize) -> bool {
        self.0.borrow().iter().any(|&(found, at)| std::ptr::eq(found, layout) && at == index)
    }

    pub(super) fn insert(&self, layout: &'de RowLayout, index: usize) {
        if !self.contains(layout, index) {
            self.0.borrow_mut().push((layout, index));
        }
    }
}
