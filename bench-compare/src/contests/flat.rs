//! Columns of flat records to rows and back, beside `arrow-row` and beside `fory`, whose rows are the
//! same bytes and which needs glue that a person writes.

use arrow_array::RecordBatch;
use ferrow_row::{Record, RowBatch};

use super::arrow_row::{add_columns_to_rows, add_rows_to_columns};
use super::conversion::{add_decoder, add_encoder, add_reusing_decoder, add_reusing_encoder};
use super::copies::bytes;
use super::{Entry, FORY, entry};
use crate::Failure;
use crate::flat::{self, Flat};
use crate::harness::{Contest, Figures, Settings};

pub(super) const CONTESTS: &[Entry] = &[
    entry("flat-to-rows", |settings| to_rows(BATCH, settings)),
    entry("flat-to-columns", |settings| to_columns(BATCH, settings)),
    entry("flat-1m-to-rows", |settings| to_rows(MANY, settings)),
    entry("flat-1m-to-columns", |settings| to_columns(MANY, settings)),
];

const BATCH: usize = 8192;
const MANY: usize = 1_000_000;

fn to_rows(len: usize, settings: &Settings) -> Result<Figures, Failure> {
    let (batch, rows) = sample(len)?;
    let mut contest = Contest::new("16 columns of flat records to rows", len);
    add_columns_to_rows(&mut contest, &batch)?;
    add_fory_encoder(&mut contest, &batch, &rows)?;
    add_encoder(&mut contest, &batch, &rows)?;
    add_reusing_encoder(&mut contest, &batch, &rows)?;
    Ok(contest.run(settings))
}

fn to_columns(len: usize, settings: &Settings) -> Result<Figures, Failure> {
    let (batch, rows) = sample(len)?;
    let mut contest = Contest::new("rows to 16 columns of flat records", len);
    add_rows_to_columns(&mut contest, &batch)?;
    add_fory_decoder(&mut contest, &rows, &batch)?;
    add_decoder(&mut contest, &rows, &batch)?;
    add_reusing_decoder(&mut contest, &rows, &batch)?;
    Ok(contest.run(settings))
}

fn sample(len: usize) -> Result<(RecordBatch, RowBatch), Failure> {
    let records = Flat::records(len);
    let batch = flat::build(&records, Flat::layout().schema())?;
    Ok((batch, Flat::rows(&records)?))
}

fn add_fory_encoder<'a>(
    contest: &mut Contest<'a>,
    batch: &'a RecordBatch,
    rows: &RowBatch,
) -> Result<(), Failure> {
    let bytes = bytes(rows)?;
    contest.variant(
        FORY,
        (Vec::new(), Vec::new()),
        |(row, rows)| flat::batch_to_fory(batch, row, rows),
        |(_, rows), done| done.is_ok() && rows == bytes,
    )
}

fn add_fory_decoder<'a>(
    contest: &mut Contest<'a>,
    rows: &'a RowBatch,
    batch: &RecordBatch,
) -> Result<(), Failure> {
    let (bytes, layout) = (bytes(rows)?, rows.layout());
    contest.variant(
        FORY,
        (),
        |()| flat::fory_to_batch(bytes, layout.fixed_width(), layout.schema()),
        |(), found| found.is_ok_and(|found| found == *batch),
    )
}
