//! The place of one value that is to be written.

use std::fmt;

use super::{Destination, ListWriter, MapWriter, Place, Progress, RowWriter, UnionWriter, append};
use crate::error::Problem;
use crate::standard;
use crate::value::{KindChecked, sealed::Sealed};
use crate::{Error, Kind, RowLayout, Storage, Value, ValueLayout};

/// The place of one value: a field of a row or the next element of a list. It is filled by one call.
///
/// What is written once may be written for any place, which is how records write their fields:
///
/// ```
/// use arrow_schema::{DataType, Field, Schema};
/// use ferrow_row::{Error, RowLayout, RowWriter, SlotWriter};
///
/// fn write_words(slot: SlotWriter<'_>, text: &str) -> Result<(), Error> {
///     let mut list = slot.list(0)?;
///     for word in text.split(' ') {
///         list.push::<str>(word)?;
///     }
///     list.finish()
/// }
///
/// let words = DataType::List(Field::new_list_field(DataType::Utf8, false).into());
/// let layout = RowLayout::try_new(Schema::new(vec![Field::new("words", words, false)]))?;
/// let mut message = Vec::new();
/// let mut row = RowWriter::new(&layout, &mut message);
/// write_words(row.slot(0), "a row of words")?;
/// row.finish()?;
/// assert_eq!(layout.open(&message)?.list(0)?.map(|words| words.len()), Some(4));
/// # Ok::<(), ferrow_row::Error>(())
/// ```
#[must_use = "a slot that is not filled stays as it was"]
pub struct SlotWriter<'w> {
    pub(super) buffer: &'w mut Vec<u8>,
    pub(super) place: Place<'w>,
}

impl<'w> SlotWriter<'w> {
    /// The place of a value that stands in its slot, in a whole row: what is written replaces it.
    pub(crate) fn in_place(layout: &'w RowLayout, index: usize, row: &'w mut Vec<u8>) -> Self {
        let (place, value) = (layout.place(index), layout.value(index));
        let (offset, null, progress) = (place.slot_offset, place.null, Progress::None);
        Self { buffer: row, place: Place { layout: value, base: 0, offset, null, progress } }
    }

