//! Whole numbers that are part of one value: bytes, the parts of an interval.

use serde::ser::Serializer;

use super::Refused;
use super::refuse::refuse;

/// Gives the whole number that is serialized.
pub(in crate::serde) struct NumberSerializer;

macro_rules! take {
    ($($method:ident $value:ty;)*) => {$(
        fn $method(self, value: $value) -> Result<i64, Refused> {
            i64::try_from(value).map_err(|_| Refused)
        }
    )*};
}

impl Serializer for NumberSerializer {
    refuse!(i64; text);

    take! {
        serialize_i8 i8;
        serialize_i16 i16;
        serialize_i32 i32;
        serialize_i64 i64;
        serialize_u8 u8;
        serialize_u16 u16;
        serialize_u32 u32;
        serialize_u64 u64;
    }
}
