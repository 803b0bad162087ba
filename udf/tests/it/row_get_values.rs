//! What `row_get` returns: the field's own type, its value, and NULL where there is none.

use std::sync::Arc;

use datafusion::arrow::array::{
    Array, ArrayRef, BinaryArray, Int64Array, IntervalDayTimeArray, NullArray, RecordBatch,
};
use datafusion::arrow::compute::{cast, concat};
use datafusion::arrow::datatypes::{
    DataType, Field, FieldRef, IntervalDayTimeType, IntervalUnit, Schema, TimeUnit,
};
use datafusion::common::metadata::FieldMetadata;
use datafusion::common::{Result, ScalarValue};
use datafusion::config::ConfigOptions;
use datafusion::datasource::MemTable;
use datafusion::logical_expr::{ColumnarValue, Expr, ReturnFieldArgs, ScalarFunctionArgs, lit};
use ferrow_convert::RowType;
use ferrow_row::RowLayout;
use ferrow_udf::functions::row_get;
use ferrow_udf::row_column_table;

use crate::support::{column, encode, flights, query, session, session_of};

/// Every type that a field may have, but for Null and day-time intervals.
fn types() -> Vec<DataType> {
    use DataType::*;
    use TimeUnit::{Microsecond, Millisecond, Nanosecond, Second};
    let zone = || Some(Arc::from("+02:00"));
    vec![
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
        Time32(Second),
        Time32(Millisecond),
        Time64(Microsecond),
        Time64(Nanosecond),
        Timestamp(Second, None),
        Timestamp(Millisecond, zone()),
        Timestamp(Microsecond, None),
        Timestamp(Nanosecond, zone()),
        Duration(Second),
        Duration(Millisecond),
        Duration(Microsecond),
        Duration(Nanosecond),
        Decimal32(9, 2),
        Decimal64(18, 4),
        Interval(IntervalUnit::YearMonth),
        Utf8,
        LargeUtf8,
        Utf8View,
        Binary,
        LargeBinary,
        BinaryView,
    ]
}

/// The numbers 7 and 86,400,000 as `data_type`, and a null between them.
fn sample(data_type: &DataType) -> ArrayRef {
    use DataType::{Binary, BinaryView, Date32, Int32, Interval, LargeBinary, Time32, Utf8};
    let numbers: ArrayRef = match data_type {
        DataType::Int8 | DataType::UInt8 | DataType::Float16 | DataType::Int16 => {
            Arc::new(Int64Array::from(vec![Some(7), None, Some(100)]))
        }
        DataType::UInt16 => Arc::new(Int64Array::from(vec![Some(7), None, Some(60_000)])),
        DataType::Decimal32(..) => Arc::new(Int64Array::from(vec![Some(7), None, Some(1 << 20)])),
        _ => Arc::new(Int64Array::from(vec![Some(7), None, Some(86_400_000)])),
    };
    let between = match data_type {
        Date32 | Time32(_) | Interval(_) => Int32,
        Binary | LargeBinary | BinaryView => Utf8,
        _ => DataType::Int64,
    };
    let numbers = cast(&numbers, &between).expect("a cast that Arrow knows");
    cast(&numbers, data_type).expect("a cast that Arrow knows")
}

/// A column of each type; `c0`, `c1`, and so on.
fn all_types() -> RecordBatch {
    let intervals = [Some((7, -3)), None, Some((0, 86_400_000))]
        .map(|parts| parts.map(|(days, millis)| IntervalDayTimeType::make_value(days, millis)));
    let intervals: ArrayRef = Arc::new(IntervalDayTimeArray::from(intervals.to_vec()));
    let nulls: ArrayRef = Arc::new(NullArray::new(3));
    let columns = types().iter().map(sample).chain([intervals, nulls]).collect::<Vec<_>>();
    let fields: Vec<Field> = (columns.iter().enumerate())
        .map(|(at, column)| Field::new(format!("c{at}"), column.data_type().clone(), true))
        .collect();
    RecordBatch::try_new(Arc::new(Schema::new(fields)), columns).expect("equal lengths")
}

fn one_column(batches: &[RecordBatch]) -> ArrayRef {
    let columns: Vec<_> = batches.iter().map(|batch| batch.column(0).as_ref()).collect();
    concat(&columns).expect("arrays of one type")
}

