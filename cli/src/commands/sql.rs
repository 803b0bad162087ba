//! `ferrow sql`: a shell for SQL over files.

use std::io::{IsTerminal, stdin, stdout};
use std::path::PathBuf;

use clap::Args;

use crate::args::PrintArgs;
use crate::failure::Failure;
use crate::query::{Session, SessionArgs, Shell, reads_stdin, run_piped};

#[derive(Debug, Args)]
pub(crate) struct SqlArgs {
    /// Files, each of which is a table that is called as the file without its extension; `NAME=FILE`
    /// calls it NAME, and a directory is a table of its files
    #[arg(value_name = "FILE")]
    files: Vec<PathBuf>,
    #[command(flatten)]
    session: SessionArgs,
    #[command(flatten)]
    print: PrintArgs,
}

pub(super) fn run(args: &SqlArgs) -> Result<(), Failure> {
    if reads_stdin(&args.files) {
        return Err(Failure::usage("standard input is the SQL, and cannot be a table as well"));
    }
    let session = Session::open(&args.files, &args.session)?;
    if stdin().is_terminal() && stdout().is_terminal() {
        Shell::open(session, args.print.output)?.run()
    } else {
        run_piped(&session, args.print.output)
    }
}
