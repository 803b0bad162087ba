//! The table of `docs/types.md` says what becomes of a value of each type.

use std::sync::Arc;

use ferrow::arrow::array::*;
use ferrow::arrow::csv::WriterBuilder as CsvBuilder;
use ferrow::arrow::datatypes::{DataType, Field, Int8Type, Int32Type, Schema, UnionFields};
use ferrow::arrow::json::writer::{LineDelimited, WriterBuilder as JsonBuilder};
use ferrow::arrow::util::display::{ArrayFormatter, FormatOptions};

use datafusion::prelude::SessionContext;
use ferrow::convert::{CsvOptions, JsonOptions};
use ferrow::prelude::*;
use ferrow::types::{IntervalDayTime, IntervalMonthDayNano, f16, i256};
use ferrow::{RowFormat, Storage, ValueLayout};

const PAGE: &str = include_str!("../../docs/types.md");

/// A value of each type, and the type's name in SQL, where it has one.
fn values() -> Vec<(ArrayRef, Option<&'static str>)> {
    let mut values: Vec<(ArrayRef, Option<&'static str>)> = Vec::new();
    let mut add = |array: ArrayRef, sql: &'static str| {
        values.push((array, (!sql.is_empty()).then_some(sql)));
    };
    add(Arc::new(NullArray::new(1)), "");
    add(Arc::new(BooleanArray::from(vec![true])), "BOOLEAN");
    add(Arc::new(Int8Array::from(vec![-3])), "TINYINT");
    add(Arc::new(Int16Array::from(vec![-3])), "SMALLINT");
    add(Arc::new(Int32Array::from(vec![-3])), "INT");
    add(Arc::new(Int64Array::from(vec![-3])), "BIGINT");
    add(Arc::new(UInt8Array::from(vec![253])), "TINYINT UNSIGNED");
    add(Arc::new(UInt16Array::from(vec![253])), "SMALLINT UNSIGNED");
    add(Arc::new(UInt32Array::from(vec![253])), "INT UNSIGNED");
    add(Arc::new(UInt64Array::from(vec![253])), "BIGINT UNSIGNED");
    add(Arc::new(Float16Array::from(vec![f16::from_f32(1.5)])), "");
    add(Arc::new(Float32Array::from(vec![0.1])), "REAL");
    add(Arc::new(Float64Array::from(vec![1e20])), "DOUBLE");

    let (seconds, millis) = (1_704_070_923_i64, 1_704_070_923_500_i64);
    let (micros, nanos) = (1_704_070_923_500_000_i64, 1_704_070_923_500_000_001_i64);
    add(Arc::new(Date32Array::from(vec![19_723])), "DATE");
    add(Arc::new(Date64Array::from(vec![1_704_067_200_000])), "");
    add(Arc::new(Time32SecondArray::from(vec![3_723])), "");
    add(Arc::new(Time32MillisecondArray::from(vec![3_723_500])), "");
    add(Arc::new(Time64MicrosecondArray::from(vec![3_723_500_000])), "");
    add(Arc::new(Time64NanosecondArray::from(vec![3_723_500_000_001])), "TIME");
    add(Arc::new(TimestampSecondArray::from(vec![seconds])), "TIMESTAMP(0)");
    add(Arc::new(TimestampMillisecondArray::from(vec![millis])), "TIMESTAMP(3)");
    add(Arc::new(TimestampMicrosecondArray::from(vec![micros])), "TIMESTAMP(6)");
    add(Arc::new(TimestampNanosecondArray::from(vec![nanos])), "TIMESTAMP");
    let utc = TimestampMillisecondArray::from(vec![millis]).with_timezone("UTC");
    add(Arc::new(utc), "");
    let zoned = TimestampSecondArray::from(vec![seconds]).with_timezone("Europe/Brussels");
    add(Arc::new(zoned), "");
    add(Arc::new(DurationSecondArray::from(vec![-90])), "");
    add(Arc::new(DurationMicrosecondArray::from(vec![1_500_000])), "");
    add(Arc::new(IntervalYearMonthArray::from(vec![14])), "");
    add(Arc::new(IntervalDayTimeArray::from(vec![IntervalDayTime::new(2, -1)])), "");
    let interval = IntervalMonthDayNano::new(14, -1, 5);
    add(Arc::new(IntervalMonthDayNanoArray::from(vec![interval])), "INTERVAL");

    let decimal = Decimal32Array::from(vec![12_345]).with_precision_and_scale(9, 2);
    add(Arc::new(decimal.expect("values of the type")), "");
    let decimal = Decimal64Array::from(vec![-12_345]).with_precision_and_scale(18, 2);
    add(Arc::new(decimal.expect("values of the type")), "");
    let decimal = Decimal128Array::from(vec![12_345]).with_precision_and_scale(20, 3);
    add(Arc::new(decimal.expect("values of the type")), "DECIMAL(20, 3)");
    let decimal = Decimal256Array::from(vec![i256::from(12_345)]).with_precision_and_scale(50, 0);
    add(Arc::new(decimal.expect("values of the type")), "DECIMAL(50, 0)");

    add(Arc::new(StringArray::from(vec!["hé"])), "");
    add(Arc::new(LargeStringArray::from(vec!["hé"])), "");
    add(Arc::new(StringViewArray::from(vec!["hé"])), "VARCHAR");
    add(Arc::new(BinaryArray::from(vec![&[0_u8, 255][..]])), "BYTEA");
    add(Arc::new(LargeBinaryArray::from(vec![&[0_u8, 255][..]])), "");
    add(Arc::new(BinaryViewArray::from(vec![&[0_u8, 255][..]])), "");
    let fixed = FixedSizeBinaryArray::try_from_iter([[10_u8, 11, 12]].into_iter());
    add(Arc::new(fixed.expect("values of the type")), "");

    let numbers = || [Some(vec![Some(1), None])];
    add(Arc::new(ListArray::from_iter_primitive::<Int32Type, _, _>(numbers())), "INT[]");
    let large = LargeListArray::from_iter_primitive::<Int32Type, _, _>(numbers());
    add(Arc::new(large), "");
    add(Arc::new(ListViewArray::from_iter_primitive::<Int32Type, _, _>(numbers())), "");
    let large = LargeListViewArray::from_iter_primitive::<Int32Type, _, _>(numbers());
    add(Arc::new(large), "");
    let fixed = FixedSizeListArray::from_iter_primitive::<Int32Type, _, _>(numbers(), 2);
    add(Arc::new(fixed), "");
    let mut map = MapBuilder::new(None, StringBuilder::new(), Int32Builder::new());
    map.keys().append_value("a");
    map.values().append_value(7);
    map.append(true).expect("values of the type");
    add(Arc::new(map.finish()), "");
    let y: ArrayRef = Arc::new(Int32Array::from(vec![None]));
    let x: ArrayRef = Arc::new(Int32Array::from(vec![1]));
    let fields = [("x", x), ("y", y)]
        .map(|(name, array)| (Arc::new(Field::new(name, DataType::Int32, true)), array));
    add(Arc::new(StructArray::from(fields.to_vec())), "STRUCT<x INT, y INT>");
    let children = [Field::new("i", DataType::Int32, true), Field::new("s", DataType::Utf8, true)];
    let children = UnionFields::try_new([0, 1], children).expect("values of the type");
    let union = UnionArray::try_new(
        children,
        vec![1].into(),
        Some(vec![0].into()),
        vec![
            Arc::new(Int32Array::from(Vec::<i32>::new())),
            Arc::new(StringArray::from(vec!["hé"])),
        ],
    );
    add(Arc::new(union.expect("values of the type")), "");
    let words: DictionaryArray<Int8Type> = ["hé"].into_iter().collect();
    add(Arc::new(words), "");
    let runs = RunArray::try_new(&Int32Array::from(vec![1]), &StringArray::from(vec!["hé"]));
    add(Arc::new(runs.expect("values of the type")), "");
    values
}

