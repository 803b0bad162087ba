//! What a type asks for, in columns that hold it in another form.

use serde::de::value::{BorrowedStrDeserializer, MapAccessDeserializer};
use serde::de::{IntoDeserializer, Visitor};

use super::any;
use super::entries::Entries;
use super::fields::{FieldValues, Fields};
use super::number::decimal_text;
use super::sequence::Elements;
use super::source::Source;
use super::union::Variant;
use super::value::ValueDeserializer;
use crate::{Error, Kind, ListRef, MapRef, RowRef, UnionRef};

impl<'de> ValueDeserializer<'de, '_> {
    #[inline]
    pub(super) fn kind(self) -> Kind {
        self.source.layout().kind()
    }

    /// What is there, null too.
    pub(super) fn described<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        any::visit(self, visitor)
    }

    /// What is there, for a type that did not ask for null.
    pub(super) fn other<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        if self.source.is_null() { self.null(visitor) } else { any::visit(self, visitor) }
    }

    /// Null, for a type that did not ask for it; notes the field if it does not take it.
    #[cold]
    pub(super) fn null<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        let visited = visitor.visit_unit();
        if let (Err(_), Source::Field(row, index)) = (&visited, self.source) {
            self.unwelcome.insert(row.layout(), index);
        }
        visited
    }

    /// A number; a decimal in units of its last digit.
    pub(super) fn number<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        if self.source.is_null() { self.null(visitor) } else { any::visit_unscaled(self, visitor) }
    }

    /// Bytes as such, a decimal as its text.
    pub(super) fn text<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        if let Kind::Binary | Kind::FixedBinary = self.kind() {
            return self.bytes(visitor);
        }
        match decimal_text(self.source.layout(), self.source.value()) {
            Some(text) => visitor.visit_string(text),
            None => self.other(visitor),
        }
    }

    /// The bytes of a column of them, or of a list of them that has no nulls.
    pub(super) fn bytes<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        let bytes = match self.kind() {
            Kind::Binary | Kind::FixedBinary => self.source.get::<[u8]>(),
            Kind::List => (self.source.get::<ListRef<'_>>())
                .filter(|list| list.layout().element().kind() == Kind::UInt8)
                .and_then(ListRef::as_slice::<u8>),
            _ => None,
        };
        match bytes {
            Some(bytes) => visitor.visit_borrowed_bytes(bytes),
            None => self.other(visitor),
        }
    }

    /// The elements of a list, or the fields of a struct in their order.
    pub(super) fn elements<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.kind() {
            Kind::List => {
                if let Some(list) = self.source.get::<ListRef<'_>>() {
                    return Elements::new(list, self.unwelcome).visit(visitor);
                }
            }
            Kind::Struct => {
                if let Some(row) = self.source.get::<RowRef<'_>>() {
                    return visitor.visit_seq(FieldValues::new(row, self.unwelcome));
                }
            }
            _ => {}
        }
        self.other(visitor)
    }

    /// The fields of a struct or the entries of a map.
    pub(super) fn entries<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.kind() {
            Kind::Struct => {
                if let Some(row) = self.source.get::<RowRef<'_>>() {
                    return visitor.visit_map(Fields::new(row, self.unwelcome));
                }
            }
            Kind::Map => {
                if let Some(map) = self.source.get::<MapRef<'_>>() {
                    return visitor.visit_map(Entries::new(map, self.unwelcome));
                }
            }
            _ => {}
        }
        self.other(visitor)
    }

    /// A variant: by name, by index, with its data in a union, or as JSON has it, as a map from its
    /// name to its data.
    pub(super) fn variant<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        let unwelcome = self.unwelcome;
        if self.source.is_null() {
            return self.null(visitor);
        }
        match self.kind() {
            Kind::Utf8 => {
                let name = self.source.get::<str>().unwrap_or_default();
                return visitor.visit_enum(BorrowedStrDeserializer::new(name));
            }
            Kind::Union => {
                if let Some(union) = self.source.get::<UnionRef<'_>>() {
                    return visitor.visit_enum(Variant { union, unwelcome });
                }
            }
            Kind::Map => {
                if let Some(map) = self.source.get::<MapRef<'_>>() {
                    let entries = Entries::new(map, unwelcome);
                    return visitor.visit_enum(MapAccessDeserializer::new(entries));
                }
            }
            Kind::Struct => {
                if let Some(row) = self.source.get::<RowRef<'_>>() {
                    let fields = Fields::set(row, unwelcome);
                    return visitor.visit_enum(MapAccessDeserializer::new(fields));
                }
            }
            _ => {}
        }
        match self.variant_index() {
            Some(index) => visitor.visit_enum(index.into_deserializer()),
            None => self.other(visitor),
        }
    }

    /// The index of a variant in a column of integers.
    fn variant_index(self) -> Option<u32> {
        match self.kind() {
            Kind::Int8 => self.source.get::<i8>()?.try_into().ok(),
            Kind::Int16 => self.source.get::<i16>()?.try_into().ok(),
            Kind::Int32 => self.source.get::<i32>()?.try_into().ok(),
            Kind::Int64 => self.source.get::<i64>()?.try_into().ok(),
            Kind::UInt8 => self.source.get::<u8>().map(u32::from),
            Kind::UInt16 => self.source.get::<u16>().map(u32::from),
            Kind::UInt32 => self.source.get::<u32>(),
            Kind::UInt64 => self.source.get::<u64>()?.try_into().ok(),
            _ => None,
        }
    }
}
