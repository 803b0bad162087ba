//! A DataFusion session on the files of a command.

use std::collections::HashMap;
use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use arrow::array::RecordBatch;
use clap::Args;
use datafusion::common::DataFusionError;
use datafusion::execution::SessionStateBuilder;
use datafusion::execution::memory_pool::FairSpillPool;
use datafusion::execution::runtime_env::RuntimeEnvBuilder;
use datafusion::prelude::{SessionConfig, SessionContext};
use datafusion::sql::parser::Statement;
use datafusion::sql::sqlparser::dialect::{Dialect, PostgreSqlDialect, dialect_from_str};
use ferrow_udf::RowSession;
use tokio::runtime::{Builder, Runtime};
use tokio::sync::mpsc;

use super::copy::Staging;
use super::failures::{Phase, Terms};
use super::interrupts::Interrupts;
use super::named_scan::NameScans;
use super::printing::{Printing, Ran};
use super::running::{execute, panicked};
use super::script::Script;
use super::tables::FileTable;
use crate::args::{InputArgs, OutputFormat, ReadingArgs};
use crate::failure::Failure;
use crate::guard;

/// What queries run with.
#[derive(Debug, Clone, Args)]
pub(crate) struct SessionArgs {
    #[command(flatten)]
    reading: ReadingArgs,
    /// The memory that queries may sort, join and group in, as in 512M or 2G; more goes to temporary files
    #[arg(long, help_heading = "Running", value_name = "SIZE", value_parser = parse_size)]
    memory_limit: Option<usize>,
    /// How many threads work on a query [default: as many as there are cores]
    #[arg(long, help_heading = "Running", value_name = "N")]
    threads: Option<NonZeroUsize>,
}

/// Tables, and what runs queries over them.
pub(crate) struct Session {
    pub(super) context: SessionContext,
    /// How the files of the command are read, by their places in the store.
    files: HashMap<String, InputArgs>,
    reading: ReadingArgs,
    /// Whether an interrupt ends a query alone, and not the command.
    pub(super) is_interactive: bool,
    /// What queries run on; `None` once it is shut down.
    workers: Option<Runtime>,
    /// What waits for them and for interrupts, which workers that are busy do not look for.
    waiting: Runtime,
}

/// Results that wait for being printed.
const WAITING: usize = 2;

/// Planning goes deep, above all where it is not optimised.
const STACK: usize = 8 << 20;

/// How long a query that was interrupted may take to notice.
const PATIENCE: Duration = Duration::from_secs(2);

impl Session {
    /// A session in which each of `files` is a table.
    pub(crate) fn open(files: &[PathBuf], args: &SessionArgs) -> Result<Self, Failure> {
        let tables = FileTable::of_all(files, &args.reading)?;
        let mut runtime = Builder::new_multi_thread();
        if let Some(threads) = args.threads {
            runtime.worker_threads(threads.get());
        }
        let runtime = runtime.enable_all().thread_stack_size(STACK);
        let runtime = runtime.on_thread_start(guard::silence_thread).build();
        let runtime = runtime.map_err(|error| Failure::io("threads", &error))?;
        let waiting = Builder::new_current_thread().enable_all().build();
        let waiting = waiting.map_err(|error| Failure::io("threads", &error))?;
        let mut session = Self {
            context: context(args).map_err(|error| Failure::usage(error.strip_backtrace()))?,
            files: HashMap::new(),
            reading: args.reading.clone(),
            is_interactive: false,
            workers: Some(runtime),
            waiting,
        };
        let state = session.context.state();
        for table in tables {
            let opened = session.block_on(table.open(&state))?;
            session.files.extend(opened.places);
            let registered = session.context.register_table(&table.name, opened.table);
            registered.map_err(|error| session.failure(&error, Phase::Planning))?;
        }
        Ok(session)
    }

    /// The statements of `sql`.
    pub(crate) fn parse(&self, sql: &str) -> Result<Script, Failure> {
        let script = Script::parse(sql, &*self.dialect());
        script.map_err(|error| self.failure(&error, Phase::Planning))
    }

    /// Runs all statements, and prints what they give.
    pub(crate) fn run_all(&self, script: Script, output: OutputFormat) -> Result<(), Failure> {
        for statement in script {
            self.run(statement, output)?;
        }
        Ok(())
    }

