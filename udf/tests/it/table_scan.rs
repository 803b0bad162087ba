//! What a scan of a `RowTable` decodes, and how much of it.

use std::sync::Arc;

use datafusion::arrow::array::{AsArray, RecordBatch};
use datafusion::arrow::datatypes::Int64Type;
use datafusion::physical_plan::collect;
use ferrow_udf::RowTable;

use crate::support::{
    column, encode, flights, metric, partitioned, physical_plan, plan_text, query, run_scan,
    session_of, show,
};

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
async fn a_limit_that_is_set_on_the_operator_holds_for_each_partition() {
    let ctx = session_of(partitioned(&encode(&flights(300))));
    let scan = physical_plan(&ctx, "SELECT id FROM t").await;
    let limited = scan.with_fetch(Some(70)).unwrap();
    assert_eq!(limited.fetch(), Some(70));
    let wanted = "format=rows, projection=[id], rows=140, partitions=3, limit=70";
    assert!(plan_text(&limited).contains(wanted), "{}", plan_text(&limited));

    let batches = collect(Arc::clone(&limited), ctx.task_ctx()).await.unwrap();
    let ids = batches.iter().flat_map(|batch| batch.column(0).as_primitive::<Int64Type>().values());
    assert_eq!(ids.copied().collect::<Vec<_>>(), (0..70).chain(130..200).collect::<Vec<_>>());
    assert_eq!(metric(&limited, "output_rows"), 140);
}
