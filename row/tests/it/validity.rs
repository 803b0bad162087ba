//! The rules of `row/FORMAT.md` for the validity of standard rows without nested fields, written a
//! second time: what readers of damaged rows are compared with.

use arrow_buffer::IntervalDayTime;
use ferrow_row::{ErrorKind, Kind, RowLayout, ValueRef};
use half::f16;

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
    if shares_bytes(layout, bytes) {
        wrong.push(ErrorKind::Overlap);
    }
    if wrong.is_empty() { Ok(values) } else { Err(wrong) }
}

/// Whether the values of a row, which has all its slots, are longer together than what is behind
/// these.
pub(crate) fn shares_bytes(layout: &RowLayout, bytes: &[u8]) -> bool {
    let slots = layout.len().div_ceil(64) * 8;
    let sizes = (0..layout.len())
        .filter(|index| matches!(layout.kind(*index), Kind::Utf8 | Kind::Binary))
        .filter(|index| bytes[index / 8] >> (index % 8) & 1 == 0)
        .map(|index| u64::from(u32::from_le_bytes(take(bytes, slots + index * 8))));
    let behind = bytes.len() - slots - layout.len() * 8;
    sizes.sum::<u64>() > u64::try_from(behind).expect("a length")
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
