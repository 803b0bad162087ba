//! Values of a fixed size that is more than a slot: decimals and month-day-nano intervals.

use arrow_buffer::{IntervalMonthDayNano, i256};
use arrow_schema::{DataType, IntervalUnit};

use super::sealed::{KindChecked, Sealed};
use super::{ColumnValue, Value};
use crate::error::Problem;
use crate::lazy::LazySlot;
use crate::record::{ColumnSink, ColumnSource, FixedColumn};
use crate::trusted::ValidSlot;
use crate::writer::SlotWriter;
use crate::{Error, Kind};

macro_rules! wide {
    ($($value:ty, $width:literal, $kind:ident, $data_type:expr, |$v:ident| $to:expr, |$b:ident| $from:expr;)*) => {$(
        impl Sealed for $value {
            #[inline]
            fn read(slot: ValidSlot<'_>) -> Self {
                match from_bytes::<$width, Self>(slot.bytes(), |$b| $from) {
                    Some(value) => value,
                    None => unreachable!("a validated value has its size and range"),
                }
            }

            fn read_checked(slot: LazySlot<'_>) -> Result<Self, Error> {
                from_bytes::<$width, Self>(slot.bytes()?, |$b| $from)
                    .ok_or_else(|| Error::new(Problem::DecimalRange { offset: slot.value_offset() }))
            }

            #[inline]
            fn with_bytes<R>($v: Self, take: impl FnOnce(&[u8]) -> R) -> Option<R> {
                Some(take(&$to))
            }

            #[inline]
            fn write(slot: SlotWriter<'_>, $v: Self, _: KindChecked) -> Result<(), Error> {
                slot.put_bytes(&$to)
            }
        }

        impl Value for $value {
            const KIND: Kind = Kind::$kind;
            type Ref<'a> = Self;
        }

        impl ColumnValue for $value {
            const DATA_TYPE: DataType = $data_type;
            type Column = FixedColumn<Self>;

            #[inline]
            fn fill<'a, S: ColumnSink>(
                sink: &mut S,
                values: impl ExactSizeIterator<Item = Option<<Self as Value>::Ref<'a>>> + Clone,
            ) -> Result<(), S::Error> {
                sink.fixed::<Self>(values)
            }

            fn column<S: ColumnSource>(
                source: &S,
                index: usize,
            ) -> Result<FixedColumn<Self>, S::Error> {
                source.fixed::<Self>(index)
            }
        }
    )*};
}

wide! {
    i128, 32, Decimal128, DataType::Decimal128(38, 0),
        |value| i256::from_i128(value).to_le_bytes(), |bytes| i256::from_le_bytes(bytes).to_i128();
    i256, 32, Decimal256, DataType::Decimal256(76, 0),
        |value| value.to_le_bytes(), |bytes| Some(i256::from_le_bytes(bytes));
    IntervalMonthDayNano, 16, MonthDayNano, DataType::Interval(IntervalUnit::MonthDayNano),
        |value| interval_bytes(value), |bytes| Some(interval(bytes));
}

fn from_bytes<const N: usize, T>(bytes: &[u8], from: fn([u8; N]) -> Option<T>) -> Option<T> {
    from(bytes.try_into().ok()?)
}

fn interval_bytes(value: IntervalMonthDayNano) -> [u8; 16] {
    let mut bytes = [0; 16];
    bytes[..4].copy_from_slice(&value.months.to_le_bytes());
    bytes[4..8].copy_from_slice(&value.days.to_le_bytes());
    bytes[8..].copy_from_slice(&value.nanoseconds.to_le_bytes());
    bytes
}

fn interval(bytes: [u8; 16]) -> IntervalMonthDayNano {
    // 16 bytes, little-endian: months, days, nanoseconds.
    let all = u128::from_le_bytes(bytes);
    let part = |shift: u32| {
        let [a, b, c, d, ..] = (all >> shift).to_le_bytes();
        [a, b, c, d]
    };
    let (low, high) = (u32::from_le_bytes(part(64)), u32::from_le_bytes(part(96)));
    IntervalMonthDayNano::new(
        i32::from_le_bytes(part(0)),
        i32::from_le_bytes(part(32)),
        (u64::from(low) | u64::from(high) << 32).cast_signed(),
    )
}
