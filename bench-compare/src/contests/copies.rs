//! Copies of the row bytes, which conversions are measured by.

use ferrow_row::{RowArray, RowBatch};

use super::{MEMCPY, MEMCPY_BY_PARTS, MEMCPY_FRESH, STREAM};
use crate::Failure;
use crate::harness::{Contest, Name};

/// The bytes of rows that stand back to back.
pub(super) fn bytes(rows: &RowBatch) -> Result<&[u8], Failure> {
    match rows.array() {
        RowArray::Stride(array) => Ok(array.value_data()),
        RowArray::Offsets(array) => Ok(array.value_data()),
        RowArray::LargeOffsets(array) => Ok(array.value_data()),
        RowArray::Views(_) => Err("rows of views are not back to back".into()),
    }
}

/// Adds a copy of the bytes into warm memory.
pub(super) fn add_copy<'a>(contest: &mut Contest<'a>, rows: &'a RowBatch) -> Result<(), Failure> {
    add_copy_by(usize::MAX, MEMCPY, contest, rows)
}

/// Adds a copy of the bytes into warm memory in parts, and so through the caches: memcpy of very many
/// bytes goes past them, on machines where the C library thinks that it is worth it.
pub(super) fn add_copy_by_parts<'a>(
    contest: &mut Contest<'a>,
    rows: &'a RowBatch,
) -> Result<(), Failure> {
    add_copy_by(1 << 20, MEMCPY_BY_PARTS, contest, rows)
}

fn add_copy_by<'a>(
    part: usize,
    name: Name,
    contest: &mut Contest<'a>,
    rows: &'a RowBatch,
) -> Result<(), Failure> {
    let rows = bytes(rows)?;
    contest.variant(
        name,
        vec![0; rows.len()],
        move |copy: &mut Vec<u8>| {
            let parts = rows.chunks(part).zip(copy.chunks_mut(part));
            parts.for_each(|(from, to)| to.copy_from_slice(from));
        },
        |copy, ()| copy == rows,
    )
}

/// Adds what else a copy of the bytes can be: into new memory, and past the caches.
pub(super) fn add_other_copies<'a>(
    contest: &mut Contest<'a>,
    rows: &'a RowBatch,
) -> Result<(), Failure> {
    let rows = bytes(rows)?;
    contest.variant(MEMCPY_FRESH, (), |()| rows.to_vec(), |(), copy| copy == rows)?;
    add_stream(contest, rows)
}

#[cfg(target_arch = "x86_64")]
fn add_stream<'a>(contest: &mut Contest<'a>, rows: &'a [u8]) -> Result<(), Failure> {
    use crate::stream_copy;

    contest.variant(
        STREAM,
        stream_copy::room_for(rows.len()),
        |copy| stream_copy::copy(rows, copy),
        |copy, ()| stream_copy::is_copy(copy, rows),
    )
}

#[cfg(not(target_arch = "x86_64"))]
fn add_stream<'a>(_: &mut Contest<'a>, _: &'a [u8]) -> Result<(), Failure> {
    Ok(())
}
