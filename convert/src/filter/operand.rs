//! How a field's value is read in order to be compared.

use std::fmt::Debug;
use std::marker::PhantomData;

use arrow::array::{Array, AsArray};
use arrow::datatypes::{ArrowNativeType, IntervalDayTime, IntervalMonthDayNano, i256};
use ferrow_row::{Kind, LazyRow, Value};
use half::f16;

use super::place::SlotPlace;
use crate::fixed_array::fixed_values;

/// How values of one kind are compared: as keys, whose order is that of the values.
pub(super) trait Operand: Debug + 'static {
    type Key<'a>: Ord + Copy;

    /// A literal, kept.
    type Literal: Debug + Send + Sync;

    /// Whether the slot is all of the value, of which any bytes are one.
    const IS_SLOT: bool;

    /// The key of a field; arbitrary where it is null.
    fn load(place: SlotPlace, row: &[u8]) -> Self::Key<'_>;

    /// The key of a field of an unknown row, which is checked; `None` where it is null.
    fn read(row: LazyRow<'_>, index: usize) -> Result<Option<Self::Key<'_>>, ferrow_row::Error>;

    /// The only value of an array of this kind, in which text and bytes are `Binary`.
    fn literal(array: &dyn Array) -> Self::Literal;

    fn key(literal: &Self::Literal) -> Self::Key<'_>;
}

/// Numbers and intervals, wherever they stand.
#[derive(Debug)]
pub(super) struct Number<T>(PhantomData<T>);

/// A number, and what it is compared as.
pub(super) trait Native: ArrowNativeType + for<'a> Value<Ref<'a> = Self> {
    type Key: Ord + Copy + Debug + Send + Sync + 'static;

    const IS_SLOT: bool;

    fn key(self) -> Self::Key;

    fn load(place: SlotPlace, row: &[u8]) -> Self::Key;
}

impl<T: Native> Operand for Number<T> {
    type Key<'a> = T::Key;
    type Literal = T::Key;

    const IS_SLOT: bool = T::IS_SLOT;

    #[inline]
    fn load(place: SlotPlace, row: &[u8]) -> T::Key {
        T::load(place, row)
    }

    #[inline]
    fn read(row: LazyRow<'_>, index: usize) -> Result<Option<T::Key>, ferrow_row::Error> {
        Ok(row.get_at::<T>(index)?.map(T::key))
    }

    fn literal(array: &dyn Array) -> T::Key {
        fixed_values::<T>(array)[0].key()
    }

    fn key(literal: &T::Key) -> T::Key {
        *literal
    }
}

/// Numbers that stand in their slots, little-endian, in as many bytes as they have.
macro_rules! in_slots {
    ($($value:ty, $key:ty, |$v:ident| $to:expr;)*) => {$(
        impl Native for $value {
            type Key = $key;

            const IS_SLOT: bool = true;

            #[inline]
            fn key(self) -> $key {
                let $v = self;
                $to
            }

            #[inline]
            fn load(place: SlotPlace, row: &[u8]) -> $key {
                let mut bytes = [0; size_of::<$value>()];
                bytes.copy_from_slice(&row[place.slot_offset..][..size_of::<$value>()]);
                <$value>::from_le_bytes(bytes).key()
            }
        }
    )*};
}

// The bits of a float as a signed integer, of which those of a negative one are turned over, have the
// total order of IEEE 754.
in_slots! {
    i8, i8, |value| value;
    i16, i16, |value| value;
    i32, i32, |value| value;
    i64, i64, |value| value;
    u8, u8, |value| value;
    u16, u16, |value| value;
    u32, u32, |value| value;
    u64, u64, |value| value;
    f16, i16, |value| {
        let bits = value.to_bits().cast_signed();
        bits ^ ((bits >> 15) & i16::MAX)
    };
    f32, i32, |value| {
        let bits = value.to_bits().cast_signed();
        bits ^ ((bits >> 31) & i32::MAX)
    };
    f64, i64, |value| {
        let bits = value.to_bits().cast_signed();
        bits ^ ((bits >> 63) & i64::MAX)
    };
}

/// Values of a known size, of which a null may have fewer bytes.
macro_rules! in_bytes {
    ($($value:ty, |$bytes:ident| $from:expr;)*) => {$(
        impl Native for $value {
            type Key = $value;

            const IS_SLOT: bool = false;

            #[inline]
            fn key(self) -> $value {
                self
            }

            #[inline]
            fn load(place: SlotPlace, row: &[u8]) -> $value {
                match place.bytes(row).first_chunk() {
                    Some($bytes) => $from,
                    None => Self::default(),
                }
            }
        }
    )*};
}

in_bytes! {
    // A valid decimal of 128 bits is as many, with its sign through the rest of its 32 bytes.
    i128, |bytes| Self::from_le_bytes(*bytes);
    i256, |bytes| Self::from_le_bytes(*bytes);
    IntervalDayTime, |bytes| {
        let word = u64::from_le_bytes(*bytes);
        <Self as ferrow_row::FixedValue>::from_slot(word)
    };
    IntervalMonthDayNano, |bytes| interval(*bytes);
}

/// Of 16 bytes, little-endian: months, days, nanoseconds.
fn interval(bytes: [u8; 16]) -> IntervalMonthDayNano {
    let ([months, days, ..], []) = bytes.as_chunks::<4>() else { unreachable!("16 bytes") };
    let ([_, nanoseconds], []) = bytes.as_chunks::<8>() else { unreachable!("16 bytes") };
    IntervalMonthDayNano::new(
        i32::from_le_bytes(*months),
        i32::from_le_bytes(*days),
        i64::from_le_bytes(*nanoseconds),
    )
}

#[derive(Debug)]
pub(super) struct Bool;

impl Operand for Bool {
    type Key<'a> = bool;
    type Literal = bool;

    const IS_SLOT: bool = true;

    #[inline]
    fn load(place: SlotPlace, row: &[u8]) -> bool {
        row[place.slot_offset] != 0
    }

    #[inline]
    fn read(row: LazyRow<'_>, index: usize) -> Result<Option<bool>, ferrow_row::Error> {
        row.get_at::<bool>(index)
    }

    fn literal(array: &dyn Array) -> bool {
        array.as_boolean().value(0)
    }

    fn key(literal: &bool) -> bool {
        *literal
    }
}

/// Text and bytes.
#[derive(Debug)]
pub(super) struct Bytes;

impl Operand for Bytes {
    type Key<'a> = &'a [u8];
    type Literal = Box<[u8]>;

    const IS_SLOT: bool = false;

    #[inline]
    fn load(place: SlotPlace, row: &[u8]) -> &[u8] {
        place.bytes(row)
    }

    fn read(row: LazyRow<'_>, index: usize) -> Result<Option<&[u8]>, ferrow_row::Error> {
        match row.layout().kind(index) {
            Kind::Utf8 => Ok(row.get_at::<str>(index)?.map(str::as_bytes)),
            _ => row.get_at::<[u8]>(index),
        }
    }

    fn literal(array: &dyn Array) -> Box<[u8]> {
        array.as_binary::<i32>().value(0).into()
    }

    fn key(literal: &Box<[u8]>) -> &[u8] {
        literal
    }
}
