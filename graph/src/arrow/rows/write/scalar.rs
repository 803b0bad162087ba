//! Scalars and arrays of them.

use arrow_buffer::i256;
use ferrow_row::{ListRef, ValueRef};
use half::bf16;

use super::super::target::{DecimalType, Scalar, Unit};
use super::not_of_type;
use crate::context::WriteContext;
use crate::error::{Error, Problem, Result};
use crate::wire::{Decimal, TypeId, Writer};

/// Writes a scalar as one of `type_id`.
pub(super) fn write(
    cx: &mut WriteContext<'_>,
    value: ValueRef<'_>,
    type_id: TypeId,
    scalar: Scalar,
) -> Result<()> {
    match (value, scalar) {
        (ValueRef::Utf8(text), Scalar::String) => {
            let encoding = cx.graph().texts.choose(text);
            cx.writer().text(text, encoding);
            Ok(())
        }
        (ValueRef::Binary(bytes), Scalar::Binary) => cx.byte_slice(bytes),
        (ValueRef::Decimal128(value), Scalar::Decimal(of)) => {
            Decimal::new(value, of.scale.into()).write(cx.writer())
        }
        (ValueRef::Decimal256(value), Scalar::Decimal(of)) => decimal(value, of).write(cx.writer()),
        (ValueRef::Int32(days), Scalar::Date) => {
            cx.writer().var_i64(days.into());
            Ok(())
        }
        (ValueRef::Int64(count), Scalar::Timestamp(unit)) => {
            let (seconds, nanos) = parts(count, unit);
            cx.writer().i64(seconds);
            cx.writer().u32(nanos);
            Ok(())
        }
        (ValueRef::Int64(count), Scalar::Duration(unit)) => {
            let (seconds, nanos) = parts(count, unit);
            cx.writer().var_i64(seconds);
            cx.writer().u32(nanos);
            Ok(())
        }
        (value, scalar) => plain(cx.writer(), value, type_id, scalar),
    }
}

/// Writes a bool or a number.
fn plain(writer: &mut Writer, value: ValueRef<'_>, type_id: TypeId, scalar: Scalar) -> Result<()> {
    use TypeId as T;
    match (value, type_id) {
        (ValueRef::Null, T::None) => {}
        (ValueRef::Bool(value), T::Bool) => writer.bool(value),
        (ValueRef::Int8(value), T::Int8) => writer.i8(value),
        (ValueRef::Int16(value), T::Int16) => writer.i16(value),
        (ValueRef::Int32(value), T::Int32) => writer.i32(value),
        (ValueRef::Int32(value), T::VarInt32) => writer.var_i32(value),
        (ValueRef::Int64(value), T::Int64) => writer.i64(value),
        (ValueRef::Int64(value), T::VarInt64) => writer.var_i64(value),
        (ValueRef::Int64(value), T::TaggedInt64) => writer.tagged_i64(value),
        (ValueRef::UInt8(value), T::UInt8) => writer.u8(value),
        (ValueRef::UInt16(value), T::UInt16) => writer.u16(value),
        (ValueRef::UInt32(value), T::UInt32) => writer.u32(value),
        (ValueRef::UInt32(value), T::VarUInt32) => writer.var_u32(value),
        (ValueRef::UInt64(value), T::UInt64) => writer.u64(value),
        (ValueRef::UInt64(value), T::VarUInt64) => writer.var_u64(value),
        (ValueRef::UInt64(value), T::TaggedUInt64) => writer.tagged_u64(value),
        (ValueRef::Float16(value), T::Float16) => writer.fixed(value.to_le_bytes()),
        (ValueRef::Float32(value), T::BFloat16) if scalar == Scalar::BFloat16 => {
            writer.fixed(narrow(value)?.to_le_bytes());
        }
        (ValueRef::Float32(value), T::Float32) => writer.f32(value),
        (ValueRef::Float64(value), T::Float64) => writer.f64(value),
        (value, type_id) => {
            let (wanted, found) = (type_id.to_string(), value.kind().to_string());
            return Err(Error::new(Problem::NotThisType { wanted, found }));
        }
    }
    Ok(())
}

/// The same number in half the bytes.
fn narrow(value: f32) -> Result<bf16> {
    let narrow = bf16::from_f32(value);
    match narrow.to_f32() == value || value.is_nan() {
        true => Ok(narrow),
        false => Err(not_of_type(format_args!("{value} is no bfloat16"))),
    }
}

/// Whole seconds, rounded down, and nanoseconds more.
fn parts(count: i64, unit: Unit) -> (i64, u32) {
    let rest = u32::try_from(count.rem_euclid(unit.per_second)).unwrap_or(0);
    (count.div_euclid(unit.per_second), rest * unit.nanos)
}

fn decimal(value: i256, of: DecimalType) -> Decimal {
    // The magnitude of the least number is one that bytes hold, and `i256` does not.
    let magnitude = value.wrapping_abs().to_le_bytes();
    Decimal::from_parts(value.is_negative(), &magnitude, of.scale.into())
}

/// Writes a dense array: the bytes of elements that are never null.
pub(super) fn write_array(
    cx: &mut WriteContext<'_>,
    list: ListRef<'_>,
    type_id: TypeId,
    scalar: Scalar,
) -> Result<()> {
    let element = type_id.element().unwrap_or(type_id);
    let len = list.len().saturating_mul(element.width());
    let Ok(bytes) = u32::try_from(len) else {
        return Err(Error::new(Problem::TooLong { what: "an array", len }));
    };
    cx.writer().var_u32(bytes);
    cx.writer().reserve(len);
    for (index, value) in list.values().enumerate() {
        let written = match value {
            ValueRef::Null => Err(Error::new(Problem::NullHere)),
            value => plain(cx.writer(), value, element, scalar),
        };
        written.map_err(|error| error.in_element(index))?;
    }
    Ok(())
}
