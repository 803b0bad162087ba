//! The methods of a serializer that refuses what they take.

/// Refuses values of the sorts given, and all that are made of others.
macro_rules! refuse {
    ($ok:ty; $($sort:ident)*) => {
        type Ok = $ok;
        type Error = Refused;
        type SerializeSeq = ::serde::ser::Impossible<$ok, Refused>;
        type SerializeTuple = ::serde::ser::Impossible<$ok, Refused>;
        type SerializeTupleStruct = ::serde::ser::Impossible<$ok, Refused>;
        type SerializeTupleVariant = ::serde::ser::Impossible<$ok, Refused>;
        type SerializeMap = ::serde::ser::Impossible<$ok, Refused>;
        type SerializeStruct = ::serde::ser::Impossible<$ok, Refused>;
        type SerializeStructVariant = ::serde::ser::Impossible<$ok, Refused>;

        $(refuse!(@ $ok, $sort);)*
        refuse!(@ $ok, serialize_f32(f32));
        refuse!(@ $ok, serialize_f64(f64));
        refuse!(@ $ok, serialize_bool(bool));
        refuse!(@ $ok, serialize_bytes(&[u8]));
        refuse!(@ $ok, serialize_none());
        refuse!(@ $ok, serialize_unit());
        refuse!(@ $ok, serialize_unit_struct(&'static str));
        refuse!(@ Self::SerializeSeq, serialize_seq(Option<usize>));
        refuse!(@ Self::SerializeTuple, serialize_tuple(usize));
        refuse!(@ Self::SerializeTupleStruct, serialize_tuple_struct(&'static str, usize));
        refuse!(@ Self::SerializeTupleVariant,
            serialize_tuple_variant(&'static str, u32, &'static str, usize));
        refuse!(@ Self::SerializeMap, serialize_map(Option<usize>));
        refuse!(@ Self::SerializeStruct, serialize_struct(&'static str, usize));
        refuse!(@ Self::SerializeStructVariant,
            serialize_struct_variant(&'static str, u32, &'static str, usize));

        fn serialize_newtype_variant<T: ::serde::Serialize + ?Sized>(
            self,
            _: &'static str,
            _: u32,
            _: &'static str,
            _: &T,
        ) -> Result<$ok, Refused> {
            Err(Refused)
        }

        fn serialize_newtype_struct<T: ::serde::Serialize + ?Sized>(
            self,
            _: &'static str,
            value: &T,
        ) -> Result<$ok, Refused> {
            value.serialize(self)
        }

        fn serialize_some<T: ::serde::Serialize + ?Sized>(
            self,
            value: &T,
        ) -> Result<$ok, Refused> {
            value.serialize(self)
        }
    };
    (@ $ok:ty, $method:ident($($value:ty),*)) => {
        fn $method(self, $(_: $value),*) -> Result<$ok, Refused> {
            Err(Refused)
        }
    };
    (@ $ok:ty, text) => {
        refuse!(@ $ok, serialize_char(char));
        refuse!(@ $ok, serialize_str(&str));
        refuse!(@ $ok, serialize_unit_variant(&'static str, u32, &'static str));
    };
    (@ $ok:ty, numbers) => {
        refuse!(@ $ok, serialize_i8(i8));
        refuse!(@ $ok, serialize_i16(i16));
        refuse!(@ $ok, serialize_i32(i32));
        refuse!(@ $ok, serialize_i64(i64));
        refuse!(@ $ok, serialize_u8(u8));
        refuse!(@ $ok, serialize_u16(u16));
        refuse!(@ $ok, serialize_u32(u32));
        refuse!(@ $ok, serialize_u64(u64));
    };
}

pub(super) use refuse;
