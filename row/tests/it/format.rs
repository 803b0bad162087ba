//! `row/FORMAT.md` is the only statement of the bytes: its pictures and tables are true.

use std::sync::Arc;

use arrow_buffer::i256;
use arrow_schema::DataType::{self, *};
use arrow_schema::{Field, Fields, IntervalUnit, Schema, TimeUnit, UnionFields, UnionMode};
use ferrow_row::RowFormat::{self, Compact, Standard};
use ferrow_row::{Kind, RowLayout, Storage};

use crate::codec::{Order, Plan};
use crate::model::{self, Model as M};
use crate::vector::{self, Vector};

const FORMAT: &str = include_str!("../../FORMAT.md");

/// Bytes that the page shows, from an offset on.
#[derive(Debug, PartialEq)]
struct Picture {
    start: usize,
    bytes: Vec<u8>,
}

/// Every run of lines such as `     16  01 00 00 00   what it is`, each going on where the one before
/// it ends.
fn pictures() -> Vec<Picture> {
    let mut pictures: Vec<Picture> = Vec::new();
    let mut in_run = false;
    for line in FORMAT.lines() {
        let Some((offset, bytes)) = picture_line(line) else {
            in_run = false;
            continue;
        };
        match pictures.last_mut().filter(|_| in_run) {
            Some(last) => {
                assert_eq!(last.start + last.bytes.len(), offset, "a gap in the picture: {line}");
                last.bytes.extend(bytes);
            }
            None => pictures.push(Picture { start: offset, bytes }),
        }
        in_run = true;
    }
    pictures
}

/// The offset and the bytes of a line of a picture.
fn picture_line(line: &str) -> Option<(usize, Vec<u8>)> {
    let (offset, rest) = line.trim_start().split_once("  ")?;
    let offset = offset.parse().ok().filter(|_| line.starts_with("  "))?;
    let hex = rest.split("  ").next()?;
    let bytes = hex.split(' ').map(|pair| u8::from_str_radix(pair, 16).ok());
    bytes.collect::<Option<Vec<_>>>().map(|bytes| (offset, bytes))
}

fn fields(fields: &[(&str, DataType, bool)]) -> Fields {
    fields.iter().map(|(name, of, nullable)| Field::new(*name, of.clone(), *nullable)).collect()
}

/// The row of `values`: what the model of the page and the crate both write.
fn row(format: RowFormat, fields: &Fields, values: Vec<M>) -> Vec<u8> {
    let modelled = model::row(format, fields, &values);
    let plan = Plan::row(Schema::new(fields.clone()), format).expect("types that rows hold");
    let written = plan.write(Order::Forward, &M::Struct(values)).expect("a value of the schema");
    assert_eq!(written, modelled, "{fields:?}");
    modelled
}

/// A row with one field, and its bytes from `start` on.
fn one(format: RowFormat, start: usize, data_type: DataType, value: M) -> Picture {
    let bytes = row(format, &fields(&[("f", data_type, true)]), vec![value]).split_off(start);
    Picture { start, bytes }
}

fn list(element: DataType, nullable: bool) -> DataType {
    List(Arc::new(Field::new_list_field(element, nullable)))
}

fn text(text: &str) -> M {
    M::Text(text.to_owned())
}

fn map() -> DataType {
    let value = Timestamp(TimeUnit::Microsecond, None);
    let entries = Struct(fields(&[("key", Date32, false), ("value", value, true)]));
    Map(Arc::new(Field::new("entries", entries, false)), false)
}

fn union() -> DataType {
    let children = [Field::new("i", Int32, true), Field::new("s", Utf8, true)];
    Union(UnionFields::try_new([0, 1], children).expect("two children"), UnionMode::Dense)
}

fn ten_to_the_40() -> M {
    M::Wide(i256::from_string(&format!("1{}", "0".repeat(40))).expect("a number"))
}

fn vector(format: RowFormat, name: &str) -> Vector {
    let mut vectors = vector::load().into_iter();
    let found = vectors.find(|vector| vector.name == name && vector.format == format);
    found.unwrap_or_else(|| panic!("there is no vector {name}"))
}

/// What another implementation wrote.
fn golden(format: RowFormat, name: &str) -> Picture {
    Picture { start: 0, bytes: vector(format, name).bytes }
}

/// The same with the hash of its schema in front, and `size` in front of that.
fn framed(size: &[u8], name: &str) -> Picture {
    let Vector { schema_hash, bytes, .. } = vector(Standard, name);
    let hash = schema_hash.expect("the vector has it").to_le_bytes();
    Picture { start: 0, bytes: [size, &hash, &bytes].concat() }
}

