//! Results of statements, on standard output.

use arrow::array::RecordBatch;

use super::row_columns::readable;
use crate::args::OutputFormat;
use crate::failure::Failure;
use crate::output::Printer;

/// What is printed of one statement.
pub(super) struct Printing {
    printer: Option<Printer>,
    output: OutputFormat,
    rows: usize,
}

/// What a statement gave.
#[derive(Debug, Clone, Copy)]
pub(super) struct Ran {
    /// The rows of a result; other statements have none.
    pub(super) rows: Option<usize>,
}

impl Printing {
    pub(super) fn new(output: OutputFormat) -> Self {
        Self { printer: None, output, rows: 0 }
    }

    pub(super) fn print(&mut self, batch: &RecordBatch) -> Result<(), Failure> {
        // What has no columns is no result.
        if batch.num_columns() == 0 {
            return Ok(());
        }
        self.rows += batch.num_rows();
        let printer = self.printer.get_or_insert_with(|| match is_plan(batch) {
            true => Printer::of_plans(self.output),
            false => Printer::new(self.output),
        });
        printer.print(&readable(batch))
    }

    pub(super) fn finish(self) -> Result<Ran, Failure> {
        let rows = self.printer.is_some().then_some(self.rows);
        self.printer.map_or(Ok(()), Printer::finish)?;
        Ok(Ran { rows })
    }

    /// Prints what came before a failure, which is told alone where nothing did.
    pub(super) fn abandon(self) {
        if self.rows > 0 {
            drop(self.finish());
        }
    }
}

/// Whether it is what `EXPLAIN` gives.
fn is_plan(batch: &RecordBatch) -> bool {
    let schema = batch.schema();
    schema.fields().iter().map(|field| field.name().as_str()).eq(["plan_type", "plan"])
}
