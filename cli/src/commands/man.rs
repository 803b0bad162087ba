//! `ferrow man`: pages of the manual.

use std::io::Write;

use clap::{Args, CommandFactory};
use clap_mangen::Man;

use crate::args::Cli;
use crate::failure::Failure;
use crate::output::Stdout;

#[derive(Debug, Args)]
pub(crate) struct ManArgs {
    /// The command whose page to print, instead of that of `ferrow`
    #[arg(value_name = "COMMAND")]
    command: Option<String>,
}

pub(super) fn run(args: &ManArgs) -> Result<(), Failure> {
    let mut ferrow = Cli::command();
    ferrow.build();
    let command = match &args.command {
        None => ferrow,
        Some(name) => {
            let found = ferrow.find_subcommand(name).cloned();
            found.ok_or_else(|| Failure::usage(format!("no command is called `{name}`")))?
        }
    };
    let mut page = Vec::new();
    let rendered = Man::new(command).render(&mut page);
    rendered
        .and_then(|()| Stdout::raw().write_all(&page))
        .map_err(|error| Failure::io("standard output", &error))
}