    /// How the value is to stand in its place.
    #[must_use]
    pub fn layout(&self) -> &'w ValueLayout {
        self.place.layout
    }

    /// Writes the value.
    ///
    /// # Errors
    ///
    /// [`TooLarge`](crate::ErrorKind::TooLarge) where the row would pass 4 GiB, and
    /// [`WrongSize`](crate::ErrorKind::WrongSize) where the schema has another size for bytes.
    ///
    /// # Panics
    ///
    /// When the place is of another kind.
    #[inline(always)]
    pub fn set<T: Value + ?Sized>(self, value: T::Ref<'_>) -> Result<(), Error> {
        let found = self.place.layout.kind();
        if !T::is_of(found) {
            self.wrong_kind(T::KIND);
        }
        self.set_checked::<T>(value, KindChecked(()))
    }

    #[inline(always)]
    pub(super) fn set_checked<T: Value + ?Sized>(
        self,
        value: T::Ref<'_>,
        checked: KindChecked,
    ) -> Result<(), Error> {
        <T as Sealed>::write(self, value, checked)
    }

    /// Makes the value null.
    ///
    /// # Errors
    ///
    /// [`NotNull`](crate::ErrorKind::NotNull) where it may not be.
    #[inline]
    pub fn set_null(self) -> Result<(), Error> {
        if !self.place.layout.is_nullable() {
            return Err(self.place.error(Problem::NullValue));
        }
        self.place.set_null(self.buffer);
        Ok(())
    }

    /// Starts a row in this place, of a struct.
    ///
    /// # Errors
    ///
    /// [`WrongKind`](crate::ErrorKind::WrongKind) where the place is for another kind.
    #[inline]
    pub fn row(self) -> Result<RowWriter<'w>, Error> {
        match self.place.layout.row() {
            Some(row) => Ok(RowWriter::start(row, self.buffer, Destination::Slot(self.place))),
            None => Err(self.asked_for(Kind::Struct)),
        }
    }

    /// Starts a list in this place, with room for so many elements; there may be more or fewer.
    ///
    /// # Errors
    ///
    /// [`WrongKind`](crate::ErrorKind::WrongKind) where the place is for another kind, and
    /// [`TooLarge`](crate::ErrorKind::TooLarge) where so many elements do not fit a row.
    #[inline]
    pub fn list(self, capacity: usize) -> Result<ListWriter<'w>, Error> {
        match self.place.layout.list() {
            Some(list) => {
                ListWriter::start(list, self.buffer, capacity, Destination::Slot(self.place))
            }
            None => Err(self.asked_for(Kind::List)),
        }
    }

    /// Starts a map in this place.
    ///
    /// # Errors
    ///
    /// [`WrongKind`](crate::ErrorKind::WrongKind) where the place is for another kind.
    #[inline]
    pub fn map(self) -> Result<MapWriter<'w>, Error> {
        match self.place.layout.map() {
            Some(map) => Ok(MapWriter::start(map, self.buffer, Destination::Slot(self.place))),
            None => Err(self.asked_for(Kind::Map)),
        }
    }

    /// Starts a union in this place, whose value is that of the child with `type_id`.
    ///
    /// # Errors
    ///
    /// [`WrongKind`](crate::ErrorKind::WrongKind) where the place is for another kind, and
    /// [`NoSuchField`](crate::ErrorKind::NoSuchField) where no child has the type id.
    pub fn union(self, type_id: i8) -> Result<UnionWriter<'w>, Error> {
        match self.place.layout.union() {
            Some(union) => {
                UnionWriter::start(union, self.buffer, type_id, Destination::Slot(self.place))
            }
            None => Err(self.asked_for(Kind::Union)),
        }
    }

    /// Stores a number in the slot.
    #[inline(always)]
    pub(crate) fn put<const N: usize>(self, value: [u8; N]) {
        let slot = self.place.base + self.place.offset;
        self.buffer[slot..slot + N].copy_from_slice(&value);
        self.place.written(self.buffer);
    }

    /// Writes the bytes of a value that is not nested, and has the size that the schema wants.
    #[inline(always)]
    pub(crate) fn put_bytes(self, value: &[u8]) -> Result<(), Error> {
        let layout = self.place.layout;
        if let Some(wanted) = layout.size()
            && wanted != value.len()
        {
            let offset = self.place.offset;
            let found = value.len();
            return Err(self.place.error(Problem::WrongSize { offset, wanted, found }));
        }
        match layout.storage() {
            Storage::Span => self.append(value),
            Storage::Slot | Storage::Inline => {
                let slot = self.place.base + self.place.offset;
                self.buffer[slot..slot + value.len()].copy_from_slice(value);
                self.place.written(self.buffer);
                Ok(())
            }
        }
    }

    /// Appends the bytes of a variable value, nested or not, with its padding.
    #[inline(always)]
    pub(super) fn append(self, value: &[u8]) -> Result<(), Error> {
        // Of a nested value, which is as long as it is, the padding is none.
        let padded = self.place.layout.padded(value.len());
        self.append_padded(value, padded)
    }

    /// Writes a text, for which nothing but its slot and its bytes have to be known.
    #[inline(always)]
    pub(crate) fn put_text(self, value: &str) -> Result<(), Error> {
        self.append_padded(value.as_bytes(), standard::padded(value.len()))
    }

    #[inline(always)]
    fn append_padded(self, value: &[u8], padded: usize) -> Result<(), Error> {
        let start = self.buffer.len();
        let len = (start - self.place.base).saturating_add(padded);
        if u32::try_from(len).is_err() {
            return Err(self.place.error(Problem::RowTooLarge { len }));
        }
        append::padded(self.buffer, value, padded);
        self.place.point_to(self.buffer, start, value.len())
    }

    /// Writes the stored bytes of a value of the same layout: the slot, or what it points to.
    pub(crate) fn put_stored(self, stored: &[u8]) -> Result<(), Error> {
        match self.place.layout.storage() {
            Storage::Span => self.append(stored),
            Storage::Slot | Storage::Inline => {
                let slot = self.place.base + self.place.offset;
                self.buffer[slot..slot + stored.len()].copy_from_slice(stored);
                self.place.written(self.buffer);
                Ok(())
            }
        }
    }

    #[cold]
    pub(crate) fn asked_for(&self, asked: Kind) -> Error {
        self.place.error(Problem::WrongKind { asked, found: self.place.layout.kind() })
    }

    #[cold]
    #[inline(never)]
    fn wrong_kind(&self, asked: Kind) -> ! {
        let (path, found) = (self.place.layout.path(), self.place.layout.kind());
        panic!("`{path}` is {found}, not {asked}: is the column of another layout?")
    }
}

impl fmt::Debug for SlotWriter<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SlotWriter")
            .field("path", &self.place.layout.path())
            .field("kind", &self.place.layout.kind())
            .finish_non_exhaustive()
    }
}
