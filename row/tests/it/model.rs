//! The rules of `row/FORMAT.md`, written a second time in the plainest way: what the crate is
//! compared with. It shares no arithmetic with it.

use arrow_buffer::IntervalDayTime;
use ferrow_row::{ErrorKind, Kind, RowLayout, ValueRef};
use half::f16;

use crate::field::Scalar;

/// The canonical row of `values`.
pub(crate) fn encode(values: &[Scalar]) -> Vec<u8> {
    let bitmap_len = values.len().div_ceil(64) * 8;
    let mut bitmap = vec![0; bitmap_len];
    let mut slots = Vec::new();
    let mut region = Vec::new();
    for (index, scalar) in values.iter().enumerate() {
        let span = |bytes: &[u8]| {
            let offset = u64::try_from(bitmap_len + values.len() * 8 + region.len());
            let size = u64::try_from(bytes.len());
            ((offset.expect("small") << 32) | size.expect("small"), bytes.to_vec())
        };
        let (slot, variable) = match scalar.value() {
            ValueRef::Utf8(text) => span(text.as_bytes()),
            ValueRef::Binary(bytes) => span(bytes),
            value => (fixed_slot(value), Vec::new()),
        };
        if scalar.is_null() {
            bitmap[index / 8] |= 1 << (index % 8);
        }
        slots.extend(slot.to_le_bytes());
        region.extend(variable);
        while region.len() % 8 != 0 {
            region.push(0);
        }
    }
    [bitmap, slots, region].concat()
}

fn fixed_slot(value: ValueRef<'_>) -> u64 {
    let mut slot = Vec::new();
    match value {
        ValueRef::Bool(value) => slot.push(u8::from(value)),
        ValueRef::Int8(value) => slot.extend(value.to_le_bytes()),
        ValueRef::Int16(value) => slot.extend(value.to_le_bytes()),
        ValueRef::Int32(value) => slot.extend(value.to_le_bytes()),
        ValueRef::Int64(value) => slot.extend(value.to_le_bytes()),
        ValueRef::UInt8(value) => slot.push(value),
        ValueRef::UInt16(value) => slot.extend(value.to_le_bytes()),
        ValueRef::UInt32(value) => slot.extend(value.to_le_bytes()),
        ValueRef::UInt64(value) => slot.extend(value.to_le_bytes()),
        ValueRef::Float16(value) => slot.extend(value.to_le_bytes()),
        ValueRef::Float32(value) => slot.extend(value.to_le_bytes()),
        ValueRef::Float64(value) => slot.extend(value.to_le_bytes()),
        ValueRef::DayTime(value) => {
            slot.extend(value.days.to_le_bytes());
            slot.extend(value.milliseconds.to_le_bytes());
        }
        _ => {}
    }
    slot.resize(8, 0);
    u64::from_le_bytes(take(&slot, 0))
}

/// The values of `bytes`, which may be any bytes at all, or the kinds of all that is wrong.
pub(crate) fn decode<'a>(
    layout: &RowLayout,
    bytes: &'a [u8],
) -> Result<Vec<ValueRef<'a>>, Vec<ErrorKind>> {
    let slots = layout.len().div_ceil(64) * 8;
    let region = slots + layout.len() * 8;
    if bytes.len() < region {
        return Err(vec![ErrorKind::Truncated]);
    }
    let (mut values, mut wrong) = (Vec::new(), Vec::new());
    for (index, field) in layout.schema().fields().iter().enumerate() {
        let kind = layout.kind(index);
        let is_null = bytes[index / 8] >> (index % 8) & 1 == 1;
        let value = match kind {
            Kind::Null => Ok(ValueRef::Null),
            _ if is_null && field.is_nullable() => Ok(ValueRef::Null),
            _ if is_null => Err(ErrorKind::NotNull),
            Kind::Utf8 => variable(bytes, region, slots + index * 8)
                .and_then(|text| std::str::from_utf8(text).map_err(|_| ErrorKind::Utf8))
                .map(ValueRef::Utf8),
            Kind::Binary => variable(bytes, region, slots + index * 8).map(ValueRef::Binary),
            _ => Ok(fixed(kind, &bytes[slots + index * 8..])),
        };
        match value {
            Ok(value) => values.push(value),
            Err(kind) => wrong.push(kind),
        }
    }
    if wrong.is_empty() { Ok(values) } else { Err(wrong) }
}

fn variable(bytes: &[u8], region: usize, slot: usize) -> Result<&[u8], ErrorKind> {
    let size = u64::from(u32::from_le_bytes(take(bytes, slot)));
    let offset = u64::from(u32::from_le_bytes(take(bytes, slot + 4)));
    let at = |place: u64| usize::try_from(place).expect("it was compared with the row's length");
    if offset + size > u64::try_from(bytes.len()).expect("a length") {
        Err(ErrorKind::Truncated)
    } else if size > 0 && at(offset) < region {
        Err(ErrorKind::Overlap)
    } else {
        Ok(&bytes[at(offset)..at(offset + size)])
    }
}

fn fixed(kind: Kind, slot: &[u8]) -> ValueRef<'static> {
    match kind {
        Kind::Bool => ValueRef::Bool(slot[0] != 0),
        Kind::Int8 => ValueRef::Int8(i8::from_le_bytes(take(slot, 0))),
        Kind::Int16 => ValueRef::Int16(i16::from_le_bytes(take(slot, 0))),
        Kind::Int32 => ValueRef::Int32(i32::from_le_bytes(take(slot, 0))),
        Kind::Int64 => ValueRef::Int64(i64::from_le_bytes(take(slot, 0))),
        Kind::UInt8 => ValueRef::UInt8(slot[0]),
        Kind::UInt16 => ValueRef::UInt16(u16::from_le_bytes(take(slot, 0))),
        Kind::UInt32 => ValueRef::UInt32(u32::from_le_bytes(take(slot, 0))),
        Kind::UInt64 => ValueRef::UInt64(u64::from_le_bytes(take(slot, 0))),
        Kind::Float16 => ValueRef::Float16(f16::from_le_bytes(take(slot, 0))),
        Kind::Float32 => ValueRef::Float32(f32::from_le_bytes(take(slot, 0))),
        Kind::Float64 => ValueRef::Float64(f64::from_le_bytes(take(slot, 0))),
        Kind::DayTime => ValueRef::DayTime(IntervalDayTime::new(
            i32::from_le_bytes(take(slot, 0)),
            i32::from_le_bytes(take(slot, 4)),
        )),
        kind => panic!("these tests do not know {kind}"),
    }
}

fn take<const N: usize>(bytes: &[u8], at: usize) -> [u8; N] {
    bytes[at..at + N].try_into().expect("N bytes")
}
