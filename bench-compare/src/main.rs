//! Measures Ferrow beside its rivals: conversions beside memcpy and `arrow-row`, records beside
//! Arrow's builders and `serde_arrow`, single records beside `fory`.
//!
//! `bench-compare gates` prints a line per target, `bench-compare all` a table per contest as well.

#![expect(clippy::print_stdout, reason = "its report is what the program is for")]

mod cells;
mod contests;
mod data;
mod feature;
mod flat;
mod flight;
mod gates;
mod harness;
mod heap;
mod machine;
mod mixed;
mod plot;
#[cfg(target_arch = "x86_64")]
mod stream_copy;
mod targets;
mod wide;

use std::error::Error;
use std::fs;
use std::path::PathBuf;
use std::time::Duration;

use clap::error::ErrorKind;
use clap::{CommandFactory, Parser};

use contests::{Entry, SUBJECTS, contests};
use gates::Gate;
use harness::{Figures, Settings};
use targets::GATES;

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

    /// CPU time of a contest, in seconds, after which it has no more than 7 rounds.
    #[arg(long, env = "BENCH_LONGEST_S", default_value_t = 6)]
    longest_s: u64,

    /// How often each contest is run from the start; a gate counts by the median of its runs.
    #[arg(long, env = "BENCH_RUNS", default_value_t = 1)]
    runs: usize,

    /// Writes the medians of the last runs to a file of comma-separated values.
    #[arg(long, value_name = "FILE")]
    csv: Option<PathBuf>,

    /// Writes plots of the last runs to a directory, a file per subject.
    #[arg(long, value_name = "DIR")]
    svg: Option<PathBuf>,
}

fn main() -> Result<(), Failure> {
    let args = Args::parse();
    let settings = Settings {
        rounds: args.rounds.max(1),
        sample: Duration::from_millis(args.sample_ms),
        longest: Duration::from_secs(args.longest_s),
    };
    if let Some(what) = args.what.iter().find(|what| !contests().any(|c| asks(what, c))) {
        let names: Vec<&str> = contests().map(|contest| contest.name).collect();
        let message = format!("nothing is called `{what}`; try one of {}", names.join(", "));
        Args::command().error(ErrorKind::InvalidValue, message).exit();
    }

    heap::keep_freed_memory();
    for line in machine::describe(&settings)? {
        println!("# {line}");
    }
    let tables = if args.what == ["gates"] { Tables::Left } else { Tables::Shown };
    let wanted = |contest: &&Entry| args.what.iter().any(|what| asks(what, contest));
    let mut measured: Vec<(&str, Figures)> = Vec::new();
    for contest in contests().filter(wanted) {
        let figures = report(contest, tables, args.runs.max(1), &settings)?;
        measured.extend(figures.map(|figures| (contest.name, figures)));
    }
    save(&args, &measured)
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

/// Measures one contest, where anything asks for it and all that it needs is there, prints what came out, and
/// gives the figures of the last run.
fn report(
    contest: &Entry,
    tables: Tables,
    runs: usize,
    settings: &Settings,
) -> Result<Option<Figures>, Failure> {
    let is_needed = tables == Tables::Shown || gates_of(contest).any(Gate::applies);
    let runs = if is_needed && contest.can_run() { runs } else { 0 };
    let mut figures = Vec::with_capacity(runs);
    for _ in 0..runs {
        figures.push((contest.measure)(settings)?);
        if let (Some(figures), Tables::Shown) = (figures.last(), tables) {
            println!("{}", figures.table());
        }
    }
    for gate in gates_of(contest) {
        let figures = figures.iter().filter(|_| gate.applies());
        let measured = figures.map(|figures| gate.measure(figures)).collect::<Result<_, _>>()?;
        println!("{}", gate.judge(measured));
    }
    Ok(figures.pop())
}

/// Writes the files that were asked for.
fn save(args: &Args, measured: &[(&str, Figures)]) -> Result<(), Failure> {
    if let Some(file) = &args.csv {
        fs::write(file, plot::csv(measured.iter().map(|(name, figures)| (*name, figures))))?;
    }
    let Some(directory) = &args.svg else { return Ok(()) };
    fs::create_dir_all(directory)?;
    for subject in SUBJECTS {
        let names = || subject.contests.iter().map(|contest| contest.name);
        let of_subject = measured.iter().filter(|(name, _)| names().any(|other| other == *name));
        let figures = of_subject.map(|(_, figures)| figures);
        let figures: Vec<&Figures> = figures.filter(|f| f.lines().next().is_some()).collect();
        if !figures.is_empty() {
            let file = directory.join(subject.name).with_extension("svg");
            fs::write(file, plot::svg(subject.title, &figures))?;
        }
    }
    Ok(())
}
