//! Queries of one process that workers of others help with.

use std::io::{BufRead, BufReader};
use std::net::TcpStream;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::Arc;
use std::thread::sleep;
use std::time::{Duration, Instant};

use ferrow_convert::{Error, RowFileOptions};
use ferrow_row::RowBatch;

use crate::support::{Place, Ran, numbers};
use crate::tpch_data::{QUERIES, Table, tables};

/// The scale at which every query of TPC-H has an answer.
const SCALE: f64 = 0.1;

/// Has the smallest file be read by all workers.
const SPREAD: &str = "SET distributed.file_scan_config_bytes_per_partition = 1; \
                      SET datafusion.optimizer.repartition_file_min_size = 0;";

/// How long a worker that is told to end lets its queries go on.
const PATIENCE: Duration = Duration::from_secs(10);

/// A worker process, which ends with the test.
struct Worker {
    process: Child,
    url: String,
}

impl Worker {
    fn start(place: &Place, listen: &str) -> Self {
        let mut command = place.command(["worker", "--listen", listen, "--threads", "2"]);
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut process = command.spawn().expect("the binary");
        let stdout = process.stdout.take().expect("a pipe");
        let mut line = String::new();
        BufReader::new(stdout).read_line(&mut line).expect("a line of text");
        let url = line.trim_end().strip_prefix("listening on ").unwrap_or_default().to_owned();
        assert!(url.starts_with("http://127.0.0.1:") && !url.ends_with(":0"), "{line}");
        Self { process, url }
    }

    /// Where it listens.
    fn address(&self) -> &str {
        self.url.trim_start_matches("http://")
    }

    fn signal(&self, name: &str) {
        let sent = Command::new("kill").args([name, &self.process.id().to_string()]).status();
        assert!(sent.expect("the program `kill`").success());
    }

    /// Waits until it takes no more connections.
    fn takes_no_more(&self) {
        let start = Instant::now();
        while TcpStream::connect(self.address()).is_ok() {
            assert!(start.elapsed() < Duration::from_secs(60), "the worker does not end");
            sleep(Duration::from_millis(20));
        }
    }

    /// Waits for its end, and returns its exit code and what it said.
    fn end(mut self) -> Ran {
        let start = Instant::now();
        while self.process.try_wait().expect("the test's own").is_none() {
            assert!(start.elapsed() < Duration::from_secs(60), "the worker does not end");
            sleep(Duration::from_millis(20));
        }
        let code = self.process.wait().expect("the test's own").code().unwrap_or(-1);
        let mut stderr = String::new();
        if let Some(pipe) = self.process.stderr.take() {
            stderr = std::io::read_to_string(pipe).expect("text");
        }
        Ran { code, stdout: Vec::new(), stderr }
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        // One that has ended cannot be killed.
        drop(self.process.kill());
        drop(self.process.wait());
    }
}

fn urls(workers: &[Worker]) -> String {
    workers.iter().map(|worker| worker.url.as_str()).collect::<Vec<_>>().join(",")
}

/// Writes a table to a folder of its name, in three files at most.
fn save(place: &Place, table: &Table) {
    let (layout, rows) = table.rows().expect("types that rows hold");
    let folder = place.path(table.name);
    std::fs::create_dir(&folder).expect("the test's own");
    for (file, rows) in rows.chunks(rows.len().div_ceil(3)).enumerate() {
        let rows = rows.iter().cloned().map(Ok::<_, Error>);
        let path = folder.join(format!("{file}.ferrow"));
        RowFileOptions::new().save(path, &layout, rows).expect("the test's own");
    }
}

/// Writes a row file of a column `n` with the numbers below `count`, in batches of a thousand.
fn save_numbers(place: &Place, name: &str, count: i64) {
    let rows = numbers(count);
    let batches = (0..rows.len()).step_by(1_000).map(|start| {
        let rows: RowBatch = rows.slice(start..rows.len().min(start + 1_000));
        Ok::<_, Error>(rows)
    });
    let layout = Arc::clone(rows.layout());
    RowFileOptions::new().save(place.path(name), &layout, batches).expect("the test's own");
}

