//! Memory for what cannot be written to its place at once.

use crate::writer::DetachedValues;

/// Memory that is used again from value to value: one level for each map inside another.
#[derive(Debug, Default)]
pub(super) struct Scratch {
    pub(super) keys: DetachedValues,
    pub(super) values: DetachedValues,
    next: Option<Box<Scratch>>,
}

impl Scratch {
    /// The memory of this level, empty, and that of the levels inside.
    pub(super) fn split(&mut self) -> (&mut DetachedValues, &mut DetachedValues, &mut Self) {
        (&mut self.keys, &mut self.values, self.next.get_or_insert_default())
    }

    /// Empties this level.
    pub(super) fn clear(&mut self) {
        self.keys.clear();
        self.values.clear();
    }
}
