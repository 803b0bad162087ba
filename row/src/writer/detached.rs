//! Values written apart from what is to hold them.

use super::{Place, Progress, SlotWriter};
use crate::layout::NullBit;
use crate::standard::{self, Span, WORD};
use crate::{Error, Storage, ValueLayout};

/// Values that are written one by one before the container that they belong to can be: the values of
/// a map whose keys are not all there yet.
///
/// Each stands as the only field of a row would: null bits, slot, and what the slot points to.
#[derive(Debug, Default)]
pub(crate) struct DetachedValues {
    bytes: Vec<u8>,
    starts: Vec<usize>,
}

impl DetachedValues {
    /// The number of values.
    pub(crate) fn len(&self) -> usize {
        self.starts.len()
    }

    /// Forgets the values, but keeps their memory.
    pub(crate) fn clear(&mut self) {
        self.bytes.clear();
        self.starts.clear();
    }

    /// The place of one more value, which is to go to a place of this layout.
    pub(crate) fn slot<'w>(&'w mut self, layout: &'w ValueLayout) -> SlotWriter<'w> {
        let base = self.bytes.len();
        self.starts.push(base);
        self.bytes.resize(base + WORD + layout.width().next_multiple_of(WORD), 0);
        let null = NullBit::at(0, 0);
        null.set(&mut self.bytes[base..]);
        let place = Place { layout, base, offset: WORD, null, progress: Progress::None };
        SlotWriter { buffer: &mut self.bytes, place }
    }

    /// Copies value `index` to its place, which has the layout that the value was written for. One
    /// that was never written is null.
    pub(crate) fn put(&self, index: usize, slot: SlotWriter<'_>) -> Result<(), Error> {
        let end = self.starts.get(index + 1).copied().unwrap_or(self.bytes.len());
        let value = &self.bytes[self.starts[index]..end];
        if NullBit::at(0, 0).is_set(value) {
            return slot.set_null();
        }
        match slot.layout().storage() {
            Storage::Span => {
                let span = Span::from_slot(standard::load(value, WORD));
                slot.put_stored(span.of(value).expect("the writer's own span lies in the value"))
            }
            Storage::Slot | Storage::Inline => {
                let width = slot.layout().width();
                slot.put_stored(&value[WORD..WORD + width])
            }
        }
    }
}
