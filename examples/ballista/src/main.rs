//! Row files as tables of Ballista, with a scheduler and an executor in this process.
//!
//! Ballista ships the logical plan of a query to its scheduler, and physical plans to its executors. The first
//! needs to know what a table is: here a folder of row files, and its columns. The second are written by Ferrow's
//! `RowPlanCodec`.

mod row_files;

use std::sync::Arc;

use ballista::prelude::{SessionConfigExt, SessionContextExt};
use ballista_core::serde::BallistaPhysicalExtensionCodec;
use datafusion::arrow::util::pretty::pretty_format_batches;
use datafusion::error::Result;
use datafusion::execution::SessionStateBuilder;
use datafusion::prelude::{SessionConfig, SessionContext};
use datafusion_proto::physical_plan::ComposedPhysicalExtensionCodec;
use ferrow::udf::distributed::RowPlanCodec;
use ferrow::udf::{RowSession, register_all};

use row_files::{RowFiles, RowFilesCodec};

const QUERY: &str = "SELECT carrier, count(*) AS flights, sum(arr_delay) AS minutes
                     FROM flights WHERE dep_delay > 60 GROUP BY carrier ORDER BY carrier";

#[tokio::main]
async fn main() -> Result<()> {
    let folder = std::env::temp_dir().join(format!("ballista-rows-{}", std::process::id()));
    let here = SessionContext::new();
    register_all(&here)?;
    let (data, rows) =
        (concat!(env!("CARGO_MANIFEST_DIR"), "/../data/flights.parquet"), folder.display());
    for statement in [
        &format!("CREATE EXTERNAL TABLE source STORED AS PARQUET LOCATION '{data}'"),
        &format!("COPY source TO '{rows}/' STORED AS FERROW"),
        &format!("CREATE EXTERNAL TABLE flights STORED AS FERROW LOCATION '{rows}/'"),
    ] {
        here.sql(statement).await?.collect().await?;
    }
    let schema = Arc::clone(here.table("flights").await?.schema().inner());

    // Ballista writes plans of its own, and Ferrow the scans of row files.
    let plans = ComposedPhysicalExtensionCodec::new(vec![
        Arc::new(BallistaPhysicalExtensionCodec::default()),
        Arc::new(RowPlanCodec),
    ]);
    let config = SessionConfig::new_with_ballista()
        .with_target_partitions(4)
        .with_ballista_standalone_parallelism(2)
        .with_ballista_logical_extension_codec(Arc::new(RowFilesCodec::default()))
        .with_ballista_physical_extension_codec(Arc::new(plans));
    let state = SessionStateBuilder::new().with_config(config).with_default_features().with_rows();
    let there = SessionContext::standalone_with_state(state.build()).await?;
    let files = RowFiles::open(&format!("{rows}/"), schema)?;
    there.register_table("flights", Arc::new(files))?;

    let found = there.sql(QUERY).await?.collect().await?;
    let found = pretty_format_batches(&found)?.to_string();
    println!("{found}");
    let wanted = here.sql(QUERY).await?.collect().await?;
    assert_eq!(found, pretty_format_batches(&wanted)?.to_string());
    std::fs::remove_dir_all(&folder)?;
    Ok(())
}