    /// Runs one statement, and prints what it gives batch by batch. An interrupt ends it.
    pub(super) fn run(&self, statement: Statement, output: OutputFormat) -> Result<Ran, Failure> {
        let staging = Staging::default();
        let (sender, mut results) = mpsc::channel(WAITING);
        let work = execute(self.context.clone(), statement, staging.clone(), sender);
        let ran = self.block_on(async {
            // Nothing is written before an interrupt would remove it.
            let interrupts = Interrupts::listen(self.is_interactive);
            let mut task = self.workers().spawn(work);
            let printed = print_all(&mut results, interrupts, output).await;
            let printing = match printed {
                Ok(printing) => printing,
                Err(failure) => {
                    task.abort();
                    // What it wrote is removed when it is not written to any more.
                    drop(tokio::time::timeout(PATIENCE, &mut task).await);
                    return Err(failure);
                }
            };
            match task.await {
                Ok(Ok(())) => printing.finish(),
                Ok(Err((phase, error))) => {
                    printing.abandon();
                    Err(self.failure(&error, phase))
                }
                Err(error) => Err(panicked(error)),
            }
        });
        staging.clear();
        ran
    }

    /// The names of the tables.
    pub(super) fn tables(&self) -> Vec<String> {
        let options = self.context.copied_config().options().catalog.clone();
        let catalog = self.context.catalog(&options.default_catalog);
        let schema = catalog.and_then(|catalog| catalog.schema(&options.default_schema));
        let mut tables = schema.map(|schema| schema.table_names()).unwrap_or_default();
        tables.sort();
        tables
    }

    /// The dialect that the session is set to.
    pub(super) fn dialect(&self) -> Box<dyn Dialect> {
        let name = self.context.copied_config().options().sql_parser.dialect;
        dialect_from_str(name).unwrap_or_else(|| Box::new(PostgreSqlDialect {}))
    }

    pub(super) fn block_on<T>(&self, work: impl Future<Output = T>) -> T {
        self.waiting.block_on(work)
    }

    fn workers(&self) -> &Runtime {
        match &self.workers {
            Some(workers) => workers,
            None => unreachable!("the workers end with the session"),
        }
    }

    fn failure(&self, error: &DataFusionError, phase: Phase) -> Failure {
        let terms = Terms { tables: self.tables(), files: &self.files, reading: &self.reading };
        terms.failure(error, phase)
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        // A reader that waits for its file is not waited for.
        if let Some(workers) = self.workers.take() {
            workers.shutdown_background();
        }
    }
}

/// Prints what is found until there is no more, or an interrupt comes.
async fn print_all(
    results: &mut mpsc::Receiver<RecordBatch>,
    interrupts: Interrupts,
    output: OutputFormat,
) -> Result<Printing, Failure> {
    let mut printing = Printing::new(output);
    let interrupt = interrupts.received();
    tokio::pin!(interrupt);
    loop {
        tokio::select! {
            biased;
            () = &mut interrupt => return Err(Failure::interrupted()),
            batch = results.recv() => match batch {
                None => return Ok(printing),
                Some(batch) => printing.print(&batch)?,
            },
        }
    }
}

fn context(args: &SessionArgs) -> Result<SessionContext, DataFusionError> {
    let mut config = SessionConfig::new()
        .with_information_schema(true)
        .set_str("datafusion.sql_parser.dialect", "PostgreSQL");
    if let Some(threads) = args.threads {
        config = config.with_target_partitions(threads.get());
    }
    if let Some(rows) = args.reading.batch_rows {
        config = config.with_batch_size(rows.get());
    }
    let mut runtime = RuntimeEnvBuilder::new();
    if let Some(size) = args.memory_limit {
        runtime = runtime.with_memory_pool(Arc::new(FairSpillPool::new(size)));
    }
    let state = SessionStateBuilder::new()
        .with_config(config)
        .with_runtime_env(runtime.build_arc()?)
        .with_default_features()
        .with_rows()
        .with_physical_optimizer_rule(Arc::new(NameScans))
        .build();
    Ok(SessionContext::new_with_state(state))
}

/// A number of bytes: 4096, 512K, 512M, 2G.
fn parse_size(text: &str) -> Result<usize, String> {
    let upper = text.to_ascii_uppercase();
    let number = upper.trim_end_matches(|sign: char| sign.is_ascii_alphabetic());
    let shift = match &upper[number.len()..] {
        "" | "B" => 0,
        "K" | "KB" | "KIB" => 10,
        "M" | "MB" | "MIB" => 20,
        "G" | "GB" | "GIB" => 30,
        _ => return Err("a number with K, M or G behind it".to_owned()),
    };
    let size = number.parse::<usize>().ok().and_then(|size| size.checked_mul(1 << shift));
    size.filter(|size| *size > 0).ok_or_else(|| "a number with K, M or G behind it".to_owned())
}
