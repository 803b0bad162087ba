//! The types of `jiff`.

use arrow_schema::{DataType, TimeUnit};
use jiff::civil::{Date, DateTime, Time};
use jiff::{SignedDuration, Timestamp};

use super::temporal::{Temporal, in_utc, of_stored, rounded_down, temporal, to_stored, to_view};
use crate::record::Unit;
use crate::record::logical::stored_as;

temporal! {
    Date;
    Time;
    DateTime;
    Timestamp;
    SignedDuration;
}

stored_as! {
    Date, i32: Own Date32;
    Date, i64: Date64;
    Time, i32: Time32;
    Time, i64: Own Time64;
    DateTime, i64: Own Timestamp Date64;
    Timestamp, i64: Own Timestamp ZonedTimestamp;
    SignedDuration, i64: Own Duration;
}

const EPOCH: DateTime = DateTime::constant(1970, 1, 1, 0, 0, 0, 0);

impl Temporal for Date {
    const UNIT: Unit = Unit::Day;
    const NAME: &'static str = "date";

    fn own_type() -> DataType {
        DataType::Date32
    }

    fn parts(&self) -> (i64, u32) {
        self.duration_since(EPOCH.date()).parts()
    }

    fn of_parts(seconds: i64, nanoseconds: u32) -> Option<Self> {
        DateTime::of_parts(seconds, nanoseconds).map(DateTime::date)
    }
}

impl Temporal for Time {
    const UNIT: Unit = Unit::Microsecond;
    const NAME: &'static str = "time of day";

    fn own_type() -> DataType {
        DataType::Time64(TimeUnit::Microsecond)
    }

    fn parts(&self) -> (i64, u32) {
        self.duration_since(Self::midnight()).parts()
    }

    fn of_parts(seconds: i64, nanoseconds: u32) -> Option<Self> {
        Self::midnight().checked_add(SignedDuration::of_parts(seconds, nanoseconds)?).ok()
    }
}

impl Temporal for DateTime {
    const UNIT: Unit = Unit::Microsecond;
    const NAME: &'static str = "date and time";

    fn own_type() -> DataType {
        DataType::Timestamp(TimeUnit::Microsecond, None)
    }

    fn parts(&self) -> (i64, u32) {
        self.duration_since(EPOCH).parts()
    }

    fn of_parts(seconds: i64, nanoseconds: u32) -> Option<Self> {
        EPOCH.checked_add(SignedDuration::of_parts(seconds, nanoseconds)?).ok()
    }
}

impl Temporal for Timestamp {
    const UNIT: Unit = Unit::Microsecond;
    const NAME: &'static str = "date and time";

    fn own_type() -> DataType {
        in_utc(None)
    }

    fn parts(&self) -> (i64, u32) {
        rounded_down(self.as_second(), self.subsec_nanosecond())
    }

    fn of_parts(seconds: i64, nanoseconds: u32) -> Option<Self> {
        Self::new(seconds, i32::try_from(nanoseconds).ok()?).ok()
    }

    fn data_type(named: Option<DataType>) -> DataType {
        in_utc(named)
    }
}

impl Temporal for SignedDuration {
    const UNIT: Unit = Unit::Microsecond;
    const NAME: &'static str = "duration";

    fn own_type() -> DataType {
        DataType::Duration(TimeUnit::Microsecond)
    }

    fn parts(&self) -> (i64, u32) {
        rounded_down(self.as_secs(), self.subsec_nanos())
    }

    fn of_parts(seconds: i64, nanoseconds: u32) -> Option<Self> {
        Some(Self::new(seconds, i32::try_from(nanoseconds).ok()?))
    }
}
