//! Values that were converted, as those of another version are: scalars, and lists of them.

use ferrow_row::SlotWriter;
use half::f16;

use super::super::target::{Scalar, Target};
use super::scalar::{day, decimal_to, units};
use super::{RowReader, not_put, put, wrong};
use crate::context::ReadContext;
use crate::error::Result;
use crate::value::{Array, Value};

impl<'a> RowReader<'a> {
    /// Writes a value that was read.
    pub(super) fn value(
        &mut self,
        cx: &mut ReadContext<'_, 'a>,
        value: &Value,
        target: &Target,
        to: SlotWriter<'_>,
    ) -> Result<()> {
        match (value.unlabelled(), target) {
            (Value::Null, _) => put(cx, to.set_null()),
            (value, Target::Scalar(scalar)) => scalar_value(cx, value, *scalar, target, to),
            (Value::List(values) | Value::Set(values), Target::List(inner)) => {
                let mut list = to.list(values.len()).map_err(|error| not_put(cx, &error))?;
                for (index, value) in values.iter().enumerate() {
                    let to = list.slot().map_err(|error| not_put(cx, &error))?;
                    let written = self.value(cx, value, inner, to);
                    written.map_err(|error| error.in_element(index))?;
                }
                put(cx, list.finish())
            }
            (Value::Array(array), Target::Array(element)) => {
                array_value(cx, array, *element, target, to)
            }
            (value, target) => Err(wrong(cx, value.kind_name(), target)),
        }
    }
}

fn scalar_value(
    cx: &ReadContext<'_, '_>,
    value: &Value,
    scalar: Scalar,
    target: &Target,
    to: SlotWriter<'_>,
) -> Result<()> {
    let written = match (value, scalar) {
        (Value::None, Scalar::Null) => to.set_null(),
        (Value::Bool(value), Scalar::Bool) => to.set::<bool>(*value),
        (Value::Int8(value), Scalar::Int8) => to.set::<i8>(*value),
        (Value::Int16(value), Scalar::Int16) => to.set::<i16>(*value),
        (Value::Int32(value, _), Scalar::Int32) => to.set::<i32>(*value),
        (Value::Int64(value, _), Scalar::Int64) => to.set::<i64>(*value),
        (Value::UInt8(value), Scalar::UInt8) => to.set::<u8>(*value),
        (Value::UInt16(value), Scalar::UInt16) => to.set::<u16>(*value),
        (Value::UInt32(value, _), Scalar::UInt32) => to.set::<u32>(*value),
        (Value::UInt64(value, _), Scalar::UInt64) => to.set::<u64>(*value),
        (Value::Float16(value), Scalar::Float16) => to.set::<f16>(*value),
        (Value::BFloat16(value), Scalar::BFloat16) => to.set::<f32>(value.to_f32()),
        (Value::Float32(value), Scalar::Float32) => to.set::<f32>(*value),
        (Value::Float64(value), Scalar::Float64) => to.set::<f64>(*value),
        (Value::String(text), Scalar::String) => to.set::<str>(text.as_str()),
        (Value::Binary(bytes), Scalar::Binary) => to.set::<[u8]>(bytes),
        (Value::Date(days), Scalar::Date) => to.set::<i32>(day(*days)?),
        (Value::Timestamp(it), Scalar::Timestamp(unit)) => {
            to.set::<i64>(units(it.seconds, it.nanos, unit, "moment")?)
        }
        (Value::Duration(it), Scalar::Duration(unit)) => {
            to.set::<i64>(units(it.seconds, it.nanos, unit, "duration")?)
        }
        (Value::Decimal(decimal), Scalar::Decimal(of)) => {
            return decimal_to(cx, decimal, of, to);
        }
        (value, _) => return Err(wrong(cx, value.kind_name(), target)),
    };
    put(cx, written)
}

macro_rules! arrays {
    ([$cx:ident, $array:ident, $scalar:ident, $target:ident, $to:ident, $element:ident]
        $($variant:ident $value:ty, $made:expr;)*) => {
        match ($array, $scalar) {
            $((Array::$variant(values), Scalar::$variant) => {
                let mut list = $to.list(values.len()).map_err(|error| not_put($cx, &error))?;
                for $element in values {
                    put($cx, list.push::<$value>($made))?;
                }
                put($cx, list.finish())
            })*
            (array, _) => Err(wrong($cx, array.type_id().name(), $target)),
        }
    };
}

/// An array was converted to one of the column's type.
fn array_value(
    cx: &ReadContext<'_, '_>,
    array: &Array,
    scalar: Scalar,
    target: &Target,
    to: SlotWriter<'_>,
) -> Result<()> {
    arrays! { [cx, array, scalar, target, to, element]
        Bool bool, *element;
        Int8 i8, *element;
        Int16 i16, *element;
        Int32 i32, *element;
        Int64 i64, *element;
        UInt8 u8, *element;
        UInt16 u16, *element;
        UInt32 u32, *element;
        UInt64 u64, *element;
        Float16 f16, *element;
        BFloat16 f32, element.to_f32();
        Float32 f32, *element;
        Float64 f64, *element;
    }
}
