//! Dense arrays.

use super::{FromObject, Object, TypeNames, Types, wrong_type};
use crate::context::{Found, ReadContext, WriteContext};
use crate::error::{Error, Problem, Result};
use crate::schema::FieldType;
use crate::value::{Array, Value};
use crate::wire::TypeId;

/// A bool or a number of which there are dense arrays.
pub trait DenseElement: Sized + Clone {
    /// The type of arrays of it.
    const ARRAY: TypeId;

    /// Writes an array of them.
    ///
    /// # Errors
    ///
    /// Where it is too long.
    fn write_array(values: &[Self], cx: &mut WriteContext<'_>) -> Result<()>;

    /// The elements of an array of them.
    fn of_array(array: Array) -> Option<Vec<Self>>;
}

macro_rules! dense {
    ($($type:ty, $array:ident $variant:ident;)*) => {
        $(
            impl DenseElement for $type {
                const ARRAY: TypeId = TypeId::$array;

                fn write_array(values: &[Self], cx: &mut WriteContext<'_>) -> Result<()> {
                    if cfg!(not(target_endian = "little")) {
                        return Array::$variant(values.to_vec()).write(cx.writer());
                    }
                    let bytes: &[u8] = bytemuck::cast_slice(values);
                    cx.count(bytes.len())?;
                    cx.writer().bytes(bytes);
                    Ok(())
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

dense! {
    bool, BoolArray Bool; i8, Int8Array Int8; i16, Int16Array Int16; i32, Int32Array Int32;
    i64, Int64Array Int64; u8, UInt8Array UInt8; u16, UInt16Array UInt16; u32, UInt32Array UInt32;
    u64, UInt64Array UInt64; half::f16, Float16Array Float16; half::bf16, BFloat16Array BFloat16;
    f32, Float32Array Float32; f64, Float64Array Float64;
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

                fn write(&self, cx: &mut WriteContext<'_>, _types: Types) -> Result<()> {
                    T::write_array(&self.0, cx)
                }
            }
        )*
    };
}

dense_objects!(&[T], Vec<T>);

impl<'a, T: DenseElement> FromObject<'a> for Dense<Vec<T>> {
    fn read(cx: &mut ReadContext<'_, 'a>) -> Result<Self> {
        let array = Array::read(T::ARRAY, cx.reader())?;
        Self::from_value(Value::from(array))
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
