//! The loops that move values between rows and columns, a block of rows at a time: flat values of the
//! standard layout. All others go [by value](crate::by_value).
//!
//! A column's type is matched once, in `columns/bind.rs` and `rows/bind.rs`, and known from there on.
//!
//! Rows that a kernel wrote are valid by construction, so they are not validated again: that is the
//! crate's only `unsafe`. Its safe twin is writing row by row with [`RowWriter`]; the tests compare
//! the two, and in debug builds every batch is validated as well.
//!
//! [`RowWriter`]: ferrow_row::RowWriter

pub(crate) mod bits;
pub(crate) mod columns;
mod instructions;
mod place;
pub(crate) mod rows;
#[cfg_attr(not(test), expect(dead_code, reason = "kernels of tiles come next"))]
pub(crate) mod tile;

use std::ops::Range;

use arrow::datatypes::DataType;
use ferrow_row::{Kind, RowFormat, RowLayout};

pub use instructions::InstructionSet;
pub(crate) use place::Place;

/// Rows that are handled together, a column at a time, while they are in cache. A word of validity
/// holds as many.
pub(crate) const BLOCK: usize = 64;

/// Whether the loops here know field `index`.
pub(crate) fn knows(layout: &RowLayout, index: usize) -> bool {
    let (kind, data_type) = (layout.kind(index), layout.value(index).data_type());
    layout.format() == RowFormat::Standard
        && (matches!(kind, Kind::Utf8 | Kind::Binary) || !kind.is_variable())
        && !matches!(data_type, DataType::Dictionary(..) | DataType::RunEndEncoded(..))
}

/// The ranges of `len` rows in blocks, of which only the last may be short.
pub(crate) fn blocks(len: usize) -> impl Iterator<Item = Range<usize>> {
    (0..len).step_by(BLOCK).map(move |start| start..len.min(start + BLOCK))
}
