//! What workers cannot do is said, and never gives another answer.

use std::sync::{Arc, Mutex, mpsc};
use std::time::Duration;

use datafusion::arrow::array::Int64Array;
use datafusion::arrow::datatypes::DataType;
use datafusion::error::{DataFusionError, Result};
use datafusion::logical_expr::{ColumnarValue, ScalarUDF, Volatility, create_udf};
use ferrow_udf::RowTable;
use ferrow_udf::distributed::{
    DistributedSession, Worker, Workers, is_of_worker, row_worker, row_worker_with, serve,
};
use tempfile::TempDir;
use tokio::io::copy_bidirectional;
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::{Builder, Runtime};

use super::support::{Cluster, declare, numbers, save_flights, session, spread};
use crate::support::{encode, flights};
use crate::tpch_data::answer;

/// A function that panics on one value.
fn panics_at(value: i64) -> ScalarUDF {
    let run = move |arguments: &[ColumnarValue]| {
        let array = ColumnarValue::values_to_arrays(arguments)?.remove(0);
        let numbers = array.as_any().downcast_ref::<Int64Array>().expect("numbers");
        assert!(!numbers.values().contains(&value), "{value} is there");
        Ok(ColumnarValue::Array(array))
    };
    let arguments = vec![DataType::Int64];
    create_udf("panics_at", arguments, DataType::Int64, Volatility::Volatile, Arc::new(run))
}

