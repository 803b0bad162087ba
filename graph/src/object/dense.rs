//! Dense arrays.

use super::{FromObject, Object, TypeNames, Types, wrong_type};
use crate::context::{Found, ReadContext, WriteContext};
use crate::error::{Error, Problem, Result};
use crate::schema::FieldType;
use crate::value::{Array, Value};
use crate::wire::{Pen, TypeId};

/// A bool or a number of which there are dense arrays.
pub trait DenseElement: Sized + Clone {
    /// The type of arrays of it.
    const ARRAY: TypeId;

    /// Writes an array of them.
    fn write_array<'p, 'g>(values: &[Self], pen: Pen<'p, 'g>) -> Pen<'p, 'g>;

    /// Reads an array of them.
    ///
    /// # Errors
    ///
    /// Where the bytes are none.
    fn read_array(cx: &mut ReadContext<'_, '_>) -> Result<Vec<Self>>;

    /// The elements of an array of them.
    fn of_array(array: Array) -> Option<Vec<Self>>;
}

/// Reads an array of numbers.
macro_rules! read_numbers {
    ($cx:ident, $type:ty) => {
        match $cx.reader().plain_array::<$type>() {
            Some(numbers) => Ok(numbers.into_vec()),
            None => {
                let (bytes, _) = $cx.reader().array(size_of::<$type>())?;
                let numbers = bytes.as_chunks().0.iter();
                Ok(numbers.map(|bytes| <$type>::from_le_bytes(*bytes)).collect())
            }
        }
    };
}

macro_rules! dense {
    ($($type:ty, $array:ident $variant:ident, |$cx:ident| $read:expr;)*) => {
        $(
            impl DenseElement for $type {
                const ARRAY: TypeId = TypeId::$array;

                #[inline]
                fn write_array<'p, 'g>(
                    values: &[Self],
                    pen: Pen<'p, 'g>,
                ) -> Pen<'p, 'g> {
                    if cfg!(not(target_endian = "little")) {
                        return pen.pause(|cx| Array::$variant(values.to_vec()).write(cx.writer()));
                    }
                    write_bytes(bytemuck::cast_slice(values), pen)
                }

                #[inline]
                fn read_array($cx: &mut ReadContext<'_, '_>) -> Result<Vec<Self>> {
                    $read
                }

                fn of_array(array: Array) -> Option<Vec<Self>> {
                    match array {
                        Array::$variant(values) => Some(values),
                        _ => None,
                    }
                }
            }
        )*
    };
}

#[inline]
fn write_bytes<'p, 'g>(bytes: &[u8], mut pen: Pen<'p, 'g>) -> Pen<'p, 'g> {
    if let Some(len) = super::collections::counted(&mut pen, bytes.len()) {
        let mut room = pen.room(9 + bytes.len());
        room.var_u32(len);
        room.bytes(bytes);
    }
    pen
}

dense! {
    bool, BoolArray Bool, |cx| read_bools(cx);
    i8, Int8Array Int8, |cx| read_numbers!(cx, i8);
    i16, Int16Array Int16, |cx| read_numbers!(cx, i16);
    i32, Int32Array Int32, |cx| read_numbers!(cx, i32);
    i64, Int64Array Int64, |cx| read_numbers!(cx, i64);
    u8, UInt8Array UInt8, |cx| read_numbers!(cx, u8);
    u16, UInt16Array UInt16, |cx| read_numbers!(cx, u16);
    u32, UInt32Array UInt32, |cx| read_numbers!(cx, u32);
    u64, UInt64Array UInt64, |cx| read_numbers!(cx, u64);
    half::f16, Float16Array Float16, |cx| read_numbers!(cx, half::f16);
    half::bf16, BFloat16Array BFloat16, |cx| read_numbers!(cx, half::bf16);
    f32, Float32Array Float32, |cx| read_numbers!(cx, f32);
    f64, Float64Array Float64, |cx| read_numbers!(cx, f64);
}

fn read_bools(cx: &mut ReadContext<'_, '_>) -> Result<Vec<bool>> {
    let (bytes, len) = cx.reader().array(1)?;
    if let Ok(bools) = bytemuck::checked::try_cast_slice::<u8, bool>(bytes) {
        return Ok(bools.to_vec());
    }
    let at = bytes.iter().position(|byte| *byte > 1).unwrap_or_default();
    let start = cx.reader().offset() - len;
    let found = bytes.get(at).copied().unwrap_or_default();
    Err(Error::new(Problem::BoolByte { found }).at(start + at))
}

/// A dense array: the codec of `#[object(array)]`.
#[derive(Debug, Clone, PartialEq)]
pub struct Dense<V>(pub V);

macro_rules! dense_objects {
    ($($type:ty),*) => {
        $(
            impl<T: DenseElement> Object for Dense<$type> {
                const TYPE: TypeId = T::ARRAY;

                fn field_type(_names: &TypeNames<'_>) -> FieldType {
                    FieldType::scalar(T::ARRAY)
                }

                const PLAIN: bool = true;

                #[inline]
                fn write(&self, cx: &mut WriteContext<'_>, types: Types) -> Result<()> {
                    super::write_through(self, cx, types)
                }

                #[inline]
                fn write_on<'p, 'g>(
                    &self,
                    pen: Pen<'p, 'g>,
                    _types: Types,
                ) -> Pen<'p, 'g> {
                    T::write_array(&self.0, pen)
                }
            }
        )*
    };
}

dense_objects!(&[T], Vec<T>);

impl<'a, T: DenseElement> FromObject<'a> for Dense<Vec<T>> {
    #[inline]
    fn read(cx: &mut ReadContext<'_, 'a>) -> Result<Self> {
        T::read_array(cx).map(Self)
    }

    fn read_found(cx: &mut ReadContext<'_, 'a>, found: &Found) -> Result<Self> {
        match found {
            Found::Scalar(type_id) if *type_id == T::ARRAY => Self::read(cx),
            found => Err(wrong_type(cx, T::ARRAY, found)),
        }
    }

    fn missing() -> Option<Self> {
        Some(Self(Vec::new()))
    }

    fn from_value(value: Value) -> Result<Self> {
        let found = value.kind_name();
        let values = match value {
            Value::Array(array) => T::of_array(*array),
            _ => None,
        };
        let wanted = T::ARRAY.to_string();
        values.map(Self).ok_or_else(|| Error::new(Problem::NotThisField { wanted, found }))
    }
}
