//! The elements of sequences and tuples.

use serde::ser::{self, Serialize};

use super::fields::Fields;
use super::parts::{Bytes, Interval};
use super::value::ValueSerializer;
use crate::serde::error::{not_for, placed};
use crate::serde::scratch::Scratch;
use crate::{Error, Kind, ListWriter};

/// A sequence or a tuple on its way to its column.
pub(super) enum Elements<'w> {
    List {
        list: ListWriter<'w>,
        scratch: &'w mut Scratch,
    },
    /// A struct takes them for its fields, in the schema's order.
    Row(Fields<'w>),
    Bytes(Bytes<'w>),
    Interval(Interval<'w>),
}

impl<'w> Elements<'w> {
    /// Starts with room for `len` elements; there may be more.
    pub(super) fn start(place: ValueSerializer<'w>, len: usize) -> Result<Self, Error> {
        let layout = place.slot.layout();
        match layout.kind() {
            Kind::List => Ok(Self::List { list: place.slot.list(len)?, scratch: place.scratch }),
            Kind::Struct => Ok(Self::Row(Fields::start(place)?)),
            Kind::Binary | Kind::FixedBinary => Ok(Self::Bytes(Bytes::start(place.slot, len))),
            Kind::DayTime | Kind::MonthDayNano => Ok(Self::Interval(Interval::start(place.slot))),
            _ => Err(not_for(layout, "a sequence")),
        }
    }

    fn put<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Error> {
        match self {
            Self::List { list, scratch } => {
                let path = list.layout().element().path();
                let place = ValueSerializer { slot: list.slot()?, scratch };
                value.serialize(place).map_err(|error| placed(error, path))
            }
            Self::Row(fields) => fields.put_next(value),
            Self::Bytes(bytes) => bytes.put(value),
            Self::Interval(interval) => interval.put(value),
        }
    }

    fn finish(self) -> Result<(), Error> {
        match self {
            Self::List { list, .. } => list.finish(),
            Self::Row(fields) => fields.finish(),
            Self::Bytes(bytes) => bytes.finish(),
            Self::Interval(interval) => interval.finish(),
        }
    }
}

macro_rules! elements {
    ($($name:ident $method:ident;)*) => {$(
        impl ser::$name for Elements<'_> {
            type Ok = ();
            type Error = Error;

            fn $method<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Error> {
                self.put(value)
            }

            fn end(self) -> Result<(), Error> {
                self.finish()
            }
        }
    )*};
}

elements! {
    SerializeSeq serialize_element;
    SerializeTuple serialize_element;
    SerializeTupleStruct serialize_field;
}
