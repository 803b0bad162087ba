//! Values without parts.

use crate::context::{ReadContext, WriteContext};
use crate::error::{Error, Problem, Result};
use crate::schema::ExtCodec;
use crate::value::{Array, Duration, IntEncoding, Timestamp, Value};
use crate::wire::{Decimal, Reader, Text, TypeId, Writer};

/// A type with code whose code is that of a scalar.
pub(crate) struct ScalarCodec(pub(crate) TypeId);

impl ExtCodec for ScalarCodec {
    fn write(&self, value: &Value, writer: &mut Writer) -> Result<()> {
        match write_plain(value, self.0, writer)? {
            true => Ok(()),
            false => Err(not_this(value, self.0)),
        }
    }

    fn read(&self, reader: &mut Reader<'_>) -> Result<Value> {
        let plain = read_plain(self.0, reader)?;
        plain.ok_or_else(|| reader.error(Problem::NotAValue { type_id: self.0 }))
    }
}

#[cold]
pub(crate) fn not_this(value: &Value, wanted: TypeId) -> Error {
    let problem = match value {
        Value::Null => Problem::NullHere,
        Value::Ref(_) => Problem::RefHere,
        value => Problem::NotThisField { wanted: wanted.to_string(), found: value.kind_name() },
    };
    Error::new(problem)
}

/// Writes a scalar as one of `type_id`; integers take its encoding.
pub(crate) fn write(cx: &mut WriteContext<'_>, value: &Value, type_id: TypeId) -> Result<()> {
    match (type_id, value) {
        (TypeId::Binary, Value::Binary(bytes)) => cx.binary(bytes),
        (TypeId::String, Value::String(text)) => {
            let encoding = text.encoding();
            let encoding = encoding.unwrap_or_else(|| cx.graph().texts.choose(text.as_str()));
            cx.writer().text(text.as_str(), encoding);
            Ok(())
        }
        _ => match write_plain(value, type_id, cx.writer())? {
            true => Ok(()),
            false => Err(not_this(value, type_id)),
        },
    }
}

/// Writes what needs nothing but a writer; `false` where the value is not of the type.
fn write_plain(value: &Value, type_id: TypeId, writer: &mut Writer) -> Result<bool> {
    match (type_id, value) {
        (TypeId::None, Value::None) => {}
        (TypeId::Bool, Value::Bool(value)) => writer.bool(*value),
        (TypeId::Int8, Value::Int8(value)) => writer.i8(*value),
        (TypeId::Int16, Value::Int16(value)) => writer.i16(*value),
        (TypeId::Int32, Value::Int32(value, _)) => writer.i32(*value),
        (TypeId::VarInt32, Value::Int32(value, _)) => writer.var_i32(*value),
        (TypeId::Int64, Value::Int64(value, _)) => writer.i64(*value),
        (TypeId::VarInt64, Value::Int64(value, _)) => writer.var_i64(*value),
        (TypeId::TaggedInt64, Value::Int64(value, _)) => writer.tagged_i64(*value),
        (TypeId::UInt8, Value::UInt8(value)) => writer.u8(*value),
        (TypeId::UInt16, Value::UInt16(value)) => writer.u16(*value),
        (TypeId::UInt32, Value::UInt32(value, _)) => writer.u32(*value),
        (TypeId::VarUInt32, Value::UInt32(value, _)) => writer.var_u32(*value),
        (TypeId::UInt64, Value::UInt64(value, _)) => writer.u64(*value),
        (TypeId::VarUInt64, Value::UInt64(value, _)) => writer.var_u64(*value),
        (TypeId::TaggedUInt64, Value::UInt64(value, _)) => writer.tagged_u64(*value),
        (TypeId::Float16, Value::Float16(value)) => writer.bytes(&value.to_le_bytes()),
        (TypeId::BFloat16, Value::BFloat16(value)) => writer.bytes(&value.to_le_bytes()),
        (TypeId::Float32, Value::Float32(value)) => writer.f32(*value),
        (TypeId::Float64, Value::Float64(value)) => writer.f64(*value),
        (TypeId::Date, Value::Date(days)) => writer.var_i64(*days),
        (TypeId::Timestamp, Value::Timestamp(value)) => {
            writer.i64(value.seconds);
            writer.u32(nanos(value.nanos)?);
        }
        (TypeId::Duration, Value::Duration(value)) => {
            writer.var_i64(value.seconds);
            writer.u32(nanos(value.nanos)?);
        }
        (TypeId::Decimal, Value::Decimal(decimal)) => decimal.write(writer)?,
        (type_id, Value::Array(array)) if array.type_id() == type_id => array.write(writer)?,
        (TypeId::String, Value::String(text)) => {
            writer.text(text.as_str(), text.encoding().unwrap_or_default());
        }
        _ => return Ok(false),
    }
    Ok(true)
}

