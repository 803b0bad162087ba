//! The type of what `row_get` returns, and the types that it reads from.

use std::sync::Arc;

use datafusion::arrow::array::{
    Array, ArrayRef, Int64Array, IntervalDayTimeArray, NullArray, RecordBatch,
};
use datafusion::arrow::compute::{cast, concat};
use datafusion::arrow::datatypes::{
    DataType, Field, IntervalDayTimeType, IntervalUnit, Schema, TimeUnit,
};
use ferrow_convert::RowType;
use ferrow_udf::row_column_table;

use crate::support::{column, encode, flights, query, session_of, table_of};

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

/// A small number, a null and a large number as `data_type`.
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
    let sample = cast(&numbers, data_type).expect("a cast that Arrow knows");
    assert_eq!(sample.null_count(), 1, "a sample that does not fit {data_type}");
    sample
}

/// A column of each type: `c0`, `c1`, and so on.
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
async fn a_field_that_may_not_be_null_is_still_a_nullable_result() {
    let ctx = session_of(row_column_table("payload", &encode(&flights(4))).unwrap());
    let frame = ctx.sql("SELECT row_get(payload, 'id') AS id FROM t").await.unwrap();
    assert!(frame.schema().field(0).is_nullable());
}
