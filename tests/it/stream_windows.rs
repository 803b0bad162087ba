//! The example of a stream in Redis: killed at any point and started again, it loses nothing and counts nothing
//! twice.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant, SystemTime};

use datafusion::arrow::util::pretty::pretty_format_batches;
use datafusion::prelude::{ParquetReadOptions, SessionContext};
use ferrow::convert::AtomicFile;
use ferrow::prelude::*;
use redis::Commands;
use redis::streams::StreamRangeReply;

#[path = "../../examples/stream_windows/departure.rs"]
#[expect(dead_code, reason = "the module of the example")]
mod departure;
use departure::Departure;

const MESSAGES: u64 = 100_000;
const KILLS: u32 = 20;

/// A server of its own, on a socket in a directory that goes with it.
struct Server {
    process: Child,
    directory: tempfile::TempDir,
}

impl Server {
    /// `None` where the program is missing.
    fn start() -> Option<Self> {
        let directory = tempfile::tempdir().expect("a temporary directory");
        let socket = directory.path().join("redis.sock");
        let process = Command::new("redis-server")
            .args(["--port", "0", "--save", "", "--appendonly", "no", "--unixsocket"])
            .arg(&socket)
            .current_dir(directory.path())
            .stdout(Stdio::null())
            .spawn()
            .ok()?;
        let server = Self { process, directory };
        let begin = Instant::now();
        while server.client().get_connection().is_err() {
            assert!(begin.elapsed() < Duration::from_secs(20), "redis-server does not answer");
            thread::sleep(Duration::from_millis(20));
        }
        Some(server)
    }

    fn url(&self) -> String {
        format!("unix://{}", self.directory.path().join("redis.sock").display())
    }

