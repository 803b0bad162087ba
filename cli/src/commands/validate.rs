//! `ferrow validate`: every row of a file, and what is wrong with each bad one.

use std::io::Write;
use std::sync::Arc;

use arrow::array::{ArrayRef, RecordBatch, StringArray, UInt64Array};
use clap::Args;
use ferrow_row::RowRef;

use crate::args::{InputArgs, OutputFormat, PrintArgs};
use crate::failure::Failure;
use crate::input::UncheckedInput;
use crate::output::{Printer, Stdout};
use crate::progress::Bar;

#[derive(Debug, Args)]
pub(crate) struct ValidateArgs {
    #[command(flatten)]
    input: InputArgs,
    #[command(flatten)]
    print: PrintArgs,
}

/// A row that is damaged.
struct Bad {
    row: u64,
    batch: u64,
    error: ferrow_row::Error,
}

pub(super) fn run(args: &ValidateArgs, quiet: bool) -> Result<(), Failure> {
    let bar = Bar::new(&args.input.file.display().to_string(), quiet);
    let mut input = UncheckedInput::open(&args.input, Some(bar.report()))?;
    let layout = Arc::clone(&input.layout);
    let mut printer = None;
    let (mut count, mut found, mut batch) = (0_u64, 0, 0);
    while let Some(rows) = input.next() {
        let rows = match rows {
            Ok(rows) => rows,
            Err(failure) => {
                // What was found is shown also where the file ends early.
                printer.map_or(Ok(()), Printer::finish)?;
                return Err(failure);
            }
        };
        let mut bad = Vec::new();
        let mut row = count;
        rows.for_each(0..rows.len(), |bytes| {
            if let Some(Err(error)) = bytes.map(|bytes| RowRef::try_new(&layout, bytes)) {
                bad.push(Bad { row, batch, error });
            }
            row += 1;
        });
        (count, batch) = (row, batch + 1);
        if !bad.is_empty() {
            found += bad.len();
            let printer = printer.get_or_insert_with(|| Printer::new(args.print.output));
            printer.print(&table(&bad).map_err(|error| Failure::data(&input.name, error))?)?;
        }
    }
    drop(bar);
    match printer {
        Some(printer) => {
            printer.finish()?;
            Err(Failure::data(&input.name, format!("{found} of {count} rows are damaged")))
        }
        None => sound(args, count, batch),
    }
}

/// What is wrong with each row.
fn table(bad: &[Bad]) -> Result<RecordBatch, arrow::error::ArrowError> {
    let rows: UInt64Array = bad.iter().map(|bad| bad.row).collect::<Vec<_>>().into();
    let batches: UInt64Array = bad.iter().map(|bad| bad.batch).collect::<Vec<_>>().into();
    let offsets = bad.iter().map(|bad| bad.error.offset().map(|offset| offset as u64));
    let offsets: UInt64Array = offsets.collect();
    let paths = StringArray::from_iter_values(bad.iter().map(|bad| bad.error.path()));
    let problems = StringArray::from_iter_values(bad.iter().map(|bad| {
        let text = bad.error.to_string();
        let rest = text.strip_prefix(&bad.error.path()).and_then(|rest| rest.strip_prefix(": "));
        rest.map(str::to_owned).unwrap_or(text)
    }));
    let columns: [(&str, ArrayRef); 5] = [
        ("row", Arc::new(rows)),
        ("batch", Arc::new(batches)),
        ("path", Arc::new(paths)),
        ("byte", Arc::new(offsets)),
        ("problem", Arc::new(problems)),
    ];
    RecordBatch::try_from_iter(columns)
}

/// Says how much was found sound. A program asked for the bad rows, of which there are none.
fn sound(args: &ValidateArgs, rows: u64, batches: u64) -> Result<(), Failure> {
    if args.print.output != OutputFormat::Table {
        let none = table(&[]).map_err(|error| Failure::data("no rows", error))?;
        let mut printer = Printer::new(args.print.output);
        printer.print(&none)?;
        return printer.finish();
    }
    let mut out = Stdout::colored();
    let line = writeln!(out, "{rows} rows in {batches} batches, and none is damaged");
    line.map_err(|error| Failure::io("standard output", &error))
}