/// A worker that has `function`.
fn worker_with(function: ScalarUDF) -> Worker {
    let function = Arc::new(function);
    row_worker_with(move |mut builder| {
        let functions = builder.scalar_functions().get_or_insert_default();
        functions.push(Arc::clone(&function));
        builder
    })
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_panic_of_a_worker_is_an_error() -> Result<()> {
    let folder = TempDir::new()?;
    save_flights(folder.path(), "flights", 4_000, 100, 1)?;
    let worker = || worker_with(panics_at(3_950));
    let cluster = Cluster::of([worker(), worker()]).await?;
    let ctx = cluster.session(2).await?;
    ctx.register_udf(panics_at(3_950));
    declare(&ctx, folder.path(), &["flights"]).await?;
    for sql in [
        "SELECT panics_at(id) AS n FROM flights WHERE id >= 0",
        "SELECT count(panics_at(id)) FROM flights WHERE id >= 0",
        "SELECT carrier, sum(panics_at(id)) FROM flights WHERE id >= 0 GROUP BY carrier",
        "SELECT a.id FROM flights a JOIN flights b ON panics_at(a.id) = b.id WHERE a.id >= 0",
    ] {
        let error = answer(&ctx, sql).await.expect_err(sql).to_string();
        assert!(error.contains("panicked") && error.contains("3950"), "{sql}: {error}");
    }
    // The workers go on.
    let sql = "SELECT count(panics_at(id)), sum(id) FROM flights WHERE id < 2000";
    assert_eq!(numbers(&ctx, sql).await?, [2_000, 1_999_000]);
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_worker_that_is_not_there_is_named() -> Result<()> {
    let folder = TempDir::new()?;
    save_flights(folder.path(), "flights", 1_000, 100, 1)?;
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let url = format!("http://{}", listener.local_addr()?);
    drop(listener);
    let cluster = Cluster::new(1).await?;
    let urls = [cluster.workers.urls()[0].to_string(), url.clone()];
    let workers = Workers::try_new(&urls)?;
    let ctx = session(2, |builder| builder.with_workers(&workers));
    spread(&ctx).await?;
    declare(&ctx, folder.path(), &["flights"]).await?;
    let checked = workers.check(&ctx.task_ctx()).await.expect_err("nobody listens");
    let asked = answer(&ctx, "SELECT sum(id) FROM flights WHERE id >= 0")
        .await
        .expect_err("nobody listens");
    for error in [checked, asked] {
        assert!(is_of_worker(&error), "{error}");
        let text = error.to_string();
        assert!(text.contains(&format!("the worker {url} does not answer: ")), "{text}");
        assert!(text.contains("refused"), "{text}");
    }
    Ok(())
}

/// A function that gives what it takes, after `first` has run on its first call.
fn waits(first: impl FnOnce() + Send + 'static) -> ScalarUDF {
    let first = Mutex::new(Some(first));
    let run = move |arguments: &[ColumnarValue]| {
        // The lock ends with this line: other calls do not wait for the first.
        let first = first.lock().expect("no panic while it is held").take();
        if let Some(first) = first {
            first();
        }
        Ok(arguments[0].clone())
    };
    let arguments = vec![DataType::Int64];
    create_udf("waits", arguments, DataType::Int64, Volatility::Volatile, Arc::new(run))
}

/// Starts `worker` at `address`, with a runtime of its own.
fn worker_at(address: &str, worker: Worker) -> Result<(Runtime, String)> {
    let runtime = Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    let listener = runtime.block_on(TcpListener::bind(address))?;
    let address = listener.local_addr()?.to_string();
    runtime.spawn(serve(worker, listener, std::future::pending()));
    Ok((runtime, address))
}

/// An address at which the worker at `worker` is reached, until the runtime ends. A worker in this process cannot be
/// killed: where its own runtime ends, it may say so before its connections break.
fn reached_through(worker: String) -> Result<(Runtime, String)> {
    let runtime = Builder::new_multi_thread().worker_threads(1).enable_all().build()?;
    let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0"))?;
    let address = listener.local_addr()?.to_string();
    runtime.spawn(async move {
        while let Ok((mut near, _)) = listener.accept().await {
            let worker = worker.clone();
            tokio::spawn(async move {
                let mut far = TcpStream::connect(worker).await?;
                copy_bidirectional(&mut near, &mut far).await
            });
        }
    });
    Ok((runtime, address))
}

#[test]
fn a_session_goes_on_when_its_worker_comes_back() -> Result<()> {
    let folder = TempDir::new()?;
    save_flights(folder.path(), "flights", 20_000, 100, 2)?;
    let (called, calls) = mpsc::channel();
    let (hold, held) = mpsc::channel::<()>();
    let waiting = waits(move || {
        called.send(()).expect("the test waits for it");
        held.recv().expect_err("nothing is sent");
    });
    let (first, other) = worker_at("127.0.0.1:0", worker_with(waits(|| ())))?;
    let (second, address) = worker_at("127.0.0.1:0", worker_with(waiting))?;
    let (way, address) = reached_through(address)?;
    let here = Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    let url = format!("http://{address}");
    let workers = Workers::try_new([url.clone(), format!("http://{other}")])?;
    let ctx = session(2, |builder| builder.with_workers(&workers));
    ctx.register_udf(waits(|| ()));
    here.block_on(async {
        spread(&ctx).await?;
        declare(&ctx, folder.path(), &["flights"]).await
    })?;
    let running = here.spawn({
        let ctx = ctx.clone();
        async move { answer(&ctx, "SELECT count(waits(id)) FROM flights WHERE id >= 0").await }
    });
    calls.recv_timeout(Duration::from_secs(60)).expect("the worker has a part of the query");
    way.shutdown_timeout(Duration::from_secs(60));
    let error = here.block_on(running).expect("no panic").expect_err("a worker that is gone");
    assert!(is_of_worker(&error) && error.to_string().contains(&url), "{error}");
    drop(hold);

    let sum = "SELECT sum(id) FROM flights WHERE id >= 0";
    let error = here.block_on(answer(&ctx, sum)).expect_err("nobody listens");
    assert!(is_of_worker(&error) && error.to_string().contains(&url), "{error}");
    let again = worker_at(&address, row_worker())?;
    assert_eq!(here.block_on(numbers(&ctx, sum))?, [199_990_000]);
    drop((first, second, again));
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn rows_that_functions_make_are_not_read_on_workers() -> Result<()> {
    let folder = TempDir::new()?;
    save_flights(folder.path(), "flights", 1_000, 100, 1)?;
    let ctx = Cluster::new(2).await?.session(2).await?;
    declare(&ctx, folder.path(), &["flights"]).await?;
    // DataFusion's plans do not keep the metadata of what a function gives.
    let sql = "SELECT sum(row_get(to_row_named('a', id), 'a')) FROM flights WHERE id >= 0";
    let error = answer(&ctx, sql).await.expect_err("a row without its type").to_string();
    assert!(error.contains("row_get: ") && error.contains("`ferrow.row`"), "{error}");
    Ok(())
}

#[tokio::test]
async fn a_worker_of_another_version_is_refused() -> Result<()> {
    let cluster = Cluster::of([row_worker(), row_worker().with_version("ferrow 9.9.9")]).await?;
    let error = cluster.session(1).await.err().expect("another version").to_string();
    assert!(error.contains("is ferrow 9.9.9, and this is ferrow "), "{error}");
    assert!(error.contains(cluster.workers.urls()[1].as_str().trim_end_matches('/')), "{error}");
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_function_that_workers_lack_is_named() -> Result<()> {
    let folder = TempDir::new()?;
    save_flights(folder.path(), "flights", 1_000, 100, 1)?;
    let ctx = Cluster::new(2).await?.session(2).await?;
    ctx.register_udf(panics_at(-1));
    declare(&ctx, folder.path(), &["flights"]).await?;
    let error = answer(&ctx, "SELECT sum(panics_at(id)) FROM flights WHERE id >= 0").await;
    let error = error.expect_err("a function that is not there").to_string();
    assert!(error.contains("panics_at"), "{error}");
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn rows_in_memory_stay_on_their_machine() -> Result<()> {
    let folder = TempDir::new()?;
    save_flights(folder.path(), "flights", 1_000, 100, 1)?;
    let ctx = Cluster::new(2).await?.session(2).await?;
    declare(&ctx, folder.path(), &["flights"]).await?;
    let rows = encode(&flights(100));
    ctx.register_table("mine", Arc::new(RowTable::new(rows)))?;
    // A query of them alone is one of this machine.
    assert_eq!(numbers(&ctx, "SELECT sum(id) FROM mine WHERE id < 3").await?, [3]);
    let sql = "SELECT sum(f.id) FROM flights f JOIN mine ON f.id = mine.id WHERE f.id >= 0";
    let error = answer(&ctx, sql).await.expect_err("rows that workers do not have");
    assert!(matches!(error.find_root(), DataFusionError::Plan(_)), "{error}");
    assert!(error.to_string().contains("are in the memory of this process"), "{error}");
    Ok(())
}

#[tokio::test]
async fn settings_that_workers_do_not_keep_are_said() -> Result<()> {
    let folder = TempDir::new()?;
    save_flights(folder.path(), "flights", 4_000, 100, 1)?;
    let ctx = Cluster::new(2).await?.session(2).await?;
    declare(&ctx, folder.path(), &["flights"]).await?;
    let sql = "SELECT carrier, count(*) FROM flights WHERE id >= 0 GROUP BY carrier";
    answer(&ctx, sql).await?;
    for (set, reset) in [
        ("datafusion.execution.time_zone = 'America/New_York'", "datafusion.execution.time_zone"),
        ("distributed.file_scan_config_bytes_per_partition = 0", ""),
    ] {
        ctx.sql(&format!("SET {set}")).await?;
        let error = answer(&ctx, sql).await.expect_err(set);
        assert!(matches!(error.find_root(), DataFusionError::Plan(_)), "{set}: {error}");
        if !reset.is_empty() {
            ctx.sql(&format!("RESET {reset}")).await?;
            answer(&ctx, sql).await?;
        }
    }
    Ok(())
}

#[tokio::test]
async fn partitions_that_are_to_stay_together_are_not_taken_apart() -> Result<()> {
    let folder = TempDir::new()?;
    for year in ["year=2013", "year=2014"] {
        save_flights(folder.path(), year, 4_000, 100, 2)?;
    }
    let ctx = Cluster::new(2).await?.session(2).await?;
    let place = folder.path().display();
    let sql = "CREATE EXTERNAL TABLE kept STORED AS FERROW PARTITIONED BY (year)";
    ctx.sql(&format!("{sql} LOCATION '{place}/'")).await?;
    let sql = "SELECT year, count(*) FROM kept GROUP BY year ORDER BY year";
    answer(&ctx, sql).await?;
    ctx.sql("SET datafusion.optimizer.preserve_file_partitions = 1").await?;
    let error = answer(&ctx, sql).await.expect_err("each worker would count its files alone");
    assert!(matches!(error.find_root(), DataFusionError::Plan(_)), "{error}");
    assert!(error.to_string().contains("preserve_file_partitions"), "{error}");
    Ok(())
}

#[test]
fn what_is_no_url_of_a_worker_is_said() {
    for url in
        ["", "10.0.0.2:7070", "https://10.0.0.2:7070", "http://10.0.0.2:7070/path", "http://u@h:1"]
    {
        let error = Workers::try_new([url]).unwrap_err().to_string();
        assert!(error.contains("http://HOST:PORT"), "{url}: {error}");
    }
    for url in ["http://user:secret@h:7070", "http://:secret@h:7070", "http://h:7070?token=secret"]
    {
        let error = Workers::try_new([url]).unwrap_err().to_string();
        assert!(error.contains("http://HOST:PORT") && !error.contains("secret"), "{error}");
    }
    let twice = ["http://10.0.0.2:7070", "http://10.0.0.2:7070/"];
    assert!(Workers::try_new(twice).unwrap_err().to_string().contains("named twice"));
    assert!(Workers::try_new([""; 0]).is_err());
}
