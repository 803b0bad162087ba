//! Scalars and arrays of them.

use std::borrow::Cow;

use arrow_buffer::i256;
use ferrow_row::SlotWriter;
use half::{bf16, f16};

use super::super::target::{DecimalType, Scalar, Target, Unit};
use super::{RowReader, not_put, put, wrong};
use crate::context::ReadContext;
use crate::dynamic::read_nanos;
use crate::error::{Error, Problem, Result};
use crate::wire::{Decimal, TypeId};

impl<'a> RowReader<'a> {
    /// Reads a scalar or an array that stands as `type_id`.
    #[inline]
    pub(super) fn plain(
        &mut self,
        cx: &mut ReadContext<'_, 'a>,
        type_id: TypeId,
        target: &Target,
        to: SlotWriter<'_>,
    ) -> Result<()> {
        match target {
            Target::Scalar(scalar) => read_scalar(cx, type_id, *scalar, to),
            Target::Array(element) => array(cx, type_id, *element, to),
            target => Err(wrong(cx, type_id.name(), target)),
        }
    }
}

/// Reads a scalar that stands as `type_id`, where the column has such values.
#[inline]
pub(super) fn read_scalar(
    cx: &mut ReadContext<'_, '_>,
    type_id: TypeId,
    scalar: Scalar,
    to: SlotWriter<'_>,
) -> Result<()> {
    use TypeId as T;
    let written = match (type_id, scalar) {
        (T::None, Scalar::Null) => to.set_null(),
        (T::Bool, Scalar::Bool) => to.set::<bool>(cx.reader().bool()?),
        (T::Int8, Scalar::Int8) => to.set::<i8>(cx.reader().i8()?),
        (T::Int16, Scalar::Int16) => to.set::<i16>(cx.reader().i16()?),
        (T::VarInt32, Scalar::Int32) => to.set::<i32>(cx.reader().var_i32()?),
        (T::Int32, Scalar::Int32) => to.set::<i32>(cx.reader().i32()?),
        (T::VarInt64, Scalar::Int64) => to.set::<i64>(cx.reader().var_i64()?),
        (T::Int64, Scalar::Int64) => to.set::<i64>(cx.reader().i64()?),
        (T::TaggedInt64, Scalar::Int64) => to.set::<i64>(cx.reader().tagged_i64()?),
        (T::UInt8, Scalar::UInt8) => to.set::<u8>(cx.reader().u8()?),
        (T::UInt16, Scalar::UInt16) => to.set::<u16>(cx.reader().u16()?),
        (T::VarUInt32, Scalar::UInt32) => to.set::<u32>(cx.reader().var_u32()?),
        (T::UInt32, Scalar::UInt32) => to.set::<u32>(cx.reader().u32()?),
        (T::VarUInt64, Scalar::UInt64) => to.set::<u64>(cx.reader().var_u64()?),
        (T::UInt64, Scalar::UInt64) => to.set::<u64>(cx.reader().u64()?),
        (T::TaggedUInt64, Scalar::UInt64) => to.set::<u64>(cx.reader().tagged_u64()?),
        (T::Float16, Scalar::Float16) => to.set::<f16>(f16::from_bits(cx.reader().u16()?)),
        (T::BFloat16, Scalar::BFloat16) => {
            to.set::<f32>(bf16::from_bits(cx.reader().u16()?).to_f32())
        }
        (T::Float32, Scalar::Float32) => to.set::<f32>(cx.reader().f32()?),
        (T::Float64, Scalar::Float64) => to.set::<f64>(cx.reader().f64()?),
        (T::String, Scalar::String) => match cx.reader().str()? {
            Cow::Borrowed(text) => to.set::<str>(text),
            Cow::Owned(text) => to.set::<str>(&text),
        },
        (T::Binary, Scalar::Binary) => to.set::<[u8]>(cx.bytes()?),
        (T::UInt8Array, Scalar::Binary) => to.set::<[u8]>(cx.reader().sized_bytes()?),
        (T::Date, Scalar::Date) => {
            let days = cx.reader().var_i64()?;
            to.set::<i32>(day(days)?)
        }
        (T::Timestamp, Scalar::Timestamp(unit)) => {
            let seconds = cx.reader().i64()?;
            let nanos = read_nanos(cx.reader())?;
            to.set::<i64>(units(seconds, nanos, unit, "moment")?)
        }
        (T::Duration, Scalar::Duration(unit)) => {
            let seconds = cx.reader().var_i64()?;
            let nanos = read_nanos(cx.reader())?;
            to.set::<i64>(units(seconds, nanos, unit, "duration")?)
        }
        (T::Decimal, Scalar::Decimal(of)) => {
            let decimal = Decimal::read(cx.reader())?;
            return decimal_to(cx, &decimal, of, to);
        }
        (type_id, scalar) => {
            return Err(wrong(cx, type_id.name(), &Target::Scalar(scalar)));
        }
    };
    put(cx, written)
}

macro_rules! elements {
    ([$cx:ident, $type_id:ident, $scalar:ident, $bytes:ident, $list:ident]
        $($element:ident $width:literal $value:ty, $chunk:pat => $made:expr;)*) => {
        match ($type_id, $scalar) {
            $((TypeId::$element, Scalar::$element) => {
                for $chunk in $bytes.as_chunks::<$width>().0 {
                    put($cx, $list.push::<$value>($made))?;
                }
            })*
            (type_id, scalar) => return Err(wrong($cx, type_id.name(), &Target::Array(scalar))),
        }
    };
}

