//! Values of the model, written and read through the crate: every writer, every reader.

mod read;
mod write;

use std::sync::Arc;

use arrow_schema::{DataType, Schema};
use ferrow_row::{Error, ListLayout, MapLayout, RowFormat, RowLayout};

use crate::model::Model;

pub(crate) use read::{Reader, scalar_of};
pub(crate) use write::Order;

/// The layout of a row, or of a list or a map that no row is around.
#[derive(Debug, Clone)]
pub(crate) enum Plan {
    Row(Arc<RowLayout>),
    List(Arc<ListLayout>),
    Map(Arc<MapLayout>),
}

impl Plan {
    pub(crate) fn row(schema: Schema, format: RowFormat) -> Result<Self, Error> {
        RowLayout::try_with_format(schema, format).map(Self::Row)
    }

    pub(crate) fn bare(data_type: &DataType, format: RowFormat) -> Result<Self, Error> {
        match data_type {
            DataType::Map(..) => MapLayout::try_new(data_type, format).map(Self::Map),
            _ => ListLayout::try_new(data_type, format).map(Self::List),
        }
    }

    /// The bytes of `value`, the fields of whose rows are written in this order.
    pub(crate) fn write(&self, order: Order, value: &Model) -> Result<Vec<u8>, Error> {
        write::message(self, order, value)
    }

    /// The value of `bytes`, as `reader` reads it.
    pub(crate) fn read(&self, reader: Reader, bytes: &[u8]) -> Result<Model, Error> {
        read::message(self, reader, bytes)
    }
}

/// Evaluates `$then` with `$T` as the Rust type of the values of `$kind` and `$wrap` as their variant
/// of [`ValueRef`](ferrow_row::ValueRef).
macro_rules! by_kind {
    ($kind:expr, null => $null:expr, $T:ident, $wrap:ident => $then:expr) => {
        $crate::codec::by_kind! { $kind, $null, $T, $wrap, $then;
            Bool bool, Int8 i8, Int16 i16, Int32 i32, Int64 i64, UInt8 u8, UInt16 u16, UInt32 u32,
            UInt64 u64, Float16 half::f16, Float32 f32, Float64 f64,
            DayTime arrow_buffer::IntervalDayTime,
            MonthDayNano arrow_buffer::IntervalMonthDayNano, Decimal128 i128,
            Decimal256 arrow_buffer::i256, Utf8 str, Binary [u8], FixedBinary [u8],
            List ferrow_row::ListRef<'static>, Map ferrow_row::MapRef<'static>,
            Struct ferrow_row::RowRef<'static>, Union ferrow_row::UnionRef<'static>
        }
    };
    ($kind:expr, $null:expr, $T:ident, $wrap:ident, $then:expr; $($name:ident $value:ty),*) => {
        match $kind {
            ferrow_row::Kind::Null => $null,
            $(ferrow_row::Kind::$name => {
                type $T = $value;
                let $wrap = ferrow_row::ValueRef::$name;
                $then
            })*
            kind => panic!("these tests do not know {kind}"),
        }
    };
}

pub(crate) use by_kind;
