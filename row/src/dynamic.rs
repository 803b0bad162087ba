//! Fields read and written by ordinal, where the schema is known only at run time.

use arrow_buffer::{IntervalDayTime, IntervalMonthDayNano, i256};
use half::f16;

use crate::error::Problem;
use crate::lazy::LazyList;
use crate::value::with_kinds;
use crate::{
    Error, Kind, LazyRow, ListRef, MapRef, RowRef, RowWriter, SlotWriter, UnionRef, Value,
};

/// The value of one field, of whatever kind it is.
///
/// For tools that show or build rows of any schema. To read many rows, resolve a
/// [`Column`](crate::Column) instead: this matches the kind for every value.
#[derive(Debug, Clone, Copy)]
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
    MonthDayNano(IntervalMonthDayNano),
    Decimal128(i128),
    Decimal256(i256),
    Utf8(&'a str),
    Binary(&'a [u8]),
    FixedBinary(&'a [u8]),
    List(ListRef<'a>),
    Map(MapRef<'a>),
    Struct(RowRef<'a>),
    Union(UnionRef<'a>),
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
    ($($name:ident $value:ty),* $(,)?) => {$(
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

from_values! {
    Bool bool, Int8 i8, Int16 i16, Int32 i32, Int64 i64, UInt8 u8, UInt16 u16, UInt32 u32, UInt64 u64,
    Float16 f16, Float32 f32, Float64 f64, DayTime IntervalDayTime,
    MonthDayNano IntervalMonthDayNano, Decimal128 i128, Decimal256 i256, Utf8 str, Binary [u8],
    List ListRef<'static>, Map MapRef<'static>, Struct RowRef<'static>, Union UnionRef<'static>,
}

/// A null for `None`.
impl<'a, T: Into<ValueRef<'a>>> From<Option<T>> for ValueRef<'a> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

/// `$then` with the Rust type of the kind as `$T` and its variant of [`ValueRef`] as `$wrap`.
macro_rules! wrapped_by_kind {
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

impl<'a> RowRef<'a> {
    /// Reads field `index`, of whatever kind it is.
    ///
    /// # Panics
    ///
    /// When there is no such field.
    #[must_use]
    pub fn value(self, index: usize) -> ValueRef<'a> {
        let kind = self.layout().kind(index);
        with_kinds!(wrapped_by_kind!(kind, null => ValueRef::Null, T, wrap => {
            self.get_at::<T>(index).map_or(ValueRef::Null, wrap)
        }))
    }
}

impl<'a> ListRef<'a> {
    /// Reads element `index`, of whatever kind it is.
    ///
    /// # Panics
    ///
    /// When there is no such element.
    #[must_use]
    pub fn value(self, index: usize) -> ValueRef<'a> {
        let kind = self.layout().element().kind();
        with_kinds!(wrapped_by_kind!(kind, null => ValueRef::Null, T, wrap => {
            self.get::<T>(index).map_or(ValueRef::Null, wrap)
        }))
    }
}

impl<'a> LazyRow<'a> {
    /// Reads field `index`, of whatever kind it is; a nested value is checked whole.
    ///
    /// # Errors
    ///
    /// As [`get`](Self::get).
    ///
    /// # Panics
    ///
    /// When there is no such field.
    pub fn value(self, index: usize) -> Result<ValueRef<'a>, Error> {
        let kind = self.layout().kind(index);
        with_kinds!(wrapped_by_kind!(kind, null => Ok(ValueRef::Null), T, wrap => {
            Ok(self.get_at::<T>(index)?.map_or(ValueRef::Null, wrap))
        }))
    }
}

impl<'a> LazyList<'a> {
    /// Reads element `index`, of whatever kind it is; a nested value is checked whole.
    ///
    /// # Errors
    ///
    /// As [`get`](Self::get).
    ///
    /// # Panics
    ///
    /// When there is no such element.
    pub fn value(self, index: usize) -> Result<ValueRef<'a>, Error> {
        let kind = self.layout().element().kind();
        with_kinds!(wrapped_by_kind!(kind, null => Ok(ValueRef::Null), T, wrap => {
            Ok(self.get::<T>(index)?.map_or(ValueRef::Null, wrap))
        }))
    }
}

impl RowWriter<'_> {
    /// Writes `value` to field `index`, of whatever kind it is; of a nested value a copy, in the
    /// field's own layout.
    ///
    /// # Errors
    ///
    /// [`WrongKind`](crate::ErrorKind::WrongKind) where the field is of another kind: other than the
    /// `T` of [`set_at`](Self::set_at), the kind of `value` comes from data.
    /// [`NotNull`](crate::ErrorKind::NotNull) for a null that the schema forbids,
    /// [`LayoutMismatch`](crate::ErrorKind::LayoutMismatch) for a struct of another number of fields,
    /// [`DuplicateKey`](crate::ErrorKind::DuplicateKey), [`WrongSize`](crate::ErrorKind::WrongSize)
    /// and [`TooLarge`](crate::ErrorKind::TooLarge).
    ///
    /// # Panics
    ///
    /// When there is no such field.
    pub fn set_value(&mut self, index: usize, value: ValueRef<'_>) -> Result<(), Error> {
        match value {
            ValueRef::Null => self.set_null(index),
            value => self.slot(index).set_value(value),
        }
    }

    /// Writes all fields of another row, by their ordinals.
    ///
    /// # Errors
    ///
    /// As [`set_value`](Self::set_value).
    pub fn set_row(&mut self, row: RowRef<'_>) -> Result<(), Error> {
        if row.layout().len() != self.layout().len() {
            let names = |schema: &arrow_schema::Schema| {
                schema.fields().iter().map(|field| field.name().clone()).collect()
            };
            let (wanted, found) = (names(self.layout().schema()), names(row.layout().schema()));
            return Err(Error::new(Problem::FieldCount { wanted, found }));
        }
        for index in 0..row.layout().len() {
            self.set_value(index, row.value(index))?;
        }
        Ok(())
    }
}

impl SlotWriter<'_> {
    /// Writes a value of whatever kind; of a nested value a copy, in the layout of this place.
    ///
    /// # Errors
    ///
    /// As [`RowWriter::set_value`].
    pub fn set_value(self, value: ValueRef<'_>) -> Result<(), Error> {
        match value {
            ValueRef::List(list) => {
                let mut writer = self.list(list.len())?;
                list.values().try_for_each(|value| writer.push_value(value))?;
                writer.finish()
            }
            ValueRef::Map(map) => {
                let mut writer = self.map()?;
                writer.set_map(map)?;
                writer.finish()
            }
            ValueRef::Struct(row) => {
                let mut writer = self.row()?;
                writer.set_row(row)?;
                writer.finish()
            }
            ValueRef::Union(union) => {
                let mut writer = self.union(union.type_id())?;
                writer.value().set_value(union.value())?;
                writer.finish()
            }
            value => self.set_scalar(value),
        }
    }

    fn set_scalar(self, value: ValueRef<'_>) -> Result<(), Error> {
        let found = self.layout().kind();
        with_kinds!(by_value!(value, null => self.set_null(), T, value => {
            if T::is_of(found) { self.set::<T>(value) } else { Err(self.asked_for(T::KIND)) }
        }))
    }
}
