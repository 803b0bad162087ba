//! The fields of a row, by name or in the order of the schema.

use serde::ser::{self, Serialize};

use super::value::{StructFields, ValueSerializer};
use crate::error::Problem;
use crate::serde::error::placed;
use crate::serde::scratch::Scratch;
use crate::{Error, RowWriter};

/// The fields of one row.
pub(super) struct Fields<'w> {
    row: RowWriter<'w>,
    scratch: &'w mut Scratch,
    /// Where the row is in what is written.
    path: &'w str,
    /// Where the next field is expected: structs have theirs in the schema's order, mostly.
    next: usize,
}

impl<'w> Fields<'w> {
    /// Starts a row in the place of a struct.
    pub(super) fn start(place: ValueSerializer<'w>) -> Result<Self, Error> {
        let path = place.slot.layout().path();
        Ok(Self { row: place.slot.row()?, scratch: place.scratch, path, next: 0 })
    }

    /// Goes on with a row that is there.
    pub(super) fn of_row(row: RowWriter<'w>, scratch: &'w mut Scratch) -> Self {
        Self { row, scratch, path: "", next: 0 }
    }

    /// Writes the field `name`.
    pub(super) fn put<T: Serialize + ?Sized>(
        &mut self,
        name: &str,
        value: &T,
    ) -> Result<(), Error> {
        let fields = self.row.layout().schema().fields();
        let index = match fields.get(self.next) {
            Some(field) if field.name() == name => self.next,
            _ => self.row.layout().index_of(name).map_err(|error| match self.path {
                "" => error,
                path => error.in_field(path),
            })?,
        };
        self.put_at(index, value)
    }

    /// Writes the field after the one that was written last.
    pub(super) fn put_next<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Error> {
        if self.next == self.row.layout().len() {
            let (wanted, found) = (self.next, self.next + 1);
            return Err(Error::new(Problem::WrongLen { wanted, found }).at(self.path));
        }
        self.put_at(self.next, value)
    }

    fn put_at<T: Serialize + ?Sized>(&mut self, index: usize, value: &T) -> Result<(), Error> {
        self.next = index + 1;
        let slot = self.row.slot(index);
        let path = slot.layout().path();
        value
            .serialize(ValueSerializer { slot, scratch: self.scratch })
            .map_err(|error| placed(error, path))
    }

    pub(super) fn finish(self) -> Result<(), Error> {
        self.row.finish()
    }
}

impl ser::SerializeStruct for Fields<'_> {
    type Ok = ();
    type Error = Error;

    fn serialize_field<T: Serialize + ?Sized>(
        &mut self,
        name: &'static str,
        value: &T,
    ) -> Result<(), Error> {
        self.put(name, value)
    }

    fn end(self) -> Result<(), Error> {
        self.finish()
    }
}

impl ser::SerializeStruct for StructFields<'_> {
    type Ok = ();
    type Error = Error;

    fn serialize_field<T: Serialize + ?Sized>(
        &mut self,
        name: &'static str,
        value: &T,
    ) -> Result<(), Error> {
        match self {
            Self::Row(fields) => fields.put(name, value),
            Self::Map(entries) => {
                ser::SerializeMap::serialize_key(entries, name)?;
                ser::SerializeMap::serialize_value(entries, value)
            }
        }
    }

    fn end(self) -> Result<(), Error> {
        match self {
            Self::Row(fields) => fields.finish(),
            Self::Map(entries) => ser::SerializeMap::end(entries),
        }
    }
}
