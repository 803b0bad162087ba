//! Files of rows as tables: `STORED AS FERROW`.

mod contents;
mod format;
mod opener;
mod read_rows;
mod sink;
mod source;

pub use format::{RowFormat, RowFormatFactory};
pub(crate) use read_rows::{NAME as READ_ROWS, ReadRows};
#[cfg(feature = "distributed")]
pub(crate) use source::RowFileSource;
