//! What trust in validated rows earns: each side of these is what an unsafe block spares.

use std::sync::Arc;

use ferrow_convert::RowEncoder;
use ferrow_row::{Error, RowBatch};

use crate::Failure;
use crate::data;
use crate::harness::{Contest, Figures, Name, Settings};

const ROWS: usize = 4096;

/// Reads two texts of every row: validated before, or checked one by one.
pub(super) fn text(settings: &Settings) -> Result<Figures, Failure> {
    let rows = data::integers_and_text(ROWS)?.rows;
    let layout = Arc::clone(rows.layout());
    let texts = [layout.column_at::<str>(6)?, layout.column_at::<str>(7)?];
    let trusted = |rows: &mut RowBatch| -> usize {
        let rows = rows.rows().flatten();
        rows.flat_map(|row| texts.map(|text| row.get(text))).flatten().map(str::len).sum()
    };
    let checked = |rows: &mut RowBatch| -> Result<usize, Error> {
        let mut sum = 0;
        for row in (0..rows.len()).filter_map(|index| rows.row_bytes(index)) {
            let row = layout.open(row)?;
            for text in texts {
                sum += row.get(text)?.map_or(0, str::len);
            }
        }
        Ok(sum)
    };
    let sum = trusted(&mut rows.clone());
    let mut contest = Contest::new("2 texts of a row, read from", ROWS);
    contest.variant(Name::rival("checked rows"), rows.clone(), checked, |_, found| {
        found.is_ok_and(|f| f == sum)
    })?;
    contest
        .variant(Name::ours("validated rows"), rows.clone(), trusted, |_, found| found == sum)?;
    Ok(contest.run(settings))
}

/// Writes the rows of a batch, validated afterwards or not.
pub(super) fn encode(settings: &Settings) -> Result<Figures, Failure> {
    let sample = data::integers_and_text(ROWS)?;
    let encoder = || RowEncoder::new(sample.rows.layout());
    let validated = |encoder: &mut RowEncoder| -> Result<RowBatch, Failure> {
        let rows = encoder.encode(&sample.batch)?;
        Ok(RowBatch::try_new(Arc::clone(rows.layout()), rows.array().clone())?)
    };
    let mut contest = Contest::new("6 int64 and 2 texts to rows", ROWS);
    contest.variant(Name::rival("validated again"), encoder(), validated, |_, rows| {
        rows.is_ok_and(|rows| rows == sample.rows)
    })?;
    contest.variant(
        Name::ours("trusted"),
        encoder(),
        |encoder| encoder.encode(&sample.batch),
        |_, rows| rows.is_ok_and(|rows| rows == sample.rows),
    )?;
    Ok(contest.run(settings))
}
