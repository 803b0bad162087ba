//! Rows whose bytes were checked once, so that reading them cannot fail: the crate's only `unsafe`.
//!
//! The promise, made by whoever builds a [`RowRef`], [`ListRef`], [`MapRef`], [`UnionRef`],
//! [`RowMut`] or [`RowBatch`] and relied upon here:
//!
//! 1. a row has at least its layout's `fixed_width` bytes; a list has its count, null bits and
//!    elements; a map has both of its lists, of one length; a union has the type id of a child;
//! 2. a value that is not nullable has no null bit;
//! 3. the span of every variable value that is not null lies in its container, behind the slots
//!    unless it is empty, and is of the size that the schema asks for;
//! 4. the bytes of every text value that is not null are UTF-8;
//! 5. all of this holds for the values inside values.
//!
//! The fields of these types are private to these files, so that every way to make one is here.
//!
//! What it earns besides the prefetches of [`ColumnScan`]: text is returned without checking its UTF-8 again. [`LazyRow`](crate::LazyRow) is
//! the safe twin; `docs/performance.md` has the measurement.

#![expect(unsafe_code, reason = "validated text is returned without a second check")]

mod batch;
mod list;
mod map;
mod row;
mod scan;
mod slot;
mod union;
mod update;

pub use batch::RowBatch;
pub use list::{ListRef, ListValues};
pub use map::MapRef;
pub use row::RowRef;
pub use scan::ColumnScan;
pub(crate) use slot::ValidSlot;
pub use union::UnionRef;
pub use update::RowMut;
