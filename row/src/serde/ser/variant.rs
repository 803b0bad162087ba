//! Variants of enums into unions.

use serde::ser::{self, Serialize};

use super::value::ValueSerializer;
use crate::error::Problem;
use crate::serde::error::{not_for, placed};
use crate::serde::scratch::Scratch;
use crate::{Error, Kind, SlotWriter, UnionLayout, UnionWriter, ValueLayout};

/// Writes the variant `name` without data.
pub(super) fn unit(slot: SlotWriter<'_>, name: &str) -> Result<(), Error> {
    start(slot, name)?.finish()
}

/// Writes the variant `name` with the one value that it has.
pub(super) fn newtype<T: Serialize + ?Sized>(
    place: ValueSerializer<'_>,
    name: &str,
    value: &T,
) -> Result<(), Error> {
    let mut union = start(place.slot, name)?;
    let slot = union.value();
    let path = slot.layout().path();
    value
        .serialize(ValueSerializer { slot, scratch: place.scratch })
        .map_err(|error| placed(error, path))?;
    union.finish()
}

fn start<'w>(slot: SlotWriter<'w>, name: &str) -> Result<UnionWriter<'w>, Error> {
    let layout = slot.layout();
    match layout.union() {
        Some(union) => slot.union(union.type_ids()[child(layout, union, name)?]),
        None => Err(not_for(layout, "an enum with data")),
    }
}

/// The child of the variant `name`.
fn child(layout: &ValueLayout, union: &UnionLayout, name: &str) -> Result<usize, Error> {
    let names = (0..union.type_ids().len()).map(|child| union.child(child).field().name());
    names.clone().position(|child| child == name).ok_or_else(|| {
        let names = names.cloned().collect();
        Error::new(Problem::NoSuchField { names }).in_field(name).in_field(layout.path())
    })
}

/// The fields of a variant that has several, which is written when all are there.
pub(super) struct VariantFields<'w> {
    union: UnionWriter<'w>,
    scratch: &'w mut Scratch,
    layout: &'w ValueLayout,
    /// The places that the fields are for.
    indices: Vec<usize>,
}

impl<'w> VariantFields<'w> {
    pub(super) fn start(place: ValueSerializer<'w>, name: &str) -> Result<Self, Error> {
        let layout = place.slot.layout();
        let Some(union) = layout.union() else { return Err(not_for(layout, "an enum with data")) };
        let layout = union.child(child(layout, union, name)?);
        place.scratch.clear();
        let union = start(place.slot, name)?;
        Ok(Self { union, scratch: place.scratch, layout, indices: Vec::new() })
    }

    /// Writes the field `name`.
    fn put<T: Serialize + ?Sized>(&mut self, name: &str, value: &T) -> Result<(), Error> {
        let Some(row) = self.layout.row() else {
            return Err(not_for(self.layout, "a variant with named fields"));
        };
        let index = row.index_of(name).map_err(|error| error.in_field(self.layout.path()))?;
        self.put_at(index, row.value(index), value)
    }

    /// Writes the field after the one that was written last.
    fn put_next<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Error> {
        let index = self.indices.len();
        match (self.layout.row(), self.layout.list()) {
            (Some(row), _) if index < row.len() => self.put_at(index, row.value(index), value),
            (Some(row), _) => {
                let (wanted, found) = (row.len(), index + 1);
                Err(Error::new(Problem::WrongLen { wanted, found }).at(self.layout.path()))
            }
            (_, Some(list)) => self.put_at(index, list.element(), value),
            _ => Err(not_for(self.layout, "a variant with several fields")),
        }
    }

    fn put_at<T: Serialize + ?Sized>(
        &mut self,
        index: usize,
        layout: &ValueLayout,
        value: &T,
    ) -> Result<(), Error> {
        self.indices.push(index);
        let (_, values, scratch) = self.scratch.split();
        let place = ValueSerializer { slot: values.slot(layout), scratch };
        value.serialize(place).map_err(|error| placed(error, layout.path()))
    }

    fn finish(mut self) -> Result<(), Error> {
        let (_, values, _) = self.scratch.split();
        let slot = self.union.value();
        if slot.layout().kind() == Kind::List {
            let mut list = slot.list(values.len())?;
            for index in 0..values.len() {
                values.put(index, list.slot()?)?;
            }
            list.finish()?;
        } else {
            let mut row = slot.row()?;
            for (written, &index) in self.indices.iter().enumerate() {
                values.put(written, row.slot(index))?;
            }
            row.finish()?;
        }
        self.union.finish()
    }
}

impl ser::SerializeStructVariant for VariantFields<'_> {
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

impl ser::SerializeTupleVariant for VariantFields<'_> {
    type Ok = ();
    type Error = Error;

    fn serialize_field<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Error> {
        self.put_next(value)
    }

    fn end(self) -> Result<(), Error> {
        self.finish()
    }
}
