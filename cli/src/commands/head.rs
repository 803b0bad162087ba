//! `ferrow head`: the first rows of a file.

use arrow::array::RecordBatch;
use clap::Args;

use crate::args::{InputArgs, PrintArgs};
use crate::failure::Failure;
use crate::input::Input;
use crate::output::Printer;

#[derive(Debug, Args)]
pub(crate) struct HeadArgs {
    #[command(flatten)]
    input: InputArgs,
    /// How many rows to show
    #[arg(short = 'n', long = "rows", value_name = "N", default_value_t = 10)]
    rows: usize,
    #[command(flatten)]
    print: PrintArgs,
}

pub(super) fn run(args: &HeadArgs) -> Result<(), Failure> {
    let mut input = Input::open(&args.input, None)?;
    let decoder = input.decoder();
    let mut printer = Printer::new(args.print.output);
    let mut left = args.rows;
    while left > 0
        && let Some(rows) = input.next()
    {
        let rows = rows?;
        let rows = rows.slice(0..rows.len().min(left));
        left -= rows.len();
        printer.print(&input.decode(&decoder, &rows)?)?;
    }
    if left == args.rows {
        // The names are there also where no row is.
        printer.print(&RecordBatch::new_empty(decoder.schema().clone()))?;
    }
    printer.finish()
}
