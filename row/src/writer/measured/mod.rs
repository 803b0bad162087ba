//! Rows that are measured first and then written into bytes that are all there: how records are.
//!
//! What is written is checked as it is by the other writers: a value against the kind of its place,
//! its bytes against the room that there is. Where anything is not as it was measured, nothing is
//! written, and a [`RowWriter`](crate::RowWriter) does it: it also knows how to say what is wrong.

mod region;
mod row;

pub use region::{Cell, Placed, Region};
pub use row::{PlacedRow, RowFields};

pub(crate) use region::{measure_list, place_list, place_map, place_nested, place_struct};

use crate::{Record, RowLayout};

/// Appends a record as a row of `layout`; `false`, and nothing is appended, where its writer has to.
#[inline]
pub(crate) fn append_measured<T: Record>(
    record: &T,
    layout: &RowLayout,
    buffer: &mut Vec<u8>,
) -> bool {
    let Some(size) = record.measure_row() else { return false };
    // So every offset and every size fits a span.
    if u32::try_from(size).is_err() {
        return false;
    }
    let start = buffer.len();
    buffer.resize(start + size, 0);
    let mut region = Region::new(&mut buffer[start..]);
    let row = record.place_row(layout, &mut region);
    let is_whole = row.is_some_and(|row| row.is_of(layout, 0)) && region.is_full();
    if !is_whole {
        buffer.truncate(start);
    }
    is_whole
}
