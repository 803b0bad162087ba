//! Rows of any `serde::Serialize` type, and any `Deserialize` type out of rows: no change to the types.
//!
//! A row is written under an Arrow schema: a given one, or one that is traced from the type
//! ([`trace`](trace())) or from values ([`trace_samples`]).
//!
//! ```
//! use ferrow_row::RowLayout;
//! use ferrow_row::serde::{records, rows, trace};
//! use serde::{Deserialize, Serialize};
//!
//! #[derive(Debug, PartialEq, Serialize, Deserialize)]
//! struct Flight<'a> {
//!     carrier: &'a str,
//!     dep_delay: Option<i16>,
//!     gates: Vec<String>,
//! }
//!
//! let flights = [
//!     Flight { carrier: "UA", dep_delay: Some(-3), gates: vec!["C7".into(), "C9".into()] },
//!     Flight { carrier: "B6", dep_delay: None, gates: vec![] },
//! ];
//! let layout = RowLayout::try_new(trace::<Flight>()?)?;
//! let batch = rows(&layout, &flights)?;
//!
//! // Text is borrowed from the batch.
//! assert_eq!(records::<Flight>(&batch)?, flights);
//! # Ok::<(), ferrow_row::Error>(())
//! ```
//!
//! What goes where:
//!
//! | a value, as serde sees it | goes to a column of |
//! | --- | --- |
//! | integer | any integer, date, time, timestamp, duration or decimal (in units of its last digit), or float, that holds just this number |
//! | float | float16, float32, float64, rounded |
//! | text, character | text; bytes; decimal, as the number that it says; union, as its unit variant |
//! | bytes, sequence of `u8` | binary, fixed-size binary; list of uint8 |
//! | none, unit | any that is nullable |
//! | sequence, tuple | list; struct, in the order of its fields; interval, as its parts |
//! | map | map; struct, by name; union, as a variant and its data |
//! | struct | struct, by name; map |
//! | unit variant | text, as its name; integer, as its index; union |
//! | other variants | union, by name |
//!
//! Reading is the way back. Beyond it, any row and value describes itself: `serde_json::Value` can be
//! read from all but unions of no JSON, binary is a sequence of numbers then, and a decimal its text.
//!
//! - Serde tells no hash map from an ordered one, so every map is written in the order of its keys'
//!   bytes, whatever its own order is.
//! - `Some(None)` and `Some(())` are null, and read as `None`.
//! - Text is not parsed into dates and times: let the type serialize the integer of the column's unit.
//! - A field with a default that was skipped when it was written is null in the row, and has its
//!   default when it is read.
//! - Types that have a form for readers and one for machines, as ids and addresses do, have the latter
//!   in columns of bytes and the former in all others.

mod de;
mod decimal;
mod error;
mod plain;
mod scratch;
mod ser;
mod trace;

pub use de::{from_message, from_row, records};
pub use ser::{append_to, rows, write};
pub use trace::{TraceOptions, trace, trace_samples};

pub(crate) use error::SerdeProblem;

/// The name under which `half` serializes its number, as 16 bits.
const F16: &str = "f16";
