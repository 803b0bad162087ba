//! The elements of lists.

use std::ops::Range;

use serde::de::{self, DeserializeSeed, SeqAccess, Visitor};

use super::null::Unwelcome;
use super::source::Source;
use super::value::ValueDeserializer;
use crate::{Error, ListRef};

/// Elements, one after another.
pub(super) struct Elements<'de, 'u> {
    list: ListRef<'de>,
    left: Range<usize>,
    unwelcome: &'u Unwelcome<'de>,
}

impl<'de, 'u> Elements<'de, 'u> {
    pub(super) fn new(list: ListRef<'de>, unwelcome: &'u Unwelcome<'de>) -> Self {
        Self { list, left: 0..list.len(), unwelcome }
    }

    /// Visits all elements: a type that does not take all is not the type of the list.
    pub(super) fn visit<V: Visitor<'de>>(mut self, visitor: V) -> Result<V::Value, Error> {
        let len = self.len();
        let visited = visitor.visit_seq(&mut self)?;
        match self.len() {
            0 => Ok(visited),
            left => {
                let taken = len - left;
                Err(de::Error::invalid_length(len, &format!("{taken} elements").as_str()))
            }
        }
    }

    /// The next element, if there is one.
    pub(super) fn next<S: DeserializeSeed<'de>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, Error> {
        let Some(index) = self.left.next() else { return Ok(None) };
        let source = Source::Element(&self.list, index);
        let place = ValueDeserializer { source, unwelcome: self.unwelcome };
        seed.deserialize(place).map(Some).map_err(|error| error.in_element(index))
    }

    pub(super) fn len(&self) -> usize {
        self.left.len()
    }
}

impl<'de> SeqAccess<'de> for Elements<'de, '_> {
    type Error = Error;

    fn next_element_seed<S: DeserializeSeed<'de>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, Error> {
        self.next(seed)
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.len())
    }
}
