//! Which row a message belongs to: its key, as bytes.

use std::fmt::Debug;
use std::marker::PhantomData;

use arrow::datatypes::{IntervalDayTime, IntervalMonthDayNano, i256};
use ferrow_row::{Error, FixedValue, LazyRow, RowWriter, Value};
use half::f16;

/// One field of the key.
pub(super) trait KeyField: Debug + Send + Sync {
    /// Appends the value of a message. Values of one type are the same where their bytes are, and no value's
    /// bytes begin with those of another.
    fn put_of_message(&self, message: LazyRow<'_>, key: &mut Vec<u8>) -> Result<(), Error>;

    /// Appends the value of a row of the state.
    fn put_of_row(&self, row: LazyRow<'_>, key: &mut Vec<u8>) -> Result<(), Error>;

    /// Writes the value of a message to a row of the state.
    fn write(&self, message: LazyRow<'_>, row: &mut RowWriter<'_>) -> Result<(), Error>;
}

#[derive(Debug)]
pub(super) struct KeyOf<T: ?Sized> {
    pub(super) of_message: usize,
    pub(super) of_row: usize,
    pub(super) value: PhantomData<fn() -> Box<T>>,
}

impl<T: KeyValue + Debug + ?Sized> KeyField for KeyOf<T> {
    fn put_of_message(&self, message: LazyRow<'_>, key: &mut Vec<u8>) -> Result<(), Error> {
        put::<T>(message.get_at::<T>(self.of_message)?, key);
        Ok(())
    }

    fn put_of_row(&self, row: LazyRow<'_>, key: &mut Vec<u8>) -> Result<(), Error> {
        put::<T>(row.get_at::<T>(self.of_row)?, key);
        Ok(())
    }

    fn write(&self, message: LazyRow<'_>, row: &mut RowWriter<'_>) -> Result<(), Error> {
        match message.get_at::<T>(self.of_message)? {
            Some(value) => row.set_at::<T>(self.of_row, value),
            None => Ok(()),
        }
    }
}

fn put<T: KeyValue + ?Sized>(value: Option<T::Ref<'_>>, key: &mut Vec<u8>) {
    key.push(u8::from(value.is_some()));
    if let Some(value) = value {
        T::put(value, key);
    }
}

/// A value that can be a key.
pub(super) trait KeyValue: Value {
    fn put(value: Self::Ref<'_>, key: &mut Vec<u8>);
}

macro_rules! key_values {
    ($($type:ty, |$value:ident| $bytes:expr;)*) => {$(
        impl KeyValue for $type {
            #[inline]
            fn put($value: Self::Ref<'_>, key: &mut Vec<u8>) {
                key.extend_from_slice(&$bytes);
            }
        }
    )*};
}

key_values! {
    bool, |value| [u8::from(value)];
    i8, |value| value.to_le_bytes();
    i16, |value| value.to_le_bytes();
    i32, |value| value.to_le_bytes();
    i64, |value| value.to_le_bytes();
    u8, |value| value.to_le_bytes();
    u16, |value| value.to_le_bytes();
    u32, |value| value.to_le_bytes();
    u64, |value| value.to_le_bytes();
    f16, |value| value.to_le_bytes();
    f32, |value| value.to_le_bytes();
    f64, |value| value.to_le_bytes();
    i128, |value| value.to_le_bytes();
    i256, |value| value.to_le_bytes();
    IntervalDayTime, |value| value.to_slot().to_le_bytes();
}

impl KeyValue for IntervalMonthDayNano {
    fn put(value: Self, key: &mut Vec<u8>) {
        key.extend_from_slice(&value.months.to_le_bytes());
        key.extend_from_slice(&value.days.to_le_bytes());
        key.extend_from_slice(&value.nanoseconds.to_le_bytes());
    }
}

impl KeyValue for [u8] {
    #[inline]
    fn put(value: &[u8], key: &mut Vec<u8>) {
        key.extend_from_slice(&(value.len() as u64).to_le_bytes());
        key.extend_from_slice(value);
    }
}

impl KeyValue for str {
    #[inline]
    fn put(value: &str, key: &mut Vec<u8>) {
        <[u8]>::put(value.as_bytes(), key);
    }
}
