//! `Display`: one line of values, as people write them.

use arrow_buffer::i256;
use arrow_schema::DataType::{self, *};
use arrow_schema::{Field, IntervalUnit, TimeUnit, UnionFields, UnionMode};
use ferrow_row::{ListRef, MapRef, RowFormat, RowRef, ValueRef};

use super::{list, map, nullable, text, written};
use crate::codec::{Order, Plan};
use crate::model::Model::{self, Int, List, Map, Null as NoValue};

/// What a value of the type is on a line, in both layouts.
fn shown(data_type: &DataType, value: &Model) -> String {
    let [standard, compact] = [RowFormat::Standard, RowFormat::Compact].map(|format| {
        let (plan, bytes) = written(format, &[("f", data_type.clone())], vec![value.clone()]);
        let Plan::Row(layout) = plan else { unreachable!("a row is planned as one") };
        let row = RowRef::try_new(&layout, &bytes).expect("a row that was written");
        let one = layout.value(0).display(row.value(0)).to_string();
        assert_eq!(row.to_string(), format!("{{f: {one}}}"));
        one
    });
    assert_eq!(standard, compact);
    standard
}

#[test]
fn values_are_shown_as_people_write_them() {
    let zone = |zone: &str| Some(zone.into());
    let new_year = Int(1_704_067_200);
    let cases = [
        (Null, NoValue, "null"),
        (Boolean, Model::Bool(true), "true"),
        (Int8, Int(-3), "-3"),
        (UInt64, Int(u64::MAX.into()), "18446744073709551615"),
        (Float16, Model::Float(0x3e00), "1.5"),
        (Float32, Model::Float(0x8000_0000), "-0.0"),
        (Float64, Model::Float(1e300_f64.to_bits()), "1e300"),
        (Float64, Model::Float(f64::NAN.to_bits()), "NaN"),
        (Utf8, text("hé \"quoted\"\n"), r#""hé \"quoted\"\n""#),
        (Binary, Model::Bytes(vec![0, 0xff]), "0x00ff"),
        (Binary, Model::Bytes(vec![]), "0x"),
        (FixedSizeBinary(3), Model::Bytes(vec![1, 2, 3]), "0x010203"),
        (Date32, Int(19_723), "2024-01-01"),
        (Date32, Int(-1), "1969-12-31"),
        (Date64, Int(1_704_067_200_000), "2024-01-01"),
        (Date64, Int(1_704_067_200_001), "2024-01-01T00:00:00.001"),
        (Time32(TimeUnit::Second), Int(45_296), "12:34:56"),
        (Time32(TimeUnit::Millisecond), Int(45_296_001), "12:34:56.001"),
        (Time64(TimeUnit::Microsecond), Int(45_296_000_001), "12:34:56.000001"),
        (Time64(TimeUnit::Nanosecond), Int(45_296_000_000_001), "12:34:56.000000001"),
        (Timestamp(TimeUnit::Second, None), new_year.clone(), "2024-01-01T00:00:00"),
        (Timestamp(TimeUnit::Second, zone("UTC")), new_year.clone(), "2024-01-01T00:00:00Z"),
        (
            Timestamp(TimeUnit::Second, zone("+05:30")),
            new_year.clone(),
            "2024-01-01T05:30:00+05:30",
        ),
        (
            Timestamp(TimeUnit::Second, zone("Europe/Berlin")),
            new_year,
            "2024-01-01T00:00:00Z[Europe/Berlin]",
        ),
        (Timestamp(TimeUnit::Millisecond, None), Int(-1), "1969-12-31T23:59:59.999"),
        (Timestamp(TimeUnit::Microsecond, None), Int(1), "1970-01-01T00:00:00.000001"),
        (Timestamp(TimeUnit::Nanosecond, None), Int(1), "1970-01-01T00:00:00.000000001"),
        (Duration(TimeUnit::Second), Int(0), "PT0S"),
        (Duration(TimeUnit::Second), Int(90_061), "PT25H1M1S"),
        (Duration(TimeUnit::Microsecond), Int(-1_500_000), "PT-1.5S"),
        (Duration(TimeUnit::Nanosecond), Int(-1), "PT-0.000000001S"),
        (Interval(IntervalUnit::YearMonth), Int(14), "P1Y2M"),
        (Interval(IntervalUnit::DayTime), Model::DayTime(2, -1), "P2DT-0.001S"),
        (
            Interval(IntervalUnit::MonthDayNano),
            Model::MonthDayNano(14, -1, 60_000_000_005),
            "P1Y2M-1DT1M0.000000005S",
        ),
        (Decimal32(9, 2), Int(12_345), "123.45"),
        (Decimal64(18, 3), Int(-5), "-0.005"),
        (Decimal128(38, 0), Int(7), "7"),
        (Decimal128(5, -2), Int(-12), "-1200"),
        (
            Decimal256(76, 40),
            Model::Wide(i256::from_i128(i128::MAX)),
            "0.0170141183460469231731687303715884105727",
        ),
        (Dictionary(Int8.into(), Date32.into()), Int(0), "1970-01-01"),
        (
            RunEndEncoded(
                Field::new("run_ends", Int32, false).into(),
                Field::new("values", Decimal32(9, 1), true).into(),
            ),
            Int(15),
            "1.5",
        ),
    ];
    for (data_type, value, wanted) in cases {
        assert_eq!(shown(&data_type, &value), wanted, "{data_type}");
    }
}

#[test]
fn an_integer_that_no_calendar_or_precision_holds_is_shown_all_the_same() {
    let cases = [
        (Date32, i32::MAX.into(), "2147483647"),
        (Date64, i64::MIN.into(), "-9223372036854775808"),
        (Time32(TimeUnit::Second), 86_400, "86400"),
        (Time32(TimeUnit::Second), -1, "-1"),
        (Time64(TimeUnit::Microsecond), 1_000_000 << 32, "4294967296000000"),
        (
            Timestamp(TimeUnit::Second, Some("+01:00".into())),
            i64::MAX.into(),
            "9223372036854775807",
        ),
        (Timestamp(TimeUnit::Second, None), i64::MIN.into(), "-9223372036854775808"),
        (Duration(TimeUnit::Second), i64::MAX.into(), "PT2562047788015215H30M7S"),
        (Interval(IntervalUnit::YearMonth), i32::MIN.into(), "P-178956970Y-8M"),
        (Decimal32(3, 2), 12_345, "123.45"),
        (Decimal128(3, 2), 123_456_789_012, "1234567890.12"),
    ];
    for (data_type, value, wanted) in cases {
        assert_eq!(shown(&data_type, &Int(value)), wanted, "{data_type}");
    }
}

#[test]
fn nested_values_are_one_line_and_in_the_alternate_form_many() {
    let point = Struct(nullable(&[("x", Int32), ("day", Date32)]));
    let children = [Field::new("i", Int32, true), Field::new("a word", Utf8, true)];
    let union = Union(UnionFields::try_new([3, 5], children).unwrap(), UnionMode::Sparse);
    let fields = [
        ("carrier!", Utf8),
        ("tags", list(Utf8)),
        ("m", map(Utf8, Int64)),
        ("p", point),
        ("u", union),
    ];
    let values = vec![
        text("UA"),
        List(vec![text("a"), NoValue]),
        Map(vec![(text("k"), Int(1)), (text("l"), NoValue)]),
        Model::Struct(vec![NoValue, Int(0)]),
        Model::Union(5, Box::new(text("hi"))),
    ];
    let (plan, bytes) = written(RowFormat::Standard, &fields, values);
    let Plan::Row(layout) = plan else { unreachable!("a row is planned as one") };
    let row = RowRef::try_new(&layout, &bytes).unwrap();
    assert_eq!(
        row.to_string(),
        "{carrier: \"UA\", tags: [\"a\", null], m: {\"k\": 1, \"l\": null}, \
         p: {x: null, day: 1970-01-01}, u: {\"a word\": \"hi\"}}"
    );
    let lines = "\
{
    carrier: \"UA\",
    tags: [
        \"a\",
        null,
    ],
    m: {
        \"k\": 1,
        \"l\": null,
    },
    p: {
        x: null,
        day: 1970-01-01,
    },
    u: {
        \"a word\": \"hi\",
    },
}";
    assert_eq!(format!("{row:#}"), lines);
    let ValueRef::Union(union) = row.value(4) else { panic!("not a union") };
    assert_eq!(union.to_string(), "{\"a word\": \"hi\"}");
}

