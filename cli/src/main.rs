//! The command line of Ferrow: converts, shows, checks and measures files of rows and columns.

#![forbid(unsafe_code)]

mod args;
mod commands;
mod failure;
mod format;
mod guard;
mod input;
mod output;
mod path;
mod progress;
#[cfg(feature = "query")]
mod query;

use std::process::ExitCode;

use clap::Parser;

use args::Cli;

fn main() -> ExitCode {
    guard::install();
    let cli = Cli::parse();
    cli.color.choose();
    match commands::run(cli) {
        Ok(()) => ExitCode::SUCCESS,
        // Whoever read the output has enough of it.
        Err(_) if output::is_closed() => ExitCode::SUCCESS,
        Err(failure) => failure.tell(),
    }
}
