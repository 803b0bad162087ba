//! What the tests share: a small table of flights, sessions and plans.

use std::sync::Arc;

use datafusion::arrow::array::{
    ArrayRef, BooleanArray, Float64Array, Int16Array, Int64Array, RecordBatch, StringArray,
    StringViewArray, TimestampMillisecondArray,
};
use datafusion::arrow::datatypes::{DataType, Field, Schema, TimeUnit};
use datafusion::arrow::util::pretty::pretty_format_batches;
use datafusion::catalog::TableProvider;
use datafusion::datasource::MemTable;
use datafusion::physical_plan::{ExecutionPlan, collect, displayable};
use datafusion::prelude::{SessionConfig, SessionContext};
use ferrow_convert::RowEncoder;
use ferrow_row::{RowBatch, RowLayout};
use ferrow_udf::{RowTable, register_all};

/// Rows of every shape that matters: nulls, text long and short, negative and repeated values.
pub(crate) fn flights(rows: i64) -> RecordBatch {
    let schema = Schema::new(vec![
        Field::new("id", DataType::Int64, false),
        Field::new("carrier", DataType::Utf8, false),
        Field::new("tail", DataType::Utf8View, true),
        Field::new("dep_delay", DataType::Int16, true),
        Field::new("distance", DataType::Float64, false),
        Field::new(
            "time_hour",
            DataType::Timestamp(TimeUnit::Millisecond, Some("UTC".into())),
            true,
        ),
        Field::new("cancelled", DataType::Boolean, true),
    ]);
    let carriers = ["UA", "AA", "a carrier whose name is longer than twelve bytes", "DL", ""];
    let carrier = (0..rows).map(|id| Some(carriers[at(id, carriers.len())]));
    let tail = (0..rows).map(|id| (id % 4 != 1).then(|| format!("N{}-of-the-fleet", id % 7)));
    let delay = (0..rows).map(|id| (id % 3 != 2).then(|| i16::try_from(id % 50).unwrap_or(0) - 10));
    let hour = (0..rows).map(|id| (id % 5 != 0).then_some(1_357_034_400_000 + id * 3_600_000));
    let distance = (0..rows).map(|id| f64::from(i32::try_from(id % 90).unwrap_or(0)) * 27.5);
    let cancelled = (0..rows).map(|id| (id % 6 != 4).then_some(id % 10 == 3));
    let columns: Vec<ArrayRef> = vec![
        Arc::new(Int64Array::from_iter_values(0..rows)),
        Arc::new(carrier.collect::<StringArray>()),
        Arc::new(tail.collect::<StringViewArray>()),
        Arc::new(delay.collect::<Int16Array>()),
        Arc::new(Float64Array::from_iter_values(distance)),
        Arc::new(hour.collect::<TimestampMillisecondArray>().with_timezone("UTC")),
        Arc::new(cancelled.collect::<BooleanArray>()),
    ];
    RecordBatch::try_new(Arc::new(schema), columns).expect("columns of the schema's types")
}

fn at(id: i64, len: usize) -> usize {
    usize::try_from(id).unwrap_or(0) % len
}

pub(crate) fn encode(batch: &RecordBatch) -> RowBatch {
    let layout = RowLayout::try_new(batch.schema()).expect("types that rows hold");
    RowEncoder::new(&layout).encode(batch).expect("a batch of the layout")
}

/// Three partitions, one of them empty, with an empty batch among the others.
pub(crate) fn partitioned(rows: &RowBatch) -> RowTable {
    let partitions = vec![
        vec![rows.slice(0..40), rows.slice(40..40), rows.slice(40..130)],
        vec![],
        vec![rows.slice(130..rows.len())],
    ];
    RowTable::try_new(Arc::clone(rows.layout()), partitions).expect("batches of the layout")
}

/// A session that decodes 64 rows at a time, in one partition unless a table has more.
pub(crate) fn session() -> SessionContext {
    session_with(SessionConfig::new().with_batch_size(64).with_target_partitions(1))
}

pub(crate) fn session_with(config: SessionConfig) -> SessionContext {
    let ctx = SessionContext::new_with_config(config.with_information_schema(true));
    register_all(&ctx).expect("a session that takes functions");
    ctx
}

/// A session with one table named `t`.
pub(crate) fn session_of(table: impl TableProvider + 'static) -> SessionContext {
    let ctx = session();
    ctx.register_table("t", Arc::new(table)).expect("a new name");
    ctx
}

pub(crate) async fn query(ctx: &SessionContext, sql: &str) -> Vec<RecordBatch> {
    let frame = ctx.sql(sql).await.unwrap_or_else(|error| panic!("{sql}: {error}"));
    frame.collect().await.unwrap_or_else(|error| panic!("{sql}: {error}"))
}

/// The result as a table of text, which names columns but not their types.
pub(crate) async fn show(ctx: &SessionContext, sql: &str) -> String {
    let batches = query(ctx, sql).await;
    pretty_format_batches(&batches).expect("printable columns").to_string()
}

/// The one column of the result, a text per row.
pub(crate) async fn column(ctx: &SessionContext, sql: &str) -> Vec<String> {
    let text = show(ctx, sql).await;
    let rows = text.lines().filter(|line| line.starts_with('|')).skip(1);
    rows.map(|line| line.trim_matches(['|', ' ']).to_owned()).collect()
}

/// What is wrong with a query, at planning or at run time.
pub(crate) async fn error(ctx: &SessionContext, sql: &str) -> String {
    let result = match ctx.sql(sql).await {
        Ok(frame) => frame.collect().await,
        Err(error) => Err(error),
    };
    result.map_or_else(|error| error.strip_backtrace(), |_| panic!("{sql} succeeded"))
}

pub(crate) async fn physical_plan(ctx: &SessionContext, sql: &str) -> Arc<dyn ExecutionPlan> {
    let frame = ctx.sql(sql).await.unwrap_or_else(|error| panic!("{sql}: {error}"));
    frame.create_physical_plan().await.unwrap_or_else(|error| panic!("{sql}: {error}"))
}

pub(crate) fn plan_text(plan: &Arc<dyn ExecutionPlan>) -> String {
    displayable(plan.as_ref()).indent(false).to_string()
}

/// Runs a query and gives the only scan of its plan, whose metrics are then final.
pub(crate) async fn run_scan(ctx: &SessionContext, sql: &str) -> Arc<dyn ExecutionPlan> {
    let plan = physical_plan(ctx, sql).await;
    collect(Arc::clone(&plan), ctx.task_ctx()).await.unwrap_or_else(|e| panic!("{sql}: {e}"));
    let mut node = plan;
    while let Some(child) = node.children().first().map(|&child| Arc::clone(child)) {
        node = child;
    }
    node
}

/// A metric of a plan node by name, summed over its partitions.
pub(crate) fn metric(plan: &Arc<dyn ExecutionPlan>, name: &str) -> usize {
    let metrics = plan.metrics().expect("a scan has metrics");
    let named: Vec<usize> = (metrics.iter())
        .filter(|metric| metric.value().name() == name)
        .map(|metric| metric.value().as_usize())
        .collect();
    assert!(!named.is_empty(), "no metric {name}");
    named.iter().sum()
}

/// A table of one column.
pub(crate) fn table_of(field: Field, column: ArrayRef) -> MemTable {
    let schema = Arc::new(Schema::new(vec![field]));
    let batch = RecordBatch::try_new(Arc::clone(&schema), vec![column]).expect("the field's type");
    MemTable::try_new(schema, vec![vec![batch]]).expect("a batch of the schema")
}
