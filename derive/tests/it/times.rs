//! Dates, times and durations of `chrono` and `jiff`.

use arrow_schema::{DataType, TimeUnit};
use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Utc};
use ferrow_derive::Record;
use ferrow_row::{ErrorKind, Record, RowBatch, RowBatchWriter, RowFormat};
use jiff::{SignedDuration, Timestamp, civil};

fn types<R: Record>() -> Vec<DataType> {
    R::layout().schema().fields().iter().map(|field| field.data_type().clone()).collect()
}

fn utc(unit: TimeUnit) -> DataType {
    DataType::Timestamp(unit, Some("UTC".into()))
}

macro_rules! times {
    ($module:ident: $date:ty, $time:ty, $date_time:ty, $moment:ty, $duration:ty) => {
        mod $module {
            use super::*;

            #[derive(Debug, Clone, PartialEq, Record)]
            #[record(crate = ferrow_row)]
            pub(super) struct Own {
                pub(super) date: $date,
                pub(super) time: $time,
                pub(super) date_time: $date_time,
                pub(super) moment: $moment,
                pub(super) duration: $duration,
            }

            #[derive(Debug, Clone, PartialEq, Record)]
            #[record(crate = ferrow_row)]
            pub(super) struct Named {
                #[record(date64)]
                pub(super) date: Option<$date>,
                #[record(time32(millisecond))]
                pub(super) time: $time,
                #[record(time64(nanosecond))]
                pub(super) exact: $time,
                #[record(timestamp(second))]
                pub(super) date_time: Vec<$date_time>,
                #[record(timestamp(nanosecond))]
                pub(super) moment: $moment,
                #[record(timestamp(millisecond, zone = "Europe/Zurich"))]
                pub(super) zoned: $moment,
                #[record(duration(nanosecond))]
                pub(super) duration: $duration,
            }

            #[test]
            fn types_are_those_of_the_attributes_or_microseconds_of_utc() {
                let micro = TimeUnit::Microsecond;
                assert_eq!(
                    types::<Own>(),
                    [
                        DataType::Date32,
                        DataType::Time64(micro),
                        DataType::Timestamp(micro, None),
                        utc(micro),
                        DataType::Duration(micro),
                    ]
                );
                assert_eq!(
                    types::<Named>(),
                    [
                        DataType::Date64,
                        DataType::Time32(TimeUnit::Millisecond),
                        DataType::Time64(TimeUnit::Nanosecond),
                        DataType::new_list(DataType::Timestamp(TimeUnit::Second, None), false),
                        utc(TimeUnit::Nanosecond),
                        DataType::Timestamp(TimeUnit::Millisecond, Some("Europe/Zurich".into())),
                        DataType::Duration(TimeUnit::Nanosecond),
                    ]
                );
            }

            #[test]
            fn they_come_back_in_both_formats() {
                for format in [RowFormat::Standard, RowFormat::Compact] {
                    let rows = Own::rows_in(format, &super::$module()).unwrap();
                    assert_eq!(rows.records::<Own>().unwrap(), super::$module());
                    for (view, own) in rows.views::<Own>().unwrap().zip(super::$module()) {
                        assert_eq!(
                            (view.date().unwrap(), view.time().unwrap()),
                            (own.date, own.time)
                        );
                        assert_eq!(view.date_time().unwrap(), own.date_time);
                        assert_eq!(view.moment().unwrap(), own.moment);
                        assert_eq!(view.duration().unwrap(), own.duration);
                    }
                }
            }

            #[test]
            fn units_of_attributes_are_those_of_the_numbers_in_the_rows() {
                let own = super::$module().swap_remove(1);
                let named = Named {
                    date: Some(own.date),
                    time: own.time,
                    exact: own.time,
                    date_time: vec![own.date_time],
                    moment: own.moment,
                    zoned: own.moment,
                    duration: own.duration,
                };
                let rows = Named::rows(&[named]).unwrap();
                let row = rows.row(0).unwrap();
                assert_eq!(row.get_at::<i64>(0), Some(-86_400_000));
                assert_eq!(row.get_at::<i32>(1), Some(1_000));
                assert_eq!(row.get_at::<i64>(2), Some(1_000_002_000));
                let view = rows.views::<Named>().unwrap().next().unwrap();
                assert_eq!(view.date_time().list().get::<i64>(0), Some(-1));
                assert_eq!(row.get_at::<i64>(4), Some(-999_998_000));
                assert_eq!(row.get_at::<i64>(5), Some(-1_000));
                assert_eq!(row.get_at::<i64>(6), Some(-1_500_000_000));
                assert_eq!(rows.records::<Named>().unwrap()[0].moment, own.moment);
            }

            #[test]
            fn what_a_row_has_and_the_type_has_not_is_an_error_with_its_path() {
                for (index, name) in ["date", "time", "date_time", "moment"].into_iter().enumerate()
                {
                    let rows = super::out_of_range::<Own>(index);
                    let error = rows.records::<Own>().unwrap_err();
                    assert_eq!(
                        (error.kind(), error.path()),
                        (ErrorKind::OutOfRange, format!("[0].{name}"))
                    );
                }
                let rows = super::out_of_range::<Own>(2);
                let error = rows.views::<Own>().unwrap().next().unwrap().date_time().unwrap_err();
                assert_eq!(
                    (error.kind(), error.path()),
                    (ErrorKind::OutOfRange, "date_time".to_owned())
                );
            }
        }
    };
}

