//! The loops that move values between rows and columns.
//!
//! Rows that a kernel wrote are valid by construction, so they are not validated again: that is the
//! crate's only `unsafe`. Its safe twin is writing row by row with [`RowWriter`]; the tests compare
//! the two, and in debug builds every batch is validated as well.
//!
//! [`RowWriter`]: ferrow_row::RowWriter

mod place;
mod rows;
mod writers;

pub(crate) use place::Place;
pub(crate) use rows::{ColumnWriter, write_rows};
pub(crate) use writers::{BooleanWriter, BytesWriter, FixedWriter, NullWriter};
