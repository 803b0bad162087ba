//! The serializer of one value, whose column says what becomes of it.

use serde::ser::{Serialize, Serializer};

use super::elements::Elements;
use super::entries::Entries;
use super::fields::Fields;
use super::variant::VariantFields;
use super::{number, parts, text, variant};
use crate::serde::F16;
use crate::serde::error::not_for;
use crate::serde::scratch::Scratch;
use crate::{Error, Kind, SlotWriter};

/// Writes one value to its place.
pub(super) struct ValueSerializer<'w> {
    pub(super) slot: SlotWriter<'w>,
    pub(super) scratch: &'w mut Scratch,
}

/// The fields of a struct: those of a row, or the entries of a map.
pub(super) enum StructFields<'w> {
    Row(Fields<'w>),
    Map(Entries<'w>),
}

macro_rules! whole {
    ($($method:ident $value:ty, $kind:ident;)*) => {$(
        fn $method(self, value: $value) -> Result<(), Error> {
            match self.slot.layout().kind() {
                Kind::$kind => self.slot.set::<$value>(value),
                _ => number::whole(self.slot, value.into()),
            }
        }
    )*};
}

impl<'w> Serializer for ValueSerializer<'w> {
    type Ok = ();
    type Error = Error;
    type SerializeSeq = Elements<'w>;
    type SerializeTuple = Elements<'w>;
    type SerializeTupleStruct = Elements<'w>;
    type SerializeTupleVariant = VariantFields<'w>;
    type SerializeMap = Entries<'w>;
    type SerializeStruct = StructFields<'w>;
    type SerializeStructVariant = VariantFields<'w>;

    /// Types that have a form for readers and one for machines get the former in columns of text and
    /// the latter in columns of bytes.
    fn is_human_readable(&self) -> bool {
        !matches!(self.slot.layout().kind(), Kind::Binary | Kind::FixedBinary)
    }

    whole! {
        serialize_i8 i8, Int8;
        serialize_i16 i16, Int16;
        serialize_i32 i32, Int32;
        serialize_i64 i64, Int64;
        serialize_u8 u8, UInt8;
        serialize_u16 u16, UInt16;
        serialize_u32 u32, UInt32;
        serialize_u64 u64, UInt64;
        serialize_i128 i128, Decimal128;
    }

    fn serialize_u128(self, value: u128) -> Result<(), Error> {
        number::whole_u128(self.slot, value)
    }

    fn serialize_f32(self, value: f32) -> Result<(), Error> {
        number::float(self.slot, value.into())
    }

    fn serialize_f64(self, value: f64) -> Result<(), Error> {
        number::float(self.slot, value)
    }

    fn serialize_bool(self, value: bool) -> Result<(), Error> {
        match self.slot.layout().kind() {
            Kind::Bool => self.slot.set::<bool>(value),
            _ => Err(not_for(self.slot.layout(), "a bool")),
        }
    }

    fn serialize_char(self, value: char) -> Result<(), Error> {
        text::text(self.slot, value.encode_utf8(&mut [0; 4]))
    }

    fn serialize_str(self, value: &str) -> Result<(), Error> {
        text::text(self.slot, value)
    }

    fn serialize_bytes(self, value: &[u8]) -> Result<(), Error> {
        text::bytes(self.slot, value)
    }

    fn serialize_none(self) -> Result<(), Error> {
        self.slot.set_null()
    }

    fn serialize_unit(self) -> Result<(), Error> {
        self.slot.set_null()
    }

    fn serialize_unit_struct(self, _: &'static str) -> Result<(), Error> {
        self.slot.set_null()
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<(), Error> {
        value.serialize(self)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        name: &'static str,
        value: &T,
    ) -> Result<(), Error> {
        if name == F16 && self.slot.layout().kind() == Kind::Float16 {
            return parts::half(self.slot, value);
        }
        value.serialize(self)
    }

    fn serialize_unit_variant(
        self,
        _: &'static str,
        index: u32,
        name: &'static str,
    ) -> Result<(), Error> {
        text::unit_variant(self.slot, index, name)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        name: &'static str,
        value: &T,
    ) -> Result<(), Error> {
        variant::newtype(self, name, value)
    }

    fn serialize_seq(self, len: Option<usize>) -> Result<Elements<'w>, Error> {
        Elements::start(self, len.unwrap_or(0))
    }

    fn serialize_tuple(self, len: usize) -> Result<Elements<'w>, Error> {
        Elements::start(self, len)
    }

    fn serialize_tuple_struct(self, _: &'static str, len: usize) -> Result<Elements<'w>, Error> {
        Elements::start(self, len)
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        name: &'static str,
        _: usize,
    ) -> Result<VariantFields<'w>, Error> {
        VariantFields::start(self, name)
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Entries<'w>, Error> {
        Entries::start(self)
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<StructFields<'w>, Error> {
        match self.slot.layout().kind() {
            Kind::Struct => Ok(StructFields::Row(Fields::start(self)?)),
            Kind::Map => Ok(StructFields::Map(Entries::start(self)?)),
            _ => Err(not_for(self.slot.layout(), "a struct")),
        }
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        name: &'static str,
        _: usize,
    ) -> Result<VariantFields<'w>, Error> {
        VariantFields::start(self, name)
    }
}