#[tokio::test]
async fn every_type_of_field_comes_back_as_itself() {
    let batch = all_types();
    let ctx = session_of(row_column_table("payload", &encode(&batch)).unwrap());
    for (at, wanted) in batch.columns().iter().enumerate() {
        let sql = format!("SELECT row_get(payload, 'c{at}') FROM t");
        let found = one_column(&query(&ctx, &sql).await);
        assert_eq!(&found, wanted, "{}", wanted.data_type());

        let sql = format!("SELECT arrow_typeof(row_get(payload, 'c{at}')) FROM t LIMIT 1");
        assert_eq!(column(&ctx, &sql).await, [wanted.data_type().to_string()]);
    }
}

#[tokio::test]
async fn rows_in_every_binary_type_read_alike() {
    let batch = all_types().project(&[1, 4, 15]).unwrap();
    let rows = encode(&batch);
    let field = RowType::field_of(&rows, "payload");
    let stride = rows.to_array();
    assert!(matches!(field.data_type(), DataType::FixedSizeBinary(_)));
    for data_type in
        [field.data_type().clone(), DataType::Binary, DataType::LargeBinary, DataType::BinaryView]
    {
        let column = cast(&stride, &data_type).unwrap();
        let field = RowType::new(Arc::clone(rows.layout())).field("payload", data_type, false);
        let table = table_of(field, column);
        let found = query(&session_of(table), "SELECT row_get(payload, 'c4') FROM t").await;
        assert_eq!(&one_column(&found), batch.column(1));
    }
}

fn table_of(field: Field, column: ArrayRef) -> MemTable {
    let schema = Arc::new(Schema::new(vec![field]));
    let batch = RecordBatch::try_new(Arc::clone(&schema), vec![column]).expect("the field's type");
    MemTable::try_new(schema, vec![vec![batch]]).expect("a batch of the schema")
}

#[tokio::test]
async fn null_and_malformed_rows_give_null_and_never_an_error() {
    let rows = encode(&flights(4));
    let good = rows.row_bytes(0).unwrap();
    let text_slot = rows.layout().slot_offset(1);
    let mut far = good.to_vec();
    far[text_slot..text_slot + 8].fill(0xff);
    let mut not_utf8 = good.to_vec();
    let text = not_utf8.windows(2).position(|two| two == b"UA").unwrap();
    not_utf8[text] = 0xff;
    let column_of_rows: ArrayRef = Arc::new(BinaryArray::from(vec![
        Some(good),
        None,
        Some(&good[..good.len() / 3]),
        Some(&[]),
        Some(&far),
        Some(&not_utf8),
    ]));
    let row_type = RowType::new(Arc::clone(rows.layout()));
    let field = row_type.field("payload", DataType::Binary, true);
    let ctx = session_of(table_of(field, column_of_rows));

    // Only the field that is read counts: the text is bad in the last two rows, the id is not.
    let carriers = column(&ctx, "SELECT row_get(payload, 'carrier') FROM t").await;
    assert_eq!(carriers, ["UA", "", "", "", "", ""]);
    let ids = column(&ctx, "SELECT row_get(payload, 'id') FROM t").await;
    assert_eq!(ids, ["0", "", "", "", "0", "0"]);
    let nulls = "SELECT count(*) FROM t WHERE row_get(payload, 'carrier') IS NULL";
    assert_eq!(column(&ctx, nulls).await, ["5"]);
}

#[tokio::test]
async fn a_field_that_may_not_be_null_is_still_a_nullable_result() {
    let ctx = session_of(row_column_table("payload", &encode(&flights(4))).unwrap());
    let frame = ctx.sql("SELECT row_get(payload, 'id') AS id FROM t").await.unwrap();
    assert!(frame.schema().field(0).is_nullable());
}

#[tokio::test]
async fn the_fields_own_metadata_stays_with_it() {
    let unit = ("unit".to_owned(), "minutes".to_owned());
    let field = Field::new("dep_delay", DataType::Int16, true);
    let schema = Schema::new(vec![field.with_metadata([unit.clone()].into())]);
    let delays = flights(3).project(&[3]).unwrap().with_schema(Arc::new(schema)).unwrap();
    let ctx = session_of(row_column_table("payload", &encode(&delays)).unwrap());
    let batches = query(&ctx, "SELECT row_get(payload, 'dep_delay') AS delay FROM t").await;
    assert_eq!(batches[0].schema().field(0).metadata(), &[unit].into());
}

