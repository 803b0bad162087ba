//! What all tables of rows read: which of the rows, which of their fields.

mod path;
mod predicate;
mod projection;
pub(crate) mod pushdown;
mod rows;
mod wanted;

pub(crate) use projection::RowProjection;
pub(crate) use rows::{RowReader, RowScan};
pub(crate) use wanted::RowsWanted;
