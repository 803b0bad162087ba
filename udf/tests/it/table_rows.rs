//! Which rows a `RowTable` has: many batches, none, null ones, in any array.

use std::sync::Arc;

use datafusion::arrow::array::{Array, BinaryArray};
use datafusion::arrow::datatypes::{DataType, Field, Schema};
use datafusion::catalog::TableProvider;
use datafusion::common::stats::Precision;
use datafusion::prelude::SessionConfig;
use ferrow_row::{RowBatch, RowLayout};
use ferrow_udf::RowTable;

use crate::support::{
    column, encode, flights, partitioned, plan_text, query, run_scan, session_of, session_with,
    show,
};

/// `rows` with every third row null.
fn with_null_rows(rows: &RowBatch) -> RowBatch {
    let array: BinaryArray =
        (0..rows.len()).map(|at| if at % 3 == 1 { None } else { rows.row_bytes(at) }).collect();
    RowBatch::try_new(Arc::clone(rows.layout()), array).expect("valid rows and nulls")
}

#[tokio::test]
async fn every_partition_is_read_once() {
    let ctx = session_of(partitioned(&encode(&flights(300))));
    let text = show(&ctx, "SELECT count(id), count(DISTINCT id), min(id), max(id) FROM t").await;
    assert!(
        text.contains("| 300         | 300                  | 0         | 299       |"),
        "{text}"
    );
}

#[tokio::test]
async fn one_batch_is_split_where_a_query_gains_from_more_partitions() {
    let config = SessionConfig::new().with_batch_size(64).with_target_partitions(4);
    let ctx = session_with(config);
    ctx.register_table("t", Arc::new(RowTable::new(encode(&flights(301))))).unwrap();

    let sql = "SELECT sum(id), count(id) FROM t";
    let scan = run_scan(&ctx, sql).await;
    assert!(plan_text(&scan).contains("rows=301, partitions=4"), "{}", plan_text(&scan));
    let metrics = scan.metrics().unwrap();
    let mut rows = [0; 4];
    for metric in metrics.iter().filter(|metric| metric.value().name() == "output_rows") {
        rows[metric.partition().unwrap()] += metric.value().as_usize();
    }
    assert_eq!(rows, [76, 75, 75, 75]);
    assert!(show(&ctx, sql).await.contains("| 45150     | 301         |"));
}

#[tokio::test]
async fn a_table_of_no_rows_has_its_columns_and_no_rows() {
    let rows = encode(&flights(0));
    let layout = Arc::clone(rows.layout());
    let empty_batch = RowTable::new(rows);
    let no_batch = RowTable::try_new(Arc::clone(&layout), vec![vec![]]).unwrap();
    let no_partition = RowTable::try_new(layout, vec![]).unwrap();
    for table in [empty_batch, no_batch, no_partition] {
        let ctx = session_of(table);
        assert_eq!(column(&ctx, "SELECT count(*) FROM t").await, ["0"]);
        assert_eq!(column(&ctx, "SELECT id FROM t WHERE dep_delay > 0").await, [""; 0]);
        assert_eq!(column(&ctx, "SELECT sum(dep_delay) IS NULL FROM t").await, ["true"]);
    }
}

#[tokio::test]
async fn a_null_row_is_a_row_of_nulls() {
    let ctx = session_of(RowTable::new(with_null_rows(&encode(&flights(9)))));
    assert_eq!(column(&ctx, "SELECT count(*) FROM t").await, ["9"]);
    assert_eq!(column(&ctx, "SELECT count(id) FROM t").await, ["6"]);
    let nulls = "SELECT count(*) FROM t WHERE id IS NULL AND carrier IS NULL AND distance IS NULL";
    assert_eq!(column(&ctx, nulls).await, ["3"]);
    assert_eq!(column(&ctx, "SELECT id FROM t LIMIT 3").await, ["0", "", "2"]);
}

#[test]
fn the_schema_promises_no_null_that_a_null_row_breaks() {
    let batch = flights(9);
    let rows = encode(&batch);
    let whole = RowTable::new(rows.clone());
    assert_eq!(whole.schema(), batch.schema());

    let nulls = with_null_rows(&rows);
    let layout = Arc::clone(rows.layout());
    let holey = RowTable::try_new(layout, vec![vec![rows], vec![nulls]]).unwrap();
    assert!(holey.schema().fields().iter().all(|field| field.is_nullable()));
}

#[tokio::test]
async fn statistics_are_exact_where_they_are_known() {
    let table = partitioned(&encode(&flights(300)));
    let statistics = table.statistics().unwrap();
    assert_eq!(statistics.num_rows, Precision::Exact(300));
    assert_eq!(statistics.column_statistics[0].null_count, Precision::Exact(0));
    assert_eq!(statistics.column_statistics[3].null_count, Precision::Absent);
}

#[test]
fn batches_of_another_layout_are_refused_by_place_and_field() {
    let rows = encode(&flights(3));
    let other = RowLayout::try_new(Schema::new(vec![Field::new("id", DataType::Int32, false)]));
    let other = other.unwrap();
    let layout = RowLayout::try_new(Schema::new(vec![Field::new("id", DataType::Int64, false)]));
    let error = RowTable::try_new(
        layout.unwrap(),
        vec![vec![], vec![RowBatch::try_new(other, BinaryArray::from_vec(vec![])).unwrap(), rows]],
    )
    .unwrap_err();
    assert_eq!(
        error.strip_backtrace(),
        "batch 0 of partition 1\ncaused by\nExternal error: id: the rows hold Int32 where Int64 is wanted; \
         declare the field as Int32"
    );
}

#[test]
fn rows_that_are_stricter_than_the_layout_are_rows_of_it() {
    let strict = encode(&flights(3));
    let fields: Vec<Field> = (strict.layout().schema().fields().iter())
        .map(|field| field.as_ref().clone().with_nullable(true))
        .collect();
    let layout = RowLayout::try_new(Schema::new(fields)).unwrap();
    let table = RowTable::try_new(Arc::clone(&layout), vec![vec![strict]]).unwrap();
    assert_eq!(table.schema(), *layout.schema());
    assert_eq!(table.layout(), &layout);
}

#[tokio::test]
async fn rows_may_lie_in_any_binary_array() {
    let rows = encode(&flights(100));
    let layout = rows.layout();
    let large = RowBatch::try_new(Arc::clone(layout), rows.to_large_binary()).unwrap();
    let views = RowBatch::try_new(Arc::clone(layout), rows.to_binary_view().unwrap()).unwrap();
    let small = RowBatch::try_new(Arc::clone(layout), rows.to_binary().unwrap()).unwrap();
    let table = RowTable::try_new(Arc::clone(layout), vec![vec![small, large], vec![views]]);
    let ctx = session_of(table.unwrap());
    let text = show(&ctx, "SELECT count(*), count(DISTINCT id), sum(id) FROM t").await;
    assert!(text.contains("| 300      | 100                  | 14850     |"), "{text}");
}

#[tokio::test]
async fn rows_without_variable_fields_lie_at_a_stride() {
    let batch = flights(100).project(&[0, 3, 6]).unwrap();
    let rows = encode(&batch);
    assert!(matches!(rows.to_array().data_type(), DataType::FixedSizeBinary(_)));
    let ctx = session_of(RowTable::new(rows));
    let scan = query(&ctx, "SELECT * FROM t LIMIT 60").await;
    assert_eq!(scan, [batch.slice(0, 60)]);
}