#[test]
fn a_precision_cuts_what_is_longer() {
    let fields = [("t", Utf8), ("b", Binary), ("l", list(Int32))];
    let values =
        vec![text("héllo"), Model::Bytes(vec![7; 33]), List((0..4).map(Int).collect::<Vec<_>>())];
    let (plan, bytes) = written(RowFormat::Standard, &fields, values);
    let Plan::Row(layout) = plan else { unreachable!("a row is planned as one") };
    let row = RowRef::try_new(&layout, &bytes).unwrap();
    let sevens = "07".repeat(32);
    assert_eq!(
        row.to_string(),
        format!("{{t: \"héllo\", b: 0x{sevens}… (33 bytes), l: [0, 1, 2, 3]}}")
    );
    assert_eq!(format!("{row:.2}"), "{t: \"hé\"…, b: 0x0707… (33 bytes), l: [0, 1, ..]}");
    assert_eq!(format!("{row:.33}"), format!("{{t: \"héllo\", b: 0x{sevens}07, l: [0, 1, 2, 3]}}"));
}

#[test]
fn bare_lists_and_maps_are_shown_as_those_in_a_row() {
    let plan = Plan::bare(&list(Date32), RowFormat::Compact).unwrap();
    let bytes = plan.write(Order::Forward, &List(vec![Int(0), NoValue])).unwrap();
    let Plan::List(layout) = &plan else { panic!("not a list") };
    assert_eq!(ListRef::try_new(layout, &bytes).unwrap().to_string(), "[1970-01-01, null]");

    let plan = Plan::bare(&map(Boolean, Date32), RowFormat::Compact).unwrap();
    let bytes = plan.write(Order::Forward, &Map(vec![(Model::Bool(true), Int(1))])).unwrap();
    let Plan::Map(layout) = &plan else { panic!("not a map") };
    assert_eq!(MapRef::try_new(layout, &bytes).unwrap().to_string(), "{true: 1970-01-02}");
}