    fn client(&self) -> redis::Client {
        redis::Client::open(self.url()).expect("a URL of a socket")
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// The example, which is built with the tests.
fn example() -> Command {
    let tests = std::env::current_exe().expect("a path");
    let directory = tests.parent().and_then(Path::parent).expect("a target directory");
    Command::new(directory.join("examples").join("stream_windows"))
}

fn run(arguments: &[&str]) {
    let status = example().args(arguments).stdout(Stdio::null()).status().expect("it starts");
    assert!(status.success(), "{arguments:?}");
}

fn files(directory: &Path, kind: &str) -> Vec<PathBuf> {
    let files = fs::read_dir(directory).expect("a directory");
    let files = files.map(|file| file.expect("a file").path());
    let mut files: Vec<_> = files.filter(|path| path.to_string_lossy().ends_with(kind)).collect();
    files.sort();
    files
}

/// What SQL says of a table of hours that may have several rows for one.
async fn totals(ctx: &SessionContext, hours: &str) -> String {
    let sql = format!(
        "SELECT carrier, window_start, sum(departures) AS departures, sum(delay) AS delay, \
         min(least) AS least, max(most) AS most FROM {hours} \
         GROUP BY carrier, window_start ORDER BY window_start, carrier"
    );
    let batches = ctx.sql(&sql).await.expect("a query").collect().await.expect("an answer");
    pretty_format_batches(&batches).expect("a table").to_string()
}

/// The same of all messages in the stream, and the ids of those that are none.
async fn wanted(server: &Server) -> (String, Vec<String>) {
    let mut connection = server.client().get_connection().expect("a connection");
    let entries: StreamRangeReply = connection.xrange_all("departures").expect("the stream");
    assert_eq!(entries.ids.len() as u64, MESSAGES);
    let (mut rows, mut dead) =
        (ferrow::RowBatchWriter::new(Departure::layout().clone()), Vec::new());
    for entry in &entries.ids {
        let row: Vec<u8> = entry.get("row").expect("a row");
        match rows.push(&row) {
            Ok(()) => {}
            Err(_) => dead.push(entry.id.clone()),
        }
    }
    let ctx = SessionContext::new();
    let table = Arc::new(RowTable::new(rows.finish()));
    ctx.register_table("departures", table).expect("a new name");
    let hours = "(SELECT carrier, \"at\" - \"at\" % 3600000 AS window_start, count(*) AS departures, \
                 sum(dep_delay) AS delay, min(dep_delay) AS least, max(dep_delay) AS most \
                 FROM departures WHERE dep_delay IS NOT NULL GROUP BY 1, 2)";
    (totals(&ctx, hours).await, dead)
}

#[tokio::test]
async fn killed_at_any_point_it_loses_nothing_and_counts_nothing_twice() {
    let Some(server) = Server::start() else {
        eprintln!("skipped: there is no `redis-server` here; Debian's package of this name has it");
        return;
    };
    let (url, messages) = (server.url(), MESSAGES.to_string());
    let hours = server.directory.path().join("hours");
    let hours = hours.to_str().unwrap();
    run(&["produce", &url, &messages]);

    // Moments that differ from run to run are part of the test: the state must be right at each of them.
    let begin = Instant::now();
    run(&["consume", &url, hours, "--until-idle"]);
    let whole = begin.elapsed().saturating_sub(Duration::from_secs(1));
    let (wanted, dead) = wanted(&server).await;
    check(hours, &wanted, &dead).await;

    fs::remove_dir_all(hours).unwrap();
    let mut connection = server.client().get_connection().unwrap();
    let _: bool = connection.xgroup_destroy("departures", "hours").unwrap();
    fs::create_dir(hours).unwrap();
    // Between the files of a step and its state, and between that and the acknowledgement.
    for kind in [".parquet", ".dead.txt", "state.arrow"] {
        for _ in 0..3 {
            let before = newest(hours, kind);
            kill(&url, hours, |ended| while newest(hours, kind) == before && !ended() {});
            assert_ne!(
                newest(hours, kind),
                before,
                "no {kind} was written, so this killed nothing"
            );
        }
    }
    let mut random = std::hash::BuildHasher::hash_one(&std::hash::RandomState::new(), 0_u8);
    // Shown where the test fails.
    eprintln!("the random seed is {random}");
    // Long enough that all kills together see most of the stream, at different points of a step.
    let most = u64::try_from(whole.as_micros()).unwrap() / 10 + 1;
    for _ in 0..KILLS {
        random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        let moment = Duration::from_micros(random % most);
        kill(&url, hours, |_| thread::sleep(moment));
    }
    // As a run leaves it that is killed while it writes, which may have happened above or not.
    let half_written = AtomicFile::create(Path::new(hours).join("00000001.parquet")).unwrap();
    std::mem::forget(half_written);
    assert!(!files(Path::new(hours), ".tmp").is_empty());
    run(&["consume", &url, hours, "--until-idle"]);
    check(hours, &wanted, &dead).await;
    assert_eq!(files(Path::new(hours), ".tmp"), [] as [PathBuf; 0]);
}

/// Starts the consumer, and kills it at a moment.
fn kill(url: &str, hours: &str, moment: impl FnOnce(&mut dyn FnMut() -> bool)) {
    let mut consumer = example().args(["consume", url, hours]).spawn().expect("it starts");
    let begin = Instant::now();
    // One that has nothing to read any more waits, and writes no file. A machine that is busy may take long.
    moment(&mut || begin.elapsed() > Duration::from_secs(60));
    let ended = consumer.try_wait().expect("a process");
    assert!(ended.is_none(), "it ended by itself: {ended:?}");
    consumer.kill().expect("a process");
    consumer.wait().expect("a process");
}

/// The name of the last file of a kind, and when it was written.
fn newest(hours: &str, kind: &str) -> Option<(PathBuf, SystemTime)> {
    let path = files(Path::new(hours), kind).pop()?;
    let written = fs::metadata(&path).and_then(|file| file.modified()).ok()?;
    Some((path, written))
}

/// Whether the files have every message once.
async fn check(hours: &str, wanted: &str, dead: &[String]) {
    let ctx = SessionContext::new();
    ctx.register_parquet("hours", hours, ParquetReadOptions::default()).await.expect("files");
    assert_eq!(totals(&ctx, "hours").await, wanted);
    let mut found = Vec::new();
    for file in files(Path::new(hours), ".dead.txt") {
        let text = fs::read_to_string(file).expect("a text");
        found.extend(text.lines().filter_map(|line| line.split('\t').next().map(str::to_owned)));
    }
    assert_eq!(found, dead);
    assert_eq!(dead.len() as u64, MESSAGES / 5_000);
    assert!(files(Path::new(hours), ".parquet").len() > 1, "in several steps");
}
