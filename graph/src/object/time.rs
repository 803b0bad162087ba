//! Times and decimals.

use std::time::SystemTime;

use super::primitive::not_converted;
use super::{FromObject, Object, TypeNames, Types};
use crate::context::{ReadContext, WriteContext};
use crate::error::{Error, Problem, Result};
use crate::schema::FieldType;
use crate::value::{Duration, Timestamp, Value};
use crate::wire::{Decimal, TypeId};

/// A day: how many after the first of 1970.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct Date(pub i64);

fn nanos(found: u32) -> Result<u32> {
    match found {
        0..1_000_000_000 => Ok(found),
        found => Err(Error::new(Problem::Nanos { found })),
    }
}

macro_rules! objects {
    ($($type:ty, $type_id:ident,
        |$value:ident, $cx:ident| $write:expr,
        |$reader:ident| $read:expr $(, from |$from:ident| $made:expr)?;)*) => {
        $(
            impl Object for $type {
                const TYPE: TypeId = TypeId::$type_id;

                fn field_type(_names: &TypeNames<'_>) -> FieldType {
                    FieldType::scalar(TypeId::$type_id)
                }

                fn write(&self, $cx: &mut WriteContext<'_>, _types: Types) -> Result<()> {
                    let $value = self;
                    $write
                }
            }

            impl<'a> FromObject<'a> for $type {
                fn read($reader: &mut ReadContext<'_, 'a>) -> Result<Self> {
                    $read
                }

                $(fn from_value($from: Value) -> Result<Self> {
                    $made
                })?
            }
        )*
    };
}

/// A number that does not fit the type on the other side.
pub(super) fn out_of_range(what: &str, wanted: &str) -> Error {
    Error::new(Problem::NotConverted { written: what.into(), wanted: wanted.into() })
}

objects! {
    Date, Date,
        |value, cx| { cx.writer().var_i64(value.0); Ok(()) },
        |cx| cx.reader().var_i64().map(Date);
    Timestamp, Timestamp,
        |value, cx| {
            let nanos = nanos(value.nanos)?;
            cx.writer().i64(value.seconds);
            cx.writer().u32(nanos);
            Ok(())
        },
        |cx| {
            let (seconds, start) = (cx.reader().i64()?, cx.reader().offset());
            let nanos = nanos(cx.reader().u32()?).map_err(|error| error.at(start))?;
            Ok(Timestamp { seconds, nanos })
        };
    Duration, Duration,
        |value, cx| {
            let nanos = nanos(value.nanos)?;
            cx.writer().var_i64(value.seconds);
            cx.writer().u32(nanos);
            Ok(())
        },
        |cx| {
            let (seconds, start) = (cx.reader().var_i64()?, cx.reader().offset());
            let nanos = nanos(cx.reader().u32()?).map_err(|error| error.at(start))?;
            Ok(Duration { seconds, nanos })
        };
    std::time::Duration, Duration,
        |value, cx| {
            let seconds = i64::try_from(value.as_secs());
            let seconds = seconds.map_err(|_| out_of_range("a duration", "64 bits of seconds"))?;
            Duration { seconds, nanos: value.subsec_nanos() }.write(cx, Types::Declared)
        },
        |cx| {
            let Duration { seconds, nanos } = Duration::read(cx)?;
            let seconds = u64::try_from(seconds);
            let seconds = seconds.map_err(|_| out_of_range("a negative duration", "duration"))?;
            Ok(std::time::Duration::new(seconds, nanos))
        };
    SystemTime, Timestamp,
        |value, cx| Timestamp::try_from(*value)?.write(cx, Types::Declared),
        |cx| Timestamp::read(cx)?.try_into();
    Decimal, Decimal,
        |value, cx| Decimal::write(value, cx.writer()),
        |cx| Decimal::read(cx.reader()), from |value| Self::of_value(value);
    i128, Decimal,
        |value, cx| Decimal::new(*value, 0).write(cx.writer()),
        |cx| whole(&Decimal::read(cx.reader())?), from |value| whole(&Decimal::of_value(value)?);
}

/// A decimal without a fraction.
fn whole(decimal: &Decimal) -> Result<i128> {
    let found = decimal.unscaled().filter(|_| decimal.scale() == 0);
    found.ok_or_else(|| out_of_range("a decimal with a scale or of more than 128 bits", "i128"))
}

impl TryFrom<SystemTime> for Timestamp {
    type Error = Error;

    fn try_from(time: SystemTime) -> Result<Self> {
        let (after, before) = match time.duration_since(SystemTime::UNIX_EPOCH) {
            Ok(after) => (after, false),
            Err(error) => (error.duration(), true),
        };
        let seconds = i64::try_from(after.as_secs());
        let seconds = seconds.map_err(|_| out_of_range("a moment", "64 bits of seconds"))?;
        Ok(match (before, after.subsec_nanos()) {
            (false, nanos) => Self { seconds, nanos },
            (true, 0) => Self { seconds: -seconds, nanos: 0 },
            (true, nanos) => Self { seconds: -seconds - 1, nanos: 1_000_000_000 - nanos },
        })
    }
}

impl TryFrom<Timestamp> for SystemTime {
    type Error = Error;

    fn try_from(time: Timestamp) -> Result<Self> {
        let nanos = std::time::Duration::from_nanos(time.nanos.into());
        let seconds = std::time::Duration::from_secs(time.seconds.unsigned_abs());
        let whole = match time.seconds < 0 {
            true => Self::UNIX_EPOCH.checked_sub(seconds),
            false => Self::UNIX_EPOCH.checked_add(seconds),
        };
        let found = whole.and_then(|whole| whole.checked_add(nanos));
        found.ok_or_else(|| out_of_range("a moment", "system time"))
    }
}

impl Decimal {
    /// The decimal of a scalar that was converted.
    pub(crate) fn of_value(value: Value) -> Result<Self> {
        match value {
            Value::Decimal(decimal) => Ok(*decimal),
            other => Err(not_converted(TypeId::Decimal, &other)),
        }
    }
}
