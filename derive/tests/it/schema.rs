//! The Arrow schema that a struct declares.

use arrow_buffer::{IntervalDayTime, IntervalMonthDayNano, i256};
use arrow_schema::{DataType, Field, IntervalUnit, TimeUnit};
use ferrow_derive::Record;
use ferrow_row::Record as _;
use half::f16;

fn fields<R: ferrow_row::Record>() -> Vec<Field> {
    R::layout().schema().fields().iter().map(|field| field.as_ref().clone()).collect()
}

fn required(name: &str, data_type: DataType) -> Field {
    Field::new(name, data_type, false)
}

fn nullable(name: &str, data_type: DataType) -> Field {
    Field::new(name, data_type, true)
}

#[test]
fn a_rust_type_has_its_arrow_type_and_an_option_of_it_is_nullable() {
    macro_rules! types {
        ($($name:ident: $field:ty, $data_type:expr;)*) => {
            mod plain {
                use super::*;
                #[derive(Record)]
                #[record(crate = ferrow_row)]
                pub(super) struct Plain { $(pub $name: $field,)* }
            }
            mod optional {
                use super::*;
                #[derive(Record)]
                #[record(crate = ferrow_row)]
                pub(super) struct Optional { $(pub $name: Option<$field>,)* }
            }
            assert_eq!(fields::<plain::Plain>(), [$(required(stringify!($name), $data_type)),*]);
            assert_eq!(fields::<optional::Optional>(), [$(nullable(stringify!($name), $data_type)),*]);
        };
    }
    types! {
        bools: bool, DataType::Boolean;
        i8s: i8, DataType::Int8;
        i16s: i16, DataType::Int16;
        i32s: i32, DataType::Int32;
        i64s: i64, DataType::Int64;
        u8s: u8, DataType::UInt8;
        u16s: u16, DataType::UInt16;
        u32s: u32, DataType::UInt32;
        u64s: u64, DataType::UInt64;
        f16s: f16, DataType::Float16;
        f32s: f32, DataType::Float32;
        f64s: f64, DataType::Float64;
        intervals: IntervalDayTime, DataType::Interval(IntervalUnit::DayTime);
        text: String, DataType::Utf8;
        boxed: Box<str>, DataType::Utf8;
        bytes: Vec<u8>, DataType::Binary;
        intervals_of_months: IntervalMonthDayNano, DataType::Interval(IntervalUnit::MonthDayNano);
        decimals: i128, DataType::Decimal128(38, 0);
        wide_decimals: i256, DataType::Decimal256(76, 0);
        arrays: [u8; 3], DataType::FixedSizeBinary(3);
        lists: Vec<Option<i16>>, DataType::new_list(DataType::Int16, true);
        fixed_lists: [f32; 2], DataType::new_fixed_size_list(DataType::Float32, 2, false);
        boxes: Box<Vec<bool>>, DataType::new_list(DataType::Boolean, false);
    }
}

#[test]
fn an_attribute_names_the_arrow_type_that_an_integer_stands_for() {
    #[derive(Record)]
    #[record(crate = ferrow_row)]
    struct Logical {
        #[record(date32)]
        date32: i32,
        #[record(date64)]
        date64: i64,
        #[record(time32(second))]
        time32_s: i32,
        #[record(time32(millisecond))]
        time32_ms: i32,
        #[record(time64(microsecond))]
        time64_us: i64,
        #[record(time64(nanosecond))]
        time64_ns: i64,
        #[record(timestamp(second))]
        timestamp_s: i64,
        #[record(timestamp(millisecond))]
        timestamp_ms: i64,
        #[record(timestamp(microsecond))]
        timestamp_us: i64,
        #[record(timestamp(nanosecond, zone = "America/New_York"))]
        timestamp_ns: i64,
        #[record(duration(second))]
        duration_s: i64,
        #[record(duration(millisecond))]
        duration_ms: i64,
        #[record(duration(microsecond))]
        duration_us: i64,
        #[record(duration(nanosecond))]
        duration_ns: i64,
        #[record(decimal32(9, 2))]
        decimal32: i32,
        #[record(decimal64(18, 18))]
        decimal64: i64,
        #[record(decimal64(1, -128))]
        thousands: i64,
        #[record(decimal128(38, 10))]
        decimal128: i128,
        #[record(decimal256(40, -3))]
        decimal256: i256,
        #[record(year_month)]
        months: i32,
        #[record(decimal128(20, 2))]
        prices: Vec<Option<i128>>,
    }

    assert_eq!(
        fields::<Logical>(),
        [
            required("date32", DataType::Date32),
            required("date64", DataType::Date64),
            required("time32_s", DataType::Time32(TimeUnit::Second)),
            required("time32_ms", DataType::Time32(TimeUnit::Millisecond)),
            required("time64_us", DataType::Time64(TimeUnit::Microsecond)),
            required("time64_ns", DataType::Time64(TimeUnit::Nanosecond)),
            required("timestamp_s", DataType::Timestamp(TimeUnit::Second, None)),
            required("timestamp_ms", DataType::Timestamp(TimeUnit::Millisecond, None)),
            required("timestamp_us", DataType::Timestamp(TimeUnit::Microsecond, None)),
            required(
                "timestamp_ns",
                DataType::Timestamp(TimeUnit::Nanosecond, Some("America/New_York".into()))
            ),
            required("duration_s", DataType::Duration(TimeUnit::Second)),
            required("duration_ms", DataType::Duration(TimeUnit::Millisecond)),
            required("duration_us", DataType::Duration(TimeUnit::Microsecond)),
            required("duration_ns", DataType::Duration(TimeUnit::Nanosecond)),
            required("decimal32", DataType::Decimal32(9, 2)),
            required("decimal64", DataType::Decimal64(18, 18)),
            required("thousands", DataType::Decimal64(1, -128)),
            required("decimal128", DataType::Decimal128(38, 10)),
            required("decimal256", DataType::Decimal256(40, -3)),
            required("months", DataType::Interval(IntervalUnit::YearMonth)),
            required("prices", DataType::new_list(DataType::Decimal128(20, 2), true)),
        ]
    );
}

#[test]
fn an_arrow_type_says_nothing_of_nullability() {
    #[derive(Debug, PartialEq, Record)]
    #[record(crate = ferrow_row)]
    struct Dates {
        #[record(date32)]
        hired: i32,
        #[record(date32)]
        left: Option<i32>,
        #[record(date32, default = -1)]
        seen: i32,
    }

    assert_eq!(
        fields::<Dates>(),
        [
            required("hired", DataType::Date32),
            nullable("left", DataType::Date32),
            nullable("seen", DataType::Date32),
        ]
    );
    let records = [
        Dates { hired: 0, left: None, seen: 19_000 },
        Dates { hired: i32::MIN, left: Some(i32::MAX), seen: -1 },
    ];
    let rows = Dates::rows(&records).unwrap();
    assert_eq!(rows.records::<Dates>().unwrap(), records);
}

#[test]
fn a_layout_is_planned_once() {
    #[derive(Record)]
    #[record(crate = ferrow_row)]
    struct Planned {
        id: i64,
    }

    assert!(std::ptr::eq(Planned::layout(), Planned::layout()));
}
