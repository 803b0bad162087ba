//! The fields of a row: by name for structs and maps, in order for tuples.

use std::ops::Range;

use serde::de::value::BorrowedStrDeserializer;
use serde::de::{DeserializeSeed, MapAccess, SeqAccess};

use super::null::Unwelcome;
use super::source::Source;
use super::value::ValueDeserializer;
use crate::{Error, RowRef};

/// Names and values.
pub(super) struct Fields<'de, 'u> {
    row: RowRef<'de>,
    left: Range<usize>,
    /// The field whose value is asked for next.
    index: usize,
    skips_nulls: bool,
    unwelcome: &'u Unwelcome<'de>,
}

impl<'de, 'u> Fields<'de, 'u> {
    pub(super) fn new(row: RowRef<'de>, unwelcome: &'u Unwelcome<'de>) -> Self {
        Self { row, left: 0..row.layout().len(), index: 0, skips_nulls: false, unwelcome }
    }

    /// The fields that are not null.
    pub(super) fn set(row: RowRef<'de>, unwelcome: &'u Unwelcome<'de>) -> Self {
        Self { skips_nulls: true, ..Self::new(row, unwelcome) }
    }

    /// Whether the field is passed over.
    fn skips(&self, index: usize) -> bool {
        (self.skips_nulls || self.unwelcome.contains(self.row.layout(), index))
            && self.row.is_null(index)
    }
}

impl<'de> MapAccess<'de> for Fields<'de, '_> {
    type Error = Error;

    fn next_key_seed<S: DeserializeSeed<'de>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, Error> {
        let mut left = self.left.clone();
        let Some(index) = left.find(|&index| !self.skips(index)) else { return Ok(None) };
        self.left = left;
        self.index = index;
        let name = self.row.layout().schema().field(index).name();
        seed.deserialize(BorrowedStrDeserializer::new(name)).map(Some)
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, Error> {
        let source = Source::Field(self.row, self.index);
        seed.deserialize(ValueDeserializer { source, unwelcome: self.unwelcome })
            .map_err(|error| error.in_field(self.row.layout().schema().field(self.index).name()))
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.left.len())
    }
}

/// Values alone.
pub(super) struct FieldValues<'de, 'u> {
    row: RowRef<'de>,
    left: Range<usize>,
    unwelcome: &'u Unwelcome<'de>,
}

impl<'de, 'u> FieldValues<'de, 'u> {
    pub(super) fn new(row: RowRef<'de>, unwelcome: &'u Unwelcome<'de>) -> Self {
        Self { row, left: 0..row.layout().len(), unwelcome }
    }
}

impl<'de> SeqAccess<'de> for FieldValues<'de, '_> {
    type Error = Error;

    fn next_element_seed<S: DeserializeSeed<'de>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, Error> {
        let Some(index) = self.left.next() else { return Ok(None) };
        let source = Source::Field(self.row, index);
        seed.deserialize(ValueDeserializer { source, unwelcome: self.unwelcome })
            .map(Some)
            .map_err(|error| error.in_field(self.row.layout().schema().field(index).name()))
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.left.len())
    }
}
