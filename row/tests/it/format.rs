//! `row/FORMAT.md` is the only statement of the bytes: its examples and tables are true.

use arrow_buffer::IntervalDayTime;
use arrow_schema::DataType::{self, *};
use arrow_schema::{Field, IntervalUnit, Schema, TimeUnit};
use ferrow_row::{RowLayout, ValueRef};
use half::f16;

use crate::field::{Scalar, write_row};
use crate::schemas::flat_types;

const FORMAT: &str = include_str!("../../FORMAT.md");

fn row(fields: &[(&str, DataType)], values: &[Scalar]) -> Vec<u8> {
    let fields = fields.iter().map(|(name, data_type)| Field::new(*name, data_type.clone(), true));
    let layout = RowLayout::try_new(Schema::new(fields.collect::<Vec<_>>())).expect("flat types");
    write_row(&layout, values)
}

/// Words as the page shows them.
fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().join(" ")
}

/// The page has the line that shows `values`, of a row with one field.
fn assert_slot(data_type: DataType, shown: &str, value: Scalar) {
    let row = row(&[("f", data_type)], &[value]);
    let line = format!("| {shown} | `{}` |", hex(&row[8..16]));
    assert!(FORMAT.contains(&line), "not in FORMAT.md: {line}");
    if let Some((kind, _)) = shown.split_once(" |").filter(|_| row.len() > 16) {
        let line = format!("     16  {}   {kind}: ", hex(&row[16..]));
        assert!(FORMAT.contains(&line), "not in FORMAT.md: {line}");
    }
}

#[test]
fn the_row_at_the_top_is_the_row_that_is_written() {
    let fields = [("dep_delay", Int16), ("carrier", Utf8), ("tailnum", Utf8)];
    let values = [Scalar::Plain(ValueRef::Int16(-3)), Scalar::Text("UA".into()), Scalar::NULL];
    for (word, bytes) in row(&fields, &values).chunks(8).enumerate() {
        let line = format!("{:>7}  {}   ", word * 8, hex(bytes));
        assert!(FORMAT.contains(&line), "not in FORMAT.md: {line}");
    }
}

#[test]
fn the_slots_that_are_shown_for_each_kind_are_those_that_are_written() {
    use ValueRef as V;
    let plain = [
        (Null, "Null | null", V::Null),
        (Boolean, "Bool | true", V::Bool(true)),
        (Int8, "Int8 | -3", V::Int8(-3)),
        (Int16, "Int16 | -3", V::Int16(-3)),
        (Int32, "Int32 | -3", V::Int32(-3)),
        (Int64, "Int64 | -3", V::Int64(-3)),
        (UInt8, "UInt8 | 253", V::UInt8(253)),
        (UInt16, "UInt16 | 65533", V::UInt16(65533)),
        (UInt32, "UInt32 | 4294967293", V::UInt32(4294967293)),
        (UInt64, "UInt64 | 18446744073709551613", V::UInt64(18446744073709551613)),
        (Float16, "Float16 | 1.5", V::Float16(f16::from_f32(1.5))),
        (Float32, "Float32 | 1.5", V::Float32(1.5)),
        (Float64, "Float64 | 1.5", V::Float64(1.5)),
        (
            Interval(IntervalUnit::DayTime),
            "DayTime | 2 days, -1 ms",
            V::DayTime(IntervalDayTime::new(2, -1)),
        ),
        (Date32, "Date32 | 2024-01-01", V::Int32(19_723)),
        (Date64, "Date64 | 2024-01-01", V::Int64(19_723 * 86_400_000)),
        (Time32(TimeUnit::Second), "Time32(Second) | 01:02:03", V::Int32(3_723)),
        (Time64(TimeUnit::Microsecond), "Time64(Microsecond) | 01:02:03", V::Int64(3_723_000_000)),
        (
            Timestamp(TimeUnit::Microsecond, None),
            "Timestamp(Microsecond) | 2024-01-01T00:00:00Z",
            V::Int64(19_723 * 86_400_000_000),
        ),
        (Duration(TimeUnit::Microsecond), "Duration(Microsecond) | -1 s", V::Int64(-1_000_000)),
        (Decimal32(9, 2), "Decimal32(9, 2) | 123.45", V::Int32(12_345)),
        (Decimal64(18, 2), "Decimal64(18, 2) | -123.45", V::Int64(-12_345)),
        (Interval(IntervalUnit::YearMonth), "Interval(YearMonth) | 1 year, 2 months", V::Int32(14)),
    ];
    for (data_type, shown, value) in plain {
        assert_slot(data_type, shown, Scalar::Plain(value));
    }
    assert_slot(Utf8, "Utf8 | \"hé\"", Scalar::Text("hé".into()));
    assert_slot(Binary, "Binary | 5 bytes", Scalar::Bytes(vec![1, 2, 3, 4, 5]));
}

#[test]
fn the_table_of_arrow_types_says_what_the_layout_does() {
    let (_, section) = FORMAT.split_once("\n## Arrow types\n").unwrap();
    let (section, _) = section.split_once("\n## ").unwrap();
    for (data_type, kind) in flat_types() {
        let name = match &data_type {
            Interval(unit) => format!("Interval({unit:?})"),
            other => other.to_string().split('(').next().unwrap().to_owned(),
        };
        let rows: Vec<Vec<&str>> = (section.lines())
            .map(|line| line.split('|').map(str::trim).collect::<Vec<_>>())
            .filter(|cells| cells.get(3).is_some_and(|types| types.split(", ").any(|t| t == name)))
            .collect();
        assert_eq!(rows.len(), 1, "{name} stands in one line of the table");
        assert_eq!(rows[0][1..3], [kind.to_string(), kind.width().to_string()], "{name}");
        if let Some(width) = data_type.primitive_width() {
            assert_eq!(kind.width(), width, "{name} is as wide in a row as in an Arrow array");
        }
        let layout = RowLayout::try_new(Schema::new(vec![Field::new("f", data_type, true)]));
        assert_eq!(layout.unwrap().kind(0), kind, "{name}");
    }
}
