//! `ferrow stat`: how many bytes, rows and nulls there are, as rows and as columns.

use std::io::Write;
use std::sync::Arc;

use arrow::array::{Array, ArrayRef, RecordBatch, StringArray, UInt64Array};
use clap::Args;

use super::schema::{short, stored_as};
use crate::args::{InputArgs, OutputFormat, PrintArgs};
use crate::failure::Failure;
use crate::input::Input;
use crate::output::{Printer, Stdout};
use crate::progress::Bar;

#[derive(Debug, Args)]
pub(crate) struct StatArgs {
    #[command(flatten)]
    input: InputArgs,
    #[command(flatten)]
    print: PrintArgs,
}

/// What was counted of all rows.
#[derive(Default)]
struct Counts {
    rows: u64,
    batches: u64,
    null_rows: u64,
    row_bytes: u64,
    fields: Vec<FieldCounts>,
}

/// What was counted of a field.
#[derive(Clone, Copy, Default)]
struct FieldCounts {
    nulls: u64,
    column_bytes: u64,
}

pub(super) fn run(args: &StatArgs, quiet: bool) -> Result<(), Failure> {
    let bar = Bar::new(&args.input.file.display().to_string(), quiet);
    let mut input = Input::open(&args.input, Some(bar.report()))?;
    let decoder = input.decoder();
    let fields = vec![FieldCounts::default(); input.layout.len()];
    let mut counts = Counts { fields, ..Counts::default() };
    while let Some(rows) = input.next() {
        let rows = rows?;
        counts.rows += rows.len() as u64;
        counts.batches += 1;
        counts.null_rows += rows.null_count() as u64;
        counts.row_bytes += rows.byte_len() as u64;
        let batch = input.decode(&decoder, &rows)?;
        for (counts, column) in counts.fields.iter_mut().zip(batch.columns()) {
            counts.nulls += column.logical_null_count() as u64;
            let bytes = column.to_data().get_slice_memory_size();
            counts.column_bytes += bytes.map_err(|error| Failure::data(&input.name, error))? as u64;
        }
    }
    drop(bar);
    match args.print.output {
        OutputFormat::Json => tell_json(&input, &counts),
        OutputFormat::Csv => tell_fields(args, &input, &counts),
        OutputFormat::Table => {
            tell_text(&input, &counts).map_err(|error| Failure::io("standard output", &error))?;
            tell_fields(args, &input, &counts)
        }
    }
}

impl Counts {
    fn column_bytes(&self) -> u64 {
        self.fields.iter().map(|field| field.column_bytes).sum()
    }
}

fn tell_text(input: &Input, counts: &Counts) -> std::io::Result<()> {
    let mut out = Stdout::colored();
    let bytes = input.len.map_or_else(|| "unknown".to_owned(), |len| len.to_string());
    writeln!(out, "format        {}, {}", input.format.name(), stored_as(input))?;
    writeln!(out, "file bytes    {bytes}")?;
    writeln!(out, "rows          {} in {} batches", counts.rows, counts.batches)?;
    writeln!(out, "null rows     {}", counts.null_rows)?;
    writeln!(out, "row bytes     {}", counts.row_bytes)?;
    writeln!(out, "column bytes  {}", counts.column_bytes())?;
    writeln!(out)
}

fn tell_fields(args: &StatArgs, input: &Input, counts: &Counts) -> Result<(), Failure> {
    let fields = input.layout.schema().fields();
    let names = StringArray::from_iter_values(fields.iter().map(|field| field.name()));
    let types = StringArray::from_iter_values(fields.iter().map(|field| short(field.data_type())));
    let numbers = |number: fn(&FieldCounts) -> u64| -> ArrayRef {
        Arc::new(UInt64Array::from_iter_values(counts.fields.iter().map(number)))
    };
    let columns: [(&str, ArrayRef); 4] = [
        ("field", Arc::new(names)),
        ("type", Arc::new(types)),
        ("nulls", numbers(|field| field.nulls)),
        ("column_bytes", numbers(|field| field.column_bytes)),
    ];
    let batch =
        RecordBatch::try_from_iter(columns).map_err(|error| Failure::data(&input.name, error))?;
    let mut printer = Printer::new(args.print.output);
    printer.print(&batch)?;
    printer.finish()
}

fn tell_json(input: &Input, counts: &Counts) -> Result<(), Failure> {
    let fields = input.layout.schema().fields().iter().zip(&counts.fields);
    let fields = fields.map(|(field, counts)| {
        serde_json::json!({
            "field": field.name(),
            "type": field.data_type().to_string(),
            "nulls": counts.nulls,
            "column_bytes": counts.column_bytes,
        })
    });
    let stat = serde_json::json!({
        "format": input.format.name(),
        "stored": stored_as(input),
        "file_bytes": input.len,
        "rows": counts.rows,
        "batches": counts.batches,
        "null_rows": counts.null_rows,
        "row_bytes": counts.row_bytes,
        "column_bytes": counts.column_bytes(),
        "fields": fields.collect::<Vec<_>>(),
    });
    writeln!(Stdout::raw(), "{stat}").map_err(|error| Failure::io("standard output", &error))
}
