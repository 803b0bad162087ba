//! The types of `jiff`.

use jiff::civil::{Date as CivilDate, DateTime, Time};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp as Moment};

use super::super::time::{Date, out_of_range};
use super::carried;
use crate::error::Result;
use crate::value::{Duration, Timestamp};

const EPOCH: CivilDate = CivilDate::constant(1970, 1, 1);

carried! {
    CivilDate as Date:
        |value| Date(value.duration_since(EPOCH).as_hours() / 24),
        |found| {
            let seconds = found.0.checked_mul(24 * 60 * 60).map(SignedDuration::from_secs);
            let date = seconds.and_then(|seconds| EPOCH.checked_add(seconds).ok());
            date.ok_or_else(|| out_of_range("a date", "date of jiff"))
        };
    Moment as Timestamp:
        |value| {
            let Duration { seconds, nanos } = floored(value.as_duration())?;
            Timestamp { seconds, nanos }
        },
        |found| {
            let nanos = i32::try_from(found.nanos).unwrap_or(i32::MAX);
            let moment = Self::new(found.seconds, nanos);
            moment.map_err(|_| out_of_range("a moment", "moment of jiff"))
        };
    // A date and time without a zone is that of UTC.
    DateTime as Moment:
        |value| {
            let moment = TimeZone::UTC.to_timestamp(*value);
            moment.map_err(|_| out_of_range("a date and time", "moment of jiff"))?
        },
        |found| Ok(TimeZone::UTC.to_datetime(found));
    SignedDuration as Duration:
        |value| floored(*value)?,
        |found| {
            let nanos = SignedDuration::from_nanos(found.nanos.into());
            let duration = Self::from_secs(found.seconds).checked_add(nanos);
            duration.ok_or_else(|| out_of_range("a duration", "duration of jiff"))
        };
    // The time since midnight: the protocol has no type for a time of day.
    Time as SignedDuration:
        |value| value.duration_since(Self::midnight()),
        |found| match found.as_hours() {
            0..24 if !found.is_negative() => Ok(Self::midnight().wrapping_add(found)),
            _ => Err(out_of_range("a duration of a day or more", "time of day")),
        };
}

/// Whole seconds, rounded down, and the rest.
fn floored(duration: SignedDuration) -> Result<Duration> {
    let (seconds, nanos) = (duration.as_secs(), duration.subsec_nanos());
    if let Ok(nanos) = u32::try_from(nanos) {
        return Ok(Duration { seconds, nanos });
    }
    let seconds = seconds.checked_sub(1);
    let seconds = seconds.ok_or_else(|| out_of_range("a duration", "64 bits of seconds"))?;
    Ok(Duration { seconds, nanos: 1_000_000_000 - nanos.unsigned_abs() })
}