#[test]
fn every_picture_shows_the_bytes_of_the_row_that_it_is_of() {
    let flight =
        fields(&[("dep_delay", Int16, true), ("carrier", Utf8, true), ("tailnum", Utf8, true)]);
    let flight = row(Standard, &flight, vec![M::Int(-3), text("UA"), M::Null]);
    let schema_bytes = vector(Standard, "list_int16").schema_bytes.expect("the vector has them");
    let wanted = [
        Picture { start: 0, bytes: flight },
        one(Standard, 16, Interval(IntervalUnit::MonthDayNano), M::MonthDayNano(14, -1, 5)),
        one(Standard, 16, Decimal128(38, 2), M::Int(-125)),
        one(Standard, 16, Decimal256(76, 0), ten_to_the_40()),
        one(Standard, 16, Utf8, text("hé")),
        one(Standard, 16, Binary, M::Bytes(vec![1, 2, 3, 4, 5])),
        one(Standard, 16, FixedSizeBinary(3), M::Bytes(vec![10, 11, 12])),
        golden(Standard, "list_int16"),
        golden(Standard, "rs_root_list_string"),
        golden(Standard, "map_date_timestamp"),
        golden(Standard, "struct_flat"),
        one(Standard, 0, union(), M::Union(1, Box::new(text("hi")))),
        golden(Compact, "bean_compacttype"),
        golden(Compact, "bean_boxed"),
        golden(Compact, "fixed_binary"),
        golden(Compact, "inner_nested_fixed"),
        golden(Compact, "inner_with_string"),
        golden(Compact, "decimal"),
        golden(Compact, "list_int32"),
        golden(Compact, "list_int64_nulls"),
        golden(Compact, "nn_list_string"),
        golden(Compact, "prim_array_bool"),
        golden(Compact, "map_date_timestamp"),
        framed(&[], "int8_1"),
        framed(&24_i32.to_le_bytes(), "int8_1"),
        Picture { start: 0, bytes: schema_bytes },
    ];
    let shown = pictures();
    for (shown, wanted) in shown.iter().zip(&wanted) {
        assert_eq!(shown, wanted);
    }
    assert_eq!(shown.len(), wanted.len(), "every picture is checked");
}

#[test]
fn the_slots_that_are_shown_for_each_kind_are_those_that_are_written() {
    let day = 19_723;
    let pairs = vec![(M::Int(0), M::Int(1)), (M::Int(1), M::Null)];
    let point = Struct(fields(&[("x", Int32, true), ("y", Int32, true)]));
    let slots = [
        (Null, "Null | null", M::Null),
        (Boolean, "Bool | true", M::Bool(true)),
        (Int8, "Int8 | -3", M::Int(-3)),
        (Int16, "Int16 | -3", M::Int(-3)),
        (Int32, "Int32 | -3", M::Int(-3)),
        (Int64, "Int64 | -3", M::Int(-3)),
        (UInt8, "UInt8 | 253", M::Int(253)),
        (UInt16, "UInt16 | 65533", M::Int(65533)),
        (UInt32, "UInt32 | 4294967293", M::Int(4_294_967_293)),
        (UInt64, "UInt64 | 18446744073709551613", M::Int(18_446_744_073_709_551_613)),
        (Float16, "Float16 | 1.5", M::Float(0x3e00)),
        (Float32, "Float32 | 1.5", M::Float(1.5_f32.to_bits().into())),
        (Float64, "Float64 | 1.5", M::Float(1.5_f64.to_bits())),
        (Interval(IntervalUnit::DayTime), "DayTime | 2 days, -1 ms", M::DayTime(2, -1)),
        (
            Interval(IntervalUnit::MonthDayNano),
            "MonthDayNano | 14 months, -1 days, 5 ns",
            M::MonthDayNano(14, -1, 5),
        ),
        (Decimal128(38, 2), "Decimal128 | -1.25", M::Int(-125)),
        (Decimal256(76, 0), "Decimal256 | 10^40", ten_to_the_40()),
        (Utf8, "Utf8 | \"hé\"", text("hé")),
        (Binary, "Binary | 5 bytes", M::Bytes(vec![1, 2, 3, 4, 5])),
        (FixedSizeBinary(3), "FixedBinary | 3 bytes", M::Bytes(vec![10, 11, 12])),
        (list(Int16, true), "List | [1, -2, null]", M::List(vec![M::Int(1), M::Int(-2), M::Null])),
        (map(), "Map | {day 0: 1, day 1: null}", M::Map(pairs)),
        (point, "Struct | x = 1, y = 2", M::Struct(vec![M::Int(1), M::Int(2)])),
        (union(), "Union | child 1, \"hi\"", M::Union(1, Box::new(text("hi")))),
        (Date32, "Date32 | 2024-01-01", M::Int(day)),
        (Date64, "Date64 | 2024-01-01", M::Int(day * 86_400_000)),
        (Time32(TimeUnit::Second), "Time32(Second) | 01:02:03", M::Int(3_723)),
        (Time64(TimeUnit::Microsecond), "Time64(Microsecond) | 01:02:03", M::Int(3_723_000_000)),
        (
            Timestamp(TimeUnit::Microsecond, None),
            "Timestamp(Microsecond) | 2024-01-01T00:00:00Z",
            M::Int(day * 86_400_000_000),
        ),
        (Duration(TimeUnit::Microsecond), "Duration(Microsecond) | -1 s", M::Int(-1_000_000)),
        (Decimal32(9, 2), "Decimal32(9, 2) | 123.45", M::Int(12_345)),
        (Decimal64(18, 2), "Decimal64(18, 2) | -123.45", M::Int(-12_345)),
        (Interval(IntervalUnit::YearMonth), "Interval(YearMonth) | 1 year, 2 months", M::Int(14)),
    ];
    for (data_type, shown, value) in slots {
        let row = one(Standard, 0, data_type, value).bytes;
        let hex: Vec<String> = row[8..16].iter().map(|byte| format!("{byte:02x}")).collect();
        let line = format!("| {shown} | `{}` |", hex.join(" "));
        assert!(FORMAT.contains(&line), "not in FORMAT.md: {line}");
    }
}

