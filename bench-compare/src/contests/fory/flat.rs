//! One record of fixed fields at a time.

use ferrow_row::Record;

use super::{bits, read_field, reference, write_records};
use crate::Failure;
use crate::flat::Flat;
use crate::harness::{Figures, Settings};

/// 278 KB of rows: in L2.
const ROWS: usize = 2048;

/// Writes each record over the last, into a buffer that is kept.
pub(super) fn write(settings: &Settings) -> Result<Figures, Failure> {
    write_records("write one flat record", &Flat::records(ROWS), settings)
}

/// Opens each row, of which nothing is known, and reads one nullable field.
pub(super) fn read_one_field(settings: &Settings) -> Result<Figures, Failure> {
    let records = Flat::records(ROWS);
    let rows = reference(&records)?.concat();
    let rows: Vec<&[u8]> = rows.chunks_exact(Flat::layout().fixed_width()).collect();
    let right = records.iter().map(|record| bits(record.score)).fold(0, u64::wrapping_add);
    let by_fory = |row: &[u8]| Ok(bits(fory::from_row::<Flat>(row)?.score()?));
    let score = Flat::layout().column::<f64>("score")?;
    let title = "read one field of an unknown row";
    read_field::<Flat>(title, &rows, score, by_fory, right, settings)
}