#[test]
fn tpch_on_two_workers_answers_as_one_process_does() {
    let place = Place::new();
    let tables = tables(SCALE).expect("the generator's own");
    tables.iter().for_each(|table| save(&place, table));
    let workers = [Worker::start(&place, "127.0.0.1:0"), Worker::start(&place, "127.0.0.1:0")];
    let urls = urls(&workers);
    let decimals = "SET datafusion.sql_parser.parse_float_as_decimal = true;";
    let (mut script, mut plans) = (decimals.to_owned(), format!("{SPREAD} {decimals}"));
    for (name, sql) in QUERIES {
        let sql = sql.trim_end().trim_end_matches(';');
        script += &format!("SELECT '{name}' AS query; {sql};\n");
        plans += &format!("EXPLAIN {sql};\n");
    }
    place.write("spread.sql", format!("{SPREAD} {script}"));
    place.write("script.sql", script);
    place.write("plans.sql", plans);
    let run = |file: &str, more: &[&str]| {
        let args = ["query", "--threads", "2", "-o", "csv", "--file", file].into_iter();
        let names = tables.iter().map(|table| table.name);
        place.run(args.chain(names).chain(more.iter().copied())).well()
    };
    let plans = run("plans.sql", &["--workers", &urls]);
    assert_eq!(plans.text().matches(" DistributedExec").count(), 22);
    assert!(plans.text().matches("t1: DataSourceExec").count() > 22);

    let (found, wanted) = (run("spread.sql", &["--workers", &urls]), run("script.sql", &[]));
    for (line, (found, wanted)) in found.text().lines().zip(wanted.text().lines()).enumerate() {
        assert_eq!(found, wanted, "line {line}");
    }
    assert_eq!(found.text().lines().count(), wanted.text().lines().count());
    assert!(wanted.text().lines().count() > 22 * 4, "every query has an answer");
}

#[test]
fn each_row_is_read_once_and_by_workers() {
    let place = Place::new();
    save_numbers(&place, "n.ferrow", 100_000);
    let workers: Vec<Worker> = (0..3).map(|_| Worker::start(&place, "127.0.0.1:0")).collect();
    let urls = urls(&workers);
    let sql = "SELECT count(*) AS c, sum(n) AS s, count(DISTINCT n) AS d FROM n WHERE n >= 0";
    for threads in ["1", "4"] {
        let run = |sql: &str| {
            let sql = format!("{SPREAD} {sql}");
            let args = ["query", &sql, "n.ferrow", "--workers", &urls, "--threads", threads];
            place.run(args.into_iter().chain(["-o", "csv"])).well().text().to_owned()
        };
        assert_eq!(run(sql), "c,s,d\n100000,4999950000,100000\n");
        let plan = run(&format!("EXPLAIN ANALYZE {sql}"));
        for task in ["t0", "t1", "t2"] {
            assert!(plan.contains(&format!("{task}: DataSourceExec")), "{plan}");
        }
        // What the scans did, as the workers say.
        let scans = plan.lines().find(|line| line.contains("DistributedLeafExec"));
        let scans = scans.unwrap_or_else(|| panic!("no scans in {plan}"));
        assert!(scans.contains("output_rows=100.0 K"), "{scans}");
    }
}

/// How many numbers are paired by a query which takes long.
const NUMBERS: i64 = 200_000;

/// A query that is not done: most of its rows are in nobody's buffers, and wait for being read.
struct Running {
    process: Child,
    rows: BufReader<ChildStdout>,
}

impl Running {
    /// Starts a query that pairs numbers which are in the same of `groups`, and reads a row of it: the workers have
    /// begun then. The fewer groups, the more rows.
    fn start(place: &Place, urls: &str, groups: i64) -> Self {
        save_numbers(place, "n.ferrow", NUMBERS);
        let sql = format!(
            "{SPREAD} SET distributed.worker_connection_buffer_budget_bytes = 1; \
             SELECT a.n FROM n a JOIN n b ON a.n % {groups} = b.n % {groups}"
        );
        let args = ["query", &sql, "n.ferrow", "--workers", urls, "-o", "csv"];
        let mut command = place.command(args);
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut process = command.spawn().expect("the binary");
        let mut rows = BufReader::new(process.stdout.take().expect("a pipe"));
        let (mut header, mut row) = (String::new(), String::new());
        rows.read_line(&mut header).expect("a line of text");
        rows.read_line(&mut row).expect("a line of text");
        assert_eq!(header, "n\n");
        assert!(row.trim_end().parse::<i64>().is_ok(), "{row}");
        Self { process, rows }
    }