times!(with_chrono: NaiveDate, NaiveTime, NaiveDateTime, DateTime<Utc>, TimeDelta);
times!(with_jiff: civil::Date, civil::Time, civil::DateTime, Timestamp, SignedDuration);

/// The first and a later moment, before the epoch and not of whole seconds.
const MOMENTS: [(i64, u32); 2] = [(1_357_034_400, 123_456_000), (-1, 2_000)];

fn with_chrono() -> Vec<with_chrono::Own> {
    let own = |(seconds, nanoseconds)| {
        let moment = DateTime::from_timestamp(seconds, nanoseconds).expect("in range");
        with_chrono::Own {
            date: moment.date_naive(),
            time: NaiveTime::from_num_seconds_from_midnight_opt(1, nanoseconds).expect("in range"),
            date_time: moment.naive_utc(),
            moment,
            duration: TimeDelta::milliseconds(seconds.signum() * 1_500),
        }
    };
    MOMENTS.map(own).into()
}

fn with_jiff() -> Vec<with_jiff::Own> {
    let own = |(seconds, nanoseconds): (i64, u32)| {
        let nanoseconds = nanoseconds.cast_signed();
        let moment = Timestamp::new(seconds, nanoseconds).expect("in range");
        let date_time = moment.to_zoned(jiff::tz::TimeZone::UTC).datetime();
        with_jiff::Own {
            date: date_time.date(),
            time: civil::Time::new(0, 0, 1, nanoseconds).expect("in range"),
            date_time,
            moment,
            duration: SignedDuration::from_millis(seconds.signum() * 1_500),
        }
    };
    MOMENTS.map(own).into()
}

/// A row in which one field is the largest integer and the others are zero.
fn out_of_range<R: Record>(bad: usize) -> RowBatch {
    let mut writer = RowBatchWriter::new(R::layout().clone());
    let mut row = writer.row();
    row.set_at::<i32>(0, if bad == 0 { i32::MAX } else { 0 }).expect("a date");
    for index in 1..5 {
        row.set_at::<i64>(index, if bad == index { i64::MAX } else { 0 }).expect("a number");
    }
    row.finish().expect("whole");
    writer.finish()
}

#[test]
fn what_does_not_fit_the_unit_is_an_error_with_its_path() {
    #[derive(Debug, PartialEq, Record)]
    #[record(crate = ferrow_row)]
    struct Exact {
        #[record(timestamp(nanosecond))]
        moments: Vec<DateTime<Utc>>,
    }

    // The last nanosecond that 64 bits hold, and the one after.
    let last = DateTime::from_timestamp_nanos(i64::MAX);
    let first = DateTime::from_timestamp_nanos(i64::MIN);
    let records = [Exact { moments: vec![first, last] }];
    assert_eq!(Exact::rows(&records).unwrap().records::<Exact>().unwrap(), records);
    for bad in [last + TimeDelta::nanoseconds(1), first - TimeDelta::nanoseconds(1)] {
        let error = Exact::rows(&[Exact { moments: vec![last, bad] }]).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::OutOfRange);
        assert_eq!(error.path(), "[0].moments[]");
        assert!(error.to_string().contains("coarser unit"), "{error}");
    }
}

#[test]
fn what_is_finer_than_the_unit_is_cut_off() {
    #[derive(Debug, PartialEq, Record)]
    #[record(crate = ferrow_row)]
    struct Coarse {
        #[record(timestamp(second))]
        moment: DateTime<Utc>,
        time: NaiveTime,
    }

    let moment = DateTime::from_timestamp(-1, 999_999_999).expect("in range");
    // A leap second.
    let time = NaiveTime::from_hms_nano_opt(23, 59, 59, 1_500_000_000).expect("in range");
    let read = Coarse::rows(&[Coarse { moment, time }]).unwrap().records::<Coarse>().unwrap();
    let time = NaiveTime::from_hms_micro_opt(23, 59, 59, 999_999).expect("in range");
    let moment = DateTime::from_timestamp(-1, 0).expect("in range");
    assert_eq!(read, [Coarse { moment, time }]);
}

#[test]
fn a_uuid_is_16_bytes() {
    use uuid::Uuid;

    #[derive(Debug, PartialEq, Record)]
    #[record(crate = ferrow_row)]
    struct Ids {
        id: Uuid,
        others: Vec<Option<Uuid>>,
    }

    assert_eq!(types::<Ids>()[0], DataType::FixedSizeBinary(16));
    for format in [RowFormat::Standard, RowFormat::Compact] {
        let id = Uuid::from_u128(0x0123_4567_89ab_cdef);
        let records = [Ids { id, others: vec![None, Some(id)] }];
        let rows = Ids::rows_in(format, &records).unwrap();
        assert_eq!(rows.records::<Ids>().unwrap(), records);
        let view = rows.views::<Ids>().unwrap().next().unwrap();
        assert_eq!((view.id(), view.others().at(1)), (id, Some(id)));
    }
}