/// How wide a value's slot is and, where it stands elsewhere, how long the value, if all are of one length.
fn place(value: &ValueLayout) -> String {
    match (value.storage(), value.size()) {
        (Storage::Span, Some(size)) => format!("span, {size}"),
        (Storage::Span, None) => "span".to_owned(),
        _ => value.width().to_string(),
    }
}

fn code(text: &str) -> String {
    match text {
        "" => "nothing".to_owned(),
        text => format!("`{}`", text.replace('|', "\\|")),
    }
}

/// The type without what Arrow's own name for it says beside.
fn name(data_type: &DataType) -> String {
    let named = |field: &Field| format!("{}: {}", field.name(), name(field.data_type()));
    match data_type {
        DataType::Map(entries, _) => match entries.data_type() {
            DataType::Struct(fields) => {
                let [key, value] = [0, 1].map(|at: usize| name(fields[at].data_type()));
                format!("Map({key}, {value})")
            }
            other => panic!("{other} are no entries"),
        },
        DataType::Struct(fields) => {
            let fields: Vec<_> = fields.iter().map(|field| named(field)).collect();
            format!("Struct({})", fields.join(", "))
        }
        DataType::Union(fields, _) => {
            let fields: Vec<_> = fields.iter().map(|(_, field)| named(field)).collect();
            format!("Union({})", fields.join(", "))
        }
        DataType::RunEndEncoded(_, values) => {
            format!("RunEndEncoded({})", name(values.data_type()))
        }
        data_type => data_type.to_string(),
    }
}

