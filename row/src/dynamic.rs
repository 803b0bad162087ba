//! Fields read and written by ordinal, where the schema is known only at run time.

use arrow_buffer::IntervalDayTime;
use half::f16;

use crate::error::Problem;
use crate::{Error, Kind, LazyRow, RowRef, RowWriter, Value};

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

/// Calls `$then` with its arguments and the kinds of values, each with its Rust type.
macro_rules! with_kinds {
    ($then:ident!($($arguments:tt)*)) => {
        $then! { [$($arguments)*]
            Bool bool, Int8 i8, Int16 i16, Int32 i32, Int64 i64, UInt8 u8, UInt16 u16, UInt32 u32,
            UInt64 u64, Float16 f16, Float32 f32, Float64 f64, DayTime IntervalDayTime, Utf8 str,
            Binary [u8]
        }
    };
}

/// `$then` with the Rust type of the kind as `$T` and its variant of [`ValueRef`] as `$wrap`.
macro_rules! by_kind {
    ([$kind:expr, null => $null:expr, $T:ident, $wrap:ident => $then:expr]
        $($name:ident $value:ty),*) => {
        match $kind {
            Kind::Null => $null,
            $(Kind::$name => {
                type $T = $value;
                let $wrap = ValueRef::$name;
                $then
            })*
        }
    };
}

/// `$then` with the Rust type of the value as `$T` and the value itself as `$inner`.
macro_rules! by_value {
    ([$value_ref:expr, null => $null:expr, $T:ident, $inner:pat => $then:expr]
        $($name:ident $value:ty),*) => {
        match $value_ref {
            ValueRef::Null => $null,
            $(ValueRef::$name($inner) => {
                type $T = $value;
                $then
            })*
        }
    };
}

macro_rules! from_values {
    ([] $($name:ident $value:ty),*) => {$(
        impl<'a> From<<$value as Value>::Ref<'a>> for ValueRef<'a> {
            fn from(value: <$value as Value>::Ref<'a>) -> Self {
                Self::$name(value)
            }
        }
    )*};
}

impl ValueRef<'_> {
    /// The kind of field that holds this value.
    #[must_use]
    pub fn kind(self) -> Kind {
        with_kinds!(by_value!(self, null => Kind::Null, T, _ => T::KIND))
    }
}

with_kinds!(from_values!());

/// A null for `None`.
impl<'a, T: Into<ValueRef<'a>>> From<Option<T>> for ValueRef<'a> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
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
        with_kinds!(by_kind!(self.layout().kind(index), null => ValueRef::Null, T, wrap => {
            self.get_at::<T>(index).map_or(ValueRef::Null, wrap)
        }))
    }
}

impl<'a> LazyRow<'a> {
    /// Reads field `index`, of whatever kind it is.
    ///
    /// # Errors
    ///
    /// As [`get`](Self::get).
    ///
    /// # Panics
    ///
    /// When there is no such field.
    pub fn value(self, index: usize) -> Result<ValueRef<'a>, Error> {
        with_kinds!(by_kind!(self.layout().kind(index), null => Ok(ValueRef::Null), T, wrap => {
            Ok(self.get_at::<T>(index)?.map_or(ValueRef::Null, wrap))
        }))
    }
}

impl RowWriter<'_> {
    /// Writes `value` to field `index`, of whatever kind it is.
    ///
    /// # Errors
    ///
    /// [`WrongKind`](crate::ErrorKind::WrongKind) where the field is of another kind: other than the
    /// `T` of [`set_at`](Self::set_at), the kind of `value` comes from data.
    /// [`NotNull`](crate::ErrorKind::NotNull) for a null that the schema forbids, and
    /// [`TooLarge`](crate::ErrorKind::TooLarge).
    ///
    /// # Panics
    ///
    /// When there is no such field.
    pub fn set_value(&mut self, index: usize, value: ValueRef<'_>) -> Result<(), Error> {
        let (asked, found) = (value.kind(), self.layout().kind(index));
        if asked != Kind::Null && asked != found {
            return Err(self.layout().error_at(index, Problem::WrongKind { asked, found }));
        }
        with_kinds!(by_value!(value, null => self.set_null(index), T, value => {
            self.set_at::<T>(index, value)
        }))
    }
}
