//! A DataFusion session on the files of a command.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use arrow::array::RecordBatch;
use clap::Args;
use datafusion::common::DataFusionError;
use datafusion::execution::SessionStateBuilder;
use datafusion::prelude::{SessionConfig, SessionContext};
use datafusion::sql::parser::Statement;
use datafusion::sql::sqlparser::dialect::{Dialect, PostgreSqlDialect, dialect_from_str};
use ferrow_udf::RowSession;
#[cfg(feature = "distributed")]
use ferrow_udf::distributed::{DistributedSession, Workers};
use tokio::runtime::{Builder, Runtime};
use tokio::sync::mpsc;

use super::copy::Staging;
use super::failures::{Phase, Terms};
use super::interrupts::Interrupts;
use super::named_scan::NameScans;
use super::printing::{Printing, Ran};
use super::resources::RunningArgs;
use super::running::{execute, panicked};
use super::script::Script;
use super::tables::{FileTable, Readers};
use crate::args::{InputArgs, OutputFormat, ReadingArgs};
use crate::failure::Failure;

/// What queries run with.
#[derive(Debug, Clone, Args)]
pub(crate) struct SessionArgs {
    #[command(flatten)]
    reading: ReadingArgs,
    #[command(flatten)]
    running: RunningArgs,
    /// Have the workers at these URLs help, as in `http://10.0.0.2:7070`; the tables are row files and Parquet,
    /// which every worker finds at the same paths
    #[cfg(feature = "distributed")]
    #[arg(long, help_heading = "Running", value_name = "URL", value_delimiter = ',')]
    workers: Vec<String>,
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
    threads: Option<Runtime>,
    /// What waits for them and for interrupts, which threads that are busy do not look for.
    waiting: Runtime,
}

/// Results that wait for being printed.
const WAITING: usize = 2;

/// How long a query that was interrupted may take to notice.
const PATIENCE: Duration = Duration::from_secs(2);

impl Session {
    /// A session in which each of `files` is a table.
    pub(crate) fn open(files: &[PathBuf], args: &SessionArgs) -> Result<Self, Failure> {
        let tables = FileTable::of_all(files, &args.reading)?;
        let readers = args.readers()?;
        let threads = args.running.threads()?;
        let waiting = Builder::new_current_thread().enable_all().build();
        let waiting = waiting.map_err(|error| Failure::io("threads", &error))?;
        let mut session = Self {
            context: args.context(&readers)?,
            files: HashMap::new(),
            reading: args.reading.clone(),
            is_interactive: false,
            threads: Some(threads),
            waiting,
        };
        #[cfg(feature = "distributed")]
        if let Readers::Workers(workers) = &readers {
            session.check_workers(workers.clone())?;
        }
        let state = session.context.state();
        for table in tables {
            let opened = session.block_on(table.open(&state, &readers))?;
            session.files.extend(opened.places);
            let registered = session.context.register_table(&table.name, opened.table);
            registered.map_err(|error| session.failure(&error, Phase::Planning))?;
        }
        Ok(session)
    }

    /// Makes sure that the workers are there, and of the same version.
    #[cfg(feature = "distributed")]
    fn check_workers(&self, workers: Workers) -> Result<(), Failure> {
        let context = self.context.task_ctx();
        // The connections live as long as what they were made on.
        let checked = self.threads().spawn(async move { workers.check(&context).await });
        let checked = self.block_on(checked).map_err(panicked)?;
        checked.map_err(|error| Failure::usage(error.message()))
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
            let mut task = self.threads().spawn(work);
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

    fn threads(&self) -> &Runtime {
        match &self.threads {
            Some(threads) => threads,
            None => unreachable!("the threads end with the session"),
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
        if let Some(threads) = self.threads.take() {
            threads.shutdown_background();
        }
    }
}

/// Prints what is found until there is no more, or an interrupt comes.
async fn print_all(
    results: &mut mpsc::Receiver<RecordBatch>,
    mut interrupts: Interrupts,
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

impl SessionArgs {
    fn context(&self, readers: &Readers) -> Result<SessionContext, Failure> {
        let mut config = SessionConfig::new()
            .with_information_schema(true)
            .set_str("datafusion.sql_parser.dialect", "PostgreSQL");
        if let Some(threads) = self.running.threads {
            config = config.with_target_partitions(threads.get());
        }
        if let Some(rows) = self.reading.batch_rows {
            config = config.with_batch_size(rows.get());
        }
        let builder = SessionStateBuilder::new()
            .with_config(config)
            .with_runtime_env(self.running.environment()?)
            .with_default_features()
            .with_rows();
        let builder = match readers {
            Readers::Here => builder.with_physical_optimizer_rule(Arc::new(NameScans)),
            #[cfg(feature = "distributed")]
            Readers::Workers(workers) => {
                let mut builder = builder.with_workers(workers);
                // A plan of one partition has nothing to spread.
                let options = builder.config().get_or_insert_default().options_mut();
                options.execution.target_partitions = options.execution.target_partitions.max(2);
                builder
            }
        };
        Ok(SessionContext::new_with_state(builder.build()))
    }

    /// Who reads the tables.
    fn readers(&self) -> Result<Readers, Failure> {
        #[cfg(feature = "distributed")]
        if !self.workers.is_empty() {
            let workers = Workers::try_new(&self.workers);
            let workers = workers.map_err(|error| Failure::usage(error.message()))?;
            return Ok(Readers::Workers(workers));
        }
        Ok(Readers::Here)
    }
}
