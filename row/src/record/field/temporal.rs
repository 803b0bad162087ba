//! Dates, times and durations of other crates, as numbers of some unit.

use arrow_schema::{DataType, TimeUnit};

use crate::record::{Logical, Unit};
use crate::{Error, ValueLayout};

/// A date, a time or a duration.
pub(super) trait Temporal: Sized {
    /// The unit, where no attribute names one.
    const UNIT: Unit;

    /// What a message calls it.
    const NAME: &'static str;

    /// The Arrow type, where no attribute names one.
    fn own_type() -> DataType;

    /// Seconds from the epoch, midnight or nothing, rounded down, and the nanoseconds that are left.
    fn parts(&self) -> (i64, u32);

    /// What is so far from the epoch, midnight or nothing; `None` where the type ends before.
    fn of_parts(seconds: i64, nanoseconds: u32) -> Option<Self>;

    /// The Arrow type of a field, for which an attribute may have named one.
    fn data_type(named: Option<DataType>) -> DataType {
        named.unwrap_or_else(Self::own_type)
    }
}

/// The unit that the row has.
pub(super) const fn unit<T: Temporal, L: Logical>() -> Unit {
    match L::UNIT {
        Some(unit) => unit,
        None => T::UNIT,
    }
}

/// Seconds and nanoseconds, of the same sign or not, with the nanoseconds made positive.
pub(super) fn rounded_down(seconds: i64, nanoseconds: i32) -> (i64, u32) {
    match u32::try_from(nanoseconds) {
        Ok(nanoseconds) => (seconds, nanoseconds),
        Err(_) => (seconds.saturating_sub(1), (nanoseconds + 1_000_000_000).unsigned_abs()),
    }
}

const DAY: i64 = 86_400;

/// How many units of a second there are, and how many nanoseconds each has.
const fn per_second(unit: Unit) -> (i64, u32) {
    match unit {
        Unit::Day | Unit::Second => (1, 1_000_000_000),
        Unit::Millisecond => (1_000, 1_000_000),
        Unit::Microsecond => (1_000_000, 1_000),
        Unit::Nanosecond => (1_000_000_000, 1),
    }
}

/// The number of units, rounded down; `None` where 64 bits do not hold it.
fn count<T: Temporal>(value: &T, unit: Unit) -> Option<i64> {
    let (seconds, nanoseconds) = value.parts();
    let (units, width) = per_second(unit);
    if unit == Unit::Day {
        return Some(seconds.div_euclid(DAY));
    }
    let count = i128::from(seconds) * i128::from(units) + i128::from(nanoseconds / width);
    i64::try_from(count).ok()
}

/// What is so many units away.
fn of_count<T: Temporal>(count: i64, unit: Unit) -> Option<T> {
    let (units, width) = per_second(unit);
    if unit == Unit::Day {
        return T::of_parts(count.checked_mul(DAY)?, 0);
    }
    let rest = u32::try_from(count.rem_euclid(units)).ok()?;
    T::of_parts(count.div_euclid(units), rest * width)
}

/// The number to write.
pub(super) fn to_stored<T: Temporal, L: Logical, V: TryFrom<i64>>(value: &T) -> Result<V, Error> {
    let count = count(value, unit::<T, L>()).and_then(|count| V::try_from(count).ok());
    count.ok_or_else(|| {
        let (name, unit) = (T::NAME, unit::<T, L>());
        Error::out_of_range(format!(
            "the {name} is too far away to be a number of {unit:?}s; choose a coarser unit"
        ))
    })
}

/// The value of a number that was read.
pub(super) fn of_stored<T: Temporal, L: Logical>(count: impl Into<i64>) -> Result<T, Error> {
    let (count, unit) = (count.into(), unit::<T, L>());
    of_count(count, unit).ok_or_else(|| {
        let name = T::NAME;
        Error::out_of_range(format!(
            "{count} {unit:?}s are no {name}; read the field as the integer that the row holds"
        ))
    })
}

/// What a view returns for a number that was read.
pub(super) fn to_view<T: Temporal, L: Logical>(
    count: impl Into<i64>,
    layout: &ValueLayout,
) -> Result<T, Error> {
    of_stored::<T, L>(count).map_err(|error| error.at(layout.path()))
}

