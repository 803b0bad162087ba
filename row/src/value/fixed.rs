//! Values that stand in their slots: numbers, booleans and day-time intervals.

use arrow_buffer::IntervalDayTime;
use arrow_schema::{DataType, IntervalUnit};
use half::f16;

use super::sealed::{KindChecked, Sealed};
use super::{ColumnValue, FixedValue, Value};
use crate::lazy::LazySlot;
use crate::record::{BoolColumn, ColumnSink, ColumnSource, FixedColumn};
use crate::standard::{self, WORD};
use crate::trusted::ValidSlot;
use crate::writer::SlotWriter;
use crate::{Error, Kind};

macro_rules! fixed {
    ($($value:ty, $width:literal, $kind:ident, $data_type:expr, |$v:ident| $to:expr, |$s:ident| $from:expr;)*) => {$(
        impl Sealed for $value {
            const IS_WORD: bool = true;

            #[inline]
            fn to_word(value: Self) -> u64 {
                value.to_slot()
            }

            #[inline]
            fn read(slot: ValidSlot<'_>) -> Self {
                Self::from_slot(word(slot.in_slot::<$width>()))
            }

            #[inline]
            fn read_checked(slot: LazySlot<'_>) -> Result<Self, Error> {
                Ok(Self::from_slot(word(slot.in_slot::<$width>())))
            }

            #[inline]
            fn is_same<'a>(a: <Self as Value>::Ref<'a>, b: <Self as Value>::Ref<'a>) -> bool {
                a.to_slot() == b.to_slot()
            }

            #[inline(always)]
            fn write(slot: SlotWriter<'_>, value: Self, _: KindChecked) -> Result<(), Error> {
                slot.put::<$width>(low_bytes(value.to_slot()));
                Ok(())
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

            fn column<S: ColumnSource>(source: &S, index: usize) -> Result<FixedColumn<Self>, S::Error> {
                source.fixed::<Self>(index)
            }
        }

        impl FixedValue for $value {
            #[inline]
            fn to_slot(self) -> u64 {
                let $v = self;
                $to
            }

            #[inline]
            fn from_slot($s: u64) -> Self {
                $from
            }
        }
    )*};
}

macro_rules! number {
    ($($value:ty, $width:literal, $kind:ident;)*) => {
        fixed! {$(
            $value, $width, $kind, DataType::$kind,
                |value| word(value.to_le_bytes()), |slot| Self::from_le_bytes(low_bytes(slot));
        )*}
    };
}

number! {
    i8, 1, Int8;
    i16, 2, Int16;
    i32, 4, Int32;
    i64, 8, Int64;
    u8, 1, UInt8;
    u16, 2, UInt16;
    u32, 4, UInt32;
    u64, 8, UInt64;
    f16, 2, Float16;
    f32, 4, Float32;
    f64, 8, Float64;
}

fixed! {
    IntervalDayTime, 8, DayTime, DataType::Interval(IntervalUnit::DayTime),
        |value| value.days.to_slot() | value.milliseconds.to_slot() << 32,
        |slot| IntervalDayTime::new(i32::from_slot(slot), i32::from_slot(slot >> 32));
}

/// The word that begins with `bytes` and goes on with zeros.
#[inline]
fn word<const N: usize>(bytes: [u8; N]) -> u64 {
    let mut word = [0; WORD];
    word[..N].copy_from_slice(&bytes);
    u64::from_le_bytes(word)
}

/// The first `N` bytes of a slot.
#[inline]
fn low_bytes<const N: usize>(slot: u64) -> [u8; N] {
    let mut bytes = [0; N];
    bytes.copy_from_slice(&slot.to_le_bytes()[..N]);
    bytes
}

impl Sealed for bool {
    const IS_WORD: bool = true;

    #[inline]
    fn to_word(value: Self) -> u64 {
        u64::from(value)
    }

    #[inline]
    fn read(slot: ValidSlot<'_>) -> Self {
        standard::bool_from_slot(word(slot.in_slot::<1>()))
    }

    #[inline]
    fn read_checked(slot: LazySlot<'_>) -> Result<Self, Error> {
        Ok(standard::bool_from_slot(word(slot.in_slot::<1>())))
    }

    #[inline]
    fn write(slot: SlotWriter<'_>, value: Self, _: KindChecked) -> Result<(), Error> {
        slot.put([u8::from(value)]);
        Ok(())
    }
}

impl Value for bool {
    const KIND: Kind = Kind::Bool;
    type Ref<'a> = Self;
}

impl ColumnValue for bool {
    const DATA_TYPE: DataType = DataType::Boolean;
    type Column = BoolColumn;

    #[inline]
    fn fill<'a, S: ColumnSink>(
        sink: &mut S,
        values: impl ExactSizeIterator<Item = Option<<Self as Value>::Ref<'a>>> + Clone,
    ) -> Result<(), S::Error> {
        sink.bool(values)
    }

    fn column<S: ColumnSource>(source: &S, index: usize) -> Result<BoolColumn, S::Error> {
        source.bool(index)
    }
}
