//! What structs, sequences, maps and enums are visited through.

use serde::de::value::BorrowedStrDeserializer;
use serde::de::{self, DeserializeSeed, EnumAccess, MapAccess, SeqAccess, Visitor};

use super::tracer::Here;
use crate::serde::trace::members::{Fields, Variant};
use crate::serde::trace::node::Node;
use crate::serde::trace::stop::{Failure, Stop};

/// The elements of a tuple, or the one of a sequence.
pub(super) struct Places<'n, 'c> {
    places: std::slice::IterMut<'n, Node>,
    here: Here<'c>,
}

impl<'n, 'c> Places<'n, 'c> {
    pub(super) fn new(places: &'n mut [Node], here: Here<'c>) -> Self {
        Self { places: places.iter_mut(), here }
    }
}

impl SeqAccess<'static> for Places<'_, '_> {
    type Error = Failure;

    fn next_element_seed<S: DeserializeSeed<'static>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, Failure> {
        let Some(place) = self.places.next() else { return Ok(None) };
        self.here.visit(seed, place).map(Some).map_err(Failure::in_element)
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.places.len())
    }
}

/// The one entry of a map.
pub(super) struct MapEntry<'n, 'c> {
    key: Option<&'n mut Node>,
    value: Option<&'n mut Node>,
    here: Here<'c>,
}

impl<'n, 'c> MapEntry<'n, 'c> {
    pub(super) fn new((key, value): &'n mut (Node, Node), here: Here<'c>) -> Self {
        Self { key: Some(key), value: Some(value), here }
    }
}

impl MapAccess<'static> for MapEntry<'_, '_> {
    type Error = Failure;

    fn next_key_seed<S: DeserializeSeed<'static>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, Failure> {
        let Some(place) = self.key.take() else { return Ok(None) };
        self.here.visit(seed, place).map(Some).map_err(|failure| failure.in_field("key"))
    }

    fn next_value_seed<S: DeserializeSeed<'static>>(
        &mut self,
        seed: S,
    ) -> Result<S::Value, Failure> {
        let place = self.value.take().expect("serde asks for a value after each key");
        self.here.visit(seed, place).map_err(|failure| failure.in_field("value"))
    }
}

/// The fields of a struct by name.
pub(super) struct FieldAccess<'a, 'c> {
    fields: &'a mut Fields,
    names: std::vec::IntoIter<&'static str>,
    /// The name that was given last.
    last: &'a mut Option<&'static str>,
    here: Here<'c>,
}

impl<'c> FieldAccess<'_, 'c> {
    /// Lets `visitor` visit the fields `names` of a struct.
    ///
    /// Serde lists aliases as if they were fields. They show when the struct complains that it got a
    /// field twice, by the field's own name: that name goes first in the next pass, so that a later
    /// complaint is about an alias, which is left out from then on.
    pub(super) fn drive<V: Visitor<'static>>(
        fields: &mut Fields,
        names: &[&'static str],
        here: Here<'c>,
        visitor: V,
    ) -> Result<V::Value, Failure> {
        let names = names.iter().copied().filter(|name| !fields.aliases.contains(name));
        let (mut names, others): (Vec<_>, Vec<_>) =
            names.partition(|name| fields.aliased.contains(name));
        names.extend(others);
        let mut last = None;
        let access = FieldAccess { fields, names: names.into_iter(), last: &mut last, here };
        visitor.visit_map(access).map_err(|failure| match (failure.stop(), last) {
            (Stop::Duplicate { field }, Some(last)) if *field != last => {
                fields.aliases.push(last);
                fields.fields.retain(|seen| seen.name != last);
                Stop::Retry.into()
            }
            (Stop::Duplicate { field }, Some(_)) if !fields.aliased.contains(field) => {
                fields.aliased.push(*field);
                Stop::Retry.into()
            }
            _ => failure,
        })
    }
}

impl MapAccess<'static> for FieldAccess<'_, '_> {
    type Error = Failure;

    fn next_key_seed<S: DeserializeSeed<'static>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, Failure> {
        let Some(name) = self.names.next() else { return Ok(None) };
        *self.last = Some(name);
        seed.deserialize(BorrowedStrDeserializer::new(name)).map(Some)
    }

    fn next_value_seed<S: DeserializeSeed<'static>>(
        &mut self,
        seed: S,
    ) -> Result<S::Value, Failure> {
        let name = self.last.expect("serde asks for a value after each key");
        let place = self.fields.see(name);
        self.here.visit(seed, place).map_err(|failure| failure.in_field(name))
    }
}

/// The variant of an enum that is visited in this pass.
pub(super) struct VariantAccess<'n, 'c> {
    pub(super) variant: &'n mut Variant,
    pub(super) name: &'static str,
    pub(super) here: Here<'c>,
}

impl<'n> VariantAccess<'n, '_> {
    fn data(self) -> &'n mut Node {
        self.variant.has_data = true;
        &mut self.variant.node
    }
}

impl EnumAccess<'static> for VariantAccess<'_, '_> {
    type Error = Failure;
    type Variant = Self;

    fn variant_seed<S: DeserializeSeed<'static>>(
        self,
        seed: S,
    ) -> Result<(S::Value, Self), Failure> {
        let variant = seed.deserialize(BorrowedStrDeserializer::<Failure>::new(self.name))?;
        Ok((variant, self))
    }
}

impl de::VariantAccess<'static> for VariantAccess<'_, '_> {
    type Error = Failure;

    fn unit_variant(self) -> Result<(), Failure> {
        self.variant.node.nullable = true;
        Ok(())
    }

    fn newtype_variant_seed<S: DeserializeSeed<'static>>(
        self,
        seed: S,
    ) -> Result<S::Value, Failure> {
        let here = self.here;
        here.visit(seed, self.data())
    }

    fn tuple_variant<V: Visitor<'static>>(
        self,
        len: usize,
        visitor: V,
    ) -> Result<V::Value, Failure> {
        let here = self.here;
        visitor.visit_seq(Places::new(self.data().see_tuple(len)?, here))
    }

    fn struct_variant<V: Visitor<'static>>(
        self,
        names: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Failure> {
        let here = self.here;
        FieldAccess::drive(self.data().see_struct()?, names, here, visitor)
    }
}
