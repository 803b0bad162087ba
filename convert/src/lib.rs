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
//! [`DecodedBatches`] and [`EncodedBatches`] convert batch after batch, [`RowFileWriter`] and
//! [`RowFileReader`] keep rows in Arrow IPC files; features add streams, threads and other files.
//! A [`filter`] finds the rows that are worth decoding.
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

#[cfg(not(target_pointer_width = "64"))]
compile_error!(
    "the kernels of ferrow-convert count bytes of whole batches in 64 bits; without it, ferrow-row works on \
     32-bit machines as well"
);

mod by_value;
mod column_buffers;
mod column_check;
mod decode;
mod encode;
mod error;
mod ext;
mod extension;
mod file;
pub mod filter;
mod find;
mod fixed_array;
mod kernel;
#[cfg(feature = "mmap")]
mod mmap;
mod path;
mod projection;
mod records;
mod same_values;
mod selection;
mod sort_keys;
mod stream;
mod value_decoder;
mod value_path;

pub use arrow;
#[cfg(feature = "flight")]
pub use arrow_flight;
pub use column_buffers::{ColumnBuffers, DecodedColumns};
pub use decode::RowDecoder;
pub use encode::RowEncoder;
pub use error::{Error, ErrorKind};
pub use ext::{RecordExt, RowBatchExt};
pub use extension::RowType;
#[cfg(feature = "csv")]
pub use file::CsvOptions;
#[cfg(feature = "json")]
pub use file::JsonOptions;
#[cfg(any(feature = "json", feature = "csv"))]
pub use file::TextRows;
pub use file::{
    AtomicFile, IpcCompression, IpcForm, Progress, Recovery, RowFile, RowFileOptions,
    RowFileReader, RowFileWriter, UncheckedRows, write_atomic,
};
#[cfg(feature = "flight")]
pub use file::{FlightRows, flight_data};
#[cfg(feature = "parquet")]
pub use file::{ParquetRowOptions, ParquetRowWriter, ParquetRows};
pub use filter::{Predicate, RowFilter};
pub use kernel::InstructionSet;
#[cfg(feature = "parquet")]
pub use parquet;
pub use path::FieldPath;
pub use records::{RecordBatchBuilder, RecordBatches};
pub use selection::Selection;
pub use sort_keys::SortKeys;
pub use stream::{BATCH_ROWS, DecodedBatches, EncodedBatches};
#[cfg(feature = "stream")]
pub use stream::{
    DecodeTask, DecodedStream, EncodeTask, EncodedStream, decode_buffered, encode_buffered,
};
#[cfg(feature = "rayon")]
pub use stream::{ParallelDecoded, ParallelEncoded};
#[cfg(feature = "tokio")]
pub use stream::{decode_blocking, encode_blocking};
pub use value_decoder::ValueDecoder;
pub use value_path::{PathStep, ValuePath};

/// The extension traits, and what they extend.
pub mod prelude {
    pub use ferrow_row::{Record, RowBatch};

    pub use crate::{RecordExt, RowBatchExt};
}

/// The programs of the page about files, compiled and run.
#[cfg(doctest)]
#[doc = include_str!("../../docs/files.md")]
struct FilesPage;
