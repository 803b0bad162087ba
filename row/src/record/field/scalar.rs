//! Fields of one value that stands in an Arrow column as it is: numbers, text and bytes.

use arrow_buffer::{IntervalDayTime, IntervalMonthDayNano, i256};
use half::f16;

use super::{Bytes, Elements};

/// A field that is a whole Arrow column of the record.
macro_rules! column_field {
    ($([$($lifetime:lifetime)?] $field:ty, $value:ty, $sequence:ty, $view:ty, |$f:ident| $to:expr
        $(, |$whole:ident| $copied:expr)?;)*) => {$(
        #[diagnostic::do_not_recommend]
        impl<$($lifetime,)? L: $crate::record::Logical> $crate::record::Field<L> for $field
        where
            $field: $crate::record::StoredAs<L::Family>,
        {
            type Value = $value;
            type View<'a> = $view;
            type Sequence = $sequence;
            type Column = <$value as $crate::ColumnValue>::Column;
            type ColumnView<'a> = $view;
            const NULLABLE: bool = false;
            const IS_DISTINCT: bool = true;

            fn data_type() -> ::arrow_schema::DataType {
                L::data_type().unwrap_or(<$value as $crate::ColumnValue>::DATA_TYPE)
            }

            #[inline(always)]
            fn write(&self, slot: $crate::SlotWriter<'_>) -> Result<(), $crate::Error> {
                let $f = self;
                slot.set::<$value>($to)
            }

            #[inline]
            fn stored(&self) -> Option<Option<<$value as $crate::Value>::Ref<'_>>> {
                let $f = self;
                Some(Some($to))
            }

            #[inline]
            fn to_view<'a>(
                value: Option<<$value as $crate::Value>::Ref<'a>>,
                _: &'a $crate::ValueLayout,
            ) -> Self::View<'a> {
                $crate::record::field::not_null(value)
            }

            #[inline]
            fn fill<'a, S: $crate::record::ColumnSink>(
                sink: &mut S,
                values: impl ExactSizeIterator<Item = Option<&'a Self>> + Clone,
            ) -> Result<(), S::Error>
            where
                Self: 'a,
            {
                <$value as $crate::ColumnValue>::fill(sink, values.map(|value| value.map(|$f| $to)))
            }

            #[inline]
            fn column<S: $crate::record::ColumnSource>(
                source: &S,
                index: usize,
            ) -> Result<Self::Column, S::Error> {
                <$value as $crate::ColumnValue>::column(source, index)
            }

            #[inline]
            fn column_view<'a>(
                column: &'a Self::Column,
                index: usize,
            ) -> Self::ColumnView<'a> {
                $crate::record::ColumnValues::<$value>::value(column, index)
            }
        }

        #[diagnostic::do_not_recommend]
        impl<$($lifetime,)? L: $crate::record::Logical> $crate::record::RequiredField<L> for $field
        where
            $field: $crate::record::StoredAs<L::Family>,
        {
            $(
                // Whole, so that what is inside is read whether it is there or not: without a branch.
                #[inline]
                fn fill_optional<'a, S: $crate::record::ColumnSink>(
                    sink: &mut S,
                    values: impl ExactSizeIterator<Item = Option<&'a Option<Self>>> + Clone,
                ) -> Result<(), S::Error>
                where
                    Self: 'a,
                {
                    let values = values.map(|value| value.and_then(|$whole| $copied));
                    <$value as $crate::ColumnValue>::fill(sink, values)
                }
            )?
        }

        #[diagnostic::do_not_recommend]
        impl<$($lifetime)?> $crate::record::StoredAs<$crate::record::family::Own> for $field {
            type Value = $value;
        }
    )*};
}

/// A field that is read from rows that live for `$a`: any time, for an owned one.
macro_rules! read_field {
    ($([$a:lifetime $(: $r:lifetime)?] $field:ty, $value:ty, |$v:ident| $from:expr;)*) => {$(
        #[diagnostic::do_not_recommend]
        impl<$a $(: $r, $r)?, L: $crate::record::Logical> $crate::record::FromField<$a, L> for $field
        where
            $field: $crate::record::StoredAs<L::Family>,
        {
            #[inline]
            fn from_value(
                value: Option<<$value as $crate::Value>::Ref<$a>>,
            ) -> Result<Self, $crate::Error> {
                let $v = $crate::record::field::not_null(value);
                Ok($from)
            }

            #[inline]
            fn from_column(
                column: &$a Self::Column,
                index: usize,
            ) -> Result<Self, $crate::Error> {
                let $v = $crate::record::ColumnValues::<$value>::value(column, index);
                Ok($from)
            }
        }
    )*};
}

pub(super) use {column_field, read_field};

macro_rules! copied {
    ($($field:ty, $sequence:ty;)*) => {
        column_field! {$([] $field, $field, $sequence, $field, |field| *field, |whole| *whole;)*}
        read_field! {$(['a] $field, $field, |value| value;)*}
    };
}

copied! {
    bool, Elements;
    i8, Elements;
    i16, Elements;
    i32, Elements;
    i64, Elements;
    u8, Bytes;
    u16, Elements;
    u32, Elements;
    u64, Elements;
    f16, Elements;
    f32, Elements;
    f64, Elements;
    IntervalDayTime, Elements;
    IntervalMonthDayNano, Elements;
    i128, Elements;
    i256, Elements;
}
