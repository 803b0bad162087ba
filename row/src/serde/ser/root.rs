//! The serializer of a whole row.

use serde::ser::{self, Impossible, Serialize, Serializer};

use super::fields::Fields;
use crate::error::Problem;
use crate::serde::error::SerdeProblem;
use crate::serde::plain::NameSerializer;
use crate::serde::scratch::Scratch;
use crate::{Error, RowWriter};

/// Writes a row and finishes it.
pub(super) struct RootSerializer<'w> {
    pub(super) row: RowWriter<'w>,
    pub(super) scratch: &'w mut Scratch,
}

impl<'w> RootSerializer<'w> {
    fn fields(self) -> RootFields<'w> {
        RootFields { fields: Fields::of_row(self.row, self.scratch), name: String::new() }
    }
}

/// The fields of the row, by name, by key or in the schema's order.
pub(super) struct RootFields<'w> {
    fields: Fields<'w>,
    name: String,
}

#[cold]
fn not_a_row<T>(found: &'static str) -> Result<T, Error> {
    Err(Error::new(Problem::Serde(SerdeProblem::NotARow { found })))
}

macro_rules! refuse {
    ($($method:ident($($value:ty),*) $found:literal;)*) => {$(
        fn $method(self, $(_: $value),*) -> Result<(), Error> {
            not_a_row($found)
        }
    )*};
}

impl<'w> Serializer for RootSerializer<'w> {
    type Ok = ();
    type Error = Error;
    type SerializeSeq = RootFields<'w>;
    type SerializeTuple = RootFields<'w>;
    type SerializeTupleStruct = RootFields<'w>;
    type SerializeTupleVariant = Impossible<(), Error>;
    type SerializeMap = RootFields<'w>;
    type SerializeStruct = Fields<'w>;
    type SerializeStructVariant = Impossible<(), Error>;

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Fields<'w>, Error> {
        Ok(Fields::of_row(self.row, self.scratch))
    }

    fn serialize_map(self, _: Option<usize>) -> Result<RootFields<'w>, Error> {
        Ok(self.fields())
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<RootFields<'w>, Error> {
        Ok(self.fields())
    }

    fn serialize_tuple(self, _: usize) -> Result<RootFields<'w>, Error> {
        Ok(self.fields())
    }

    fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Result<RootFields<'w>, Error> {
        Ok(self.fields())
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        value: &T,
    ) -> Result<(), Error> {
        value.serialize(self)
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<(), Error> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: &T,
    ) -> Result<(), Error> {
        not_a_row("an enum")
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeTupleVariant, Error> {
        not_a_row("an enum")
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeStructVariant, Error> {
        not_a_row("an enum")
    }

    refuse! {
        serialize_bool(bool) "a bool";
        serialize_i8(i8) "a number";
        serialize_i16(i16) "a number";
        serialize_i32(i32) "a number";
        serialize_i64(i64) "a number";
        serialize_i128(i128) "a number";
        serialize_u8(u8) "a number";
        serialize_u16(u16) "a number";
        serialize_u32(u32) "a number";
        serialize_u64(u64) "a number";
        serialize_u128(u128) "a number";
        serialize_f32(f32) "a number";
        serialize_f64(f64) "a number";
        serialize_char(char) "text";
        serialize_str(&str) "text";
        serialize_bytes(&[u8]) "bytes";
        serialize_none() "null";
        serialize_unit() "null";
        serialize_unit_struct(&'static str) "null";
        serialize_unit_variant(&'static str, u32, &'static str) "an enum";
    }
}

impl ser::SerializeMap for RootFields<'_> {
    type Ok = ();
    type Error = Error;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), Error> {
        self.name.clear();
        key.serialize(NameSerializer(&mut self.name))
            .map_err(|_| Error::new(Problem::Serde(SerdeProblem::Key)))
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Error> {
        self.fields.put(&self.name, value)
    }

    fn end(self) -> Result<(), Error> {
        self.fields.finish()
    }
}

macro_rules! in_order {
    ($($name:ident $method:ident;)*) => {$(
        impl ser::$name for RootFields<'_> {
            type Ok = ();
            type Error = Error;

            fn $method<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Error> {
                self.fields.put_next(value)
            }

            fn end(self) -> Result<(), Error> {
                self.fields.finish()
            }
        }
    )*};
}

in_order! {
    SerializeSeq serialize_element;
    SerializeTuple serialize_element;
    SerializeTupleStruct serialize_field;
}
