//! `ferrow convert`: a file becomes one of another format, batch by batch.

use std::path::PathBuf;
use std::sync::Arc;

use clap::{Args, ValueEnum};
use ferrow_convert::{ErrorKind, RowDecoder, RowEncoder};
use ferrow_row::{RowBatch, RowFormat, RowLayout};

use crate::args::{InputArgs, parse_delimiter};
use crate::failure::Failure;
use crate::format::Format;
use crate::input::Input;
use crate::output::{Compression, Destination, Writer, Written};
use crate::progress::Bar;

/// What becomes of which file.
#[derive(Debug, Args)]
pub(crate) struct ConvertArgs {
    #[command(flatten)]
    input: InputArgs,
    /// The file to write; `-` is standard output. It is whole at the end, or as it was before
    #[arg(value_name = "OUT")]
    out: PathBuf,
    #[command(flatten)]
    writing: WritingArgs,
}

/// How a file is written.
#[derive(Debug, Args)]
struct WritingArgs {
    /// The format to write; else the extension of OUT tells
    #[arg(long, help_heading = "Writing", value_enum, value_name = "FORMAT")]
    to: Option<Format>,
    /// Write whole rows as one column, also to Parquet and Arrow; `.ferrow` always has them
    #[arg(long, help_heading = "Writing")]
    rows: bool,
    /// The name of the column of rows
    #[arg(long, help_heading = "Writing", value_name = "NAME", default_value = "row")]
    row_column: String,
    /// The layout of the rows' bytes [default: that of the input, or standard]
    #[arg(long, help_heading = "Writing", value_enum, value_name = "LAYOUT")]
    layout: Option<Layout>,
    /// How to compress Parquet and Arrow [default: snappy for Parquet, else none]
    #[arg(long, help_heading = "Writing", value_enum, value_name = "CODEC")]
    compression: Option<Compression>,
    /// The sign between the values of CSV that is written [default: that of --delimiter, or `,`]
    #[arg(long, help_heading = "Writing", value_name = "SIGN", value_parser = parse_delimiter)]
    out_delimiter: Option<u8>,
    /// Write every column as one that may be null, and a row that is null as a row of nulls
    #[arg(long, help_heading = "Writing")]
    nullable: bool,
}

/// A layout of the bytes of rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Layout {
    /// Words: what every implementation of the format reads
    Standard,
    /// Smaller, and read by Java and Ferrow alone
    Compact,
}

pub(super) fn run(args: &ConvertArgs, quiet: bool) -> Result<(), Failure> {
    let written = args.written()?;
    let bar = Bar::new(&args.input.file.display().to_string(), quiet);
    let input = Input::open(&args.input, Some(bar.report()))?;
    if written.format == Format::Csv {
        refuse_nested(&input)?;
    }
    let relayout = args.relayout(&input, &written)?;
    let layout = relayout.as_ref().map_or(&input.layout, |relayout| relayout.encoder.layout());
    let layout = Arc::clone(layout);

    let out = Destination::create(&args.out, written.format.is_binary())?;
    let fault = out.fault();
    let mut writer = Writer::try_new(out, &layout, &written)?;
    let most = args.input.reading.batch_rows.map_or(usize::MAX, std::num::NonZero::get);
    let name = input.name.clone();
    for rows in input {
        for rows in cut(&rows?, most) {
            let rows = match &relayout {
                Some(relayout) => {
                    relayout.apply(&rows).map_err(|error| Failure::of(&name, &error))?
                }
                None => rows,
            };
            let wrote = writer.write(&rows);
            wrote.map_err(|error| fault.or(|| of_rows(&name, &rows, &error)))?;
        }
    }
    let out = writer.finish().map_err(|error| fault.of(&error))?;
    out.commit()
}

impl ConvertArgs {
    fn written(&self) -> Result<Written, Failure> {
        let writing = &self.writing;
        let format = writing.to.or_else(|| Format::of_path(&self.out)).ok_or_else(|| {
            let out = self.out.display();
            Failure::usage(format!("{out}: the extension tells no format; name it with --to"))
        })?;
        let has_rows = writing.rows || format == Format::Rows;
        if writing.layout.is_some() && !has_rows {
            let what = format!("--layout is for rows, {} is written as columns", format.name());
            return Err(Failure::usage(format!("{what}; add --rows or leave it out")));
        }
        let delimiter = writing.out_delimiter.or(self.input.reading.delimiter);
        let written = Written {
            format,
            rows: has_rows.then(|| writing.row_column.clone()),
            compression: writing.compression,
            delimiter: delimiter.unwrap_or_else(|| Format::default_delimiter(&self.out)),
            nullable: writing.nullable,
        };
        written.check()?;
        Ok(written)
    }

    /// How rows get another layout, where they do.
    fn relayout(&self, input: &Input, written: &Written) -> Result<Option<Relayout>, Failure> {
        let wanted = match self.writing.layout {
            Some(Layout::Standard) => RowFormat::Standard,
            Some(Layout::Compact) => RowFormat::Compact,
            None => return Ok(None),
        };
        if written.rows.is_none() || wanted == input.layout.format() {
            return Ok(None);
        }
        let layout = RowLayout::try_with_format(Arc::clone(input.layout.schema()), wanted);
        let layout = layout.map_err(|error| Failure::data(&input.name, error))?;
        let decoder = RowDecoder::new(&input.layout);
        Ok(Some(Relayout { decoder, encoder: RowEncoder::new(&layout) }))
    }
}

/// Rows of one layout as rows of another.
struct Relayout {
    decoder: RowDecoder,
    encoder: RowEncoder,
}

impl Relayout {
    fn apply(&self, rows: &RowBatch) -> Result<RowBatch, ferrow_convert::Error> {
        self.encoder.encode(&self.decoder.decode(rows)?)
    }
}

/// `rows` in pieces of at most `most`.
fn cut(rows: &RowBatch, most: usize) -> impl Iterator<Item = RowBatch> + use<'_> {
    let len = rows.len();
    let starts = (0..len.max(1)).step_by(most);
    starts.map(move |start| rows.slice(start..start.saturating_add(most).min(len)))
}

/// What the library says of rows of the file `name`.
fn of_rows(name: &str, rows: &RowBatch, error: &ferrow_convert::Error) -> Failure {
    if error.kind() == ErrorKind::NotNull && rows.null_count() > 0 {
        let count = rows.null_count();
        let problem = format!("{count} rows of a batch are null, and columns have no null rows");
        return Failure::data(name, problem).with_advice("--nullable makes rows of nulls of them");
    }
    Failure::of(name, error)
}

/// CSV has one text for each value.
fn refuse_nested(input: &Input) -> Result<(), Failure> {
    let fields = input.layout.schema().fields();
    match fields.iter().find(|field| field.data_type().is_nested()) {
        Some(field) => {
            let problem =
                format!("{}: CSV has no values that are {}", field.name(), field.data_type());
            Err(Failure::data(&input.name, problem).with_advice("write ndjson or parquet"))
        }
        None => Ok(()),
    }
}
