//! Dates, times and the like, which rows hold as integers, as ISO 8601 writes them.

use arrow_array::temporal_conversions as calendar;
use arrow_array::timezone::Tz;
use arrow_schema::{DataType, IntervalUnit, TimeUnit};

const DAY: i64 = calendar::NANOSECONDS_IN_DAY;

/// What the integer is for a type of dates, times or durations; `None` where the type is another one,
/// or no calendar or clock shows the integer.
pub(super) fn text(value: i64, data_type: &DataType) -> Option<String> {
    match data_type {
        DataType::Date32 => {
            let moment = calendar::date32_to_datetime(i32::try_from(value).ok()?)?;
            Some(moment.date().to_string())
        }
        DataType::Date64 => {
            let moment = calendar::date64_to_datetime(value)?;
            let is_midnight = value % calendar::MILLISECONDS_IN_DAY == 0;
            Some(if is_midnight { moment.date().to_string() } else { format!("{moment:?}") })
        }
        DataType::Time32(unit) | DataType::Time64(unit) => {
            let value = value.checked_mul(nanoseconds(*unit))?;
            // The conversion wraps around where a value is no time of a day.
            (0..DAY)
                .contains(&value)
                .then(|| calendar::time64ns_to_time(value))?
                .map(|t| t.to_string())
        }
        DataType::Timestamp(unit, zone) => timestamp(value, *unit, zone.as_deref()),
        DataType::Duration(unit) => {
            Some(period(0, 0, i128::from(value) * i128::from(nanoseconds(*unit))))
        }
        DataType::Interval(IntervalUnit::YearMonth) => {
            Some(period(i32::try_from(value).ok()?, 0, 0))
        }
        _ => None,
    }
}

/// A moment: of a zone that is an offset as it is there, of one that is a name in UTC with the name
/// behind it, for the rules of a named zone are not known here.
fn timestamp(value: i64, unit: TimeUnit, zone: Option<&str>) -> Option<String> {
    let moment = match unit {
        TimeUnit::Second => calendar::timestamp_s_to_datetime(value),
        TimeUnit::Millisecond => calendar::timestamp_ms_to_datetime(value),
        TimeUnit::Microsecond => calendar::timestamp_us_to_datetime(value),
        TimeUnit::Nanosecond => calendar::timestamp_ns_to_datetime(value),
    }?;
    Some(match zone {
        None => format!("{moment:?}"),
        Some("UTC" | "Z" | "+00:00") => format!("{moment:?}Z"),
        Some(zone) => match zone.parse::<Tz>() {
            Ok(offset) if zone.starts_with(['+', '-']) => {
                moment.and_utc().with_timezone(&offset).to_rfc3339()
            }
            _ => format!("{moment:?}Z[{}]", zone.escape_debug()),
        },
    })
}

const fn nanoseconds(unit: TimeUnit) -> i64 {
    calendar::NANOSECONDS
        / match unit {
            TimeUnit::Second => 1,
            TimeUnit::Millisecond => calendar::MILLISECONDS,
            TimeUnit::Microsecond => calendar::MICROSECONDS,
            TimeUnit::Nanosecond => calendar::NANOSECONDS,
        }
}

/// A span of time, as in `P1Y2M3DT4H5M6.7S`; each part has its own sign.
pub(super) fn period(months: i32, days: i32, nanoseconds: i128) -> String {
    const SECOND: i128 = 1_000_000_000;
    const MINUTE: i128 = 60 * SECOND;
    const HOUR: i128 = 60 * MINUTE;

    let part = |value: i128, unit: &str| match value {
        0 => String::new(),
        value => format!("{value}{unit}"),
    };
    let (months, days) = (i128::from(months), i128::from(days));
    let date = [part(months / 12, "Y"), part(months % 12, "M"), part(days, "D")].concat();
    let (hours, minutes) = (nanoseconds / HOUR, nanoseconds % HOUR / MINUTE);
    let time = [part(hours, "H"), part(minutes, "M"), seconds(nanoseconds % MINUTE)].concat();
    match (date.is_empty(), time.is_empty()) {
        (true, true) => "PT0S".to_owned(),
        (false, true) => format!("P{date}"),
        (_, false) => format!("P{date}T{time}"),
    }
}

/// The seconds of a span of time with their fraction; nothing where there are none.
fn seconds(nanoseconds: i128) -> String {
    if nanoseconds == 0 {
        return String::new();
    }
    let sign = if nanoseconds < 0 { "-" } else { "" };
    let (whole, fraction) = (nanoseconds.abs() / 1_000_000_000, nanoseconds.abs() % 1_000_000_000);
    let digits = format!("{whole}.{fraction:09}");
    format!("{sign}{}S", digits.trim_end_matches('0').trim_end_matches('.'))
}