#[test]
fn the_order_of_slots_that_is_shown_is_that_of_the_widths() {
    let widths = [3, 4, 24, 1, 8, 12, 2, 0, 6, 16];
    let fields: Fields = (widths.iter())
        .map(|width| Field::new(format!("f{width}"), FixedSizeBinary(*width), false))
        .collect();
    let layout = RowLayout::try_with_format(Schema::new(fields.clone()), Compact).unwrap();
    assert_eq!(layout.storage_order(), model::storage_order(&fields));
    let names = |widths: &mut dyn Iterator<Item = i32>| {
        widths.map(|width| width.to_string()).collect::<Vec<_>>().join(", ")
    };
    let shown = names(&mut widths.into_iter());
    let sorted = names(&mut layout.storage_order().iter().map(|index| widths[*index]));
    let sentence = format!("the widths {shown} are sorted as {sorted}.");
    assert!(FORMAT.replace('\n', " ").contains(&sentence), "not in FORMAT.md: {sentence}");
}

/// A type of every variant that rows hold as what it is.
fn every_type() -> Vec<DataType> {
    let item = Arc::new(Field::new_list_field(Utf8, true));
    vec![
        Null,
        Boolean,
        Int8,
        Int16,
        Int32,
        Int64,
        UInt8,
        UInt16,
        UInt32,
        UInt64,
        Float16,
        Float32,
        Float64,
        Date32,
        Date64,
        Utf8,
        LargeUtf8,
        Utf8View,
        Binary,
        LargeBinary,
        BinaryView,
        FixedSizeBinary(3),
        Time32(TimeUnit::Second),
        Time64(TimeUnit::Nanosecond),
        Timestamp(TimeUnit::Second, None),
        Duration(TimeUnit::Second),
        Interval(IntervalUnit::YearMonth),
        Interval(IntervalUnit::DayTime),
        Interval(IntervalUnit::MonthDayNano),
        Decimal32(9, 2),
        Decimal64(18, 2),
        Decimal128(38, 2),
        Decimal256(76, 2),
        List(item.clone()),
        LargeList(item.clone()),
        ListView(item.clone()),
        LargeListView(item.clone()),
        FixedSizeList(item, 3),
        map(),
        Struct(fields(&[("x", Int8, true)])),
        Struct(fields(&[("x", Utf8, true)])),
        union(),
    ]
}

#[test]
fn the_table_of_arrow_types_says_what_the_layouts_do() {
    let (_, section) = FORMAT.split_once("\n## Arrow types\n").unwrap();
    let (section, _) = section.split_once("\n## ").unwrap();
    for data_type in every_type() {
        let name = match &data_type {
            Interval(unit) => format!("Interval({unit:?})"),
            other => {
                let name = format!("{other:?}");
                name.split(['(', '{', ' ']).next().unwrap().to_owned()
            }
        };
        let lines: Vec<Vec<&str>> = (section.lines())
            .map(|line| line.split('|').map(str::trim).collect::<Vec<_>>())
            .filter(|cells| cells.get(4).is_some_and(|types| types.split(", ").any(|t| t == name)))
            .collect();
        assert_eq!(lines.len(), 1, "{name} stands in one line of the table");
        for (format, cell) in [(Standard, lines[0][2]), (Compact, lines[0][3])] {
            let schema = Schema::new(fields(&[("f", data_type.clone(), true)]));
            let layout = RowLayout::try_with_format(schema, format).unwrap();
            let value = layout.value(0);
            assert_eq!(lines[0][1], value.kind().to_string(), "{name}");
            let is_row = matches!(value.kind(), Kind::Struct | Kind::Union);
            let wanted = match value.storage() {
                Storage::Inline if is_row => "[inline](#inline-values) or span".to_owned(),
                Storage::Inline if value.kind() == Kind::FixedBinary => "n".to_owned(),
                Storage::Span if is_row && format == Compact => {
                    "[inline](#inline-values) or span".to_owned()
                }
                Storage::Span => "span".to_owned(),
                Storage::Slot | Storage::Inline => value.width().to_string(),
            };
            assert_eq!(cell, wanted, "{name} in the {format:?} layout");
            let bare = data_type.primitive_width().filter(|_| value.storage() == Storage::Slot);
            assert!(bare.is_none_or(|width| width == value.width()), "{name} has Arrow's width");
        }
    }
}
