//! One value of an array at a time, read from its buffers: nothing of the crate under test.

use arrow::array::{Array, ArrayData, ArrayRef, AsArray, BinaryArray};
use arrow::compute::cast;
use arrow::datatypes::{DataType, IntervalDayTime};
use ferrow_row::{FixedValue, Kind, ValueRef};
use half::f16;

pub(crate) struct Cells {
    data: ArrayData,
    /// The values of a text or binary array as bytes.
    bytes: Option<BinaryArray>,
}

impl Cells {
    pub(crate) fn new(array: &ArrayRef) -> Self {
        let bytes = cast(array, &DataType::Binary).ok().filter(|_| is_variable(array.data_type()));
        Self { data: array.to_data(), bytes: bytes.map(|bytes| bytes.as_binary().clone()) }
    }

    pub(crate) fn value(&self, kind: Kind, row: usize) -> ValueRef<'_> {
        if kind == Kind::Null || self.data.is_null(row) {
            return ValueRef::Null;
        }
        if let Some(bytes) = &self.bytes {
            let bytes = bytes.value(row);
            return match kind {
                Kind::Utf8 => ValueRef::Utf8(std::str::from_utf8(bytes).expect("a text array")),
                _ => ValueRef::Binary(bytes),
            };
        }
        let (values, at) = (self.data.buffers()[0].as_slice(), self.data.offset() + row);
        if kind == Kind::Bool {
            return ValueRef::Bool(values[at / 8] & 1 << (at % 8) != 0);
        }
        let mut slot = [0; 8];
        let width = kind.width();
        slot[..width].copy_from_slice(&values[at * width..][..width]);
        number(kind, u64::from_le_bytes(slot))
    }
}

fn is_variable(data_type: &DataType) -> bool {
    use DataType::{Binary, BinaryView, LargeBinary, LargeUtf8, Utf8, Utf8View};
    matches!(data_type, Binary | LargeBinary | BinaryView | Utf8 | LargeUtf8 | Utf8View)
}

fn number(kind: Kind, slot: u64) -> ValueRef<'static> {
    match kind {
        Kind::Int8 => ValueRef::Int8(i8::from_slot(slot)),
        Kind::Int16 => ValueRef::Int16(i16::from_slot(slot)),
        Kind::Int32 => ValueRef::Int32(i32::from_slot(slot)),
        Kind::Int64 => ValueRef::Int64(i64::from_slot(slot)),
        Kind::UInt8 => ValueRef::UInt8(u8::from_slot(slot)),
        Kind::UInt16 => ValueRef::UInt16(u16::from_slot(slot)),
        Kind::UInt32 => ValueRef::UInt32(u32::from_slot(slot)),
        Kind::UInt64 => ValueRef::UInt64(u64::from_slot(slot)),
        Kind::Float16 => ValueRef::Float16(f16::from_slot(slot)),
        Kind::Float32 => ValueRef::Float32(f32::from_slot(slot)),
        Kind::Float64 => ValueRef::Float64(f64::from_slot(slot)),
        Kind::DayTime => ValueRef::DayTime(IntervalDayTime::from_slot(slot)),
        kind => panic!("{kind} is no number"),
    }
}
