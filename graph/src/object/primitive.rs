//! Bools and numbers.

use half::{bf16, f16};

use super::{FromObject, Object, TypeNames, Types, wrong_type};
use crate::context::{Found, ReadContext, WriteContext};
use crate::cursor;
use crate::error::{Error, Problem, Result};
use crate::schema::FieldType;
use crate::value::Value;
use crate::wire::{Numbers, Pen, Room, TypeId};

/// An integer in all its bytes: the codec of `#[object(fixed)]`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct Fixed<T>(pub T);

/// A 64-bit integer in 4 or 9 bytes: the codec of `#[object(tagged)]`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct Tagged<T>(pub T);

/// What a scalar was converted to.
pub(super) fn not_converted(wanted: TypeId, value: &Value) -> Error {
    let (wanted, found) = (wanted.to_string(), value.kind_name());
    Error::new(Problem::NotThisField { wanted, found })
}

/// A number in one encoding: how it is written, put into room, and read; and what else it is read
/// from, where a message tells another encoding of the same numbers.
macro_rules! primitives {
    ($(
        $type:ty, $type_id:ident, $most:literal,
        |$value:ident, $writer:ident| $write:expr,
        |$reader:ident| $read:expr,
        |$window:ident| $take:expr,
        $(else $other:ident |$other_reader:ident| $other_read:expr,)*
        value $pattern:pat => $found:expr
        $(, { $($on_write:tt)* }, { $($on_read:tt)* })?;
    )*) => {
        $(
            impl Object for $type {
                const TYPE: TypeId = TypeId::$type_id;
                const MOST: usize = $most;

                fn field_type(_names: &TypeNames<'_>) -> FieldType {
                    FieldType::scalar(Self::TYPE)
                }

                #[inline]
                fn write(&self, cx: &mut WriteContext<'_>, _types: Types) -> Result<()> {
                    let ($value, $writer) = (*self, cx.writer());
                    $write;
                    Ok(())
                }

                const PLAIN: bool = true;
                const FALLIBLE: bool = false;

                #[inline(always)]
                fn write_on<'p, 'g>(
                    &self,
                    mut pen: Pen<'p, 'g>,
                    _types: Types,
                ) -> Pen<'p, 'g> {
                    self.put(&mut pen.room($most));
                    pen
                }

                #[inline(always)]
                fn put(&self, $writer: &mut Room<'_>) {
                    let $value = *self;
                    $write;
                }

                $($($on_write)*)?
            }

            impl<'a> FromObject<'a> for $type {
                #[inline]
                fn read(cx: &mut ReadContext<'_, 'a>) -> Result<Self> {
                    let $reader = cx.reader();
                    $read
                }

                #[inline(always)]
                fn take($window: &mut impl Numbers) -> Result<Self> {
                    $take
                }

                #[inline]
                fn read_found(cx: &mut ReadContext<'_, 'a>, found: &Found) -> Result<Self> {
                    match found {
                        Found::Scalar(TypeId::$type_id) => Self::read(cx),
                        $(Found::Scalar(TypeId::$other) => {
                            let $other_reader = cx.reader();
                            $other_read
                        })*
                        found => Err(wrong_type(cx, Self::TYPE, found)),
                    }
                }

                fn missing() -> Option<Self> {
                    Some(Self::default())
                }

                fn from_value(value: Value) -> Result<Self> {
                    match value {
                        $pattern => Ok($found),
                        other => Err(not_converted(Self::TYPE, &other)),
                    }
                }

                $($($on_read)*)?
            }
        )*
    };
}