#[tokio::test]
async fn rows_within_rows_read_through_two_calls() {
    let inner = encode(&flights(3));
    let payload = RowType::new(Arc::clone(inner.layout())).field("payload", DataType::Binary, true);
    let schema = Arc::new(Schema::new(vec![payload]));
    let outer = RecordBatch::try_new(schema, vec![Arc::new(inner.to_binary().unwrap())]).unwrap();
    let ctx = session_of(row_column_table("message", &encode(&outer)).unwrap());
    let sql = "SELECT row_get(row_get(message, 'payload'), 'carrier') FROM t";
    let long = "a carrier whose name is longer than twelve bytes";
    assert_eq!(column(&ctx, sql).await, ["UA", "AA", long]);
}

fn invoke(row: ScalarValue, field: FieldRef, name: &str) -> Result<ColumnarValue> {
    let name = ScalarValue::from(name);
    let fields = vec![field, Arc::new(Field::new("name", DataType::Utf8, false))];
    let function = row_get();
    let return_field = function.return_field_from_args(ReturnFieldArgs {
        arg_fields: &fields,
        scalar_arguments: &[Some(&row), Some(&name)],
    })?;
    function.invoke_with_args(ScalarFunctionArgs {
        args: vec![ColumnarValue::Scalar(row), ColumnarValue::Scalar(name)],
        arg_fields: fields,
        number_rows: 3,
        return_field,
        config_options: Arc::new(ConfigOptions::new()),
    })
}

#[test]
fn a_constant_row_gives_a_constant() {
    let rows = encode(&flights(3));
    let row = rows.row_bytes(1).unwrap().to_vec();
    let row_type = RowType::new(Arc::clone(rows.layout()));
    let width = i32::try_from(row.len()).unwrap();
    for (row, null) in [
        (ScalarValue::Binary(Some(row.clone())), ScalarValue::Binary(None)),
        (ScalarValue::LargeBinary(Some(row.clone())), ScalarValue::LargeBinary(None)),
        (ScalarValue::BinaryView(Some(row.clone())), ScalarValue::BinaryView(None)),
        (ScalarValue::FixedSizeBinary(width, Some(row)), ScalarValue::FixedSizeBinary(width, None)),
    ] {
        let field = Arc::new(row_type.field("payload", row.data_type(), true));
        let value = invoke(row, Arc::clone(&field), "carrier").unwrap();
        assert!(matches!(value, ColumnarValue::Scalar(ScalarValue::Utf8(Some(v))) if v == "AA"));
        let value = invoke(null, field, "carrier").unwrap();
        assert!(matches!(value, ColumnarValue::Scalar(ScalarValue::Utf8(None))));
    }
}

#[tokio::test]
async fn a_literal_row_is_read_at_planning() {
    let rows = encode(&flights(3));
    let field = RowType::new(Arc::clone(rows.layout())).field("payload", DataType::Binary, false);
    let literal = ScalarValue::Binary(Some(rows.row_bytes(1).unwrap().to_vec()));
    let literal = Expr::Literal(literal, Some(FieldMetadata::from(&field)));
    let call = row_get().call(vec![literal, lit("distance")]).alias("distance");
    let frame = session().read_empty().unwrap().select(vec![call]).unwrap();
    let plan = frame.clone().into_optimized_plan().unwrap();
    assert!(!plan.to_string().contains("row_get"), "{plan}");
    assert_eq!(frame.to_string().await.unwrap().lines().nth(3), Some("| 27.5     |"));
}

#[test]
fn the_function_finds_the_first_field_of_a_layout_and_the_last() {
    let fields: Vec<Field> =
        (0..130).map(|at| Field::new(format!("f{at}"), DataType::Int64, true)).collect();
    let layout = RowLayout::try_new(Schema::new(fields)).unwrap();
    let mut row = Vec::new();
    let mut writer = ferrow_row::RowWriter::new(&layout, &mut row);
    writer.set(layout.column::<i64>("f0").unwrap(), 11).unwrap();
    writer.set(layout.column::<i64>("f129").unwrap(), 22).unwrap();
    writer.finish().unwrap();
    let field = Arc::new(RowType::new(layout).field("payload", DataType::Binary, false));
    for (name, wanted) in [("f0", Some(11)), ("f1", None), ("f129", Some(22))] {
        let row = ScalarValue::Binary(Some(row.clone()));
        let value = invoke(row, Arc::clone(&field), name).unwrap();
        assert!(matches!(value, ColumnarValue::Scalar(ScalarValue::Int64(v)) if v == wanted));
    }
}
