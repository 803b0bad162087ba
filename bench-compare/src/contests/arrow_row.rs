//! The `arrow-row` crate on the same arrays. Its rows sort as their values do, ours do not: this
//! compares what it costs to go through rows, not two ways to write the same bytes.

use arrow_array::ArrayRef;
use arrow_row::{RowConverter, SortField};

use super::ARROW_ROW;
use super::memcpy::{add_decoder, add_encoder};
use crate::Failure;
use crate::data::{self, Nulls, Sample};
use crate::harness::{Contest, Figures, Settings};

const ROWS: usize = 4096;

pub(super) fn integers_to_columns(settings: &Settings) -> Result<Figures, Failure> {
    to_columns("6 int64 to columns", &data::integers(6, ROWS, Nulls::Never)?, settings)
}

pub(super) fn text_to_columns(settings: &Settings) -> Result<Figures, Failure> {
    to_columns("6 int64 and 2 texts to columns", &data::integers_and_text(ROWS)?, settings)
}

pub(super) fn text_to_rows(settings: &Settings) -> Result<Figures, Failure> {
    let sample = data::integers_and_text(ROWS)?;
    let columns = sample.batch.columns();
    let converter = converter(columns)?;
    let mut contest = Contest::new("6 int64 and 2 texts to rows", ROWS);
    contest.variant(
        ARROW_ROW,
        (),
        |()| converter.convert_columns(columns),
        |(), rows| rows.and_then(|rows| converter.convert_rows(&rows)).is_ok_and(|c| c == columns),
    )?;
    add_encoder(&mut contest, &sample)?;
    Ok(contest.run(settings))
}

fn to_columns(title: &str, sample: &Sample, settings: &Settings) -> Result<Figures, Failure> {
    let columns = sample.batch.columns();
    let converter = converter(columns)?;
    let rows = converter.convert_columns(columns)?;
    let mut contest = Contest::new(title, ROWS);
    contest.variant(
        ARROW_ROW,
        (),
        |()| converter.convert_rows(&rows),
        |(), converted| converted.is_ok_and(|converted| converted == columns),
    )?;
    add_decoder(&mut contest, sample)?;
    Ok(contest.run(settings))
}

fn converter(columns: &[ArrayRef]) -> Result<RowConverter, Failure> {
    let fields = columns.iter().map(|column| SortField::new(column.data_type().clone()));
    Ok(RowConverter::new(fields.collect())?)
}
