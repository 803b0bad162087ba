//! One record at a time, against the official `fory` crate, whose rows are the same bytes.

use std::hint::black_box;

use ferrow_row::{Column, Error, Record, RowLayout};

use super::{FORY, READ, WRITE};
use crate::Failure;
use crate::flat::Flat;
use crate::harness::{Contest, Figures, Settings};

/// 278 KB of rows: in L2.
const ROWS: usize = 2048;

/// Writes each record over the last, into a buffer that is kept.
pub(super) fn write_flat(settings: &Settings) -> Result<Figures, Failure> {
    let records = Flat::records(ROWS);
    let rows = reference(&records)?;

    let by_fory = |record: &Flat, row: &mut Vec<u8>| fory::to_row_into(record, row).is_ok();
    let by_ferrow = |record: &Flat, row: &mut Vec<u8>| {
        row.clear();
        record.append_to(row).is_ok()
    };
    let mut contest = Contest::new("write one flat record", ROWS);
    let same = |write: &dyn Fn(&Flat, &mut Vec<u8>) -> bool, buffer: &mut Vec<u8>| {
        records.iter().zip(&rows).all(|(record, row)| write(record, buffer) && buffer == row)
    };
    contest.variant(
        FORY,
        Vec::new(),
        |row| records.iter().all(|record| by_fory(black_box(record), row) && seen(row)),
        |row, written| written && same(&by_fory, row),
    )?;
    contest.variant(
        WRITE,
        Vec::new(),
        |row| records.iter().all(|record| by_ferrow(black_box(record), row) && seen(row)),
        |row, written| written && same(&by_ferrow, row),
    )?;
    Ok(contest.run(settings))
}

/// Opens each row, of which nothing is known, and reads one nullable field.
pub(super) fn read_one_field(settings: &Settings) -> Result<Figures, Failure> {
    let layout = Flat::layout();
    let records = Flat::records(ROWS);
    let rows = reference(&records)?.concat();
    let rows: Vec<&[u8]> = rows.chunks_exact(layout.fixed_width()).collect();
    let score = layout.column::<f64>("score")?;
    let right = records.iter().fold(0, |sum, record| sum ^ bits(record.score));

    let mut contest = Contest::new("read one field of an unknown row", ROWS);
    contest.variant(FORY, (), |()| scores_by_fory(&rows).ok(), |(), sum| sum == Some(right))?;
    contest.variant(
        READ,
        (),
        |()| scores_by_ferrow(&rows, layout, score).ok(),
        |(), sum| sum == Some(right),
    )?;
    Ok(contest.run(settings))
}

fn scores_by_fory(rows: &[&[u8]]) -> Result<u64, fory::Error> {
    rows.iter().try_fold(0, |sum, row| Ok(sum ^ bits(fory::from_row::<Flat>(row)?.score()?)))
}

fn scores_by_ferrow(rows: &[&[u8]], layout: &RowLayout, score: Column<f64>) -> Result<u64, Error> {
    rows.iter().try_fold(0, |sum, row| Ok(sum ^ bits(layout.open(row)?.get(score)?)))
}

fn bits(score: Option<f64>) -> u64 {
    score.map_or(0, f64::to_bits)
}

/// The bytes that both have to write.
fn reference(records: &[Flat]) -> Result<Vec<Vec<u8>>, Failure> {
    let row = |record: &Flat| {
        let mut row = Vec::new();
        record.append_to(&mut row)?;
        Ok(row)
    };
    records.iter().map(row).collect()
}

/// Makes the row count as used.
fn seen(row: &[u8]) -> bool {
    black_box(row);
    true
}