/// Reads a dense array: bools and numbers in all their bytes.
fn array(
    cx: &mut ReadContext<'_, '_>,
    type_id: TypeId,
    scalar: Scalar,
    to: SlotWriter<'_>,
) -> Result<()> {
    let (element, bytes) = match (type_id, type_id.element()) {
        // Bytes are an array of them.
        (TypeId::Binary, _) => (TypeId::UInt8, cx.bytes()?),
        (_, Some(element)) => (element, cx.reader().array(element.width())?.0),
        (type_id, None) => return Err(wrong(cx, type_id.name(), &Target::Array(scalar))),
    };
    let count = bytes.len() / element.width();
    let mut list = to.list(count).map_err(|error| not_put(cx, &error))?;
    elements! { [cx, element, scalar, bytes, list]
        Bool 1 bool, [byte] => match byte {
            0 => false,
            1 => true,
            found => return Err(cx.error(Problem::BoolByte { found: *found })),
        };
        Int8 1 i8, chunk => i8::from_le_bytes(*chunk);
        Int16 2 i16, chunk => i16::from_le_bytes(*chunk);
        Int32 4 i32, chunk => i32::from_le_bytes(*chunk);
        Int64 8 i64, chunk => i64::from_le_bytes(*chunk);
        UInt8 1 u8, chunk => u8::from_le_bytes(*chunk);
        UInt16 2 u16, chunk => u16::from_le_bytes(*chunk);
        UInt32 4 u32, chunk => u32::from_le_bytes(*chunk);
        UInt64 8 u64, chunk => u64::from_le_bytes(*chunk);
        Float16 2 f16, chunk => f16::from_le_bytes(*chunk);
        BFloat16 2 f32, chunk => bf16::from_le_bytes(*chunk).to_f32();
        Float32 4 f32, chunk => f32::from_le_bytes(*chunk);
        Float64 8 f64, chunk => f64::from_le_bytes(*chunk);
    }
    put(cx, list.finish())
}

/// A number that the column does not hold.
#[cold]
fn out_of_range(what: impl std::fmt::Display, wanted: &str) -> Error {
    Error::new(Problem::NotConverted { written: what.to_string(), wanted: wanted.to_owned() })
}

pub(super) fn day(days: i64) -> Result<i32> {
    i32::try_from(days).map_err(|_| out_of_range(format_args!("day {days}"), "date of 32 bits"))
}

/// Seconds and nanoseconds in a unit, of which they are a whole number.
pub(super) fn units(seconds: i64, nanos: u32, unit: Unit, what: &str) -> Result<i64> {
    let count = match nanos % unit.nanos {
        0 => {
            let whole = i128::from(seconds) * i128::from(unit.per_second);
            i64::try_from(whole + i128::from(nanos / unit.nanos)).ok()
        }
        _ => None,
    };
    count.ok_or_else(|| {
        let wanted = format!("number of 64 bits of 1/{} seconds", unit.per_second);
        out_of_range(format_args!("a {what} of {seconds} s and {nanos} ns"), &wanted)
    })
}

/// Writes a decimal with as many digits after its point as the column has.
pub(super) fn decimal_to(
    cx: &ReadContext<'_, '_>,
    decimal: &Decimal,
    of: DecimalType,
    to: SlotWriter<'_>,
) -> Result<()> {
    let Some(value) = rescaled(decimal, of) else {
        let wanted = format!("decimal of {} digits, {} after its point", of.precision, of.scale);
        // A decimal may have thousands of digits, which help nobody.
        let what = match decimal.magnitude().len() <= 32 && decimal.scale().abs() <= 100 {
            true => decimal.to_string(),
            false => "a decimal of many digits".to_owned(),
        };
        return Err(out_of_range(what, &wanted));
    };
    let written = match (of.wide, value.to_i128()) {
        (true, _) => to.set::<i256>(value),
        (false, Some(value)) => to.set::<i128>(value),
        (false, None) => return Err(out_of_range("a decimal", "number of 128 bits")),
    };
    put(cx, written)
}

fn rescaled(decimal: &Decimal, of: DecimalType) -> Option<i256> {
    let mut bytes = [0; 32];
    bytes.get_mut(..decimal.magnitude().len())?.copy_from_slice(decimal.magnitude());
    let value = i256::from_le_bytes(bytes);
    if value.is_negative() {
        // The highest bit was one of the magnitude.
        return None;
    }
    let value = if decimal.is_negative() { value.checked_neg()? } else { value };
    let ten = i256::from_i128(10);
    let more = i32::from(of.scale) - decimal.scale();
    let value = match (value == i256::ZERO, u32::try_from(more)) {
        (true, _) => value,
        (_, Ok(more)) => value.checked_mul(ten.checked_pow(more)?)?,
        (_, Err(_)) => {
            let divisor = ten.checked_pow(more.unsigned_abs())?;
            match value.checked_rem(divisor)? == i256::ZERO {
                true => value.checked_div(divisor)?,
                false => return None,
            }
        }
    };
    let most = ten.checked_pow(of.precision.into())?;
    (value < most && value > most.checked_neg()?).then_some(value)
}