    /// How many rows there are, those included that were read at the start, and how the query ends.
    fn end(self) -> (i64, Ran) {
        let rows = self.rows.lines().map(|row| row.expect("a line of text"));
        let rows = 1 + rows.fold(0, |count, _| count + 1);
        (rows, Ran::from(self.process.wait_with_output().expect("the test's own")))
    }
}

#[test]
fn a_worker_that_is_killed_is_named_and_may_come_back() {
    let place = Place::new();
    let mut workers =
        vec![Worker::start(&place, "127.0.0.1:0"), Worker::start(&place, "127.0.0.1:0")];
    let urls = urls(&workers);
    let query = Running::start(&place, &urls, 20);
    let killed = workers.remove(1);
    killed.signal("-KILL");
    let (_, ran) = query.end();
    let (name, address) =
        (format!("the worker {} does not answer", killed.url), killed.address().to_owned());
    ran.fails(2).says(&name);
    drop(killed);

    let sql = format!("{SPREAD} SELECT sum(n) AS s FROM n WHERE n >= 0");
    let args = ["query", &sql, "n.ferrow", "--workers", &urls, "-o", "csv"];
    place.run(args).fails(2).says(&name).says("refused");
    workers.push(Worker::start(&place, &address));
    assert_eq!(place.run(args).well().text(), "s\n19999900000\n");
}

#[test]
fn a_worker_that_is_told_to_end_ends_its_queries_first() {
    let place = Place::new();
    let mut workers =
        vec![Worker::start(&place, "127.0.0.1:0"), Worker::start(&place, "127.0.0.1:0")];
    let groups = 20_000;
    let query = Running::start(&place, &urls(&workers), groups);
    let told = workers.remove(0);
    let signalled = Instant::now();
    told.signal("-TERM");
    told.takes_no_more();
    let (rows, ran) = query.end();
    // It has some seconds for that; whoever needs more learns that it is gone.
    match ran.code {
        0 => assert_eq!(rows, NUMBERS * NUMBERS / groups),
        _ => {
            let waited = signalled.elapsed();
            assert!(waited >= PATIENCE, "the worker was gone after {waited:?}");
            ran.fails(2).says("does not answer");
        }
    }
    told.end().well();

    let idle = workers.remove(0);
    idle.signal("-INT");
    idle.end().well();
}

#[test]
fn what_workers_cannot_read_is_said() {
    let place = Place::with_data();
    let worker = Worker::start(&place, "127.0.0.1:0");
    let run = |file: &str| place.run(["query", "SELECT 1", file, "--workers", &worker.url]);
    for file in ["people.csv", "people.ndjson", "people.arrow", "people.arrows"] {
        run(file).fails(2).says(&format!("ferrow: {file}: workers read row files and Parquet"));
    }
    for file in ["people.ferrow", "people.parquet"] {
        run(file).well();
    }
    let args = ["query", "SELECT 1", "-", "--from", "csv", "--workers", &worker.url];
    place.pipe(args, b"a\n1\n").fails(2).says("ferrow: standard input: workers read");
}

#[test]
fn addresses_that_are_wrong_are_said() {
    let place = Place::with_data();
    let run = |workers: &str| place.run(["query", "SELECT 1", "--workers", workers]).fails(2);
    run("127.0.0.1:1").says("the worker 127.0.0.1:1 is no URL of the form http://HOST:PORT");
    run("http://127.0.0.1:1").says("the worker http://127.0.0.1:1 does not answer: ");
    let worker = Worker::start(&place, "127.0.0.1:0");
    let listen = worker.address();
    place.run(["worker", "--listen", listen]).fails(2).says(&format!("ferrow: {listen}: "));
    place.run(["worker", "--listen", "nowhere"]).fails(2).says("ferrow: nowhere: ");
}

#[test]
fn damaged_rows_on_a_worker_are_an_error() {
    let place = Place::with_data();
    place.damage("bad.ferrow", &[2], 4);
    let worker = Worker::start(&place, "127.0.0.1:0");
    let sql = format!("{SPREAD} SELECT * FROM bad ORDER BY id");
    let ran = place.run(["query", &sql, "bad.ferrow", "--workers", &worker.url]).fails(1);
    ran.says("bad.ferrow");
}
