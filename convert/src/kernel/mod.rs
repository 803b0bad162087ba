//! The loops that move values between rows and columns of the standard layout, a block of rows at a
//! time. To columns they move flat values, to rows structs, dictionaries and runs of them too. All others
//! go [by value](crate::by_value).
//!
//! A column's type is matched once, in `columns/column.rs` and `rows/bind.rs`, and known from there on.
//! Each loop is compiled for every [`InstructionSet`], with its [tiles](tile) and [bit matrices](bits).
//!
//! Rows are read and columns written by address, within bounds that are checked once per block; the
//! safe twin is reading [by value](crate::by_value). Rows that a kernel wrote are valid by construction,
//! so they are not validated again. The safe twin is writing row by row with [`RowWriter`]; the tests
//! compare the two, and in debug builds every batch is validated as well.
//!
//! Text of records is put into columns by [`gather`], for which it need not be in rows.
//!
//! [`RowWriter`]: ferrow_row::RowWriter

pub(crate) mod bits;
pub(crate) mod columns;
pub(crate) mod gather;
mod instructions;
pub(crate) mod rows;
pub(crate) mod tile;

use std::ops::Range;

pub use instructions::InstructionSet;

/// Rows that are handled together, a column at a time, while they are in cache. A word of validity
/// holds as many.
pub(crate) const BLOCK: usize = 64;

/// The lowest `count` bits, up to all 64.
#[inline(always)]
pub(crate) fn first_bits(count: usize) -> u64 {
    match count {
        0 => 0,
        count => u64::MAX >> (64 - count),
    }
}

/// The ranges of `len` rows in blocks, of which only the last may be short.
pub(crate) fn blocks(len: usize) -> impl Iterator<Item = Range<usize>> {
    (0..len).step_by(BLOCK).map(move |start| start..len.min(start + BLOCK))
}
