//! What a record hands out and takes in when it meets Arrow: whole columns, one type each.
//!
//! These traits are the wall between records and conversion: `#[derive(Record)]` calls them, the
//! conversion crate implements them, and neither knows the other.

mod flat;
mod nested;
mod sink;
mod source;

pub use flat::{BinaryColumn, BoolColumn, ColumnValues, FixedColumn, TextColumn};
pub use nested::{ListColumn, Spans, StructColumn};
pub use sink::{ColumnSink, EntryOrder};
pub use source::ColumnSource;

/// An Arrow column that is read by row index. It owns its part of the buffers.
pub trait Column {
    /// Whether row `index` is null.
    ///
    /// # Panics
    ///
    /// When there is no such row.
    fn is_null(&self, index: usize) -> bool;
}
