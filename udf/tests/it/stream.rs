//! Rows that come while they are queried.

use std::sync::Arc;
use std::time::Duration;

use datafusion::execution::SendableRecordBatchStream;
use datafusion::prelude::{SessionConfig, SessionContext};
use ferrow_row::{RowBatch, RowLayout, RowMut};
use ferrow_udf::{RowSender, RowStreamTable, SendError};
use futures::StreamExt;
use tokio::time::timeout;

use crate::support::{encode, error, flights, session_of, session_with};

/// A stream of flights, named `t`.
fn stream(capacity: usize) -> (RowSender, SessionContext) {
    let (sender, table) = RowStreamTable::channel(rows(1).layout(), capacity);
    (sender, session_of(table))
}

fn rows(count: i64) -> RowBatch {
    encode(&flights(count))
}

async fn start(ctx: &SessionContext, sql: &str) -> SendableRecordBatchStream {
    let frame = ctx.sql(sql).await.unwrap_or_else(|error| panic!("{sql}: {error}"));
    frame.execute_stream().await.unwrap_or_else(|error| panic!("{sql}: {error}"))
}

async fn count_next(results: &mut SendableRecordBatchStream) -> usize {
    let next = timeout(Duration::from_secs(60), results.next()).await.expect("a batch in time");
    next.expect("the query goes on").expect("rows that can be read").num_rows()
}

#[tokio::test]
async fn rows_are_given_as_they_come_and_a_batch_has_those_that_are_there() {
    let (sender, ctx) = stream(1_000);
    let mut late = start(&ctx, "SELECT id, carrier FROM t WHERE dep_delay > 0").await;
    let all = rows(100);
    for row in all.rows().flatten() {
        sender.send(row.bytes()).await.unwrap();
    }
    let wanted = (0..100).filter(|id| id % 3 != 2 && id % 50 > 10).count();
    // 64 rows are the session's batch size.
    let first = count_next(&mut late).await;
    assert!(first < wanted);
    assert_eq!(first + count_next(&mut late).await, wanted);

    sender.send_rows(all).await.unwrap();
    assert_eq!(count_next(&mut late).await, wanted);
    drop(sender);
    assert!(late.next().await.is_none());
}

#[tokio::test]
async fn a_sender_waits_for_a_reader_that_is_behind() {
    let (sender, ctx) = stream(2);
    let row = rows(1).rows().flatten().next().unwrap().bytes().to_vec();
    sender.send(&row).await.unwrap();
    sender.send(&row).await.unwrap();
    let third = timeout(Duration::from_millis(50), sender.send(&row)).await;
    assert!(third.is_err(), "the channel holds two messages");

    let mut ids = start(&ctx, "SELECT id FROM t").await;
    assert_eq!(count_next(&mut ids).await, 2);
    sender.send(&row).await.unwrap();
    assert_eq!(count_next(&mut ids).await, 1);
}

#[tokio::test]
async fn a_message_that_is_no_row_ends_the_query_with_what_is_wrong() {
    let (sender, ctx) = stream(10);
    sender.send([0; 7]).await.unwrap();
    drop(sender);
    let problem = error(&ctx, "SELECT id FROM t").await;
    assert!(problem.contains("a message"), "{problem}");
    assert!(problem.contains("7"), "{problem}");
}

#[tokio::test]
async fn one_scan_at_a_time_reads_and_the_next_one_goes_on() {
    let (sender, ctx) = stream(10);
    let row = rows(1).rows().flatten().next().unwrap().bytes().to_vec();
    let mut first = start(&ctx, "SELECT id FROM t").await;
    sender.send(&row).await.unwrap();
    assert_eq!(count_next(&mut first).await, 1);

    let problem = error(&ctx, "SELECT id FROM t").await;
    assert!(problem.contains("another scan is reading"), "{problem}");

    drop(first);
    sender.send(&row).await.unwrap();
    let mut second = start(&ctx, "SELECT id FROM t").await;
    assert_eq!(count_next(&mut second).await, 1);
}

#[tokio::test]
async fn unbounded_aggregates_are_refused_when_they_are_planned() {
    let (_sender, ctx) = stream(10);
    let problem = error(&ctx, "SELECT carrier, id FROM t ORDER BY id").await;
    assert!(problem.contains("unbounded") || problem.contains("infinite"), "{problem}");
}

#[tokio::test]
async fn rows_of_another_layout_and_a_table_that_is_gone_are_errors_of_the_sender() {
    let (sender, ctx) = stream(10);
    let narrow = encode(&flights(2).project(&[0]).unwrap());
    assert!(matches!(sender.send_rows(narrow).await, Err(SendError::Layout(_))));
    ctx.deregister_table("t").unwrap();
    drop(ctx);
    assert!(matches!(sender.send([1]).await, Err(SendError::Closed)));
}

#[tokio::test]
async fn a_query_that_was_dropped_gives_the_stream_back_when_its_tasks_know() {
    let (sender, table) = RowStreamTable::channel(rows(1).layout(), 100);
    let ctx = session_with(SessionConfig::new().with_batch_size(8).with_target_partitions(4));
    ctx.register_table("t", Arc::new(table)).unwrap();
    for _ in 0..5 {
        let sql = "SELECT id FROM t WHERE character_length(carrier) = 2";
        let mut ids = start(&ctx, sql).await;
        // Tasks of the query before are ended meanwhile, which would take what came.
        assert!(timeout(Duration::from_millis(50), ids.next()).await.is_err());
        sender.send_rows(rows(20)).await.unwrap();
        assert!(count_next(&mut ids).await > 0);
    }
}

#[tokio::test]
async fn large_messages_come_in_batches_that_hold_them() {
    let batch = flights(1).project(&[0, 1]).unwrap();
    let layout = RowLayout::try_new(batch.schema()).unwrap();
    let (sender, table) = RowStreamTable::channel(&layout, 100);
    let ctx = session_of(table);
    let (id, carrier) = (layout.column("id").unwrap(), layout.column::<str>("carrier").unwrap());
    let row = RowMut::write(&layout, |row| {
        row.set::<i64>(id, 1)?;
        row.set(carrier, &"x".repeat(6 << 20))
    });
    let row = row.unwrap();
    let mut results = start(&ctx, "SELECT id FROM t").await;
    for _ in 0..5 {
        sender.send(row.bytes()).await.unwrap();
    }
    drop(sender);
    let mut counts = Vec::new();
    while let Some(batch) = results.next().await {
        counts.push(batch.unwrap().num_rows());
    }
    assert_eq!(counts, [2, 2, 1]);
}
