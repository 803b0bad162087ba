//! The loops that move values between rows and columns.
//!
//! Rows that a kernel wrote are valid by construction, so they are not validated again: that is the
//! crate's only `unsafe`. Its safe twin is writing row by row with [`RowWriter`]; the tests compare
//! the two, and in debug builds every batch is validated as well.
//!
//! [`RowWriter`]: ferrow_row::RowWriter

pub(crate) mod columns;
mod place;
pub(crate) mod rows;

pub(crate) use place::Place;
