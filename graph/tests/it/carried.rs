//! Types of other crates travel as those of the protocol.

use std::fmt::Debug;

use ferrow_graph::object::{Date, OwnedObject};
use ferrow_graph::value::{Duration, Timestamp};
use ferrow_graph::{Error, ErrorKind, Graph, Object};

fn graph() -> Graph {
    Graph::builder().build().expect("nothing is registered")
}

/// `value` is written as `carrier`, and read again.
#[track_caller]
fn travels_as<T: OwnedObject + PartialEq + Debug>(value: &T, carrier: &impl Object) {
    let message = graph().to_vec(value).expect("is written");
    assert_eq!(message, graph().to_vec(carrier).expect("is written"));
    assert_eq!(&graph().from_slice::<T>(&message).expect("is read"), value);
}

#[track_caller]
fn refused<T: OwnedObject + Debug>(carrier: &impl Object) -> Error {
    let message = graph().to_vec(carrier).expect("is written");
    let error = graph().from_slice::<T>(&message).expect_err("is refused");
    assert_eq!(error.kind(), ErrorKind::OutOfRange);
    error
}

fn at(seconds: i64, nanos: u32) -> Timestamp {
    Timestamp { seconds, nanos }
}

fn of(seconds: i64, nanos: u32) -> Duration {
    Duration { seconds, nanos }
}

#[test]
fn those_of_chrono() {
    use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Utc};

    let date = |text: &str| text.parse::<NaiveDate>().unwrap();
    travels_as(&date("1970-01-01"), &Date(0));
    travels_as(&date("1969-12-31"), &Date(-1));
    travels_as(&date("2026-11-26"), &Date(20_783));
    refused::<NaiveDate>(&Date(i64::MAX));

    let moment = |text: &str| text.parse::<DateTime<Utc>>().unwrap();
    travels_as(&moment("1970-01-01T00:00:01.5Z"), &at(1, 500_000_000));
    travels_as(&moment("1969-12-31T23:59:59.25Z"), &at(-1, 250_000_000));
    travels_as(&"2026-11-26T12:00:00".parse::<NaiveDateTime>().unwrap(), &at(1_795_694_400, 0));
    refused::<DateTime<Utc>>(&at(i64::MIN, 0));
    // A leap second has no place of its own.
    let leap = graph().to_vec(&moment("2016-12-31T23:59:60.5Z")).unwrap();
    let second = graph().from_slice::<DateTime<Utc>>(&leap).unwrap();
    assert_eq!(second, moment("2016-12-31T23:59:59.999999999Z"));

    travels_as(&TimeDelta::milliseconds(1_500), &of(1, 500_000_000));
    travels_as(&TimeDelta::milliseconds(-1_500), &of(-2, 500_000_000));
    travels_as(&TimeDelta::seconds(-2), &of(-2, 0));
    refused::<TimeDelta>(&of(i64::MAX, 0));
    travels_as(&"23:59:59.000000001".parse::<NaiveTime>().unwrap(), &of(86_399, 1));
    refused::<NaiveTime>(&of(86_400, 0));
    refused::<NaiveTime>(&of(-1, 0));
}

#[test]
fn those_of_jiff() {
    use jiff::civil::{Date as CivilDate, DateTime, Time};
    use jiff::{SignedDuration, Timestamp as Moment};

    let date = |text: &str| text.parse::<CivilDate>().unwrap();
    travels_as(&date("1970-01-01"), &Date(0));
    travels_as(&date("1969-12-31"), &Date(-1));
    travels_as(&date("2026-11-26"), &Date(20_783));
    refused::<CivilDate>(&Date(i64::MAX));
    refused::<CivilDate>(&Date(10_000_000));

    let moment = |text: &str| text.parse::<Moment>().unwrap();
    travels_as(&moment("1970-01-01T00:00:01.5Z"), &at(1, 500_000_000));
    travels_as(&moment("1969-12-31T23:59:59.25Z"), &at(-1, 250_000_000));
    travels_as(&"2026-11-26T12:00:00".parse::<DateTime>().unwrap(), &at(1_795_694_400, 0));
    refused::<Moment>(&at(i64::MIN, 0));
    refused::<DateTime>(&at(i64::MAX, 0));

    travels_as(&SignedDuration::from_millis(1_500), &of(1, 500_000_000));
    travels_as(&SignedDuration::from_millis(-1_500), &of(-2, 500_000_000));
    travels_as(
        &SignedDuration::MIN.saturating_add(SignedDuration::from_secs(1)),
        &of(i64::MIN, 1_000_000_000 - 999_999_999),
    );
    assert_eq!(graph().to_vec(&SignedDuration::MIN).unwrap_err().kind(), ErrorKind::OutOfRange);
    travels_as(&"23:59:59.000000001".parse::<Time>().unwrap(), &of(86_399, 1));
    refused::<Time>(&of(86_400, 0));
    refused::<Time>(&of(-1, 0));
}

#[test]
fn uuids() {
    use bytes::Bytes;
    use uuid::Uuid;

    let id: Uuid = "00112233-4455-6677-8899-aabbccddeeff".parse().unwrap();
    travels_as(&id, &Bytes::copy_from_slice(id.as_bytes()));
    refused::<Uuid>(&Bytes::from_static(b"short"));
    let ids = vec![Some(id), None];
    let message = graph().to_vec(&ids).unwrap();
    assert_eq!(graph().from_slice::<Vec<Option<Uuid>>>(&message).unwrap(), ids);
}
