//! Workers on the loopback interface, sessions that have them help, and files of many batches.

use std::path::Path;
use std::sync::Arc;

use datafusion::arrow::array::Int64Array;
use datafusion::error::{DataFusionError, Result};
use datafusion::execution::SessionStateBuilder;
use datafusion::prelude::{SessionConfig, SessionContext};
use ferrow_convert::{Error, RowFileOptions};
use ferrow_row::{RowBatch, RowLayout};
use ferrow_udf::RowSession;
use ferrow_udf::distributed::{DistributedSession, Worker, Workers, row_worker, serve};
use tokio::net::TcpListener;

use crate::support::{encode, flights};
use crate::tpch_data::{Table, answer};

/// Workers that serve as long as the runtime of a test.
pub(super) struct Cluster {
    pub(super) workers: Workers,
}

impl Cluster {
    pub(super) async fn new(workers: usize) -> Result<Self> {
        Self::of((0..workers).map(|_| row_worker())).await
    }

    pub(super) async fn of(workers: impl IntoIterator<Item = Worker>) -> Result<Self> {
        let mut urls = Vec::new();
        for worker in workers {
            let listener = TcpListener::bind("127.0.0.1:0").await?;
            urls.push(format!("http://{}", listener.local_addr()?));
            tokio::spawn(serve(worker, listener, std::future::pending()));
        }
        Ok(Self { workers: Workers::try_new(urls)? })
    }

    /// A session that has the workers help with the smallest file.
    pub(super) async fn session(&self, partitions: usize) -> Result<SessionContext> {
        let ctx = session(partitions, |builder| builder.with_workers(&self.workers));
        self.workers.check(&ctx.task_ctx()).await?;
        spread(&ctx).await?;
        Ok(ctx)
    }
}

/// Has the smallest file be read in as many parts as there are partitions, by all workers.
pub(super) async fn spread(ctx: &SessionContext) -> Result<()> {
    ctx.sql("SET distributed.file_scan_config_bytes_per_partition = 1").await?;
    ctx.sql("SET datafusion.optimizer.repartition_file_min_size = 0").await?;
    Ok(())
}

/// A session in which numbers with a point are decimals.
pub(super) fn session(
    partitions: usize,
    extend: impl FnOnce(SessionStateBuilder) -> SessionStateBuilder,
) -> SessionContext {
    let mut config = SessionConfig::new().with_target_partitions(partitions);
    config.options_mut().sql_parser.parse_float_as_decimal = true;
    let builder = SessionStateBuilder::new().with_config(config).with_default_features();
    SessionContext::new_with_state(extend(builder.with_rows()).build())
}

/// Writes `batches` to `files` files in the folder of a table.
pub(super) fn save(
    folder: &Path,
    name: &str,
    layout: &Arc<RowLayout>,
    batches: &[RowBatch],
    files: usize,
) -> Result<()> {
    let folder = folder.join(name);
    std::fs::create_dir_all(&folder)?;
    for (file, rows) in batches.chunks(batches.len().div_ceil(files)).enumerate() {
        let rows = rows.iter().cloned().map(Ok::<_, Error>);
        let saved = RowFileOptions::new().save(folder.join(format!("{file}.ferrow")), layout, rows);
        saved.map_err(|error| DataFusionError::External(Box::new(error)))?;
    }
    Ok(())
}

pub(super) fn save_tpch(folder: &Path, tables: &[Table], files: usize) -> Result<()> {
    for table in tables {
        let (layout, rows) = table.rows()?;
        save(folder, table.name, &layout, &rows, files)?;
    }
    Ok(())
}

/// Flights by their ids, in files of batches of `batch_rows` rows.
pub(super) fn save_flights(
    folder: &Path,
    name: &str,
    rows: usize,
    batch_rows: usize,
    files: usize,
) -> Result<()> {
    let all = encode(&flights(i64::try_from(rows).unwrap_or(0)));
    let starts = (0..rows).step_by(batch_rows);
    let batches = starts.map(|start| all.slice(start..rows.min(start + batch_rows)));
    save(folder, name, all.layout(), &batches.collect::<Vec<_>>(), files)
}

/// Declares the folder of each of these names to be a table.
pub(super) async fn declare(ctx: &SessionContext, folder: &Path, names: &[&str]) -> Result<()> {
    for name in names {
        let place = folder.join(name);
        let place = place.display();
        let sql = format!("CREATE EXTERNAL TABLE {name} STORED AS FERROW LOCATION '{place}/'");
        ctx.sql(&sql).await?;
    }
    Ok(())
}

/// The one row of numbers that a query gives.
pub(super) async fn numbers(ctx: &SessionContext, sql: &str) -> Result<Vec<i64>> {
    let batch = answer(ctx, sql).await?;
    assert_eq!(batch.num_rows(), 1);
    let number = |column: &Arc<dyn datafusion::arrow::array::Array>| {
        column.as_any().downcast_ref::<Int64Array>().expect("a column of numbers").value(0)
    };
    Ok(batch.columns().iter().map(number).collect())
}

/// What `EXPLAIN` or `EXPLAIN ANALYZE` says.
pub(super) async fn explain(ctx: &SessionContext, sql: &str) -> Result<String> {
    let batches = ctx.sql(sql).await?.collect().await?;
    Ok(datafusion::arrow::util::pretty::pretty_format_batches(&batches)?.to_string())
}