/// A value as it is written, and whether the same row is read from that.
fn text(written: &str, read: Option<RowBatch>, rows: &RowBatch) -> String {
    match read.is_some_and(|read| read == *rows) {
        true => code(written),
        false => format!("{}, not read", code(written)),
    }
}

fn json(rows: &RowBatch, batch: &RecordBatch) -> String {
    let mut writer =
        JsonBuilder::new().with_explicit_nulls(true).build::<_, LineDelimited>(Vec::new());
    if writer.write(batch).and_then(|()| writer.finish()).is_err() {
        return "none".to_owned();
    }
    let line = String::from_utf8(writer.into_inner()).expect("text");
    let value = line
        .trim()
        .strip_prefix("{\"a\":")
        .and_then(|line| line.strip_suffix('}'))
        .expect("one field");
    let read = JsonOptions::new(batch.schema()).reader(line.as_bytes());
    let read = read.ok().and_then(|mut read| read.next()?.ok());
    text(value, read, rows)
}

fn csv(rows: &RowBatch, batch: &RecordBatch) -> String {
    let mut writer = CsvBuilder::new().with_header(true).build(Vec::new());
    if writer.write(batch).is_err() {
        return "none".to_owned();
    }
    let lines = String::from_utf8(writer.into_inner()).expect("text");
    let value = lines.trim_end().strip_prefix("a\n").expect("one field");
    let read = CsvOptions::new(batch.schema()).reader(lines.as_bytes());
    let read = read.ok().and_then(|mut read| read.next()?.ok());
    text(value, read, rows)
}

/// The line of the table about the type of `array`, of one value.
async fn line(array: &ArrayRef, sql: Option<&str>, ctx: &SessionContext) -> String {
    let data_type = array.data_type();
    let schema = Arc::new(Schema::new(vec![Field::new("a", data_type.clone(), true)]));
    let batch = RecordBatch::try_new(schema, vec![Arc::clone(array)]).expect("one column");
    let rows = RowBatch::try_from_record_batch(&batch).expect("rows");
    let compact = RowBatch::try_from_record_batch_in(RowFormat::Compact, &batch).expect("rows");
    assert_eq!(rows.to_record_batch().expect("columns"), batch);
    assert_eq!(compact.to_record_batch().expect("columns"), batch);

    let cast = match sql {
        Some(name) => format!("CAST(NULL AS {name})"),
        None => format!("arrow_cast(NULL, '{data_type}')"),
    };
    if sql.is_some() || !data_type.is_nested() && !data_type.is_null() {
        let found = ctx.sql(&format!("SELECT {cast} AS a")).await.expect("a type of SQL");
        assert_eq!(found.schema().field(0).data_type(), data_type, "{cast}");
    }

    let row = rows.row(0).expect("not a null row").to_string();
    let shown = row.strip_prefix("{a: ").and_then(|row| row.strip_suffix('}')).expect("one field");
    let formatter =
        ArrayFormatter::try_new(batch.column(0), &FormatOptions::default()).expect("a format");
    let cells = [
        code(&name(data_type)),
        place(rows.layout().value(0)),
        place(compact.layout().value(0)),
        sql.map_or_else(String::new, code),
        code(shown),
        code(&formatter.value(0).to_string()),
        json(&rows, &batch),
        csv(&rows, &batch),
    ];
    format!("| {} |", cells.join(" | ")).replace("|  |", "| |")
}

#[tokio::test]
async fn the_table_of_types_says_what_becomes_of_each() {
    let ctx = SessionContext::new();
    let mut lines = Vec::new();
    for (array, sql) in values() {
        lines.push(line(&array, sql, &ctx).await);
    }
    let table = PAGE.lines().skip_while(|line| !line.starts_with("| Arrow | standard |"));
    let table: Vec<_> = table.skip(2).take_while(|line| line.starts_with('|')).collect();
    let lines = lines.join("\n");
    assert!(table.join("\n") == lines, "the table is to be\n{lines}");
}
