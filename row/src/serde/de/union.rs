//! Unions, as enums or as what JSON makes of enums.

use serde::de::value::BorrowedStrDeserializer;
use serde::de::{DeserializeSeed, Deserializer, EnumAccess, MapAccess, VariantAccess, Visitor};

use super::null::Unwelcome;
use super::source::Source;
use super::value::ValueDeserializer;
use crate::{Error, Kind, UnionRef};

/// The active child of a union as a variant.
#[derive(Clone, Copy)]
pub(super) struct Variant<'de, 'u> {
    pub(super) union: UnionRef<'de>,
    pub(super) unwelcome: &'u Unwelcome<'de>,
}

impl<'de, 'u> Variant<'de, 'u> {
    pub(super) fn name(self) -> &'de str {
        self.union.layout().child(self.union.index()).field().name()
    }

    /// Whether it is a variant without data.
    pub(super) fn is_unit(self) -> bool {
        self.union.layout().child(self.union.index()).kind() == Kind::Null
    }

    fn data(self) -> ValueDeserializer<'de, 'u> {
        // Field 0 of the union's row is the type id.
        let source = Source::Field(self.union.row(), self.union.index() + 1);
        ValueDeserializer { source, unwelcome: self.unwelcome }
    }

    fn placed<T>(self, read: Result<T, Error>) -> Result<T, Error> {
        read.map_err(|error| error.in_field(self.name()))
    }
}

impl<'de> EnumAccess<'de> for Variant<'de, '_> {
    type Error = Error;
    type Variant = Self;

    fn variant_seed<S: DeserializeSeed<'de>>(self, seed: S) -> Result<(S::Value, Self), Error> {
        let name = BorrowedStrDeserializer::<Error>::new(self.name());
        Ok((seed.deserialize(name)?, self))
    }
}

impl<'de> VariantAccess<'de> for Variant<'de, '_> {
    type Error = Error;

    fn unit_variant(self) -> Result<(), Error> {
        Ok(())
    }

    fn newtype_variant_seed<S: DeserializeSeed<'de>>(self, seed: S) -> Result<S::Value, Error> {
        self.placed(seed.deserialize(self.data()))
    }

    fn tuple_variant<V: Visitor<'de>>(self, len: usize, visitor: V) -> Result<V::Value, Error> {
        self.placed(self.data().deserialize_tuple(len, visitor))
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        names: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        self.placed(self.data().deserialize_struct("", names, visitor))
    }
}

/// A variant as a map from its name to its data.
pub(super) struct VariantEntry<'de, 'u> {
    variant: Variant<'de, 'u>,
    left: usize,
}

impl<'de, 'u> VariantEntry<'de, 'u> {
    pub(super) fn new(variant: Variant<'de, 'u>) -> Self {
        Self { variant, left: 1 }
    }
}

impl<'de> MapAccess<'de> for VariantEntry<'de, '_> {
    type Error = Error;

    fn next_key_seed<S: DeserializeSeed<'de>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, Error> {
        if self.left == 0 {
            return Ok(None);
        }
        self.left = 0;
        seed.deserialize(BorrowedStrDeserializer::new(self.variant.name())).map(Some)
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, Error> {
        self.variant.placed(seed.deserialize(self.variant.data()))
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.left)
    }
}
