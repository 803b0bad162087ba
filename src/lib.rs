//! Ferrow: records as rows, rows as Arrow, SQL over row buffers.
//!
//! ```text
//!  a row       | null bitmap | slot 0  | slot 1  |...| variable region     |
//!                              -3        24, 2 ---------> U A 0 0 0 0 0 0
//!
//!  a RowBatch  | row | row | row | ...                 = an Arrow binary column
//!
//!             derive                       convert
//!  records  ─────────►  rows (RowBatch)  ◄────────►  RecordBatch ──► DataFusion, Parquet, IPC
//!                         │  views: one field without decoding the rest
//!                         └──────────────► udf: SQL over row buffers
//! ```
//!
//! ```
//! use ferrow::prelude::*;
//!
//! #[derive(Record, Debug, PartialEq)]
//! struct Flight {
//!     carrier: String,
//!     dep_delay: Option<i16>,
//! }
//!
//! let flights = [Flight { carrier: "UA".into(), dep_delay: Some(-3) }];
//! let rows = Flight::rows(&flights)?;
//! for flight in rows.views::<Flight>()? {
//!     assert_eq!(flight.dep_delay(), Some(-3)); // nothing else is decoded
//! }
//! # #[cfg(feature = "convert")]
//! # {
//! let batch = rows.to_record_batch()?;
//! assert_eq!(Flight::from_record_batch(&batch)?, flights);
//! # }
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! | feature | what it adds |
//! | --- | --- |
//! | `convert` (default) | record batches: the module `convert`, and the methods of [`prelude`] |
//! | `graph` (default) | object graphs across languages: the module `graph`, `#[derive(Object)]`; with `convert` their messages as rows |
//! | `datafusion` | SQL: the module `udf`, tables and functions over rows |
//! | `distributed` | SQL on several machines: the module `udf::distributed` |
//! | `serde` | rows of any type with serde's traits: the module `serde` |
//! | `chrono`, `jiff`, `uuid` | their types as fields of records and objects |
//! | `lz4`, `zstd`, `mmap` | row files with compressed batches, and in mapped memory |
//! | `stream` | rows on streams: the module `stream`; batches as `futures::Stream` |
//! | `rayon`, `tokio` | batches on several threads |
//! | `parquet`, `flight`, `json`, `csv` | rows in Parquet and over Arrow Flight, and out of text |
//!
//! Features add; none changes a byte that is written. The README has the tour, and `docs/` a page for each part.

#![forbid(unsafe_code)]

pub use ferrow_derive::Record;
pub use ferrow_row::{
    Column, Error, ErrorKind, FixedValue, Kind, LazyList, LazyMap, LazyRow, ListLayout, ListRef,
    ListWriter, MapLayout, MapRef, MapWriter, Record, RowArray, RowBatch, RowBatchWriter,
    RowFormat, RowLayout, RowMut, RowOrder, RowRef, RowWriter, Rows, SlotWriter, Storage,
    UnionLayout, UnionRef, UnionWriter, Value, ValueLayout, ValueRef, compact, evolution, explain,
    record, schema, standard,
};

/// Rows of any type that has serde's traits.
#[cfg(feature = "serde")]
pub use ferrow_row::serde;

/// The types of fields that the standard library lacks.
pub mod types {
    pub use arrow_buffer::{IntervalDayTime, IntervalMonthDayNano, i256};
    pub use half::f16;
}

/// Rows to record batches and back, with the `ferrow.row` extension type.
///
/// Its functions return [`convert::Error`], which [`Error`] converts into.
#[cfg(feature = "convert")]
pub use ferrow_convert as convert;

/// The Arrow that schemas, arrays and record batches are of.
#[cfg(feature = "convert")]
pub use ferrow_convert::arrow;

/// Object graphs across languages: Apache Fory's xlang protocol.
///
/// Its functions return [`graph::Error`].
///
/// ```
/// use ferrow::graph::{Graph, Mode};
/// use ferrow::prelude::*;
///
/// #[derive(Object, Debug, PartialEq)]
/// #[object(name = "shop.Item")]
/// struct Item {
///     name: String,
///     price: f64,
/// }
///
/// let graph = Graph::builder().mode(Mode::Compatible).register::<Item>().build()?;
/// let tea = Item { name: "tea".into(), price: 2.5 };
/// let message = graph.to_vec(&tea)?;
/// assert_eq!(graph.from_slice::<Item>(&message)?, tea);
/// # Ok::<(), ferrow::graph::Error>(())
/// ```
#[cfg(feature = "graph")]
pub use ferrow_graph as graph;
#[cfg(feature = "graph")]
pub use {ferrow_derive::Object, ferrow_graph::Object};

#[cfg(feature = "graph")]
#[doc(hidden)]
pub use ferrow_graph::__derive as __graph;

/// Rows on streams: frames, lazy reads of messages, dead letters, batches, and state by key.
///
/// Its functions return [`stream::Error`].
#[cfg(feature = "stream")]
pub use ferrow_stream as stream;

/// SQL over row buffers: DataFusion functions and tables.
#[cfg(feature = "datafusion")]
pub use ferrow_udf as udf;

/// What a program that works with rows wants in scope.
pub mod prelude {
    #[cfg(feature = "graph")]
    pub use crate::Object;
    #[cfg(feature = "convert")]
    pub use ferrow_convert::{RecordExt, RowBatchExt};
    #[cfg(feature = "datafusion")]
    pub use ferrow_udf::{RowTable, register_all, row_column_table};

    pub use crate::record::{FromRow, RecordView};
    pub use crate::{Column, Record, RowBatch, RowLayout};
}

#[doc(hidden)]
pub use ferrow_row::__derive;

/// The programs of the README and of the pages that it links to, compiled and run.
#[cfg(doctest)]
mod pages {
    #[cfg(all(feature = "datafusion", feature = "json"))]
    #[doc = include_str!("../README.md")]
    struct Readme;

    #[cfg(feature = "convert")]
    #[doc = include_str!("../docs/records.md")]
    struct Records;

    #[doc = include_str!("../docs/types.md")]
    struct Types;

    #[cfg(all(feature = "stream", feature = "rayon", feature = "tokio"))]
    #[doc = include_str!("../docs/conversion.md")]
    struct Conversion;

    #[cfg(feature = "convert")]
    #[doc = include_str!("../docs/messages.md")]
    struct Messages;

    #[cfg(all(feature = "stream", feature = "tokio"))]
    #[doc = include_str!("../docs/streams.md")]
    struct Streams;

    #[cfg(feature = "datafusion")]
    #[doc = include_str!("../docs/evolution.md")]
    struct Evolution;

    #[cfg(feature = "distributed")]
    #[doc = include_str!("../docs/many-machines.md")]
    struct ManyMachines;

    #[cfg(all(feature = "convert", feature = "serde"))]
    #[cfg(all(feature = "chrono", feature = "jiff", feature = "uuid"))]
    #[doc = include_str!("../docs/serde.md")]
    struct Serde;
}
