//! The value that `row_get` returns, and NULL where there is none.

use std::sync::Arc;

use datafusion::arrow::array::{ArrayRef, BinaryArray, RecordBatch};
use datafusion::arrow::datatypes::{DataType, Field, FieldRef, Schema};
use datafusion::common::metadata::FieldMetadata;
use datafusion::common::{Result, ScalarValue};
use datafusion::config::ConfigOptions;
use datafusion::logical_expr::{ColumnarValue, Expr, ReturnFieldArgs, ScalarFunctionArgs, lit};
use ferrow_convert::RowType;
use ferrow_row::{RowLayout, RowWriter};
use ferrow_udf::functions::row_get;
use ferrow_udf::row_column_table;

use crate::support::{column, encode, flights, session, session_of, table_of};

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
    let mut writer = RowWriter::new(&layout, &mut row);
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
