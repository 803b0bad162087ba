//! One record with texts, a list and a map at a time.

use std::hint::black_box;

use ferrow_row::Record;

use super::{FORY, READ, bits, read_field, reference, sum_of_rows, write_records};
use crate::Failure;
use crate::harness::{Contest, Figures, Settings};
use crate::mixed::Mixed;

/// About 600 KB of rows: in L2.
const ROWS: usize = 2048;

/// Writes each record over the last, into a buffer that is kept.
pub(super) fn write(settings: &Settings) -> Result<Figures, Failure> {
    write_records("write one mixed record", &Mixed::records(ROWS), settings)
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
    let right = records.iter().map(|record| bits(Some(record.score))).fold(0, u64::wrapping_add);
    let by_fory = |row: &[u8]| Ok(bits(Some(fory::from_row::<Mixed>(row)?.score()?)));
    let score = Mixed::layout().column::<f64>("score")?;
    let title = "read one field of an unknown mixed row";
    read_field::<Mixed>(title, &rows, score, by_fory, right, settings)
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
