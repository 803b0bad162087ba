//! The one match on a column's type: from here on it is known.

use arrow::array::{Array, ArrayRef, AsArray};
use arrow::datatypes::{
    BinaryType, BinaryViewType, DataType, IntervalDayTime, LargeBinaryType, LargeUtf8Type,
    StringViewType, Utf8Type,
};
use ferrow_row::{FixedValue, Kind, RowLayout};
use half::f16;

use super::ColumnWriter;
use super::writers::{BooleanWriter, BytesWriter, FixedWriter, NullWriter};
use crate::column_check::check;
use crate::error::Error;
use crate::fixed_array::fixed_values;
use crate::kernel::Place;

/// The writer of `array` into field `index` of every row.
pub(super) fn column_writer<'a>(
    layout: &RowLayout,
    index: usize,
    array: &'a ArrayRef,
) -> Result<Box<dyn ColumnWriter + 'a>, Error> {
    check(layout, index, array)?;
    let place = Place { index, slot_offset: layout.slot_offset(index) };
    Ok(match array.data_type() {
        DataType::Utf8 => Box::new(BytesWriter::new(place, array.as_bytes::<Utf8Type>())),
        DataType::LargeUtf8 => Box::new(BytesWriter::new(place, array.as_bytes::<LargeUtf8Type>())),
        DataType::Utf8View => {
            Box::new(BytesWriter::new(place, array.as_byte_view::<StringViewType>()))
        }
        DataType::Binary => Box::new(BytesWriter::new(place, array.as_bytes::<BinaryType>())),
        DataType::LargeBinary => {
            Box::new(BytesWriter::new(place, array.as_bytes::<LargeBinaryType>()))
        }
        DataType::BinaryView => {
            Box::new(BytesWriter::new(place, array.as_byte_view::<BinaryViewType>()))
        }
        _ => slot_writer(layout.kind(index), place, array),
    })
}

/// The writer of an array whose values stand in their slots.
fn slot_writer(kind: Kind, place: Place, array: &ArrayRef) -> Box<dyn ColumnWriter> {
    match kind {
        Kind::Null => Box::new(NullWriter::new(place)),
        Kind::Bool => Box::new(BooleanWriter::new(place, array.as_boolean().clone())),
        Kind::Int8 => fixed::<i8>(place, array),
        Kind::Int16 => fixed::<i16>(place, array),
        Kind::Int32 => fixed::<i32>(place, array),
        Kind::Int64 => fixed::<i64>(place, array),
        Kind::UInt8 => fixed::<u8>(place, array),
        Kind::UInt16 => fixed::<u16>(place, array),
        Kind::UInt32 => fixed::<u32>(place, array),
        Kind::UInt64 => fixed::<u64>(place, array),
        Kind::Float16 => fixed::<f16>(place, array),
        Kind::Float32 => fixed::<f32>(place, array),
        Kind::Float64 => fixed::<f64>(place, array),
        Kind::DayTime => fixed::<IntervalDayTime>(place, array),
        kind => unreachable!("{kind} does not stand in a slot"),
    }
}

fn fixed<T: FixedValue>(place: Place, array: &ArrayRef) -> Box<dyn ColumnWriter> {
    Box::new(FixedWriter::<T>::new(place, fixed_values(array), array.nulls().cloned()))
}
