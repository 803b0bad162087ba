//! The commands, one in each file.

mod bench;
mod completions;
mod convert;
mod explain;
mod get;
mod head;
mod man;
#[cfg(feature = "query")]
mod query;
mod schema;
#[cfg(feature = "query")]
mod sql;
mod stat;
mod validate;
#[cfg(feature = "distributed")]
mod worker;

use clap::Subcommand;

use crate::args::Cli;
use crate::failure::Failure;

/// What to do.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Converts a file to another format
    Convert(convert::ConvertArgs),
    /// Shows the fields of a file
    Schema(schema::SchemaArgs),
    /// Shows the first rows of a file
    Head(head::HeadArgs),
    /// Shows single values of every row, and reads nothing else of them
    Get(get::GetArgs),
    /// Runs SQL over files
    #[cfg(feature = "query")]
    Query(query::QueryArgs),
    /// Opens a shell for SQL over files
    #[cfg(feature = "query")]
    Sql(sql::SqlArgs),
    /// Works on the queries of other machines, until it is interrupted
    #[cfg(feature = "distributed")]
    Worker(worker::WorkerArgs),
    /// Checks every row of a file
    Validate(validate::ValidateArgs),
    /// Counts the bytes, rows and nulls of a file
    Stat(stat::StatArgs),
    /// Says what each byte of a row is, be it sound or damaged
    Explain(explain::ExplainArgs),
    /// Measures conversions and scans of a file's rows against a copy of their bytes
    Bench(bench::BenchArgs),
    /// Prints the completions of a shell
    Completions(completions::CompletionsArgs),
    /// Prints a page of the manual
    Man(man::ManArgs),
}

/// Does what was asked for.
pub(crate) fn run(cli: Cli) -> Result<(), Failure> {
    let quiet = cli.quiet;
    match cli.command {
        Command::Convert(args) => convert::run(&args, quiet),
        Command::Schema(args) => schema::run(&args),
        Command::Head(args) => head::run(&args),
        Command::Get(args) => get::run(&args),
        #[cfg(feature = "query")]
        Command::Query(args) => query::run(&args),
        #[cfg(feature = "query")]
        Command::Sql(args) => sql::run(&args),
        #[cfg(feature = "distributed")]
        Command::Worker(args) => worker::run(&args),
        Command::Validate(args) => validate::run(&args, quiet),
        Command::Stat(args) => stat::run(&args, quiet),
        Command::Explain(args) => explain::run(&args),
        Command::Bench(args) => bench::run(&args),
        Command::Completions(args) => completions::run(&args),
        Command::Man(args) => man::run(&args),
    }
}