/// The type of a moment, which has the zone UTC where an attribute names none. `UTC` and not `+00:00`:
/// that is what Parquet's readers and other languages call it.
pub(super) fn in_utc(named: Option<DataType>) -> DataType {
    match named {
        Some(DataType::Timestamp(unit, None)) => DataType::Timestamp(unit, Some("UTC".into())),
        Some(other) => other,
        None => DataType::Timestamp(TimeUnit::Microsecond, Some("UTC".into())),
    }
}

macro_rules! temporal {
    ($($field:ty;)*) => {$(
        #[diagnostic::do_not_recommend]
        impl<L: $crate::record::Logical> $crate::record::Field<L> for $field
        where
            $field: $crate::record::StoredAs<
                L::Family,
                Value: $crate::FixedValue + TryFrom<i64> + Into<i64>,
            >,
        {
            type Value = <$field as $crate::record::StoredAs<L::Family>>::Value;
            type View<'a> = Result<$field, $crate::Error>;
            type Sequence = $crate::record::Elements;
            type Column = <Self::Value as $crate::ColumnValue>::Column;
            type ColumnView<'a> = Result<$field, $crate::Error>;
            const NULLABLE: bool = false;

            fn data_type() -> ::arrow_schema::DataType {
                <$field as $crate::record::field::temporal::Temporal>::data_type(L::data_type())
            }

            #[inline]
            fn write(&self, slot: $crate::SlotWriter<'_>) -> Result<(), $crate::Error> {
                let value = to_stored::<_, L, Self::Value>(self)
                    .map_err(|error| error.at(slot.layout().path()))?;
                slot.set::<Self::Value>(value)
            }

            #[inline]
            fn stored(&self) -> Option<Option<Self::Value>> {
                to_stored::<_, L, Self::Value>(self).ok().map(Some)
            }

            #[inline]
            fn to_view<'a>(
                value: Option<<Self::Value as $crate::Value>::Ref<'a>>,
                layout: &'a $crate::ValueLayout,
            ) -> Self::View<'a> {
                to_view::<_, L>($crate::record::field::not_null(value), layout)
            }

            fn fill<'a, S: $crate::record::ColumnSink>(
                sink: &mut S,
                values: impl ExactSizeIterator<Item = Option<&'a Self>> + Clone,
            ) -> Result<(), S::Error>
            where
                Self: 'a,
            {
                let stored = $crate::record::codec::collect(values, to_stored::<_, L, Self::Value>)
                    .map_err(|error| sink.refused(error))?;
                <Self::Value as $crate::ColumnValue>::fill(sink, stored.iter().copied())
            }

            fn column<S: $crate::record::ColumnSource>(
                source: &S,
                index: usize,
            ) -> Result<Self::Column, S::Error> {
                <Self::Value as $crate::ColumnValue>::column(source, index)
            }

            #[inline]
            fn column_view<'a>(
                column: &'a Self::Column,
                index: usize,
            ) -> Self::ColumnView<'a> {
                use $crate::record::ColumnValues as _;
                of_stored::<_, L>(column.value(index))
            }
        }

        #[diagnostic::do_not_recommend]
        impl<L: $crate::record::Logical> $crate::record::RequiredField<L> for $field
        where
            $field: $crate::record::StoredAs<
                L::Family,
                Value: $crate::FixedValue + TryFrom<i64> + Into<i64>,
            >,
        {
        }

        #[diagnostic::do_not_recommend]
        impl<'a, L: $crate::record::Logical> $crate::record::FromField<'a, L> for $field
        where
            $field: $crate::record::StoredAs<
                L::Family,
                Value: $crate::FixedValue + TryFrom<i64> + Into<i64>,
            >,
        {
            #[inline]
            fn from_value(
                value: Option<<Self::Value as $crate::Value>::Ref<'a>>,
            ) -> Result<Self, $crate::Error> {
                of_stored::<_, L>($crate::record::field::not_null(value))
            }

            #[inline]
            fn from_column(
                column: &'a Self::Column,
                index: usize,
            ) -> Result<Self, $crate::Error> {
                use $crate::record::ColumnValues as _;
                of_stored::<_, L>(column.value(index))
            }
        }
    )*};
}

pub(super) use temporal;
