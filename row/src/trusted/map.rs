//! One validated map.

use crate::error::Error;
use crate::standard::{self, WORD};
use crate::trusted::ListRef;
use crate::{MapLayout, Value, ValueRef, validate};

/// One validated map, borrowed: a list of keys, none of them null, and a list of as many values.
///
/// Entries stand in the order of their writer, so a key is looked for from the front.
///
/// ```
/// use arrow_schema::{DataType, Field};
/// use ferrow_row::{MapLayout, MapRef, MapWriter, RowFormat};
///
/// let entries = Field::new_struct(
///     "entries",
///     vec![Field::new("key", DataType::Utf8, false), Field::new("value", DataType::Int32, true)],
///     false,
/// );
/// let layout = MapLayout::try_new(&DataType::Map(entries.into(), false), RowFormat::Standard)?;
///
/// let mut message = Vec::new();
/// let mut map = MapWriter::new(&layout, &mut message);
/// let mut keys = map.keys(2)?;
/// keys.push::<str>("a")?;
/// keys.push::<str>("b")?;
/// keys.finish()?;
/// let mut values = map.values(2)?;
/// values.push::<i32>(1)?;
/// values.push_null()?;
/// values.finish()?;
/// map.finish()?;
///
/// let map = MapRef::try_new(&layout, &message)?;
/// assert_eq!(map.find::<str>("b"), Some(1));
/// assert_eq!(map.get::<str, i32>("a"), Some(Some(1)));
/// assert_eq!(map.get::<str, i32>("b"), Some(None));
/// assert_eq!(map.get::<str, i32>("c"), None);
/// # Ok::<(), ferrow_row::Error>(())
/// ```
#[derive(Clone, Copy)]
pub struct MapRef<'a> {
    bytes: &'a [u8],
    layout: &'a MapLayout,
    keys: ListRef<'a>,
    values: ListRef<'a>,
}

impl<'a> MapRef<'a> {
    /// Checks the whole map, so that every key and value can be read from it. A key that is there
    /// twice is no error.
    ///
    /// # Errors
    ///
    /// What is wrong with the bytes, at which offset and in which key or value.
    pub fn try_new(layout: &'a MapLayout, bytes: &'a [u8]) -> Result<Self, Error> {
        validate::map(layout, bytes)?;
        Ok(Self::of_valid(layout, bytes))
    }

    /// Takes a map inside a validated value for one: the promise holds.
    #[inline(always)]
    pub(super) fn of_valid(layout: &'a MapLayout, bytes: &'a [u8]) -> Self {
        let (size, lists) = bytes.split_at(WORD);
        let size = usize::try_from(standard::load(size, 0)).unwrap_or(usize::MAX);
        let (keys, values) = lists.split_at(size);
        let keys = ListRef::of_valid(layout.keys(), keys);
        let values = ListRef::of_valid(layout.values(), values);
        Self { bytes, layout, keys, values }
    }

    /// The map's bytes.
    #[must_use]
    pub fn bytes(self) -> &'a [u8] {
        self.bytes
    }

    /// The layout that the map was validated against.
    #[must_use]
    #[inline]
    pub fn layout(self) -> &'a MapLayout {
        self.layout
    }

    /// The number of entries.
    #[must_use]
    #[inline]
    pub fn len(self) -> usize {
        self.keys.len()
    }

    /// Whether there are no entries.
    #[must_use]
    #[inline]
    pub fn is_empty(self) -> bool {
        self.len() == 0
    }

    /// The keys.
    #[must_use]
    #[inline]
    pub fn keys(self) -> ListRef<'a> {
        self.keys
    }

    /// The values, in the order of their keys.
    #[must_use]
    #[inline]
    pub fn values(self) -> ListRef<'a> {
        self.values
    }

    /// The ordinal of the first entry with this key, floats compared by their bits.
    ///
    /// # Panics
    ///
    /// When keys are not read as `K`.
    #[must_use]
    pub fn find<K: Value + ?Sized>(self, key: K::Ref<'a>) -> Option<usize> {
        self.keys.iter::<K>().position(|found| found.is_some_and(|found| K::is_same(found, key)))
    }

    /// The value of a key, `Some(None)` where it is null.
    ///
    /// # Panics
    ///
    /// When keys are not read as `K`, or values as `V`.
    #[must_use]
    pub fn get<K: Value + ?Sized, V: Value + ?Sized>(
        self,
        key: K::Ref<'a>,
    ) -> Option<Option<V::Ref<'a>>> {
        self.find::<K>(key).map(|index| self.values.get::<V>(index))
    }

    /// The entries, of whatever kinds they are.
    pub fn entries(self) -> impl ExactSizeIterator<Item = (ValueRef<'a>, ValueRef<'a>)> {
        (0..self.len()).map(move |index| (self.keys.value(index), self.values.value(index)))
    }
}
