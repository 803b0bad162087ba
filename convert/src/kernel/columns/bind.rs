//! The one match on a column's type: from here on it is known.

use arrow::datatypes::{
    BinaryType, BinaryViewType, DataType, IntervalDayTime, LargeBinaryType, LargeUtf8Type,
    StringViewType, Utf8Type,
};
use ferrow_row::{Kind, RowLayout};
use half::f16;

use super::ColumnDecoder;
use super::binary::{BytesDecoder, ViewDecoder};
use super::boolean::BooleanDecoder;
use super::fixed::FixedDecoder;
use super::null::NullDecoder;
use crate::kernel::Place;

/// The decoder of field `index`, with room for `rows` values.
pub(super) fn column_decoder(
    layout: &RowLayout,
    index: usize,
    rows: usize,
) -> Box<dyn ColumnDecoder> {
    let place = Place { index, slot_offset: layout.slot_offset(index) };
    match layout.schema().field(index).data_type() {
        DataType::Utf8 => Box::new(BytesDecoder::<Utf8Type>::new(place, rows)),
        DataType::LargeUtf8 => Box::new(BytesDecoder::<LargeUtf8Type>::new(place, rows)),
        DataType::Utf8View => Box::new(ViewDecoder::<StringViewType>::new(place, rows)),
        DataType::Binary => Box::new(BytesDecoder::<BinaryType>::new(place, rows)),
        DataType::LargeBinary => Box::new(BytesDecoder::<LargeBinaryType>::new(place, rows)),
        DataType::BinaryView => Box::new(ViewDecoder::<BinaryViewType>::new(place, rows)),
        _ => slot_decoder(layout.kind(index), place, rows),
    }
}

/// The decoder of values that stand in their slots.
fn slot_decoder(kind: Kind, place: Place, rows: usize) -> Box<dyn ColumnDecoder> {
    match kind {
        Kind::Null => Box::new(NullDecoder::default()),
        Kind::Bool => Box::new(BooleanDecoder::new(place, rows)),
        Kind::Int8 => Box::new(FixedDecoder::<i8>::new(place, rows)),
        Kind::Int16 => Box::new(FixedDecoder::<i16>::new(place, rows)),
        Kind::Int32 => Box::new(FixedDecoder::<i32>::new(place, rows)),
        Kind::Int64 => Box::new(FixedDecoder::<i64>::new(place, rows)),
        Kind::UInt8 => Box::new(FixedDecoder::<u8>::new(place, rows)),
        Kind::UInt16 => Box::new(FixedDecoder::<u16>::new(place, rows)),
        Kind::UInt32 => Box::new(FixedDecoder::<u32>::new(place, rows)),
        Kind::UInt64 => Box::new(FixedDecoder::<u64>::new(place, rows)),
        Kind::Float16 => Box::new(FixedDecoder::<f16>::new(place, rows)),
        Kind::Float32 => Box::new(FixedDecoder::<f32>::new(place, rows)),
        Kind::Float64 => Box::new(FixedDecoder::<f64>::new(place, rows)),
        Kind::DayTime => Box::new(FixedDecoder::<IntervalDayTime>::new(place, rows)),
        kind => unreachable!("{kind} does not stand in a slot"),
    }
}
