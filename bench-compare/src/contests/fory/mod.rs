//! One record at a time, against the official `fory` crate, whose rows are the same bytes.

mod flat;
mod mixed;

use std::hint::black_box;

use ferrow_row::{Column, Record, RowLayout};

use super::{Entry, FORY, READ, WRITE, entry};
use crate::Failure;
use crate::harness::{Contest, Figures, Settings};

pub(super) const CONTESTS: &[Entry] = &[
    entry("fory-write-flat", flat::write),
    entry("fory-write-mixed", mixed::write),
    entry("fory-read-mixed", mixed::read),
    entry("fory-read-one-field", flat::read_one_field),
    entry("fory-read-one-field-of-mixed", mixed::read_one_field),
];

/// The bytes that both have to write.
fn reference<T: Record>(records: &[T]) -> Result<Vec<Vec<u8>>, Failure> {
    let row = |record: &T| {
        let mut row = Vec::new();
        record.append_to(&mut row)?;
        Ok(row)
    };
    records.iter().map(row).collect()
}

/// Writes each record over the last, into a buffer that is kept.
fn write_records<T: Record + fory::Row>(
    title: &str,
    records: &[T],
    settings: &Settings,
) -> Result<Figures, Failure> {
    let rows = reference(records)?;
    let by_fory = |record: &T, row: &mut Vec<u8>| fory::to_row_into(record, row).is_ok();
    let by_ferrow = |record: &T, row: &mut Vec<u8>| {
        row.clear();
        record.append_to(row).is_ok()
    };
    let mut contest = Contest::new(title, records.len());
    let same = |write: &dyn Fn(&T, &mut Vec<u8>) -> bool, buffer: &mut Vec<u8>| {
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

/// Opens each row of `T`s, of which nothing is known, and reads `field`, as `by_fory` does; `right` is the
/// sum.
fn read_field<T: Record>(
    title: &str,
    rows: &[impl AsRef<[u8]>],
    field: Column<f64>,
    by_fory: impl Fn(&[u8]) -> Result<u64, Failure>,
    right: u64,
    settings: &Settings,
) -> Result<Figures, Failure> {
    let layout: &RowLayout = T::layout();
    let by_ferrow = |row: &[u8]| Some(bits(layout.open(row).ok()?.get(field).ok()?));
    let mut contest = Contest::new(title, rows.len());
    contest.variant(
        FORY,
        (),
        |()| sum_of_rows(rows, |row| by_fory(row).ok()),
        |(), sum| sum == Some(right),
    )?;
    contest.variant(READ, (), |()| sum_of_rows(rows, by_ferrow), |(), sum| sum == Some(right))?;
    Ok(contest.run(settings))
}

fn sum_of_rows(rows: &[impl AsRef<[u8]>], sum_of: impl Fn(&[u8]) -> Option<u64>) -> Option<u64> {
    rows.iter().try_fold(0_u64, |sum, row| Some(sum.wrapping_add(sum_of(row.as_ref())?)))
}

fn bits(number: Option<f64>) -> u64 {
    number.map_or(0, f64::to_bits)
}

/// Makes the row count as used.
fn seen(row: &[u8]) -> bool {
    black_box(row);
    true
}
