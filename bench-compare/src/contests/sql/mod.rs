//! SQL over rows, beside SQL over the record batches that the rows are of.

mod average;
mod filter;
mod memory;
mod row_get;
mod tpch;

use std::sync::Arc;

use arrow_array::RecordBatch;
use datafusion::catalog::TableProvider;
use datafusion::error::Result;
use datafusion::physical_plan::{ExecutionPlan, collect};
use datafusion::prelude::{SessionConfig, SessionContext};
use ferrow_udf::register_all;
use tokio::runtime::{Builder, Runtime};

use super::{Entry, FLIGHTS, entry, of_file};
use crate::harness::Name;

// Names of variants, which gates refer to.
pub(crate) const QUERY_BATCHES: Name = Name::rival("query over record batches");
pub(crate) const QUERY_ROWS: Name = Name::ours("query over rows");
pub(crate) const PLAN_BATCHES: Name = Name::rival("its plan alone, over record batches");
pub(crate) const PLAN_ROWS: Name = Name::ours("its plan alone, over rows");
pub(crate) const DECODE_THEN_QUERY: Name = Name::rival("rows decoded first, then the query");
pub(crate) const DECODE_IN_QUERY: Name = Name::rival("rows decoded in the query, then filtered");
pub(crate) const ROW_GET: Name = Name::ours("row_get");
pub(crate) const ROW_GET_OFFSETS: Name = Name::ours("row_get, offsets");
pub(crate) const ROW_GET_THREE: Name = Name::ours("row_get of three fields");
pub(crate) const ROW_GET_THREE_OFFSETS: Name = Name::ours("row_get of three fields, offsets");
pub(crate) const EQUAL_ANSWERS: Name = Name::ours("equal answers");
pub(crate) const MEGABYTES: Name = Name::ours("megabytes");

pub(super) const CONTESTS: &[Entry] = &[
    of_file("sql-carrier-average", FLIGHTS, average::by_carrier),
    entry("sql-filter-one-percent-64-columns", filter::one_percent),
    entry("sql-row-get", row_get::fields),
    entry("tpch-0.1-answers", tpch::answers),
    Entry {
        program: Some(memory::PROGRAM),
        ..of_file("convert-10m-flights-memory", FLIGHTS, memory::of_conversions)
    },
];

/// Rows of a batch, which is DataFusion's own number.
const BATCH: usize = 8192;

/// A session with a table `t`, which works on this thread alone: time is that of one.
struct Engine {
    ctx: SessionContext,
    runtime: Runtime,
}

impl Engine {
    fn over(table: impl TableProvider + 'static) -> Result<Self> {
        let ctx = SessionContext::new_with_config(SessionConfig::new().with_target_partitions(1));
        register_all(&ctx)?;
        ctx.register_table("t", Arc::new(table))?;
        Ok(Self { ctx, runtime: Builder::new_current_thread().build()? })
    }

    /// Plans and runs a query.
    fn query(&self, sql: &str) -> Result<Vec<RecordBatch>> {
        self.runtime.block_on(async { self.ctx.sql(sql).await?.collect().await })
    }

    fn plan(&self, sql: &str) -> Result<Arc<dyn ExecutionPlan>> {
        self.runtime.block_on(async { self.ctx.sql(sql).await?.create_physical_plan().await })
    }

    /// Runs a query that was planned before.
    fn run(&self, plan: &Arc<dyn ExecutionPlan>) -> Result<Vec<RecordBatch>> {
        self.runtime.block_on(collect(Arc::clone(plan), self.ctx.task_ctx()))
    }
}