primitives! {
    bool, Bool, 1, |value, w| w.fixed([u8::from(value)]), |r| r.bool(),
        |w| w.bool(),
        value Value::Bool(value) => value;
    i8, Int8, 1, |value, w| w.fixed(value.to_le_bytes()), |r| r.i8(),
        |w| Ok(i8::from_le_bytes(w.fixed())),
        value Value::Int8(value) => value;
    i16, Int16, 2, |value, w| w.fixed(value.to_le_bytes()), |r| r.i16(),
        |w| Ok(i16::from_le_bytes(w.fixed())),
        value Value::Int16(value) => value;
    i32, VarInt32, 9, |value, w| w.var_i32(value), |r| r.var_i32(),
        |w| w.var_i32(),
        else Int32 |r| r.i32(),
        value Value::Int32(value, _) => value;
    i64, VarInt64, 9, |value, w| w.var_i64(value), |r| r.var_i64(),
        |w| Ok(w.var_i64()),
        else Int64 |r| r.i64(),
        else TaggedInt64 |r| r.tagged_i64(),
        value Value::Int64(value, _) => value;
    u8, UInt8, 1, |value, w| w.fixed(value.to_le_bytes()), |r| r.u8(),
        |w| Ok(u8::from_le_bytes(w.fixed())),
        value Value::UInt8(value) => value,
        {
            const IN_VEC: TypeId = TypeId::Binary;

            #[inline]
            fn write_slice<'p, 'g>(
                values: &[Self],
                pen: Pen<'p, 'g>,
                _types: Types,
            ) -> Pen<'p, 'g> {
                pen.pause(|cx| cx.byte_slice(values))
            }
        },
        {
            #[inline]
            fn read_vec(cx: &mut ReadContext<'_, 'a>) -> Result<Vec<Self>> {
                cx.bytes().map(<[u8]>::to_vec)
            }

            fn read_vec_found(cx: &mut ReadContext<'_, 'a>, found: &Found) -> Result<Vec<Self>> {
                match super::text::is_bytes(found) {
                    Some(true) => Self::read_vec(cx),
                    Some(false) => cx.reader().sized_bytes().map(<[u8]>::to_vec),
                    None => Err(wrong_type(cx, TypeId::Binary, found)),
                }
            }
        };
    u16, UInt16, 2, |value, w| w.fixed(value.to_le_bytes()), |r| r.u16(),
        |w| Ok(u16::from_le_bytes(w.fixed())),
        value Value::UInt16(value) => value;
    u32, VarUInt32, 9, |value, w| w.var_u32(value), |r| r.var_u32(),
        |w| w.var_u32(),
        else UInt32 |r| r.u32(),
        value Value::UInt32(value, _) => value;
    u64, VarUInt64, 9, |value, w| w.var_u64(value), |r| r.var_u64(),
        |w| Ok(w.var_u64()),
        else UInt64 |r| r.u64(),
        else TaggedUInt64 |r| r.tagged_u64(),
        value Value::UInt64(value, _) => value;
    f16, Float16, 2, |value, w| w.fixed(value.to_le_bytes()),
        |r| r.u16().map(f16::from_bits),
        |w| Ok(f16::from_le_bytes(w.fixed())),
        value Value::Float16(value) => value;
    bf16, BFloat16, 2, |value, w| w.fixed(value.to_le_bytes()),
        |r| r.u16().map(bf16::from_bits),
        |w| Ok(bf16::from_le_bytes(w.fixed())),
        value Value::BFloat16(value) => value;
    f32, Float32, 4, |value, w| w.fixed(value.to_le_bytes()), |r| r.f32(),
        |w| Ok(f32::from_le_bytes(w.fixed())),
        value Value::Float32(value) => value,
        {
            #[inline]
            fn write_slice<'p, 'g>(
                values: &[Self],
                pen: Pen<'p, 'g>,
                types: Types,
            ) -> Pen<'p, 'g> {
                super::collections::write_plain(values, pen, types)
            }
        },
        {
            fn read_run(cx: &mut ReadContext<'_, 'a>, count: usize) -> Result<Vec<Self>> {
                let bytes = cx.reader().bytes(count.saturating_mul(4))?;
                if cfg!(target_endian = "little") {
                    return Ok(cursor::plain(bytes).into_vec());
                }
                let (chunks, _) = bytes.as_chunks();
                Ok(chunks.iter().map(|chunk| Self::from_le_bytes(*chunk)).collect())
            }
        };
    f64, Float64, 8, |value, w| w.fixed(value.to_le_bytes()), |r| r.f64(),
        |w| Ok(f64::from_le_bytes(w.fixed())),
        value Value::Float64(value) => value,
        {
            #[inline]
            fn write_slice<'p, 'g>(
                values: &[Self],
                pen: Pen<'p, 'g>,
                types: Types,
            ) -> Pen<'p, 'g> {
                super::collections::write_plain(values, pen, types)
            }
        },
        {
            fn read_run(cx: &mut ReadContext<'_, 'a>, count: usize) -> Result<Vec<Self>> {
                let bytes = cx.reader().bytes(count.saturating_mul(8))?;
                if cfg!(target_endian = "little") {
                    return Ok(cursor::plain(bytes).into_vec());
                }
                let (chunks, _) = bytes.as_chunks();
                Ok(chunks.iter().map(|chunk| Self::from_le_bytes(*chunk)).collect())
            }
        };

    Fixed<i32>, Int32, 4, |value, w| w.fixed(value.0.to_le_bytes()), |r| r.i32().map(Fixed),
        |w| Ok(Fixed(i32::from_le_bytes(w.fixed()))),
        else VarInt32 |r| r.var_i32().map(Fixed),
        value Value::Int32(value, _) => Fixed(value);
    Fixed<i64>, Int64, 8, |value, w| w.fixed(value.0.to_le_bytes()), |r| r.i64().map(Fixed),
        |w| Ok(Fixed(i64::from_le_bytes(w.fixed()))),
        else VarInt64 |r| r.var_i64().map(Fixed),
        else TaggedInt64 |r| r.tagged_i64().map(Fixed),
        value Value::Int64(value, _) => Fixed(value);
    Fixed<u32>, UInt32, 4, |value, w| w.fixed(value.0.to_le_bytes()), |r| r.u32().map(Fixed),
        |w| Ok(Fixed(u32::from_le_bytes(w.fixed()))),
        else VarUInt32 |r| r.var_u32().map(Fixed),
        value Value::UInt32(value, _) => Fixed(value);
    Fixed<u64>, UInt64, 8, |value, w| w.fixed(value.0.to_le_bytes()), |r| r.u64().map(Fixed),
        |w| Ok(Fixed(u64::from_le_bytes(w.fixed()))),
        else VarUInt64 |r| r.var_u64().map(Fixed),
        else TaggedUInt64 |r| r.tagged_u64().map(Fixed),
        value Value::UInt64(value, _) => Fixed(value);
    Tagged<i64>, TaggedInt64, 9, |value, w| w.tagged_i64(value.0),
        |r| r.tagged_i64().map(Tagged),
        |w| Ok(Tagged(w.tagged_i64())),
        else Int64 |r| r.i64().map(Tagged),
        else VarInt64 |r| r.var_i64().map(Tagged),
        value Value::Int64(value, _) => Tagged(value);
    Tagged<u64>, TaggedUInt64, 9, |value, w| w.tagged_u64(value.0),
        |r| r.tagged_u64().map(Tagged),
        |w| Ok(Tagged(w.tagged_u64())),
        else UInt64 |r| r.u64().map(Tagged),
        else VarUInt64 |r| r.var_u64().map(Tagged),
        value Value::UInt64(value, _) => Tagged(value);
}

macro_rules! transparent {
    ($($wrapper:ident: $($type:ty)*;)*) => {
        $($(
            impl From<$type> for $wrapper<$type> {
                #[inline]
                fn from(value: $type) -> Self {
                    Self(value)
                }
            }

            impl From<$wrapper<$type>> for $type {
                #[inline]
                fn from(wrapper: $wrapper<$type>) -> Self {
                    wrapper.0
                }
            }
        )*)*
    };
}

transparent! {
    Fixed: i32 i64 u32 u64;
    Tagged: i64 u64;
}

impl Object for () {
    const TYPE: TypeId = TypeId::None;
    const EMPTY: bool = true;

    fn field_type(_names: &TypeNames<'_>) -> FieldType {
        FieldType::scalar(TypeId::None)
    }

    fn write(&self, _cx: &mut WriteContext<'_>, _types: Types) -> Result<()> {
        Ok(())
    }
}

impl<'a> FromObject<'a> for () {
    fn read(_cx: &mut ReadContext<'_, 'a>) -> Result<Self> {
        Ok(())
    }

    fn missing() -> Option<Self> {
        Some(())
    }
}
