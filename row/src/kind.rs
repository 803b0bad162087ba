//! What a value is in a row, whatever Arrow calls it.

use std::fmt;

/// The physical form of one value: how many bytes of its slot count and what they mean.
///
/// Many Arrow types share a kind: dates and 32-bit times are [`Kind::Int32`], timestamps and
/// durations [`Kind::Int64`]. [`RowLayout`](crate::RowLayout) is where a `DataType` becomes one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Kind {
    /// Always null; the slot is zero.
    Null,
    /// One byte, 0 or 1. Any other byte reads as true.
    Bool,
    /// Two's complement, 1 byte.
    Int8,
    /// Two's complement, 2 bytes.
    Int16,
    /// Two's complement, 4 bytes.
    Int32,
    /// Two's complement, 8 bytes.
    Int64,
    /// Unsigned, 1 byte.
    UInt8,
    /// Unsigned, 2 bytes.
    UInt16,
    /// Unsigned, 4 bytes.
    UInt32,
    /// Unsigned, 8 bytes.
    UInt64,
    /// IEEE 754 half, 2 bytes.
    Float16,
    /// IEEE 754 single, 4 bytes.
    Float32,
    /// IEEE 754 double, 8 bytes.
    Float64,
    /// A day-time interval: 4 bytes of days, then 4 bytes of milliseconds.
    DayTime,
    /// A month-day-nano interval, 16 bytes: 4 of months, 4 of days, 8 of nanoseconds.
    MonthDayNano,
    /// A decimal of up to 38 digits: 32 bytes, two's complement.
    Decimal128,
    /// A decimal of up to 76 digits: 32 bytes, two's complement.
    Decimal256,
    /// UTF-8 text in the variable region.
    Utf8,
    /// Bytes in the variable region.
    Binary,
    /// Bytes of a size that the schema has.
    FixedBinary,
    /// Any number of values of one type.
    List,
    /// Any number of pairs of a key and a value.
    Map,
    /// A row in a row.
    Struct,
    /// A type id and the value of one type of several.
    Union,
}

impl Kind {
    /// Bytes of a slot that hold the value, in every layout: 8 for the
    /// [`Span`](crate::standard::Span) of a value that stands elsewhere.
    ///
    /// In the compact layout some kinds stand in their slot whole, whatever their width is:
    /// [`ValueLayout::width`](crate::ValueLayout::width) knows.
    #[must_use]
    pub const fn width(self) -> usize {
        match self {
            Self::Null => 0,
            Self::Bool | Self::Int8 | Self::UInt8 => 1,
            Self::Int16 | Self::UInt16 | Self::Float16 => 2,
            Self::Int32 | Self::UInt32 | Self::Float32 => 4,
            Self::Int64 | Self::UInt64 | Self::Float64 | Self::DayTime => 8,
            _ => crate::standard::WORD,
        }
    }

    /// A number for each kind, of one byte.
    pub(crate) const fn code(self) -> u64 {
        self as u64
    }

    /// Whether the value stands in the variable region in the standard layout, its slot only
    /// pointing there.
    #[must_use]
    #[inline]
    pub const fn is_variable(self) -> bool {
        matches!(self, Self::MonthDayNano | Self::Decimal128 | Self::Decimal256)
            || matches!(self, Self::Utf8 | Self::Binary | Self::FixedBinary)
            || self.is_nested()
    }

    /// Whether the value is made of other values.
    #[must_use]
    #[inline]
    pub const fn is_nested(self) -> bool {
        matches!(self, Self::List | Self::Map | Self::Struct | Self::Union)
    }

    /// The Rust type that a [`Column`](crate::Column) of this kind is asked for with; `()`, which
    /// is no [`Value`](crate::Value), where every value is null.
    #[must_use]
    pub const fn rust_type(self) -> &'static str {
        match self {
            Self::Null => "()",
            Self::Bool => "bool",
            Self::Int8 => "i8",
            Self::Int16 => "i16",
            Self::Int32 => "i32",
            Self::Int64 => "i64",
            Self::UInt8 => "u8",
            Self::UInt16 => "u16",
            Self::UInt32 => "u32",
            Self::UInt64 => "u64",
            Self::Float16 => "half::f16",
            Self::Float32 => "f32",
            Self::Float64 => "f64",
            Self::DayTime => "arrow_buffer::IntervalDayTime",
            Self::MonthDayNano => "arrow_buffer::IntervalMonthDayNano",
            Self::Decimal128 => "i128",
            Self::Decimal256 => "arrow_buffer::i256",
            Self::Utf8 => "str",
            Self::Binary | Self::FixedBinary => "[u8]",
            Self::List => "ListRef",
            Self::Map => "MapRef",
            Self::Struct => "RowRef",
            Self::Union => "UnionRef",
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self, f)
    }
}
