//! Values written apart from what is to hold them.

use super::{Place, Progress, SlotWriter};
use crate::layout::{LayoutId, NullBit};
use crate::standard::{self, Span, WORD};
use crate::{Error, Storage, ValueLayout};

/// Values that are written one by one before the container that they belong to can be: the values of
/// a map whose keys are not all there yet.
///
/// Each stands as the only field of a row would: null bits, slot, and what the slot points to.
///
/// ```
/// use arrow_schema::{DataType, Field, Schema};
/// use ferrow_row::{DetachedValues, MapRef, RowBatchWriter, RowLayout};
///
/// let side = |name| Field::new(name, DataType::Utf8, false);
/// let entries = Field::new_struct("entries", vec![side("key"), side("value")], false);
/// let stock = Field::new("stock", DataType::Map(entries.into(), false), false);
/// let mut writer = RowBatchWriter::new(RowLayout::try_new(Schema::new(vec![stock]))?);
/// let mut row = writer.row();
/// let mut map = row.slot(0).map()?;
/// let (layout, mut values) = (map.layout(), DetachedValues::default());
/// let mut keys = map.keys(2)?;
/// for (key, value) in [("tea", "green"), ("ink", "blue")] {
///     keys.push::<str>(key)?;
///     values.slot(layout.values().element()).set::<str>(value)?;
/// }
/// keys.finish()?;
/// let mut list = map.values(values.len())?;
/// for index in 0..values.len() {
///     values.put(index, list.slot()?)?;
/// }
/// list.finish()?;
/// map.finish()?;
/// row.finish()?;
/// let rows = writer.finish();
/// let stock = rows.row(0).and_then(|row| row.get_at::<MapRef>(0)).expect("not null");
/// assert_eq!(stock.get::<str, str>("ink"), Some(Some("blue")));
/// # Ok::<(), ferrow_row::Error>(())
/// ```
#[derive(Debug, Default)]
pub struct DetachedValues {
    bytes: Vec<u8>,
    /// Where each starts, and the layout of the place that it is for.
    starts: Vec<(usize, LayoutId)>,
}

impl DetachedValues {
    /// The number of values.
    #[must_use]
    pub fn len(&self) -> usize {
        self.starts.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.starts.is_empty()
    }

    /// Forgets the values, but keeps their memory.
    pub fn clear(&mut self) {
        self.bytes.clear();
        self.starts.clear();
    }

    /// The place of one more value, which is to go to a place of this layout.
    pub fn slot<'w>(&'w mut self, layout: &'w ValueLayout) -> SlotWriter<'w> {
        let base = self.bytes.len();
        self.starts.push((base, layout.id()));
        self.bytes.resize(base + WORD + layout.width().next_multiple_of(WORD), 0);
        let null = NullBit::at(0, 0);
        null.set(&mut self.bytes[base..]);
        let place = Place { layout, base, offset: WORD, null, progress: Progress::None };
        SlotWriter { buffer: &mut self.bytes, place }
    }

    /// Copies value `index` to its place, which has the layout that the value was written for. One
    /// that was never written is null.
    ///
    /// # Errors
    ///
    /// [`NotNull`](crate::ErrorKind::NotNull) for a null where there may be none, and
    /// [`TooLarge`](crate::ErrorKind::TooLarge) where the row would pass 4 GiB.
    ///
    /// # Panics
    ///
    /// When there is no such value, or it was written for a place of another layout.
    pub fn put(&self, index: usize, slot: SlotWriter<'_>) -> Result<(), Error> {
        let (start, id) = self.starts[index];
        let (path, is_its) = (slot.layout().path(), id == slot.layout().id());
        assert!(is_its, "value {index} was not written for `{path}`");
        let end = self.starts.get(index + 1).map_or(self.bytes.len(), |(start, _)| *start);
        let value = &self.bytes[start..end];
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
