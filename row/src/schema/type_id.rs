//! The numbers that Fory has for the types of rows: a part of those of its object graphs.

use arrow_schema::{DataType, TimeUnit};

pub(super) const BOOL: u8 = 1;
pub(super) const INT8: u8 = 2;
pub(super) const INT16: u8 = 3;
pub(super) const INT32: u8 = 4;
pub(super) const INT64: u8 = 6;
pub(super) const FLOAT16: u8 = 17;
pub(super) const FLOAT32: u8 = 19;
pub(super) const FLOAT64: u8 = 20;
pub(super) const STRING: u8 = 21;
pub(super) const LIST: u8 = 22;
pub(super) const MAP: u8 = 24;
pub(super) const STRUCT: u8 = 27;
pub(super) const DURATION: u8 = 37;
pub(super) const TIMESTAMP: u8 = 38;
pub(super) const DATE: u8 = 39;
pub(super) const DECIMAL: u8 = 40;
pub(super) const BINARY: u8 = 41;

/// The type as which Fory reads what rows hold of an Arrow type, where it reads the same values.
pub(super) fn of(data_type: &DataType) -> Option<u8> {
    Some(match data_type {
        DataType::Boolean => BOOL,
        DataType::Int8 => INT8,
        DataType::Int16 => INT16,
        DataType::Int32 => INT32,
        DataType::Int64 => INT64,
        DataType::Float16 => FLOAT16,
        DataType::Float32 => FLOAT32,
        DataType::Float64 => FLOAT64,
        DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View => STRING,
        DataType::Binary
        | DataType::LargeBinary
        | DataType::BinaryView
        | DataType::FixedSizeBinary(_) => BINARY,
        DataType::Date32 => DATE,
        DataType::Timestamp(TimeUnit::Microsecond, _) => TIMESTAMP,
        DataType::Duration(TimeUnit::Microsecond) => DURATION,
        DataType::Decimal128(..) | DataType::Decimal256(..) => DECIMAL,
        DataType::List(_)
        | DataType::LargeList(_)
        | DataType::ListView(_)
        | DataType::LargeListView(_)
        | DataType::FixedSizeList(..) => LIST,
        DataType::Map(..) => MAP,
        DataType::Struct(_) => STRUCT,
        DataType::Dictionary(_, values) => of(values)?,
        DataType::RunEndEncoded(_, values) => of(values.data_type())?,
        _ => return None,
    })
}
