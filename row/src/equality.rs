//! When rows are equal, and what they hash to: as their canonical bytes would.
//!
//! Values are equal when they are of one kind and have the same bits: -0.0 is not 0.0, and a NaN
//! equals one of its own sign and payload. Lists and maps are equal entry by entry, in their order.
//! Names, units and other properties of the schema play no part, nor do bytes that no value has.

use std::hash::{Hash, Hasher};

use crate::{ListRef, MapRef, RowRef, UnionRef, ValueRef};

impl PartialEq for ValueRef<'_> {
    fn eq(&self, other: &Self) -> bool {
        match (*self, *other) {
            (Self::Null, Self::Null) => true,
            (Self::Bool(a), Self::Bool(b)) => a == b,
            (Self::Int8(a), Self::Int8(b)) => a == b,
            (Self::Int16(a), Self::Int16(b)) => a == b,
            (Self::Int32(a), Self::Int32(b)) => a == b,
            (Self::Int64(a), Self::Int64(b)) => a == b,
            (Self::UInt8(a), Self::UInt8(b)) => a == b,
            (Self::UInt16(a), Self::UInt16(b)) => a == b,
            (Self::UInt32(a), Self::UInt32(b)) => a == b,
            (Self::UInt64(a), Self::UInt64(b)) => a == b,
            (Self::Float16(a), Self::Float16(b)) => a.to_bits() == b.to_bits(),
            (Self::Float32(a), Self::Float32(b)) => a.to_bits() == b.to_bits(),
            (Self::Float64(a), Self::Float64(b)) => a.to_bits() == b.to_bits(),
            (Self::DayTime(a), Self::DayTime(b)) => a == b,
            (Self::MonthDayNano(a), Self::MonthDayNano(b)) => a == b,
            (Self::Decimal128(a), Self::Decimal128(b)) => a == b,
            (Self::Decimal256(a), Self::Decimal256(b)) => a == b,
            (Self::Utf8(a), Self::Utf8(b)) => a == b,
            (Self::Binary(a), Self::Binary(b)) => a == b,
            (Self::FixedBinary(a), Self::FixedBinary(b)) => a == b,
            (Self::List(a), Self::List(b)) => a == b,
            (Self::Map(a), Self::Map(b)) => a == b,
            (Self::Struct(a), Self::Struct(b)) => a == b,
            (Self::Union(a), Self::Union(b)) => a == b,
            _ => false,
        }
    }
}

impl Eq for ValueRef<'_> {}

impl Hash for ValueRef<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.kind().hash(state);
        match *self {
            Self::Null => {}
            Self::Bool(value) => value.hash(state),
            Self::Int8(value) => value.hash(state),
            Self::Int16(value) => value.hash(state),
            Self::Int32(value) => value.hash(state),
            Self::Int64(value) => value.hash(state),
            Self::UInt8(value) => value.hash(state),
            Self::UInt16(value) => value.hash(state),
            Self::UInt32(value) => value.hash(state),
            Self::UInt64(value) => value.hash(state),
            Self::Float16(value) => value.to_bits().hash(state),
            Self::Float32(value) => value.to_bits().hash(state),
            Self::Float64(value) => value.to_bits().hash(state),
            Self::DayTime(value) => value.hash(state),
            Self::MonthDayNano(value) => value.hash(state),
            Self::Decimal128(value) => value.hash(state),
            Self::Decimal256(value) => value.hash(state),
            Self::Utf8(value) => value.hash(state),
            Self::Binary(value) | Self::FixedBinary(value) => value.hash(state),
            Self::List(value) => value.hash(state),
            Self::Map(value) => value.hash(state),
            Self::Struct(value) => value.hash(state),
            Self::Union(value) => value.hash(state),
        }
    }
}

/// Rows are equal when they have as many fields, and equal values in each.
impl PartialEq for RowRef<'_> {
    fn eq(&self, other: &Self) -> bool {
        let is_same = std::ptr::eq(self.layout(), other.layout()) && self.bytes() == other.bytes();
        is_same || (self.layout().len() == other.layout().len() && self.values().eq(other.values()))
    }
}

impl Eq for RowRef<'_> {}

impl Hash for RowRef<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.values().for_each(|value| value.hash(state));
    }
}

/// Lists are equal when they have as many elements, and each pair is equal.
impl PartialEq for ListRef<'_> {
    fn eq(&self, other: &Self) -> bool {
        let is_same = std::ptr::eq(self.layout(), other.layout()) && self.bytes() == other.bytes();
        is_same || (self.len() == other.len() && self.values().eq(other.values()))
    }
}

impl Eq for ListRef<'_> {}

impl Hash for ListRef<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.len().hash(state);
        self.values().for_each(|value| value.hash(state));
    }
}

/// Maps are equal when their keys and their values are, in their order.
impl PartialEq for MapRef<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.keys() == other.keys() && self.values() == other.values()
    }
}

impl Eq for MapRef<'_> {}

impl Hash for MapRef<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.keys().hash(state);
        self.values().hash(state);
    }
}

/// Unions are equal when their type ids and values are.
impl PartialEq for UnionRef<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.type_id() == other.type_id() && self.value() == other.value()
    }
}

impl Eq for UnionRef<'_> {}

impl Hash for UnionRef<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.type_id().hash(state);
        self.value().hash(state);
    }
}
