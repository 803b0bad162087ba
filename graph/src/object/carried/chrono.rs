//! The types of `chrono`.

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Timelike, Utc};

use super::super::time::{Date, out_of_range};
use super::carried;
use crate::value::{Duration, Timestamp};

carried! {
    NaiveDate as Date:
        |value| Date(value.to_epoch_days().into()),
        |found| {
            let date = i32::try_from(found.0).ok().and_then(Self::from_epoch_days);
            date.ok_or_else(|| out_of_range("a date", "date of chrono"))
        };
    DateTime<Utc> as Timestamp:
        // A leap second is the second before it for longer.
        |value| Timestamp {
            seconds: value.timestamp(),
            nanos: value.timestamp_subsec_nanos().min(999_999_999),
        },
        |found| {
            let moment = Self::from_timestamp(found.seconds, found.nanos);
            moment.ok_or_else(|| out_of_range("a moment", "moment of chrono"))
        };
    NaiveDateTime as DateTime<Utc>: |value| value.and_utc(), |found| Ok(found.naive_utc());
    TimeDelta as Duration:
        |value| Duration {
            seconds: value.num_seconds() - i64::from(value.subsec_nanos() < 0),
            nanos: value.subsec_nanos().rem_euclid(1_000_000_000).cast_unsigned(),
        },
        |found| {
            let delta = Self::new(found.seconds, found.nanos);
            delta.ok_or_else(|| out_of_range("a duration", "duration of chrono"))
        };
    // The time since midnight: the protocol has no type for a time of day.
    NaiveTime as Duration:
        |value| Duration {
            seconds: value.num_seconds_from_midnight().into(),
            nanos: value.nanosecond().min(999_999_999),
        },
        |found| {
            let time = u32::try_from(found.seconds).ok().and_then(|seconds| {
                Self::from_num_seconds_from_midnight_opt(seconds, found.nanos)
            });
            time.ok_or_else(|| out_of_range("a duration of a day or more", "time of day"))
        };
}
