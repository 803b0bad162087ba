//! Fields of one value that is wider than a slot: decimals and month-day-nano intervals.

use arrow_buffer::{IntervalMonthDayNano, i256};
use arrow_schema::{DataType, IntervalUnit};

use super::{Elements, Field, FromField, RequiredField, not_null, through_rows};
use crate::record::{Logical, NestedColumn, StoredAs, family};
use crate::{Error, SlotWriter, Value, ValueLayout};

macro_rules! wide {
    ($($field:ty, $data_type:expr;)*) => {$(
        #[diagnostic::do_not_recommend]
        impl<L: Logical> Field<L> for $field
        where
            $field: StoredAs<L::Family>,
        {
            type Value = $field;
            type View<'a> = $field;
            type Sequence = Elements;
            type Column<'a> = NestedColumn<'a>;
            const NULLABLE: bool = false;

            fn data_type() -> DataType {
                L::data_type().unwrap_or($data_type)
            }

            #[inline]
            fn write(&self, slot: SlotWriter<'_>) -> Result<(), Error> {
                slot.set::<Self>(*self)
            }

            #[inline]
            fn to_view<'a>(
                value: Option<<$field as Value>::Ref<'a>>,
                _: &'a ValueLayout,
            ) -> Self::View<'a> {
                not_null(value)
            }

            through_rows!(L);
        }

        #[diagnostic::do_not_recommend]
        impl<L: Logical> RequiredField<L> for $field where $field: StoredAs<L::Family> {}

        #[diagnostic::do_not_recommend]
        impl<'a, L: Logical> FromField<'a, L> for $field
        where
            $field: StoredAs<L::Family>,
        {
            #[inline]
            fn from_value(value: Option<<$field as Value>::Ref<'a>>) -> Result<Self, Error> {
                Ok(not_null(value))
            }
        }

        #[diagnostic::do_not_recommend]
        impl StoredAs<family::Own> for $field {
            type Value = $field;
        }
    )*};
}

wide! {
    IntervalMonthDayNano, DataType::Interval(IntervalUnit::MonthDayNano);
    i128, DataType::Decimal128(38, 0);
    i256, DataType::Decimal256(76, 0);
}
