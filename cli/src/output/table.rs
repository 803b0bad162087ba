//! Aligned columns that are written batch after batch.

use std::io::{self, Write};

use anstyle::Style;
use arrow::array::{Array, RecordBatch};
use arrow::datatypes::SchemaRef;
use arrow::error::ArrowError;
use arrow::util::display::{ArrayFormatter, FormatOptions};
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// The widest cell, in columns of a terminal.
const WIDEST: usize = 60;

/// A table whose columns are as wide as the widest cell of the first batch that has rows.
pub(crate) struct Table {
    schema: Option<SchemaRef>,
    /// Empty until the names of the columns are written.
    widths: Vec<usize>,
}

/// A cell, and whether its value is null.
struct Cell {
    text: String,
    is_null: bool,
}

impl Table {
    pub(super) fn new() -> Self {
        Self { schema: None, widths: Vec::new() }
    }

    /// Writes the rows of `batch`, and before the first of them the names of the columns.
    pub(super) fn write(&mut self, out: &mut impl Write, batch: &RecordBatch) -> io::Result<()> {
        self.schema = Some(batch.schema());
        if batch.num_rows() > 0 { self.write_rows(out, batch) } else { Ok(()) }
    }

    /// Writes the names of the columns where there were no rows.
    pub(super) fn finish(&mut self, out: &mut impl Write) -> io::Result<()> {
        match self.schema.take() {
            Some(schema) if self.widths.is_empty() => {
                self.write_rows(out, &RecordBatch::new_empty(schema))
            }
            _ => Ok(()),
        }
    }

    fn write_rows(&mut self, out: &mut impl Write, batch: &RecordBatch) -> io::Result<()> {
        let columns = batch.columns().iter().map(|column| cells(column));
        let columns: Vec<Vec<Cell>> =
            columns.collect::<Result<_, _>>().map_err(io::Error::other)?;
        let schema = batch.schema();
        let right: Vec<bool> =
            schema.fields().iter().map(|field| field.data_type().is_numeric()).collect();
        if self.widths.is_empty() {
            let names: Vec<String> =
                schema.fields().iter().map(|field| shown(field.name())).collect();
            self.widths =
                names.iter().zip(&columns).map(|(name, cells)| widest(name, cells)).collect();
            let bold = Style::new().bold();
            self.line(
                out,
                names.iter().zip(&right).map(|(name, right)| (name.as_str(), bold, *right)),
            )?;
        }
        let (plain, dim) = (Style::new(), Style::new().dimmed());
        for row in 0..batch.num_rows() {
            let cells = columns.iter().zip(&right).map(|(column, right)| {
                let cell = &column[row];
                (cell.text.as_str(), if cell.is_null { dim } else { plain }, *right)
            });
            self.line(out, cells)?;
        }
        Ok(())
    }

    fn line<'a>(
        &self,
        out: &mut impl Write,
        cells: impl ExactSizeIterator<Item = (&'a str, Style, bool)>,
    ) -> io::Result<()> {
        let last = cells.len().saturating_sub(1);
        for (at, ((text, style, right), width)) in cells.zip(&self.widths).enumerate() {
            let gap = if at == 0 { "" } else { "  " };
            let space = width.saturating_sub(text.width());
            let (before, after) = if right { (space, 0) } else { (0, space) };
            let after = if at == last { 0 } else { after };
            write!(out, "{gap}{:before$}{style}{text}{style:#}{:after$}", "", "")?;
        }
        writeln!(out)
    }
}

/// Writes each value of the last column on lines of its own, below the value of the first.
#[cfg(feature = "query")]
pub(super) fn write_lines(out: &mut impl Write, batch: &RecordBatch) -> io::Result<()> {
    let options = FormatOptions::new().with_null("null");
    let [first, .., last] = batch.columns() else { return Ok(()) };
    let first = ArrayFormatter::try_new(first, &options).map_err(io::Error::other)?;
    let last = ArrayFormatter::try_new(last, &options).map_err(io::Error::other)?;
    let bold = Style::new().bold();
    for row in 0..batch.num_rows() {
        writeln!(out, "{bold}{}{bold:#}", shown(&first.value(row).to_string()))?;
        for line in last.value(row).to_string().trim_end().lines() {
            let letters = line.chars();
            let line = letters.flat_map(|letter| match letter.is_control() {
                true => letter.escape_debug().collect::<Vec<_>>(),
                false => vec![letter],
            });
            writeln!(out, "{}", line.collect::<String>())?;
        }
    }
    Ok(())
}

fn widest(name: &str, cells: &[Cell]) -> usize {
    cells.iter().map(|cell| cell.text.width()).fold(name.width(), usize::max)
}

fn cells(array: &dyn Array) -> Result<Vec<Cell>, ArrowError> {
    let options = FormatOptions::new().with_null("null");
    let values = ArrayFormatter::try_new(array, &options)?;
    let nulls = array.logical_nulls();
    (0..array.len())
        .map(|row| {
            let is_null = nulls.as_ref().is_some_and(|nulls| nulls.is_null(row));
            Ok(Cell { text: shown(&values.value(row).try_to_string()?), is_null })
        })
        .collect()
}

/// A text on one line, without what a terminal takes for commands, and not too long.
fn shown(text: &str) -> String {
    let mut shown = String::new();
    let mut width = 0;
    for letter in text.chars() {
        if letter.is_control() {
            shown.extend(letter.escape_debug());
            width += 2;
        } else {
            shown.push(letter);
            width += letter.width().unwrap_or(0);
        }
        if width >= WIDEST {
            shown.push('…');
            break;
        }
    }
    shown
}
