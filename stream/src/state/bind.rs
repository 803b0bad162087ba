//! The one match on the kind of a field: from here on it is known.

use std::cmp::Ordering;
use std::marker::PhantomData;

use arrow::datatypes::{
    DECIMAL128_MAX_PRECISION, DataType, IntervalDayTime, IntervalMonthDayNano, i256,
};
use ferrow_row::Kind;
use half::f16;

use super::aggregate::{Aggregate, Extreme, Last, Places, Sum};
use super::key::{KeyField, KeyOf};

/// `Some` of `$then` with the type of the kind as `$T`.
macro_rules! by_kind {
    ($kind:expr, $T:ident => $then:expr; $($name:ident $type:ty),* $(,)?) => {
        match $kind {
            $(Kind::$name => {
                type $T = $type;
                Some($then)
            })*
            _ => None,
        }
    };
    ($kind:expr, ordered $T:ident => $then:expr $(; $($more:tt)*)?) => {
        by_kind!($kind, $T => $then;
            Bool bool, Int8 i8, Int16 i16, Int32 i32, Int64 i64,
            UInt8 u8, UInt16 u16, UInt32 u32, UInt64 u64,
            Float16 f16, Float32 f32, Float64 f64, Decimal128 i128, Decimal256 i256,
            Utf8 str, Binary [u8], FixedBinary [u8], $($($more)*)?
        )
    };
    ($kind:expr, any $T:ident => $then:expr) => {
        by_kind!($kind, ordered $T => $then;
            DayTime IntervalDayTime, MonthDayNano IntervalMonthDayNano
        )
    };
}

/// A field of the key; `None` of nested values.
pub(super) fn key(kind: Kind, of_message: usize, of_row: usize) -> Option<Box<dyn KeyField>> {
    by_kind!(kind, any T => Box::new(KeyOf::<T> { of_message, of_row, value: PhantomData }))
}

fn places<T: ?Sized>(of_message: usize, of_row: usize) -> Places<T> {
    Places { of_message, of_row, value: PhantomData }
}

/// The least or the greatest value; `None` of values without an order.
pub(super) fn extreme(
    kind: Kind,
    wins: Ordering,
    (of_message, of_row): (usize, usize),
) -> Option<Box<dyn Aggregate>> {
    by_kind!(kind, ordered T => {
        Box::new(Extreme::<T> { places: places(of_message, of_row), wins })
    })
}

/// The last value; `None` of nested values.
pub(super) fn last(kind: Kind, (of_message, of_row): (usize, usize)) -> Option<Box<dyn Aggregate>> {
    by_kind!(kind, any T => Box::new(Last::<T>(places(of_message, of_row))))
}

/// The type of the sum of values of a type; `None` where they have none.
pub(super) fn sum_type(data_type: &DataType) -> Option<DataType> {
    use DataType as T;
    Some(match data_type {
        T::Int8 | T::Int16 | T::Int32 | T::Int64 => T::Int64,
        T::UInt8 | T::UInt16 | T::UInt32 | T::UInt64 => T::UInt64,
        T::Float16 | T::Float32 | T::Float64 => T::Float64,
        T::Decimal32(_, scale) | T::Decimal64(_, scale) | T::Decimal128(_, scale) => {
            T::Decimal128(DECIMAL128_MAX_PRECISION, *scale)
        }
        T::Duration(unit) => T::Duration(*unit),
        _ => return None,
    })
}

/// The sum; `None` where values have none.
pub(super) fn sum(
    data_type: &DataType,
    (of_message, of_row): (usize, usize),
) -> Option<Box<dyn Aggregate>> {
    use DataType as T;
    macro_rules! sum {
        ($T:ty, $total:ty) => {
            Box::new(Sum::<$T, $total>(places(of_message, of_row), PhantomData))
        };
    }
    Some(match data_type {
        T::Int8 => sum!(i8, i64),
        T::Int16 => sum!(i16, i64),
        T::Int32 => sum!(i32, i64),
        T::Int64 | T::Duration(_) => sum!(i64, i64),
        T::UInt8 => sum!(u8, u64),
        T::UInt16 => sum!(u16, u64),
        T::UInt32 => sum!(u32, u64),
        T::UInt64 => sum!(u64, u64),
        T::Float16 => sum!(f16, f64),
        T::Float32 => sum!(f32, f64),
        T::Float64 => sum!(f64, f64),
        T::Decimal32(..) => sum!(i32, i128),
        T::Decimal64(..) => sum!(i64, i128),
        T::Decimal128(..) => sum!(i128, i128),
        _ => return None,
    })
}
