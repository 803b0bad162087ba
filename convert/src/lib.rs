//! Rows, record batches and records: each into the others.
//!
//! ```text
//!            to_record_batch                     try_from_record_batch
//!  RowBatch ─────────────────►  RecordBatch  ─────────────────────────►  RowBatch
//!                                 ▲     │
//!              T::to_record_batch │     │ T::from_record_batch
//!                                 │     ▼
//!                                 records
//! ```
//!
//! The extension traits of [`RowBatch`](ferrow_row::RowBatch) and of records are in [`prelude`];
//! [`RowDecoder`] and [`RowEncoder`] are what they call, to be kept for batch after batch.
//! [`RowType`] is the mark of a binary column whose values are rows, [`SortKeys`] makes keys that sort as
//! rows do.
//!
//! ```
//! use ferrow_convert::prelude::*;
//! use ferrow_derive::Record;
//! use ferrow_row::RowBatch;
//!
//! #[derive(Record, Debug, PartialEq)]
//! #[record(crate = ferrow_row)]
//! struct Flight {
//!     carrier: String,
//!     dep_delay: Option<i16>,
//! }
//!
//! let flights = [
//!     Flight { carrier: "UA".into(), dep_delay: Some(-3) },
//!     Flight { carrier: "AA".into(), dep_delay: None },
//! ];
//! let rows = Flight::rows(&flights)?;
//! let batch = rows.to_record_batch()?;
//!
//! assert_eq!(batch, Flight::to_record_batch(&flights)?);
//! assert_eq!(RowBatch::try_from_record_batch(&batch)?, rows);
//! assert_eq!(Flight::from_record_batch(&batch)?, flights);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod by_value;
mod column_check;
mod decode;
mod encode;
mod error;
mod ext;
mod extension;
pub mod filter;
mod fixed_array;
mod kernel;
mod path;
mod projection;
mod records;
mod same_values;
mod selection;
mod sort_keys;

pub use arrow;
pub use decode::{FieldDecoder, RowDecoder};
pub use encode::RowEncoder;
pub use error::{Error, ErrorKind};
pub use ext::{RecordExt, RowBatchExt};
pub use extension::RowType;
pub use filter::{Predicate, RowFilter};
pub use kernel::InstructionSet;
pub use path::FieldPath;
pub use records::{RecordBatchBuilder, RecordBatches};
pub use selection::Selection;
pub use sort_keys::SortKeys;

/// The extension traits, and what they extend.
pub mod prelude {
    pub use ferrow_row::{Record, RowBatch};

    pub use crate::{RecordExt, RowBatchExt};
}
