//! Rows: records as bytes that are read field by field, without decoding.
//!
//! ```text
//!  0        8       16       24       32       40
//!  | bitmap | slot 0 | slot 1 | slot 2 | variable region ...
//!             i16      offset, size      text, padded to 8 bytes
//!             -3       of the text ----->  "UA"
//! ```
//!
//! A row is a null bitmap (a set bit is a null), one 8-byte slot per field, and a region for what
//! does not fit a slot: the row format of Apache Fory, byte for byte. `FORMAT.md` beside this crate
//! states every byte.
//!
//! | to | use |
//! | --- | --- |
//! | plan a schema | [`RowLayout`] |
//! | write rows | [`RowBatchWriter`], [`RowWriter`], or `#[derive(Record)]` |
//! | hold many rows, as an Arrow binary column | [`RowBatch`] |
//! | read validated rows | [`RowRef`], with [`Column`] handles |
//! | read a few fields of one unknown message | [`LazyRow`] |
//!
//! ```
//! use arrow_schema::{DataType, Field, Schema};
//! use ferrow_row::{RowBatchWriter, RowLayout};
//!
//! let layout = RowLayout::try_new(Schema::new(vec![
//!     Field::new("dep_delay", DataType::Int16, true),
//!     Field::new("carrier", DataType::Utf8, false),
//! ]))?;
//! let (dep_delay, carrier) = (layout.column::<i16>("dep_delay")?, layout.column::<str>("carrier")?);
//!
//! let mut writer = RowBatchWriter::new(layout.clone());
//! let mut row = writer.row();
//! row.set(dep_delay, -3)?;
//! row.set(carrier, "UA")?;
//! row.finish()?;
//! let batch = writer.finish();
//!
//! let row = batch.row(0).expect("not a null row");
//! assert_eq!(row.get(carrier), Some("UA"));
//!
//! // One field of one message that nobody has checked.
//! assert_eq!(layout.open(row.bytes())?.get(dep_delay)?, Some(-3));
//! # Ok::<(), ferrow_row::Error>(())
//! ```
//!
//! Any bytes at all give an [`Error`] or a value.

pub mod compact;
pub mod evolution;
pub mod record;
pub mod schema;
#[cfg(feature = "serde")]
pub mod serde;
pub mod standard;

mod batch;
mod canonical;
mod column;
mod dynamic;
mod equality;
mod error;
mod kind;
mod layout;
mod lazy;
mod order;
mod show;
mod trusted;
mod validate;
mod value;
mod writer;

pub use batch::{RowArray, RowBatchWriter, Rows};
pub use column::Column;
pub use dynamic::ValueRef;
pub use error::{Error, ErrorKind};
pub use kind::Kind;
pub use layout::{ListLayout, MapLayout, RowFormat, RowLayout, Storage, UnionLayout, ValueLayout};
pub use lazy::{LazyList, LazyMap, LazyRow};
pub use order::RowOrder;
pub use record::Record;
pub use show::{Explanation, explain};
pub use trusted::{ColumnScan, ListRef, ListValues, MapRef, RowBatch, RowMut, RowRef, UnionRef};
pub use value::{ColumnValue, FixedValue, Value};
pub use writer::{DetachedValues, ListWriter, MapWriter, RowWriter, SlotWriter, UnionWriter};

/// What the code of `#[derive(Record)]` names.
#[doc(hidden)]
pub mod __derive;
