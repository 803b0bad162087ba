//! Measures Ferrow beside its rivals: conversions beside memcpy and `arrow-row`, single records
//! beside `fory`.
//!
//! `bench-compare gates` prints a line per target, `bench-compare all` a table per contest as well.

#![forbid(unsafe_code)]
#![expect(clippy::print_stdout, reason = "its report is what the program is for")]

mod contests;
mod data;
mod flat;
mod gates;
mod harness;
mod machine;

use std::error::Error;
use std::time::Duration;

use clap::error::ErrorKind;
use clap::{CommandFactory, Parser};

use contests::{CONTESTS, Entry};
use gates::{GATES, Gate};
use harness::Settings;

/// What ends a run: a wrong result, or data that could not be made.
type Failure = Box<dyn Error>;

/// Measures Ferrow beside its rivals.
#[derive(Debug, Parser)]
struct Args {
    /// `gates` for a line per target, `all` for a table per contest as well, or names of contests
    /// or gates, or how they begin.
    #[arg(value_name = "gates|all|NAME", default_value = "gates")]
    what: Vec<String>,

    /// Rounds per contest, in each of which every variant runs.
    #[arg(long, env = "BENCH_ROUNDS", default_value_t = 21)]
    rounds: usize,

    /// CPU time of one variant in one round, in milliseconds.
    #[arg(long, env = "BENCH_SAMPLE_MS", default_value_t = 10)]
    sample_ms: u64,
}

fn main() -> Result<(), Failure> {
    let args = Args::parse();
    let settings =
        Settings { rounds: args.rounds.max(1), sample: Duration::from_millis(args.sample_ms) };
    if let Some(what) = args.what.iter().find(|what| !CONTESTS.iter().any(|c| asks(what, c))) {
        let names: Vec<&str> = CONTESTS.iter().map(|contest| contest.name).collect();
        let message = format!("nothing is called `{what}`; try one of {}", names.join(", "));
        Args::command().error(ErrorKind::InvalidValue, message).exit();
    }

    harness::keep_freed_memory();
    for line in machine::describe(&settings)? {
        println!("# {line}");
    }
    let tables = if args.what == ["gates"] { Tables::Left } else { Tables::Shown };
    let wanted = |contest: &&Entry| args.what.iter().any(|what| asks(what, contest));
    for contest in CONTESTS.iter().filter(wanted) {
        report(contest, tables, &settings)?;
    }
    Ok(())
}

/// Whether a contest's table is printed besides its gates.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Tables {
    Shown,
    Left,
}

fn asks(what: &str, contest: &Entry) -> bool {
    let names = gates_of(contest).map(|gate| gate.name).chain([contest.name]);
    matches!(what, "gates" | "all") || names.into_iter().any(|name| name.starts_with(what))
}

fn gates_of(contest: &Entry) -> impl Iterator<Item = &'static Gate> {
    let name = contest.name;
    GATES.iter().filter(move |gate| gate.contest == name)
}

/// Measures one contest, where anything asks for it, and prints what came out.
fn report(contest: &Entry, tables: Tables, settings: &Settings) -> Result<(), Failure> {
    let is_needed = tables == Tables::Shown || gates_of(contest).any(Gate::applies);
    let figures = is_needed.then(|| (contest.measure)(settings)).transpose()?;
    if let (Some(figures), Tables::Shown) = (&figures, tables) {
        println!("{}", figures.table());
    }
    for gate in gates_of(contest) {
        match &figures {
            Some(figures) if gate.applies() => println!("{}", gate.judge(figures)?),
            _ => println!("{}", gate.absent()),
        }
    }
    Ok(())
}
