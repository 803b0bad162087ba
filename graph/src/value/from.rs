//! Rust's own values as values.

use bytes::Bytes;
use half::{bf16, f16};

use super::{Array, Duration, EnumValue, IntEncoding, StructValue, Timestamp, UnionValue, Value};
use crate::wire::{Decimal, Text};

macro_rules! from {
    ($($type:ty, $value:ident => $expression:expr;)*) => {
        $(
            impl From<$type> for Value {
                fn from($value: $type) -> Self {
                    $expression
                }
            }
        )*
    };
}

from! {
    bool, value => Self::Bool(value);
    i8, value => Self::Int8(value);
    i16, value => Self::Int16(value);
    i32, value => Self::Int32(value, IntEncoding::Varint);
    i64, value => Self::Int64(value, IntEncoding::Varint);
    u8, value => Self::UInt8(value);
    u16, value => Self::UInt16(value);
    u32, value => Self::UInt32(value, IntEncoding::Varint);
    u64, value => Self::UInt64(value, IntEncoding::Varint);
    f16, value => Self::Float16(value);
    bf16, value => Self::BFloat16(value);
    f32, value => Self::Float32(value);
    f64, value => Self::Float64(value);
    &str, value => Self::String(value.into());
    String, value => Self::String(value.into());
    Text, value => Self::String(value);
    Bytes, value => Self::Binary(value);
    Timestamp, value => Self::Timestamp(value);
    Duration, value => Self::Duration(value);
    Decimal, value => Self::Decimal(Box::new(value));
    Array, value => Self::Array(Box::new(value));
    EnumValue, value => Self::Enum(value);
    StructValue, value => Self::Struct(value);
    UnionValue, value => Self::Union(Box::new(value));
}
