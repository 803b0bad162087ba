//! Plans as bytes, and what comes of bytes that are damaged.

use std::sync::Arc;

use datafusion::arrow::array::RecordBatch;
use datafusion::arrow::compute::concat_batches;
use datafusion::common::tree_node::{TreeNode, TreeNodeRecursion};
use datafusion::datasource::physical_plan::{FileScanConfig, FileScanConfigBuilder};
use datafusion::datasource::source::DataSourceExec;
use datafusion::error::Result;
use datafusion::physical_plan::{ExecutionPlan, collect, displayable};
use datafusion::prelude::SessionContext;
use datafusion_proto::bytes::{
    physical_plan_from_bytes_with_proto_converter, physical_plan_to_bytes_with_proto_converter,
};
use datafusion_proto::physical_plan::DeduplicatingProtoConverter;
use ferrow_udf::distributed::RowPlanCodec;
use tempfile::TempDir;

use super::support::{declare, save_flights, save_tpch, session};
use crate::tpch_data::{QUERIES, tables};

fn write(plan: &Arc<dyn ExecutionPlan>) -> Result<Vec<u8>> {
    let converter = DeduplicatingProtoConverter::default();
    let plan = Arc::clone(plan);
    let bytes = physical_plan_to_bytes_with_proto_converter(plan, &RowPlanCodec, &converter)?;
    Ok(bytes.to_vec())
}

fn read(ctx: &SessionContext, bytes: &[u8]) -> Result<Arc<dyn ExecutionPlan>> {
    let converter = DeduplicatingProtoConverter::default();
    let context = ctx.task_ctx();
    physical_plan_from_bytes_with_proto_converter(bytes, &context, &RowPlanCodec, &converter)
}

async fn plan(ctx: &SessionContext, sql: &str) -> Result<Arc<dyn ExecutionPlan>> {
    ctx.sql(sql).await?.create_physical_plan().await
}

async fn run(ctx: &SessionContext, plan: Arc<dyn ExecutionPlan>) -> Result<RecordBatch> {
    let schema = plan.schema();
    Ok(concat_batches(&schema, &collect(plan, ctx.task_ctx()).await?)?)
}

fn shown(plan: &Arc<dyn ExecutionPlan>) -> String {
    displayable(plan.as_ref()).indent(true).to_string()
}

/// The scans of files in a plan.
fn scans(plan: &Arc<dyn ExecutionPlan>) -> Vec<Arc<dyn ExecutionPlan>> {
    let mut found = Vec::new();
    let visited = plan.apply(|plan| {
        found.extend(plan.is::<DataSourceExec>().then(|| Arc::clone(plan)));
        Ok(TreeNodeRecursion::Continue)
    });
    visited.expect("a visit that does not fail");
    found
}

/// The rows that all scans of a plan gave.
fn rows_read(plan: &Arc<dyn ExecutionPlan>) -> usize {
    let metrics = scans(plan).into_iter().filter_map(|scan| scan.metrics());
    metrics.filter_map(|metrics| metrics.output_rows()).sum()
}

fn files(plan: &Arc<dyn ExecutionPlan>) -> &FileScanConfig {
    let scan = plan.downcast_ref::<DataSourceExec>().expect("a scan");
    scan.data_source().downcast_ref::<FileScanConfig>().expect("a scan of files")
}

#[tokio::test]
async fn plans_of_tpch_are_the_same_when_they_were_shipped() -> Result<()> {
    let folder = TempDir::new()?;
    let tables = tables(0.01)?;
    save_tpch(folder.path(), &tables, 2)?;
    let (here, there) = (session(2, |builder| builder), session(2, |builder| builder));
    declare(&here, folder.path(), &tables.iter().map(|table| table.name).collect::<Vec<_>>())
        .await?;
    for (name, sql) in QUERIES {
        let plan = plan(&here, sql).await?;
        assert!(!scans(&plan).is_empty(), "{name}");
        let shipped = read(&there, &write(&plan)?).map_err(|error| error.context(*name))?;
        assert_eq!(shown(&shipped), shown(&plan), "{name}");
        let (wanted, found) = (run(&here, plan).await?, run(&there, shipped).await?);
        assert_eq!(found, wanted, "{name}");
    }
    Ok(())
}

/// Everything that a scan can hold: filters of each kind, structs and parts of them, computed columns.
const SCANS: &[&str] = &[
    "SELECT * FROM flights",
    "SELECT id * 2 AS twice, carrier || tail AS both FROM flights WHERE dep_delay > 3 ORDER BY id",
    "SELECT id FROM flights WHERE tail LIKE 'N3%' AND carrier NOT IN ('UA', 'DL') ORDER BY id",
    "SELECT id FROM flights WHERE cancelled OR dep_delay IS NULL AND time_hour IS NOT NULL ORDER BY id",
    "SELECT id FROM flights WHERE time_hour > '2013-01-02T00:00:00Z' AND NOT distance < 100 ORDER BY id",
    "SELECT id FROM flights WHERE cancelled IS DISTINCT FROM true ORDER BY id LIMIT 7",
    "SELECT id FROM flights WHERE dep_delay + 1 > 3 ORDER BY dep_delay DESC NULLS LAST, id LIMIT 9",
    "SELECT count(*) AS n FROM flights WHERE distance BETWEEN 100 AND 500",
    "SELECT to_row_named('a', id) AS r FROM flights ORDER BY id LIMIT 3",
];

