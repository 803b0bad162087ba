//! The entries of maps.

use serde::ser::{self, Serialize};

use super::fields::Fields;
use super::value::ValueSerializer;
use super::variant;
use crate::serde::error::{SerdeProblem, error_at, not_for, placed};
use crate::serde::plain::NameSerializer;
use crate::serde::scratch::Scratch;
use crate::{Error, Kind, MapWriter, ValueLayout};

/// A map on its way to its column.
pub(super) enum Entries<'w> {
    Map(MapEntries<'w>),
    /// A struct takes them for its fields.
    Row {
        fields: Fields<'w>,
        name: String,
        layout: &'w ValueLayout,
    },
    /// A union takes a single one for a variant and what it holds, as JSON has them.
    Variant {
        place: Option<ValueSerializer<'w>>,
        name: String,
        layout: &'w ValueLayout,
    },
}

/// The keys and values of a map, which is written when all are there.
pub(super) struct MapEntries<'w> {
    map: MapWriter<'w>,
    scratch: &'w mut Scratch,
}

impl<'w> Entries<'w> {
    pub(super) fn start(place: ValueSerializer<'w>) -> Result<Self, Error> {
        let layout = place.slot.layout();
        let name = String::new();
        match layout.kind() {
            Kind::Map => {
                place.scratch.clear();
                Ok(Self::Map(MapEntries { map: place.slot.map()?, scratch: place.scratch }))
            }
            Kind::Struct => Ok(Self::Row { fields: Fields::start(place)?, name, layout }),
            Kind::Union => Ok(Self::Variant { place: Some(place), name, layout }),
            _ => Err(not_for(layout, "a map")),
        }
    }
}

impl MapEntries<'_> {
    fn key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), Error> {
        let layout = self.map.layout().keys().element();
        let (keys, _, scratch) = self.scratch.split();
        let place = ValueSerializer { slot: keys.slot(layout), scratch };
        key.serialize(place).map_err(|error| placed(error, layout.path()))
    }

    fn value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Error> {
        let layout = self.map.layout().values().element();
        let (_, values, scratch) = self.scratch.split();
        let place = ValueSerializer { slot: values.slot(layout), scratch };
        value.serialize(place).map_err(|error| placed(error, layout.path()))
    }

    /// Nothing tells whether the entries come in an order that means something, so they are put into
    /// that of their keys' bytes.
    fn finish(mut self) -> Result<(), Error> {
        self.map.sort();
        let (keys, values, _) = self.scratch.split();
        let mut list = self.map.keys(keys.len())?;
        for index in 0..keys.len() {
            keys.put(index, list.slot()?)?;
        }
        list.finish()?;
        let mut list = self.map.values(values.len())?;
        for index in 0..values.len() {
            values.put(index, list.slot()?)?;
        }
        list.finish()?;
        self.map.finish()
    }
}

impl ser::SerializeMap for Entries<'_> {
    type Ok = ();
    type Error = Error;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), Error> {
        match self {
            Self::Map(entries) => entries.key(key),
            Self::Row { name, layout, .. } | Self::Variant { name, layout, .. } => {
                name.clear();
                key.serialize(NameSerializer(name)).map_err(|_| error_at(layout, SerdeProblem::Key))
            }
        }
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Error> {
        match self {
            Self::Map(entries) => entries.value(value),
            Self::Row { fields, name, .. } => fields.put(name, value),
            Self::Variant { place, name, layout } => match place.take() {
                Some(place) => variant::newtype(place, name, value),
                None => Err(not_for(layout, "a map of several entries")),
            },
        }
    }

    fn end(self) -> Result<(), Error> {
        match self {
            Self::Map(entries) => entries.finish(),
            Self::Row { fields, .. } => fields.finish(),
            Self::Variant { place: None, .. } => Ok(()),
            Self::Variant { layout, .. } => Err(not_for(layout, "an empty map")),
        }
    }
}
