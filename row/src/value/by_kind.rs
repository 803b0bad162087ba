//! The one table of kinds and their Rust types.

/// Calls `$then` with its arguments and the kinds of values, each with its Rust type.
macro_rules! with_kinds {
    ($then:ident!($($arguments:tt)*)) => {
        $then! { [$($arguments)*]
            Bool bool, Int8 i8, Int16 i16, Int32 i32, Int64 i64, UInt8 u8, UInt16 u16, UInt32 u32,
            UInt64 u64, Float16 ::half::f16, Float32 f32, Float64 f64,
            DayTime ::arrow_buffer::IntervalDayTime,
            MonthDayNano ::arrow_buffer::IntervalMonthDayNano, Decimal128 i128,
            Decimal256 ::arrow_buffer::i256, Utf8 str, Binary [u8], FixedBinary [u8],
            List $crate::ListRef<'static>, Map $crate::MapRef<'static>,
            Struct $crate::RowRef<'static>, Union $crate::UnionRef<'static>
        }
    };
}

/// `$then` with the Rust type of the kind as `$T`: the place where code of one type is chosen, once
/// per column.
macro_rules! by_kind {
    ($kind:expr, null => $null:expr, $T:ident => $then:expr) => {
        $crate::value::with_kinds!(by_kind_of!($kind, $null, $T, $then))
    };
}

macro_rules! by_kind_of {
    ([$kind:expr, $null:expr, $T:ident, $then:expr] $($name:ident $value:ty),*) => {
        match $kind {
            $crate::Kind::Null => $null,
            $($crate::Kind::$name => {
                type $T = $value;
                $then
            })*
        }
    };
}

pub(crate) use {by_kind, by_kind_of, with_kinds};
