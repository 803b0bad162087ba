//! The `arrow-row` crate on the same arrays. Its rows sort as their values do, ours do not: this
//! compares what it costs to go through rows, not two ways to write the same bytes.

use arrow_array::{ArrayRef, RecordBatch};
use arrow_row::{RowConverter, SortField};

use super::conversion::{add_decoder, add_encoder, add_reusing_decoder, add_reusing_encoder};
use super::{APPEND, ARROW_ROW, Entry, entry};
use crate::Failure;
use crate::data::{self, Nulls, Sample};
use crate::harness::{Contest, Figures, Settings};

pub(super) const CONTESTS: &[Entry] = &[
    entry("arrow-row-i64-to-columns", |settings| {
        to_columns("rows to 6 int64", &data::integers(6, IN_CACHE, Nulls::Never)?, settings)
    }),
    entry("arrow-row-text-to-columns", |settings| {
        to_columns("rows to 6 int64 and 2 texts", &data::integers_and_text(IN_CACHE)?, settings)
    }),
    entry("arrow-row-i64-to-rows", |settings| {
        to_rows("6 int64 to rows", &data::integers(6, IN_CACHE, Nulls::Never)?, settings)
    }),
    entry("arrow-row-text-to-rows", |settings| {
        to_rows("6 int64 and 2 texts to rows", &data::integers_and_text(IN_CACHE)?, settings)
    }),
    entry("arrow-row-i64-1m-to-columns", |settings| {
        to_columns("rows to 6 int64", &data::integers(6, MANY, Nulls::Never)?, settings)
    }),
    entry("arrow-row-text-1m-to-columns", |settings| {
        to_columns("rows to 6 int64 and 2 texts", &data::integers_and_text(MANY)?, settings)
    }),
    entry("arrow-row-text-1m-to-rows", |settings| {
        to_rows("6 int64 and 2 texts to rows", &data::integers_and_text(MANY)?, settings)
    }),
];

const IN_CACHE: usize = 4096;
const MANY: usize = 1_000_000;

fn to_columns(title: &str, sample: &Sample, settings: &Settings) -> Result<Figures, Failure> {
    let Sample { batch, rows } = sample;
    let mut contest = Contest::new(title, rows.len());
    add_rows_to_columns(&mut contest, batch)?;
    add_decoder(&mut contest, rows, batch)?;
    add_reusing_decoder(&mut contest, rows, batch)?;
    Ok(contest.run(settings))
}

fn to_rows(title: &str, sample: &Sample, settings: &Settings) -> Result<Figures, Failure> {
    let Sample { batch, rows } = sample;
    let mut contest = Contest::new(title, rows.len());
    add_columns_to_rows(&mut contest, batch)?;
    add_encoder(&mut contest, batch, rows)?;
    add_reusing_encoder(&mut contest, batch, rows)?;
    Ok(contest.run(settings))
}

/// Adds `arrow-row` from its rows to columns. It has no way to reuse columns.
pub(super) fn add_rows_to_columns<'a>(
    contest: &mut Contest<'a>,
    batch: &'a RecordBatch,
) -> Result<(), Failure> {
    let columns = batch.columns();
    let converter = converter(columns)?;
    let rows = converter.convert_columns(columns)?;
    contest.variant(
        ARROW_ROW,
        (converter, rows),
        |(converter, rows)| converter.convert_rows(&*rows),
        |_, converted| converted.is_ok_and(|converted| converted == columns),
    )
}

/// Adds `arrow-row` from columns to its rows, which are new or stand where the last ones stood.
pub(super) fn add_columns_to_rows<'a>(
    contest: &mut Contest<'a>,
    batch: &'a RecordBatch,
) -> Result<(), Failure> {
    let columns = batch.columns();
    contest.variant(
        ARROW_ROW,
        converter(columns)?,
        |converter| converter.convert_columns(columns),
        |converter, rows| {
            rows.and_then(|rows| converter.convert_rows(&rows)).is_ok_and(|c| c == columns)
        },
    )?;
    let converter = converter(columns)?;
    let rows = converter.convert_columns(columns)?;
    contest.variant(
        APPEND,
        (converter, rows),
        |(converter, rows)| {
            rows.clear();
            converter.append(rows, columns)
        },
        |(converter, rows), done| {
            done.and_then(|()| converter.convert_rows(&*rows)).is_ok_and(|c| c == columns)
        },
    )
}

fn converter(columns: &[ArrayRef]) -> Result<RowConverter, Failure> {
    let fields = columns.iter().map(|column| SortField::new(column.data_type().clone()));
    Ok(RowConverter::new(fields.collect())?)
}
