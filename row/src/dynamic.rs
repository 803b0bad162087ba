//! Fields read and written by ordinal, where the schema is known only at run time.

use arrow_buffer::IntervalDayTime;
use half::f16;

use crate::error::Problem;
use crate::trusted::ValidSlot;
use crate::value::sealed::Sealed;
use crate::{Error, FixedValue, Kind, RowRef, RowWriter};

/// The value of one field, of whatever kind it is.
///
/// For tools that show or build rows of any schema. To read many rows, resolve a
/// [`Column`](crate::Column) instead: this matches the kind for every value.
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
#[expect(missing_docs, reason = "each variant is the kind of the same name")]
pub enum ValueRef<'a> {
    Null,
    Bool(bool),
    Int8(i8),
    Int16(i16),
    Int32(i32),
    Int64(i64),
    UInt8(u8),
    UInt16(u16),
    UInt32(u32),
    UInt64(u64),
    Float16(f16),
    Float32(f32),
    Float64(f64),
    DayTime(IntervalDayTime),
    Utf8(&'a str),
    Binary(&'a [u8]),
}

impl ValueRef<'_> {
    /// The kind of field that holds this value.
    #[must_use]
    pub fn kind(self) -> Kind {
        match self {
            Self::Null => Kind::Null,
            Self::Bool(_) => Kind::Bool,
            Self::Int8(_) => Kind::Int8,
            Self::Int16(_) => Kind::Int16,
            Self::Int32(_) => Kind::Int32,
            Self::Int64(_) => Kind::Int64,
            Self::UInt8(_) => Kind::UInt8,
            Self::UInt16(_) => Kind::UInt16,
            Self::UInt32(_) => Kind::UInt32,
            Self::UInt64(_) => Kind::UInt64,
            Self::Float16(_) => Kind::Float16,
            Self::Float32(_) => Kind::Float32,
            Self::Float64(_) => Kind::Float64,
            Self::DayTime(_) => Kind::DayTime,
            Self::Utf8(_) => Kind::Utf8,
            Self::Binary(_) => Kind::Binary,
        }
    }
}

impl<'a> RowRef<'a> {
    /// Reads field `index`, of whatever kind it is.
    ///
    /// # Panics
    ///
    /// When there is no such field.
    #[must_use]
    pub fn value(self, index: usize) -> ValueRef<'a> {
        match self.slot(index) {
            None => ValueRef::Null,
            Some(slot) => read(slot),
        }
    }
}

fn read(slot: ValidSlot<'_>) -> ValueRef<'_> {
    match slot.kind() {
        Kind::Null => ValueRef::Null,
        Kind::Bool => ValueRef::Bool(bool::read(slot)),
        Kind::Int8 => ValueRef::Int8(i8::from_slot(slot.bits())),
        Kind::Int16 => ValueRef::Int16(i16::from_slot(slot.bits())),
        Kind::Int32 => ValueRef::Int32(i32::from_slot(slot.bits())),
        Kind::Int64 => ValueRef::Int64(i64::from_slot(slot.bits())),
        Kind::UInt8 => ValueRef::UInt8(u8::from_slot(slot.bits())),
        Kind::UInt16 => ValueRef::UInt16(u16::from_slot(slot.bits())),
        Kind::UInt32 => ValueRef::UInt32(u32::from_slot(slot.bits())),
        Kind::UInt64 => ValueRef::UInt64(u64::from_slot(slot.bits())),
        Kind::Float16 => ValueRef::Float16(f16::from_slot(slot.bits())),
        Kind::Float32 => ValueRef::Float32(f32::from_slot(slot.bits())),
        Kind::Float64 => ValueRef::Float64(f64::from_slot(slot.bits())),
        Kind::DayTime => ValueRef::DayTime(IntervalDayTime::from_slot(slot.bits())),
        Kind::Utf8 => ValueRef::Utf8(slot.text()),
        Kind::Binary => ValueRef::Binary(slot.bytes()),
    }
}

impl RowWriter<'_> {
    /// Writes `value` to field `index`, of whatever kind it is.
    ///
    /// # Errors
    ///
    /// [`WrongKind`](crate::ErrorKind::WrongKind) where the field is of another kind,
    /// [`NotNull`](crate::ErrorKind::NotNull) for a null that the schema forbids, and
    /// [`TooLarge`](crate::ErrorKind::TooLarge).
    ///
    /// # Panics
    ///
    /// When there is no such field.
    pub fn set_value(&mut self, index: usize, value: ValueRef<'_>) -> Result<(), Error> {
        let found = self.layout().kind(index);
        if value == ValueRef::Null {
            return self.set_null(index);
        }
        if value.kind() != found {
            return Err(self.error(index, Problem::WrongKind { asked: value.kind(), found }));
        }
        match value {
            ValueRef::Null => Ok(()),
            ValueRef::Bool(value) => bool::write(self, index, value),
            ValueRef::Int8(value) => i8::write(self, index, value),
            ValueRef::Int16(value) => i16::write(self, index, value),
            ValueRef::Int32(value) => i32::write(self, index, value),
            ValueRef::Int64(value) => i64::write(self, index, value),
            ValueRef::UInt8(value) => u8::write(self, index, value),
            ValueRef::UInt16(value) => u16::write(self, index, value),
            ValueRef::UInt32(value) => u32::write(self, index, value),
            ValueRef::UInt64(value) => u64::write(self, index, value),
            ValueRef::Float16(value) => f16::write(self, index, value),
            ValueRef::Float32(value) => f32::write(self, index, value),
            ValueRef::Float64(value) => f64::write(self, index, value),
            ValueRef::DayTime(value) => IntervalDayTime::write(self, index, value),
            ValueRef::Utf8(value) => str::write(self, index, value),
            ValueRef::Binary(value) => <[u8]>::write(self, index, value),
        }
    }
}
