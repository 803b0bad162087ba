//! What a scan of a `RowTable` decodes, and what it says of itself.

use std::sync::Arc;

use datafusion::arrow::array::{Array, BinaryArray, RecordBatch};
use datafusion::arrow::datatypes::{DataType, Field, Schema};
use datafusion::catalog::TableProvider;
use datafusion::common::stats::Precision;
use datafusion::prelude::SessionConfig;
use ferrow_row::{RowBatch, RowLayout};
use ferrow_udf::RowTable;

use crate::support::{
    column, encode, flights, metric, physical_plan, plan_text, query, run_scan, session_of,
    session_with, show,
};

/// `rows` with every third row null.
fn with_null_rows(rows: &RowBatch) -> RowBatch {
    let array: BinaryArray =
        (0..rows.len()).map(|at| if at % 3 == 1 { None } else { rows.row_bytes(at) }).collect();
    RowBatch::try_new(Arc::clone(rows.layout()), array).expect("valid rows and nulls")
}

/// Three partitions, one of them empty, with an empty batch among the others.
fn partitioned(rows: &RowBatch) -> RowTable {
    let partitions = vec![
        vec![rows.slice(0..40), rows.slice(40..40), rows.slice(40..130)],
        vec![],
        vec![rows.slice(130..rows.len())],
    ];
    RowTable::try_new(Arc::clone(rows.layout()), partitions).expect("batches of the layout")
}

#[tokio::test]
async fn a_scan_decodes_the_columns_that_are_asked_for_and_no_others() {
    let ctx = session_of(RowTable::new(encode(&flights(300))));
    let narrow = run_scan(&ctx, "SELECT sum(dep_delay) FROM t").await;
    let wide = run_scan(&ctx, "SELECT * FROM t").await;

    assert!(plan_text(&narrow).contains("format=rows, projection=[dep_delay], rows=300"));
    let names: Vec<_> = narrow.schema().fields().iter().map(|f| f.name().clone()).collect();
    assert_eq!(names, ["dep_delay"]);
    // 300 values of 2 bytes and their validity; all columns together are far more.
    assert!(metric(&narrow, "output_bytes") * 10 < metric(&wide, "output_bytes"));
}

#[tokio::test]
async fn columns_come_in_the_order_and_under_the_names_of_the_query() {
    let ctx = session_of(RowTable::new(encode(&flights(2))));
    let text = show(&ctx, "SELECT distance AS far, id, carrier FROM t ORDER BY id").await;
    let wanted = "\
+------+----+---------+
| far  | id | carrier |
+------+----+---------+
| 0.0  | 0  | UA      |
| 27.5 | 1  | AA      |
+------+----+---------+";
    assert_eq!(text, wanted);
}

#[tokio::test]
async fn a_projection_of_columns_moves_into_the_scan() {
    let ctx = session_of(RowTable::new(encode(&flights(10))));
    let sql = "SELECT carrier, id FROM (SELECT * FROM t LIMIT 5)";
    let text = plan_text(&physical_plan(&ctx, sql).await);
    assert_eq!(
        text.trim_end(),
        "DataSourceExec: format=rows, projection=[carrier, id], rows=5, partitions=1, limit=5"
    );
}

#[tokio::test]
async fn batches_have_at_most_the_sessions_batch_size() {
    let ctx = session_of(RowTable::new(encode(&flights(150))));
    let batches = query(&ctx, "SELECT id FROM t").await;
    assert_eq!(batches.iter().map(RecordBatch::num_rows).collect::<Vec<_>>(), [64, 64, 22]);
}

#[tokio::test]
async fn a_scan_decodes_no_more_rows_than_the_limit() {
    let rows = encode(&flights(300));
    for table in [RowTable::new(rows.clone()), partitioned(&rows)] {
        let ctx = session_of(table);
        for (sql, decoded) in [
            ("SELECT id FROM t LIMIT 7", 7),
            ("SELECT id FROM t LIMIT 100", 100),
            ("SELECT id FROM t LIMIT 10 OFFSET 120", 130),
            ("SELECT id FROM t LIMIT 1000", 300),
        ] {
            let scan = run_scan(&ctx, sql).await;
            assert_eq!(metric(&scan, "output_rows"), decoded, "{sql}");
        }
    }
}

#[tokio::test]
async fn every_query_counts_its_own_rows() {
    let ctx = session_of(RowTable::new(encode(&flights(300))));
    for rows in [5, 300, 20] {
        let scan = run_scan(&ctx, &format!("SELECT id FROM t LIMIT {rows}")).await;
        assert_eq!(metric(&scan, "output_rows"), rows);
        assert_eq!(metric(&scan, "output_batches"), rows.div_ceil(64));
        assert!(metric(&scan, "elapsed_compute") > 0);
    }
}

#[tokio::test]
async fn a_limit_counts_rows_not_partitions() {
    let ctx = session_of(partitioned(&encode(&flights(300))));
    assert_eq!(column(&ctx, "SELECT id FROM t LIMIT 0").await, [""; 0]);
    assert_eq!(column(&ctx, "SELECT count(*) FROM (SELECT id FROM t LIMIT 150)").await, ["150"]);
    let ids = "SELECT count(DISTINCT id) FROM (SELECT id FROM t LIMIT 200 OFFSET 50)";
    assert_eq!(column(&ctx, ids).await, ["200"]);
}

#[tokio::test]
async fn counting_needs_no_scan_and_no_column() {
    let ctx = session_of(partitioned(&encode(&flights(300))));
    let plan = plan_text(&physical_plan(&ctx, "SELECT count(*) FROM t").await);
    assert!(!plan.contains("DataSourceExec"), "{plan}");
    assert_eq!(column(&ctx, "SELECT count(*) FROM t").await, ["300"]);

    let scan = run_scan(&ctx, "SELECT 1 FROM t").await;
    assert!(plan_text(&scan).contains("projection=[], rows=300, partitions=3"));
    assert_eq!(metric(&scan, "output_rows"), 300);
    assert_eq!(
        query(&ctx, "SELECT 1 FROM t").await.iter().map(RecordBatch::num_rows).sum::<usize>(),
        300
    );
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
        "batch 0 of partition 1\ncaused by\nExternal error: id: the rows hold Int32 where Int64 is wanted"
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
