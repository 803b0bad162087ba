//! Conversions between rows and columns, against a copy of the row bytes into warm memory.

use arrow_array::RecordBatch;
use ferrow_convert::{RowDecoder, RowEncoder};
use ferrow_row::{RowArray, RowBatch};

use super::{DECODE, ENCODE, MEMCPY};
use crate::Failure;
use crate::data::{self, Nulls, Sample};
use crate::harness::{Contest, Figures, Settings};

/// `columns` columns of 64-bit integers, both ways.
pub(super) fn integers(
    columns: usize,
    rows: usize,
    nulls: Nulls,
    settings: &Settings,
) -> Result<Figures, Failure> {
    let sample = data::integers(columns, rows, nulls)?;
    let title = match nulls {
        Nulls::Never => format!("{columns} int64 columns"),
        Nulls::TenPercent => format!("{columns} int64 columns, 10 % nulls"),
    };
    let mut contest = Contest::new(title, rows);
    add_copy(&mut contest, bytes(&sample.rows)?)?;
    add_decoder(&mut contest, &sample)?;
    add_encoder(&mut contest, &sample)?;
    Ok(contest.run(settings))
}

/// The bytes of rows of equal length, one after another.
fn bytes(rows: &RowBatch) -> Result<&[u8], Failure> {
    match rows.array() {
        RowArray::Stride(array) => Ok(array.value_data()),
        _ => Err("rows of fixed-width fields have no stride".into()),
    }
}

fn add_copy<'a>(contest: &mut Contest<'a>, rows: &'a [u8]) -> Result<(), Failure> {
    contest.variant(
        MEMCPY,
        vec![0; rows.len()],
        |copy: &mut Vec<u8>| copy.copy_from_slice(rows),
        |copy, ()| copy == rows,
    )
}

/// Adds the conversion of the sample's rows to columns, which include their allocation.
pub(super) fn add_decoder<'a>(
    contest: &mut Contest<'a>,
    Sample { batch, rows }: &'a Sample,
) -> Result<(), Failure> {
    contest.variant(
        DECODE,
        RowDecoder::new(rows.layout()),
        |decoder| decoder.decode(rows),
        |_, decoded| decoded.is_ok_and(|decoded: RecordBatch| decoded == *batch),
    )
}

/// Adds the conversion of the sample's columns to rows, which include their allocation.
pub(super) fn add_encoder<'a>(
    contest: &mut Contest<'a>,
    Sample { batch, rows }: &'a Sample,
) -> Result<(), Failure> {
    contest.variant(
        ENCODE,
        RowEncoder::new(rows.layout()),
        |encoder| encoder.encode(batch),
        |_, encoded| encoded.is_ok_and(|encoded: RowBatch| encoded == *rows),
    )
}
