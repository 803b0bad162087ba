//! A sum over one field of rows that stay rows, against touching the cache lines it stands in.

#![expect(unsafe_code, reason = "the fastest way to touch rows asks for them ahead of time")]

use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::types::Int64Type;
use ferrow_row::{Column, RowBatch};

use super::{LAZY_OFFSETS, LAZY_STRIDE, TOUCH};
use crate::Failure;
use crate::data::{self, Nulls};
use crate::harness::{Contest, Figures, Settings};

const ROWS: usize = 1_000_000;
const COLUMNS: usize = 16;
const FIELD: usize = 3;

/// A million rows of 16 integers, far more than caches hold.
pub(super) fn scan(settings: &Settings) -> Result<Figures, Failure> {
    let (stride, values) = {
        let sample = data::integers(COLUMNS, ROWS, Nulls::Never)?;
        let column = sample.batch.column(FIELD).as_primitive::<Int64Type>();
        (sample.rows, column.values().clone())
    };
    let offsets = RowBatch::try_new(Arc::clone(stride.layout()), stride.to_binary()?)?;
    let field = stride.layout().column_at::<i64>(FIELD)?;
    let right = values.iter().fold(0, |sum, value| value.wrapping_add(sum));

    let row_len = stride.layout().fixed_width();
    let slot = stride.layout().slot_offset(FIELD);
    let bytes = stride.to_binary()?;
    let bytes = bytes.value_data();
    let low_bytes = values.iter().fold(0, |sum: u64, value| sum + (value.cast_unsigned() & 0xff));

    let mut contest = Contest::new(format!("one of {COLUMNS} fields, {row_len}-byte rows"), ROWS);
    contest.variant(TOUCH, (), |()| touch(bytes, slot, row_len), |(), sum| sum == low_bytes)?;
    contest.variant(LAZY_STRIDE, (), |()| sum(&stride, field), |(), sum| sum == right)?;
    contest.variant(LAZY_OFFSETS, (), |()| sum(&offsets, field), |(), sum| sum == right)?;
    Ok(contest.run(settings))
}

/// Reads one byte of each row, in the line of the field's slot, and asks for that of a later row.
fn touch(bytes: &[u8], slot: usize, row_len: usize) -> u64 {
    let slots = bytes[slot..].iter().step_by(row_len);
    let touched = slots.map(|byte| {
        prefetch(std::ptr::from_ref(byte).wrapping_add(64 * row_len));
        u64::from(*byte)
    });
    touched.sum()
}

fn prefetch(byte: *const u8) {
    #[cfg(target_arch = "x86_64")]
    {
        use std::arch::x86_64::{_MM_HINT_T0, _mm_prefetch};

        // SAFETY: a prefetch loads nothing that the program sees, and no address makes it fail.
        unsafe { _mm_prefetch::<_MM_HINT_T0>(byte.cast()) }
    }
    #[cfg(not(target_arch = "x86_64"))]
    let _ = byte;
}

fn sum(rows: &RowBatch, field: Column<i64>) -> i64 {
    rows.column(field).flatten().fold(0, i64::wrapping_add)
}
