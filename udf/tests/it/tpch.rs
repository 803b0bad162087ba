//! The 22 queries of TPC-H answer over rows, in memory and in files, as they do over record batches.

use std::path::Path;

use datafusion::arrow::array::RecordBatch;
use datafusion::arrow::util::pretty::pretty_format_batches;
use datafusion::error::{DataFusionError, Result};
use datafusion::prelude::SessionContext;
use ferrow_convert::{Error, RowFileOptions};
use tempfile::TempDir;

use crate::tpch_data::{QUERIES, Table, answer, session, tables};

/// The scale at which every query has an answer. An unoptimised engine takes under a minute of one core.
const SCALE: f64 = 0.1;

const PARTITIONS: usize = 2;
/// Files of a table, of which there may be fewer batches.
const FILES: usize = 3;

#[tokio::test]
async fn tpch_over_rows_answers_as_over_record_batches() -> Result<()> {
    let tables = tables(SCALE)?;
    let (batches, rows) = (session(PARTITIONS)?, session(PARTITIONS)?);
    let (files, folder) = (session(PARTITIONS)?, TempDir::new()?);
    for table in &tables {
        batches.register_table(table.name, table.of_batches()?)?;
        rows.register_table(table.name, table.of_rows()?)?;
        register_files(&files, folder.path(), table).await?;
    }
    for (name, sql) in QUERIES {
        let wanted = answer(&batches, sql).await?;
        assert!(wanted.num_rows() > 0, "{name} has no answer");
        for (source, ctx) in [("rows", &rows), ("row files", &files)] {
            let found = answer(ctx, sql).await.map_err(|error| error.context(*name))?;
            let is_equal = found.columns() == wanted.columns();
            assert!(is_equal, "{name} over {source}: {}", both(&found, &wanted)?);
        }
    }
    Ok(())
}

/// Writes the rows of a table to files of a folder, and declares that to be the table.
async fn register_files(ctx: &SessionContext, folder: &Path, table: &Table) -> Result<()> {
    let name = table.name;
    let (layout, rows) = table.rows()?;
    let folder = folder.join(name);
    std::fs::create_dir(&folder)?;
    for (file, rows) in rows.chunks(rows.len().div_ceil(FILES)).enumerate() {
        let rows = rows.iter().cloned().map(Ok::<_, Error>);
        let saved =
            RowFileOptions::new().save(folder.join(format!("{file}.ferrow")), &layout, rows);
        saved.map_err(|error| DataFusionError::External(Box::new(error)))?;
    }
    let folder = folder.display();
    let sql = format!("CREATE EXTERNAL TABLE {name} STORED AS FERROW LOCATION '{folder}/'");
    ctx.sql(&sql).await?;
    Ok(())
}

fn both(found: &RecordBatch, wanted: &RecordBatch) -> Result<String> {
    let show = |batch: &RecordBatch| pretty_format_batches(std::slice::from_ref(batch));
    Ok(format!("found\n{}\nwanted\n{}", show(found)?, show(wanted)?))
}
