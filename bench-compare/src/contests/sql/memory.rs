//! How much memory the command line takes to convert more rows than it may hold.

use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread;
use std::time::Duration;

use tempfile::TempDir;

use super::super::{FLIGHTS, data_file, program_file};
use super::MEGABYTES;
use crate::Failure;
use crate::harness::{Figures, Settings};

/// The command line of Ferrow.
pub(super) const PROGRAM: &str = "ferrow";

/// How often the 336,776 flights come, so that they are ten million.
const TIMES: usize = 30;

/// The most that a conversion takes: of text to rows, of these to Parquet, and of that to rows.
pub(super) fn of_conversions(_: &Settings) -> Result<Figures, Failure> {
    let folder = TempDir::new()?;
    let file = |name: &str| folder.path().join(name);
    convert(&data_file(FLIGHTS), &file("once.csv"))?;
    repeat(&file("once.csv"), &file("flights.csv"))?;
    let chain = ["flights.csv", "flights.ferrow", "flights.parquet", "again.ferrow"];
    let mut most = 0;
    for pair in chain.windows(2) {
        most = most.max(convert(&file(pair[0]), &file(pair[1]))?);
        fs::remove_file(file(pair[0]))?;
    }
    let title = format!("conversions of the flights, {TIMES} times each");
    Ok(Figures::of_amounts(title, [(MEGABYTES, f64::from(most) / 1000.0)]))
}

/// Writes the lines of a CSV file [`TIMES`] times, behind its head.
fn repeat(once: &Path, many: &Path) -> Result<(), Failure> {
    let text = fs::read_to_string(once)?;
    let (head, lines) = text.split_once('\n').ok_or("a file without lines")?;
    let mut out = BufWriter::new(File::create(many)?);
    writeln!(out, "{head}")?;
    for _ in 0..TIMES {
        out.write_all(lines.as_bytes())?;
    }
    Ok(out.flush()?)
}

/// Converts a file, and gives the kilobytes that it took at its most.
fn convert(from: &Path, to: &Path) -> Result<u32, Failure> {
    let mut child = Command::new(program_file(PROGRAM)?)
        .arg("convert")
        .args([from, to])
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .spawn()?;
    let status = format!("/proc/{}/status", child.id());
    let mut most = 0;
    // What is there of a process that has ended says nothing of its memory: the last look counts.
    loop {
        most = peak(&fs::read_to_string(&status)?).unwrap_or(most).max(most);
        if let Some(done) = child.try_wait()? {
            return match done.success() {
                true => Ok(most),
                false => Err(format!("{PROGRAM} convert ended with {done}").into()),
            };
        }
        thread::sleep(Duration::from_millis(5));
    }
}

/// The most memory that a process had so far, in units of 1,000 bytes.
fn peak(status: &str) -> Option<u32> {
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kibibytes: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    u32::try_from(kibibytes * 1024 / 1000).ok()
}
