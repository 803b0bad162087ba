//! One value of an array at a time, through Arrow's own accessors: nothing of the crate under test.

use arrow::array::{Array, ArrayRef, AsArray};
use arrow::compute::cast;
use arrow::datatypes::{
    ArrowNativeType, DataType, Int16Type, Int32Type, Int64Type, IntervalDayTime,
    IntervalMonthDayNano, i256,
};
use ferrow_row::{Error, Kind, ListWriter, SlotWriter};
use half::f16;

/// A value, whatever its type is.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Cell {
    Null,
    /// A number in the machine's order of bytes, text or bytes.
    Bytes(Vec<u8>),
    List(Vec<Cell>),
    Map(Vec<Cell>, Vec<Cell>),
    Struct(Vec<Cell>),
    Union(i8, Box<Cell>),
}

/// The values of an array.
pub(crate) fn cells(array: &ArrayRef) -> Vec<Cell> {
    (0..array.len()).map(|row| cell(array, row)).collect()
}

fn cell(array: &ArrayRef, row: usize) -> Cell {
    if array.is_null(row) {
        return Cell::Null;
    }
    match array.data_type() {
        DataType::Null => Cell::Null,
        DataType::Boolean => Cell::Bytes(vec![u8::from(array.as_boolean().value(row))]),
        DataType::Utf8
        | DataType::LargeUtf8
        | DataType::Utf8View
        | DataType::Binary
        | DataType::LargeBinary
        | DataType::BinaryView => {
            let one = cast(&array.slice(row, 1), &DataType::Binary).expect("bytes");
            Cell::Bytes(one.as_binary::<i32>().value(0).to_vec())
        }
        DataType::FixedSizeBinary(_) => {
            Cell::Bytes(array.as_fixed_size_binary().value(row).to_vec())
        }
        DataType::List(_) => Cell::List(cells(&array.as_list::<i32>().value(row))),
        DataType::LargeList(_) => Cell::List(cells(&array.as_list::<i64>().value(row))),
        DataType::ListView(_) => Cell::List(cells(&array.as_list_view::<i32>().value(row))),
        DataType::LargeListView(_) => Cell::List(cells(&array.as_list_view::<i64>().value(row))),
        DataType::FixedSizeList(..) => Cell::List(cells(&array.as_fixed_size_list().value(row))),
        DataType::Map(..) => {
            let entries = array.as_map().value(row);
            Cell::Map(cells(entries.column(0)), cells(entries.column(1)))
        }
        DataType::Struct(_) => Cell::Struct(
            array.as_struct().columns().iter().map(|column| cell(column, row)).collect(),
        ),
        DataType::Union(..) => {
            let union = array.as_union();
            Cell::Union(union.type_id(row), Box::new(cell(&union.value(row), 0)))
        }
        DataType::Dictionary(..) => {
            let any = array.as_any_dictionary();
            let keys = cast(any.keys(), &DataType::Int64).expect("small keys");
            let key = keys.as_primitive::<Int64Type>().value(row).as_usize();
            cell(any.values(), key)
        }
        DataType::RunEndEncoded(ends, _) => match ends.data_type() {
            DataType::Int16 => in_run(array.as_run::<Int16Type>(), row),
            DataType::Int32 => in_run(array.as_run::<Int32Type>(), row),
            _ => in_run(array.as_run::<Int64Type>(), row),
        },
        data_type => {
            let width = data_type.primitive_width().expect("the other types are numbers");
            let data = array.to_data();
            let at = (data.offset() + row) * width;
            Cell::Bytes(data.buffers()[0].as_slice()[at..at + width].to_vec())
        }
    }
}

fn in_run<R: arrow::datatypes::RunEndIndexType>(
    array: &arrow::array::RunArray<R>,
    row: usize,
) -> Cell {
    let ends = array.run_ends();
    let run = ends.values().iter().position(|end| end.as_usize() > row + ends.offset());
    cell(array.values(), run.expect("a run that the row is in"))
}

impl Cell {
    /// Writes the value to its place.
    pub(crate) fn write(&self, slot: SlotWriter<'_>) -> Result<(), Error> {
        match self {
            Self::Null => slot.set_null(),
            Self::Bytes(bytes) => write_scalar(bytes, slot),
            // Lists find out how long they are.
            Self::List(cells) => write_list(cells, slot.list(0)?),
            Self::Map(keys, values) => {
                let mut map = slot.map()?;
                write_list(keys, map.keys(keys.len())?)?;
                write_list(values, map.values(values.len())?)?;
                map.finish()
            }
            Self::Struct(cells) => {
                let mut row = slot.row()?;
                // In the order that is not the fast one.
                for (index, cell) in cells.iter().enumerate().rev() {
                    cell.write(row.slot(index))?;
                }
                row.finish()
            }
            Self::Union(type_id, value) => {
                let mut union = slot.union(*type_id)?;
                value.write(union.value())?;
                union.finish()
            }
        }
    }
}

fn write_list(cells: &[Cell], mut list: ListWriter<'_>) -> Result<(), Error> {
    for cell in cells {
        cell.write(list.slot()?)?;
    }
    list.finish()
}

fn write_scalar(bytes: &[u8], slot: SlotWriter<'_>) -> Result<(), Error> {
    fn part<const N: usize>(bytes: &[u8], at: usize) -> [u8; N] {
        bytes[at..at + N].try_into().expect("as many bytes as the number has")
    }
    macro_rules! numbers {
        ($($kind:ident $number:ty),*) => {
            match slot.layout().kind() {
                $(Kind::$kind => slot.set::<$number>(<$number>::from_le_bytes(part(bytes, 0))),)*
                Kind::Bool => slot.set::<bool>(bytes[0] != 0),
                Kind::DayTime => slot.set::<IntervalDayTime>(IntervalDayTime::new(
                    i32::from_le_bytes(part(bytes, 0)),
                    i32::from_le_bytes(part(bytes, 4)),
                )),
                Kind::MonthDayNano => slot.set::<IntervalMonthDayNano>(IntervalMonthDayNano::new(
                    i32::from_le_bytes(part(bytes, 0)),
                    i32::from_le_bytes(part(bytes, 4)),
                    i64::from_le_bytes(part(bytes, 8)),
                )),
                Kind::Utf8 => slot.set::<str>(std::str::from_utf8(bytes).expect("a text array")),
                Kind::Binary | Kind::FixedBinary => slot.set::<[u8]>(bytes),
                kind => panic!("{kind} is no scalar"),
            }
        };
    }
    numbers!(
        Int8 i8, Int16 i16, Int32 i32, Int64 i64, UInt8 u8, UInt16 u16, UInt32 u32, UInt64 u64,
        Float16 f16, Float32 f32, Float64 f64, Decimal128 i128, Decimal256 i256
    )
}
