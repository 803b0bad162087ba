//! The types of `chrono`.

use arrow_schema::{DataType, TimeUnit};
use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Timelike, Utc};

use super::temporal::{Temporal, in_utc, of_stored, rounded_down, temporal, to_stored, to_view};
use crate::record::Unit;
use crate::record::logical::stored_as;

temporal! {
    NaiveDate;
    NaiveTime;
    NaiveDateTime;
    DateTime<Utc>;
    TimeDelta;
}

stored_as! {
    NaiveDate, i32: Own Date32;
    NaiveDate, i64: Date64;
    NaiveTime, i32: Time32;
    NaiveTime, i64: Own Time64;
    NaiveDateTime, i64: Own Timestamp Date64;
    DateTime<Utc>, i64: Own Timestamp ZonedTimestamp;
    TimeDelta, i64: Own Duration;
}

impl Temporal for NaiveDate {
    const UNIT: Unit = Unit::Day;
    const NAME: &'static str = "date";

    fn own_type() -> DataType {
        DataType::Date32
    }

    fn parts(&self) -> (i64, u32) {
        (i64::from(self.to_epoch_days()) * 86_400, 0)
    }

    fn of_parts(seconds: i64, _: u32) -> Option<Self> {
        Self::from_epoch_days(i32::try_from(seconds.div_euclid(86_400)).ok()?)
    }
}

impl Temporal for NaiveTime {
    const UNIT: Unit = Unit::Microsecond;
    const NAME: &'static str = "time of day";

    fn own_type() -> DataType {
        DataType::Time64(TimeUnit::Microsecond)
    }

    fn parts(&self) -> (i64, u32) {
        let seconds = i64::from(self.num_seconds_from_midnight());
        // A leap second is that second for longer.
        (seconds, self.nanosecond().min(999_999_999))
    }

    fn of_parts(seconds: i64, nanoseconds: u32) -> Option<Self> {
        Self::from_num_seconds_from_midnight_opt(u32::try_from(seconds).ok()?, nanoseconds)
    }
}

impl Temporal for NaiveDateTime {
    const UNIT: Unit = Unit::Microsecond;
    const NAME: &'static str = "date and time";

    fn own_type() -> DataType {
        DataType::Timestamp(TimeUnit::Microsecond, None)
    }

    fn parts(&self) -> (i64, u32) {
        self.and_utc().parts()
    }

    fn of_parts(seconds: i64, nanoseconds: u32) -> Option<Self> {
        DateTime::from_timestamp(seconds, nanoseconds).map(|moment| moment.naive_utc())
    }
}

impl Temporal for DateTime<Utc> {
    const UNIT: Unit = Unit::Microsecond;
    const NAME: &'static str = "date and time";

    fn own_type() -> DataType {
        in_utc(None)
    }

    fn parts(&self) -> (i64, u32) {
        (self.timestamp(), self.timestamp_subsec_nanos().min(999_999_999))
    }

    fn of_parts(seconds: i64, nanoseconds: u32) -> Option<Self> {
        Self::from_timestamp(seconds, nanoseconds)
    }

    fn data_type(named: Option<DataType>) -> DataType {
        in_utc(named)
    }
}

impl Temporal for TimeDelta {
    const UNIT: Unit = Unit::Microsecond;
    const NAME: &'static str = "duration";

    fn own_type() -> DataType {
        DataType::Duration(TimeUnit::Microsecond)
    }

    fn parts(&self) -> (i64, u32) {
        rounded_down(self.num_seconds(), self.subsec_nanos())
    }

    fn of_parts(seconds: i64, nanoseconds: u32) -> Option<Self> {
        Self::new(seconds, nanoseconds)
    }
}
