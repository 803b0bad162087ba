//! Keys of maps as names of fields.

use serde::ser::Serializer;

use super::Refused;
use super::refuse::refuse;

/// Writes a key that is text, a character or a unit variant to a name.
pub(in crate::serde) struct NameSerializer<'n>(pub(in crate::serde) &'n mut String);

impl Serializer for NameSerializer<'_> {
    refuse!((); numbers);

    fn serialize_str(self, value: &str) -> Result<(), Refused> {
        self.0.push_str(value);
        Ok(())
    }

    fn serialize_char(self, value: char) -> Result<(), Refused> {
        self.0.push(value);
        Ok(())
    }

    fn serialize_unit_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
    ) -> Result<(), Refused> {
        self.serialize_str(variant)
    }
}
