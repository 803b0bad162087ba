//! The deserializer of one value. A type that asks for what the column holds gets it at once; for all
//! else there is [`lookup`](super::lookup).

use half::f16;
use serde::de::{Deserializer, IntoDeserializer, Visitor};

use super::null::Unwelcome;
use super::source::Source;
use crate::serde::F16;
use crate::{Error, Kind};

/// Reads one value.
#[derive(Clone, Copy)]
pub(super) struct ValueDeserializer<'de, 'a> {
    pub(super) source: Source<'de, 'a>,
    pub(super) unwelcome: &'a Unwelcome<'de>,
}

/// Visits a value of the kind that was asked for.
macro_rules! direct {
    ($($method:ident $value:ty, $kind:ident, $visit:ident, $other:ident;)*) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
            if self.kind() != Kind::$kind {
                return self.$other(visitor);
            }
            match self.source.get::<$value>() {
                Some(value) => visitor.$visit(value),
                None => self.null(visitor),
            }
        }
    )*};
}

macro_rules! forward {
    ($($method:ident($($argument:ty),*) $to:ident;)*) => {$(
        fn $method<V: Visitor<'de>>(
            self,
            $(_: $argument,)*
            visitor: V,
        ) -> Result<V::Value, Error> {
            self.$to(visitor)
        }
    )*};
}

impl<'de> Deserializer<'de> for ValueDeserializer<'de, '_> {
    type Error = Error;

    fn is_human_readable(&self) -> bool {
        !matches!(self.kind(), Kind::Binary | Kind::FixedBinary)
    }

    direct! {
        deserialize_bool bool, Bool, visit_bool, other;
        deserialize_i8 i8, Int8, visit_i8, number;
        deserialize_i16 i16, Int16, visit_i16, number;
        deserialize_i32 i32, Int32, visit_i32, number;
        deserialize_i64 i64, Int64, visit_i64, number;
        deserialize_u8 u8, UInt8, visit_u8, number;
        deserialize_u16 u16, UInt16, visit_u16, number;
        deserialize_u32 u32, UInt32, visit_u32, number;
        deserialize_u64 u64, UInt64, visit_u64, number;
        deserialize_f32 f32, Float32, visit_f32, other;
        deserialize_f64 f64, Float64, visit_f64, other;
        deserialize_str str, Utf8, visit_borrowed_str, text;
    }

    forward! {
        deserialize_any() described;
        deserialize_unit() described;
        deserialize_unit_struct(&'static str) described;
        deserialize_i128() number;
        deserialize_u128() number;
        deserialize_char() deserialize_str;
        deserialize_string() deserialize_str;
        deserialize_identifier() deserialize_str;
        deserialize_bytes() bytes;
        deserialize_byte_buf() bytes;
        deserialize_seq() elements;
        deserialize_tuple(usize) elements;
        deserialize_tuple_struct(&'static str, usize) elements;
        deserialize_map() entries;
        deserialize_struct(&'static str, &'static [&'static str]) entries;
        deserialize_enum(&'static str, &'static [&'static str]) variant;
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        if self.source.is_null() { visitor.visit_none() } else { visitor.visit_some(self) }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Error> {
        if name == F16
            && self.kind() == Kind::Float16
            && let Some(value) = self.source.get::<f16>()
        {
            return visitor.visit_newtype_struct(value.to_bits().into_deserializer());
        }
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_unit()
    }
}
