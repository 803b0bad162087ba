//! What `row_get` refuses, all of it before a row is read.

use std::sync::Arc;

use datafusion::arrow::array::{ArrayRef, BinaryArray, Int64Array, RecordBatch};
use datafusion::prelude::SessionContext;
use ferrow_udf::row_column_table;

use crate::support::{encode, error, flights, session_of};

fn messages() -> SessionContext {
    let rows = encode(&flights(3).project(&[0, 1]).expect("two columns"));
    let ctx = session_of(row_column_table("payload", &rows).expect("a table"));
    let bytes: ArrayRef = Arc::new(BinaryArray::from_vec(vec![b"bytes"]));
    let number: ArrayRef = Arc::new(Int64Array::from(vec![1]));
    let plain = RecordBatch::try_from_iter([("bytes", bytes), ("number", number)]);
    ctx.register_batch("plain", plain.expect("equal lengths")).expect("a new name");
    ctx
}

#[tokio::test]
async fn a_field_that_is_not_there_is_answered_with_those_that_are() {
    assert_eq!(
        error(&messages(), "SELECT row_get(payload, 'carier') FROM t").await,
        "Error during planning: row_get: carier: no such field; the fields are id, carrier"
    );
}

#[tokio::test]
async fn field_names_are_case_sensitive_as_in_the_schema() {
    assert_eq!(
        error(&messages(), "SELECT row_get(payload, 'ID') FROM t").await,
        "Error during planning: row_get: ID: no such field; the fields are id, carrier"
    );
}

#[tokio::test]
async fn a_column_without_the_row_type_is_refused_with_a_way_out() {
    let text = error(&messages(), "SELECT row_get(bytes, 'id') FROM plain").await;
    assert!(
        text.starts_with(
            "Error during planning: row_get: bytes: the field has no Arrow extension type"
        ),
        "{text}"
    );
    for hint in ["`ferrow.row`, this one is Binary", "`row_column_table`", "`register_all`"] {
        assert!(text.contains(hint), "{text}");
    }
}

#[tokio::test]
async fn a_column_that_is_not_binary_is_refused() {
    let text = error(&messages(), "SELECT row_get(number, 'id') FROM plain").await;
    assert!(text.contains("`ferrow.row`, this one is Int64"), "{text}");
    let text = error(&messages(), "SELECT row_get(NULL, 'id')").await;
    assert!(text.contains("`ferrow.row`, this one is Null"), "{text}");
}

#[tokio::test]
async fn a_cast_column_has_lost_its_row_type() {
    let sql = "SELECT row_get(arrow_cast(payload, 'LargeBinary'), 'id') FROM t";
    let text = error(&messages(), sql).await;
    assert!(text.contains("casts and most functions lose the type"), "{text}");
}

#[tokio::test]
async fn a_bad_call_is_refused_when_it_is_planned() {
    let ctx = messages();
    for sql in [
        "SELECT row_get(payload, 'carier') FROM t",
        "SELECT 1 FROM t WHERE row_get(payload, 'carier') = 'UA'",
        "SELECT 1 FROM t ORDER BY row_get(payload, 'carier')",
        "SELECT count(*) FROM t GROUP BY row_get(payload, 'carier')",
    ] {
        let planned = match ctx.sql(sql).await {
            Ok(frame) => frame.create_physical_plan().await.map(|_| ()),
            Err(error) => Err(error),
        };
        let error = planned.unwrap_err().strip_backtrace();
        assert!(error.contains("carier: no such field; the fields are id, carrier"), "{error}");
    }
}
