//! `ferrow get`: single values of every row.

use std::sync::Arc;

use arrow::array::{Array, RecordBatch};
use arrow::datatypes::{Field, Schema};
use clap::Args;

use crate::args::{InputArgs, PrintArgs};
use crate::failure::Failure;
use crate::input::UncheckedInput;
use crate::output::Printer;
use crate::path;

#[derive(Debug, Args)]
pub(crate) struct GetArgs {
    #[command(flatten)]
    input: InputArgs,
    /// Paths to values: `status.deprecated`, `sizes[0]`, `sizes[-1]`, `notes["floor"]`
    #[arg(value_name = "PATH", required = true)]
    paths: Vec<String>,
    /// A value that is damaged is null, and not the end
    #[arg(long)]
    lenient: bool,
    #[command(flatten)]
    print: PrintArgs,
}

pub(super) fn run(args: &GetArgs) -> Result<(), Failure> {
    let mut input = UncheckedInput::open(&args.input, None)?;
    let decoder = path::decoder(&input.layout, &args.paths)?;
    let fields = decoder.fields().iter().zip(&args.paths);
    let fields = fields.map(|(field, path)| {
        Field::new(path, field.data_type().clone(), true).with_metadata(field.metadata().clone())
    });
    let schema = Arc::new(Schema::new(fields.collect::<Vec<_>>()));
    let mut printer = Printer::new(args.print.output);
    printer.print(&RecordBatch::new_empty(Arc::clone(&schema)))?;
    let (mut batch, mut before) = (0_usize, 0);
    while let Some(rows) = input.next() {
        let rows = rows?;
        let values = match args.lenient {
            true => decoder.decode_lenient(&rows),
            false => decoder.decode_checked(&rows),
        };
        let values = values.map_err(|error| match error.row() {
            Some(row) => {
                let text = error.to_string();
                let problem = text.strip_prefix(&format!("[{row}]")).unwrap_or(&text);
                let place = format!("{}: batch {batch}, row {}", input.name, before + row);
                Failure::data(place, problem.trim_start_matches(['.', ':', ' ']))
            }
            None => Failure::of(&input.name, &error),
        })?;
        debug_assert!(values.iter().all(|values| values.len() == rows.len()));
        let values = RecordBatch::try_new(Arc::clone(&schema), values);
        printer.print(&values.map_err(|error| Failure::data(&input.name, error))?)?;
        batch += 1;
        before += rows.len();
    }
    printer.finish()
}