#[tokio::test]
async fn all_that_a_scan_holds_is_shipped() -> Result<()> {
    let folder = TempDir::new()?;
    save_flights(folder.path(), "flights", 1_000, 50, 3)?;
    let (here, there) = (session(3, |builder| builder), session(3, |builder| builder));
    declare(&here, folder.path(), &["flights"]).await?;
    for sql in SCANS {
        let plan = plan(&here, sql).await?;
        let shipped = read(&there, &write(&plan)?)?;
        assert_eq!(shown(&shipped), shown(&plan), "{sql}");
        let (wanted, found) = (run(&here, plan).await?, run(&there, shipped).await?);
        assert!(wanted.num_rows() > 0, "{sql}");
        assert_eq!(found.num_rows(), wanted.num_rows(), "{sql}");
        if sql.contains("ORDER") {
            assert_eq!(found.columns(), wanted.columns(), "{sql}");
        }
    }
    Ok(())
}

#[tokio::test]
async fn columns_of_folders_are_shipped() -> Result<()> {
    let folder = TempDir::new()?;
    for (part, rows) in [("2013", 30), ("2014", 50)] {
        save_flights(folder.path(), &format!("year={part}"), rows, 10, 2)?;
    }
    let ctx = session(2, |builder| builder);
    let place = folder.path().display();
    let sql = format!(
        "CREATE EXTERNAL TABLE flights STORED AS FERROW PARTITIONED BY (year) LOCATION '{place}/'"
    );
    ctx.sql(&sql).await?;
    for sql in [
        "SELECT year, count(id), sum(id) FROM flights WHERE dep_delay > 0 GROUP BY year ORDER BY year",
        "SELECT id, year FROM flights WHERE year = '2014' AND id > 20 ORDER BY id",
    ] {
        let plan = plan(&ctx, sql).await?;
        let shipped = read(&ctx, &write(&plan)?)?;
        assert_eq!(shown(&shipped), shown(&plan));
        assert_eq!(run(&ctx, shipped).await?, run(&ctx, plan).await?);
    }
    Ok(())
}

#[tokio::test]
async fn filters_that_a_query_finds_out_still_prune_scans() -> Result<()> {
    let folder = TempDir::new()?;
    save_flights(folder.path(), "flights", 10_000, 100, 1)?;
    let ctx = session(1, |builder| builder);
    declare(&ctx, folder.path(), &["flights"]).await?;
    let join = "SELECT a.id FROM flights a
                JOIN (SELECT id FROM flights ORDER BY id LIMIT 1) b ON a.id = b.id";
    let top = "SELECT id, tail FROM flights ORDER BY id LIMIT 3";
    for (sql, rows) in [(join, 1), (top, 3)] {
        let plan = plan(&ctx, sql).await?;
        assert!(shown(&plan).contains("DynamicFilter"), "{}", shown(&plan));
        let shipped = read(&ctx, &write(&plan)?)?;
        assert_eq!(shown(&shipped), shown(&plan));
        assert_eq!(run(&ctx, Arc::clone(&shipped)).await?.num_rows(), rows);
        run(&ctx, Arc::clone(&plan)).await?;
        // The scans together read less than all rows of one, as they do in the plan that was not shipped.
        let (found, wanted) = (rows_read(&shipped), rows_read(&plan));
        assert!(found < 10_000 && found == wanted, "{sql} read {found} rows, and {wanted}");
    }
    Ok(())
}

#[tokio::test]
async fn limits_beyond_32_bits_are_shipped() -> Result<()> {
    let folder = TempDir::new()?;
    save_flights(folder.path(), "flights", 100, 10, 1)?;
    let ctx = session(1, |builder| builder);
    declare(&ctx, folder.path(), &["flights"]).await?;
    let scan = scans(&plan(&ctx, "SELECT id FROM flights").await?).remove(0);
    let limit = Some((1_usize << 32) + 5);
    let config = FileScanConfigBuilder::from(files(&scan).clone()).with_limit(limit);
    let config = config.with_preserve_order(true).build();
    let shipped = read(&ctx, &write(&(DataSourceExec::from_data_source(config) as _))?)?;
    assert_eq!((files(&shipped).limit, files(&shipped).preserve_order), (limit, true));
    assert_eq!(run(&ctx, shipped).await?.num_rows(), 100);
    Ok(())
}

#[tokio::test]
async fn damaged_plans_are_errors() -> Result<()> {
    let folder = TempDir::new()?;
    save_flights(folder.path(), "flights", 100, 10, 1)?;
    let ctx = session(1, |builder| builder);
    declare(&ctx, folder.path(), &["flights"]).await?;
    let scan = scans(&plan(&ctx, "SELECT id FROM flights WHERE dep_delay > 3").await?).remove(0);
    let bytes = write(&scan)?;
    assert!(read(&ctx, &bytes).is_ok());
    // The first bytes are the lengths of DataFusion's own messages around the scan.
    let start = bytes.windows(11).position(|part| part == b"ferrow scan").expect("the scan");
    for at in start..bytes.len() {
        let mut damaged = bytes.clone();
        damaged[at] ^= 0x41;
        assert!(read(&ctx, &damaged).is_err(), "byte {at} of {}", bytes.len());
    }
    for at in 0..bytes.len() {
        assert!(read(&ctx, &bytes[..at]).is_err(), "cut at {at} of {}", bytes.len());
    }
    Ok(())
}
