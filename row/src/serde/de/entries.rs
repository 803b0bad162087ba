//! The entries of maps.

use serde::de::{DeserializeSeed, MapAccess};

use super::null::Unwelcome;
use super::sequence::Elements;
use crate::{Error, MapRef};

/// Keys and values in turn.
pub(super) struct Entries<'de, 'u> {
    keys: Elements<'de, 'u>,
    values: Elements<'de, 'u>,
}

impl<'de, 'u> Entries<'de, 'u> {
    pub(super) fn new(map: MapRef<'de>, unwelcome: &'u Unwelcome<'de>) -> Self {
        let keys = Elements::new(map.keys(), unwelcome);
        Self { keys, values: Elements::new(map.values(), unwelcome) }
    }
}

impl<'de> MapAccess<'de> for Entries<'de, '_> {
    type Error = Error;

    fn next_key_seed<S: DeserializeSeed<'de>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, Error> {
        self.keys.next(seed).map_err(|error| error.in_field("keys"))
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, Error> {
        let value = self.values.next(seed).map_err(|error| error.in_field("values"))?;
        Ok(value.expect("a validated map has a value for each key"))
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.keys.len())
    }
}
