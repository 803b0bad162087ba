//! The one match on a column's type: from here on it is known.

use arrow::datatypes::{
    BinaryType, DataType, IntervalDayTime, LargeBinaryType, LargeUtf8Type, Utf8Type,
};
use ferrow_row::{Kind, RowLayout, Value};
use half::f16;

use crate::kernel::Place;
use crate::kernel::columns::{
    BooleanDecoder, BytesDecoder, ColumnDecoder, FixedDecoder, NullDecoder, ViewDecoder,
};

/// The decoder of field `index`, with room for `rows` values.
pub(super) fn column_decoder(
    layout: &RowLayout,
    index: usize,
    rows: usize,
) -> Box<dyn ColumnDecoder> {
    let place = Place { index, slot_offset: layout.slot_offset(index) };
    match layout.schema().field(index).data_type() {
        DataType::Utf8 => return Box::new(BytesDecoder::<Utf8Type>::new(place, rows)),
        DataType::LargeUtf8 => return Box::new(BytesDecoder::<LargeUtf8Type>::new(place, rows)),
        DataType::Binary => return Box::new(BytesDecoder::<BinaryType>::new(place, rows)),
        DataType::LargeBinary => {
            return Box::new(BytesDecoder::<LargeBinaryType>::new(place, rows));
        }
        DataType::Utf8View | DataType::BinaryView => {
            return Box::new(ViewDecoder::new(place, rows));
        }
        _ => {}
    }
    match layout.kind(index) {
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
        kind => {
            debug_assert_eq!(kind, Kind::Null);
            Box::new(NullDecoder::default())
        }
    }
}

/// Whether a field of an unknown row can be read, as its kind has it.
pub(super) fn readable(kind: Kind) -> fn(&RowLayout, usize, &[u8]) -> bool {
    fn check<T: Value + ?Sized>(layout: &RowLayout, index: usize, bytes: &[u8]) -> bool {
        layout.open(bytes).and_then(|row| row.get_at::<T>(index)).is_ok()
    }
    match kind {
        Kind::Utf8 => check::<str>,
        Kind::Binary => check::<[u8]>,
        // Every slot is a value of these kinds: the row only has to be long enough.
        _ => |layout, _, bytes| layout.open(bytes).is_ok(),
    }
}
