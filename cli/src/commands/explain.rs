//! `ferrow explain`: what each byte of a row is.

use std::io::Write;

use clap::Args;

use crate::args::InputArgs;
use crate::failure::Failure;
use crate::input::UncheckedInput;
use crate::output::Stdout;

#[derive(Debug, Args)]
pub(crate) struct ExplainArgs {
    #[command(flatten)]
    input: InputArgs,
    /// Which row; the first is 0
    #[arg(long, value_name = "N", default_value_t = 0)]
    row: u64,
}

pub(super) fn run(args: &ExplainArgs) -> Result<(), Failure> {
    let mut input = UncheckedInput::open(&args.input, None)?;
    let (mut before, mut batch) = (0_u64, 0_usize);
    while let Some(rows) = input.next() {
        let rows = rows?;
        let index = usize::try_from(args.row - before).unwrap_or(usize::MAX);
        if index < rows.len() {
            return tell(args.row, batch, &input, rows.bytes(index))
                .map_err(|error| Failure::io("standard output", &error));
        }
        before += rows.len() as u64;
        batch += 1;
    }
    let row = args.row;
    let what = format!("row {row} is asked for, the file has {before} rows; the first is 0");
    Err(Failure::usage(format!("{}: {what}", input.name)))
}

fn tell(
    row: u64,
    batch: usize,
    input: &UncheckedInput,
    bytes: Option<&[u8]>,
) -> std::io::Result<()> {
    let mut out = Stdout::colored();
    let Some(bytes) = bytes else {
        return writeln!(out, "row {row}, batch {batch}: null");
    };
    let explanation = input.layout.explain(bytes);
    let state = if explanation.error().is_some() { ", damaged" } else { "" };
    writeln!(out, "row {row}, batch {batch}: {} bytes{state}", bytes.len())?;
    write!(out, "{}", explanation.colored())
}