fn nanos(found: u32) -> Result<u32> {
    match found {
        0..1_000_000_000 => Ok(found),
        found => Err(Error::new(Problem::Nanos { found })),
    }
}

/// Reads a scalar of `type_id`.
pub(crate) fn read(cx: &mut ReadContext<'_, '_>, type_id: TypeId) -> Result<Value> {
    match type_id {
        TypeId::Binary => cx.binary().map(Value::Binary),
        type_id => match read_plain(type_id, cx.reader())? {
            Some(value) => Ok(value),
            None => Err(cx.error(Problem::NotAValue { type_id })),
        },
    }
}

fn read_plain(type_id: TypeId, reader: &mut Reader<'_>) -> Result<Option<Value>> {
    use IntEncoding::{Fixed, Tagged, Varint};
    let half = |bytes: &[u8; 2]| u16::from_le_bytes(*bytes);
    Ok(Some(match type_id {
        TypeId::None => Value::None,
        TypeId::Bool => Value::Bool(reader.bool()?),
        TypeId::Int8 => Value::Int8(reader.i8()?),
        TypeId::Int16 => Value::Int16(reader.i16()?),
        TypeId::Int32 => Value::Int32(reader.i32()?, Fixed),
        TypeId::VarInt32 => Value::Int32(reader.var_i32()?, Varint),
        TypeId::Int64 => Value::Int64(reader.i64()?, Fixed),
        TypeId::VarInt64 => Value::Int64(reader.var_i64()?, Varint),
        TypeId::TaggedInt64 => Value::Int64(reader.tagged_i64()?, Tagged),
        TypeId::UInt8 => Value::UInt8(reader.u8()?),
        TypeId::UInt16 => Value::UInt16(reader.u16()?),
        TypeId::UInt32 => Value::UInt32(reader.u32()?, Fixed),
        TypeId::VarUInt32 => Value::UInt32(reader.var_u32()?, Varint),
        TypeId::UInt64 => Value::UInt64(reader.u64()?, Fixed),
        TypeId::VarUInt64 => Value::UInt64(reader.var_u64()?, Varint),
        TypeId::TaggedUInt64 => Value::UInt64(reader.tagged_u64()?, Tagged),
        TypeId::Float16 => Value::Float16(half::f16::from_bits(half(reader.chunk()?))),
        TypeId::BFloat16 => Value::BFloat16(half::bf16::from_bits(half(reader.chunk()?))),
        TypeId::Float32 => Value::Float32(reader.f32()?),
        TypeId::Float64 => Value::Float64(reader.f64()?),
        TypeId::String => Value::String(reader.text()?),
        TypeId::Date => Value::Date(reader.var_i64()?),
        TypeId::Timestamp => {
            let (seconds, nanos) = (reader.i64()?, read_nanos(reader)?);
            Value::Timestamp(Timestamp { seconds, nanos })
        }
        TypeId::Duration => {
            let (seconds, nanos) = (reader.var_i64()?, read_nanos(reader)?);
            Value::Duration(Duration { seconds, nanos })
        }
        TypeId::Decimal => Value::Decimal(Box::new(Decimal::read(reader)?)),
        type_id if type_id.is_array() => Value::from(Array::read(type_id, reader)?),
        _ => return Ok(None),
    }))
}

pub(crate) fn read_nanos(reader: &mut Reader<'_>) -> Result<u32> {
    let start = reader.offset();
    nanos(reader.u32()?).map_err(|error| error.at(start))
}

impl From<&Text> for Value {
    fn from(text: &Text) -> Self {
        Self::String(text.clone())
    }
}
