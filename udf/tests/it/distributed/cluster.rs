//! Queries that workers help with.

use datafusion::error::Result;
use tempfile::TempDir;

use super::support::{Cluster, declare, explain, numbers, save_flights, save_tpch, session};
use crate::tpch_data::{QUERIES, answer, tables};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn tpch_on_workers_answers_as_on_one_machine() -> Result<()> {
    let folder = TempDir::new()?;
    let tables = tables(0.01)?;
    save_tpch(folder.path(), &tables, 2)?;
    let names: Vec<&str> = tables.iter().map(|table| table.name).collect();
    let cluster = Cluster::new(2).await?;
    let (here, there) = (session(2, |builder| builder), cluster.session(2).await?);
    declare(&here, folder.path(), &names).await?;
    declare(&there, folder.path(), &names).await?;
    for (name, sql) in QUERIES {
        let text = explain(&there, &format!("EXPLAIN {sql}")).await?;
        assert!(text.contains("DistributedExec") && text.contains("tasks=2"), "{name}: {text}");
        let wanted = answer(&here, sql).await?;
        let found = answer(&there, sql).await.map_err(|error| error.context(*name))?;
        assert_eq!(found.columns(), wanted.columns(), "{name}");
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_row_is_read_once() -> Result<()> {
    const ROWS: i64 = 5_000;
    let folder = TempDir::new()?;
    let cluster = Cluster::new(3).await?;
    for (batch_rows, files) in [(10, 1), (37, 4), (5_000, 1), (1, 7)] {
        let folder = folder.path().join(format!("{batch_rows}-{files}"));
        save_flights(&folder, "flights", usize::try_from(ROWS).unwrap_or(0), batch_rows, files)?;
        for partitions in [2, 5, 16] {
            let ctx = cluster.session(partitions).await?;
            declare(&ctx, &folder, &["flights"]).await?;
            let sql = "SELECT count(*), sum(id), count(DISTINCT id), min(id), max(id)
                       FROM flights WHERE id >= 0";
            let text = explain(&ctx, &format!("EXPLAIN {sql}")).await?;
            assert!(text.contains("t2: DataSourceExec"), "{text}");
            let wanted = [ROWS, ROWS * (ROWS - 1) / 2, ROWS, 0, ROWS - 1];
            let found = numbers(&ctx, sql).await?;
            assert_eq!(found, wanted, "{files} files, {batch_rows} rows, {partitions} partitions");
        }
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn workers_read_the_files() -> Result<()> {
    let folder = TempDir::new()?;
    save_flights(folder.path(), "flights", 4_000, 100, 1)?;
    let cluster = Cluster::new(2).await?;
    let ctx = cluster.session(2).await?;
    declare(&ctx, folder.path(), &["flights"]).await?;
    let sql = "SELECT carrier, sum(distance) FROM flights WHERE dep_delay > 0 GROUP BY carrier";
    let text = explain(&ctx, &format!("EXPLAIN ANALYZE {sql}")).await?;
    assert!(text.contains("NetworkShuffleExec"), "{text}");
    for task in ["t0", "t1"] {
        let scan = text.lines().find(|line| line.contains(&format!("{task}: DataSourceExec")));
        assert!(scan.is_some_and(|scan| scan.contains("filter=dep_delay > 0")), "{text}");
    }
    // What the scans of both tasks did, as the workers say: of 4,000 rows those that pass the filter.
    let scans = text.lines().find(|line| line.contains("DistributedLeafExec"));
    let scans = scans.unwrap_or_else(|| panic!("no scans in {text}"));
    assert!(scans.contains("output_rows=2.08 K,") && scans.contains("files_opened=5"), "{scans}");
    Ok(())
}

/// Functions and operators of this crate, which workers find by their names.
#[cfg(feature = "parquet")]
const OF_ROWS: &[&str] = &[
    "SELECT row_get(r, 'carrier') AS c, count(*) FROM m GROUP BY c ORDER BY c",
    "SELECT id FROM m WHERE row_get(r, 'dep_delay') > 30 ORDER BY id",
    "SELECT row_get(r, 'id')::bigint + row_get(r, 'dep_delay') AS a, row_get(r, 'tail') AS t
     FROM m ORDER BY a, t",
    "SELECT m.id FROM m JOIN flights f ON row_get(m.r, 'id') = f.id WHERE f.cancelled ORDER BY m.id",
    "SELECT row_hash(r) AS h, row_len(r) AS n FROM m ORDER BY h",
    "SELECT id, r FROM m ORDER BY row_sort_key(r, 'carrier'), id LIMIT 5",
];

#[cfg(feature = "parquet")]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn functions_are_found_by_their_names() -> Result<()> {
    let folder = TempDir::new()?;
    save_flights(folder.path(), "flights", 2_000, 100, 1)?;
    let cluster = Cluster::new(2).await?;
    let (here, there) = (session(2, |builder| builder), cluster.session(2).await?);
    declare(&here, folder.path(), &["flights"]).await?;
    declare(&there, folder.path(), &["flights"]).await?;
    let place = folder.path().join("m");
    let fields = ["id", "carrier", "tail", "dep_delay"].map(|name| format!("'{name}', {name}"));
    let rows = format!("SELECT id, to_row_named({}) AS r FROM flights", fields.join(", "));
    let copy = format!("COPY ({rows}) TO '{}/' STORED AS PARQUET", place.display());
    here.sql(&copy).await?.collect().await?;
    for ctx in [&here, &there] {
        let sql =
            format!("CREATE EXTERNAL TABLE m STORED AS PARQUET LOCATION '{}/'", place.display());
        ctx.sql(&sql).await?;
    }
    for sql in OF_ROWS {
        let text = explain(&there, &format!("EXPLAIN {sql}")).await?;
        assert!(text.contains("DistributedExec"), "{text}");
        let wanted = answer(&here, sql).await?;
        assert!(wanted.num_rows() > 0, "{sql}");
        assert_eq!(answer(&there, sql).await?.columns(), wanted.columns(), "{sql}");
    }
    Ok(())
}
