//! The sequences, maps and structs of samples.

use std::slice;

use serde::ser::{self, Serialize};

use super::Inside;
use crate::serde::plain::NameSerializer;
use crate::serde::trace::members::Fields;
use crate::serde::trace::node::Node;
use crate::serde::trace::stop::{Failure, Stop};

/// The elements of a sequence or a tuple.
pub(in crate::serde::trace) struct SampledPlaces<'n> {
    places: Places<'n>,
    inside: Inside,
    variant: Option<&'static str>,
}

enum Places<'n> {
    /// One place for all elements.
    List(&'n mut Node),
    /// A place for each.
    Tuple(slice::IterMut<'n, Node>),
}

impl<'n> SampledPlaces<'n> {
    pub(super) fn list(inside: Inside, element: &'n mut Node) -> Self {
        Self { places: Places::List(element), inside, variant: None }
    }

    pub(super) fn tuple(inside: Inside, elements: &'n mut [Node]) -> Self {
        Self { places: Places::Tuple(elements.iter_mut()), inside, variant: None }
    }

    pub(super) fn of_variant(self, variant: &'static str) -> Self {
        Self { variant: Some(variant), ..self }
    }

    fn see<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Failure> {
        let place = match &mut self.places {
            Places::List(element) => &mut **element,
            Places::Tuple(elements) => elements.next().ok_or(Stop::Refused {
                message: "a tuple has more elements than it said".to_owned(),
            })?,
        };
        self.inside.see(place, value).map_err(|failure| {
            let failure = failure.in_element();
            match self.variant {
                Some(variant) => failure.in_field(variant),
                None => failure,
            }
        })
    }
}

macro_rules! places {
    ($($name:ident $method:ident;)*) => {$(
        impl ser::$name for SampledPlaces<'_> {
            type Ok = ();
            type Error = Failure;

            fn $method<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Failure> {
                self.see(value)
            }

            fn end(self) -> Result<(), Failure> {
                Ok(())
            }
        }
    )*};
}

places! {
    SerializeSeq serialize_element;
    SerializeTuple serialize_element;
    SerializeTupleStruct serialize_field;
    SerializeTupleVariant serialize_field;
}

/// The fields of a struct.
pub(in crate::serde::trace) struct SampledFields<'n> {
    fields: &'n mut Fields,
    inside: Inside,
    variant: Option<&'static str>,
}

impl<'n> SampledFields<'n> {
    pub(super) fn new(inside: Inside, fields: &'n mut Fields) -> Self {
        fields.begin();
        Self { fields, inside, variant: None }
    }

    pub(super) fn of_variant(self, variant: &'static str) -> Self {
        Self { variant: Some(variant), ..self }
    }

    fn see<T: Serialize + ?Sized>(&mut self, name: &str, value: &T) -> Result<(), Failure> {
        self.inside.see(self.fields.see(name), value).map_err(|failure| {
            let failure = failure.in_field(name);
            match self.variant {
                Some(variant) => failure.in_field(variant),
                None => failure,
            }
        })
    }
}

macro_rules! fields {
    ($($name:ident;)*) => {$(
        impl ser::$name for SampledFields<'_> {
            type Ok = ();
            type Error = Failure;

            fn serialize_field<T: Serialize + ?Sized>(
                &mut self,
                name: &'static str,
                value: &T,
            ) -> Result<(), Failure> {
                self.see(name, value)
            }

            fn skip_field(&mut self, name: &'static str) -> Result<(), Failure> {
                self.fields.see_skipped(name);
                Ok(())
            }

            fn end(self) -> Result<(), Failure> {
                Ok(())
            }
        }
    )*};
}

fields! {
    SerializeStruct;
    SerializeStructVariant;
}

/// The entries of a map, or the fields that they are.
pub(in crate::serde::trace) enum Entries<'n> {
    Map { key: &'n mut Node, value: &'n mut Node, inside: Inside },
    Fields { fields: SampledFields<'n>, name: String },
}

impl ser::SerializeMap for Entries<'_> {
    type Ok = ();
    type Error = Failure;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Failure> {
        match self {
            Self::Map { key, inside, .. } => {
                inside.see(key, value).map_err(|failure| failure.in_field("key"))
            }
            Self::Fields { name, .. } => {
                name.clear();
                Ok(value.serialize(NameSerializer(name)).map_err(|_| Stop::FieldKey)?)
            }
        }
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, seen: &T) -> Result<(), Failure> {
        match self {
            Self::Map { value, inside, .. } => {
                inside.see(value, seen).map_err(|failure| failure.in_field("value"))
            }
            Self::Fields { fields, name } => fields.see(name, seen),
        }
    }

    fn end(self) -> Result<(), Failure> {
        Ok(())
    }
}
