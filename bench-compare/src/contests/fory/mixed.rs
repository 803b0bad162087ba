//! One record with texts, a list and a map at a time, against the official `fory` crate, whose rows
//! are the same bytes.

use std::hint::black_box;

use ferrow_row::{Column, Error, Record, RowLayout};

use super::{FORY, READ, WRITE};
use crate::Failure;
use crate::harness::{Contest, Figures, Settings};
use crate::mixed::Mixed;

/// About 600 KB of rows: in L2.
const ROWS: usize = 2048;

/// Writes each record over the last, into a buffer that is kept.
pub(super) fn write(settings: &Settings) -> Result<Figures, Failure> {
    let records = Mixed::records(ROWS);
    let rows = reference(&records)?;
    let by_fory = |record: &Mixed, row: &mut Vec<u8>| fory::to_row_into(record, row).is_ok();
    let by_ferrow = |record: &Mixed, row: &mut Vec<u8>| {
        row.clear();
        record.append_to(row).is_ok()
    };
    let mut contest = Contest::new("write one mixed record", ROWS);
    let same = |write: &dyn Fn(&Mixed, &mut Vec<u8>) -> bool, buffer: &mut Vec<u8>| {
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

/// Reads every field, element and entry of each row, of which nothing is known before.
pub(super) fn read(settings: &Settings) -> Result<Figures, Failure> {
    let records = Mixed::records(ROWS);
    let rows = reference(&records)?;
    let right = records.iter().map(sum_of_record).fold(0, u64::wrapping_add);
    let mut contest = Contest::new("read all of a mixed row", ROWS);
    contest.variant(
        FORY,
        (),
        |()| sum_of_rows(&rows, |row| sum_by_fory(row).ok()),
        |(), sum| sum == Some(right),
    )?;
    contest.variant(
        READ,
        (),
        |()| sum_of_rows(&rows, |row| sum_by_view(row).ok()),
        |(), sum| sum == Some(right),
    )?;
    Ok(contest.run(settings))
}

/// Opens each row, of which nothing is known, and reads one field.
pub(super) fn read_one_field(settings: &Settings) -> Result<Figures, Failure> {
    let records = Mixed::records(ROWS);
    let rows = reference(&records)?;
    let right = records.iter().map(|record| record.score.to_bits()).fold(0, u64::wrapping_add);
    let layout = Mixed::layout();
    let score = layout.column::<f64>("score")?;
    let mut contest = Contest::new("read one field of an unknown mixed row", ROWS);
    contest.variant(FORY, (), |()| scores_by_fory(&rows).ok(), |(), sum| sum == Some(right))?;
    contest.variant(
        READ,
        (),
        |()| scores_by_ferrow(&rows, layout, score).ok(),
        |(), sum| sum == Some(right),
    )?;
    Ok(contest.run(settings))
}

fn scores_by_fory(rows: &[Vec<u8>]) -> Result<u64, fory::Error> {
    rows.iter().try_fold(0, |sum: u64, row| {
        Ok(sum.wrapping_add(fory::from_row::<Mixed>(row)?.score()?.to_bits()))
    })
}

fn scores_by_ferrow(
    rows: &[Vec<u8>],
    layout: &RowLayout,
    score: Column<f64>,
) -> Result<u64, Error> {
    rows.iter().try_fold(0, |sum: u64, row| {
        let score = layout.open(row)?.get(score)?;
        Ok(sum.wrapping_add(score.map_or(0, f64::to_bits)))
    })
}

/// The bytes that both have to write.
fn reference(records: &[Mixed]) -> Result<Vec<Vec<u8>>, Failure> {
    let row = |record: &Mixed| {
        let mut row = Vec::new();
        record.append_to(&mut row)?;
        Ok(row)
    };
    records.iter().map(row).collect()
}

fn sum_of_rows(rows: &[Vec<u8>], sum_of: impl Fn(&[u8]) -> Option<u64>) -> Option<u64> {
    rows.iter().try_fold(0_u64, |sum, row| Some(sum.wrapping_add(sum_of(row)?)))
}

/// A sum over everything that a record holds.
#[derive(Default)]
struct Sum(u64);

impl Sum {
    fn number(&mut self, value: i64) {
        self.0 = self.0.wrapping_add(value.cast_unsigned());
    }

    fn text(&mut self, value: &str) {
        // What is read is the text; its letters are not the reader's work.
        let len = u64::try_from(black_box(value).len()).unwrap_or(u64::MAX);
        self.0 = self.0.wrapping_add(len);
    }

    fn fixed(&mut self, id: i64, time: i64, score: f64, is_active: bool) {
        self.number(id);
        self.number(time);
        self.number(score.to_bits().cast_signed());
        self.number(is_active.into());
    }
}

fn sum_of_record(record: &Mixed) -> u64 {
    let mut sum = Sum::default();
    sum.fixed(record.id, record.time, record.score, record.is_active);
    sum.text(&record.name);
    sum.text(&record.email);
    record.tags.iter().for_each(|tag| sum.text(tag));
    for (key, value) in &record.attributes {
        sum.text(key);
        sum.number(*value);
    }
    sum.0
}

fn sum_by_fory(row: &[u8]) -> Result<u64, Failure> {
    let row = fory::from_row::<Mixed>(row)?;
    let mut sum = Sum::default();
    sum.fixed(row.id()?, row.time()?, row.score()?, row.is_active()?);
    sum.text(row.name()?);
    sum.text(row.email()?);
    for tag in &row.tags()? {
        sum.text(tag?);
    }
    let attributes = row.attributes()?;
    for at in 0..attributes.len() {
        sum.text(attributes.key(at)?);
        sum.number(attributes.value(at)?);
    }
    Ok(sum.0)
}

fn sum_by_view(row: &[u8]) -> Result<u64, Failure> {
    let row = Mixed::view(row)?;
    let mut sum = Sum::default();
    sum.fixed(row.id(), row.time(), row.score(), row.is_active());
    sum.text(row.name());
    sum.text(row.email());
    row.tags().iter().for_each(|tag| sum.text(tag));
    for (key, value) in row.attributes().iter() {
        sum.text(key);
        sum.number(value);
    }
    Ok(sum.0)
}

/// Makes the row count as used.
fn seen(row: &[u8]) -> bool {
    black_box(row);
    true
}
