//! Rows whose bytes were checked once, so that reading them cannot fail: the crate's only `unsafe`.
//!
//! The promise, made by whoever builds a [`RowRef`] or a [`RowBatch`] and relied upon here:
//!
//! 1. a row has at least its layout's `fixed_len` bytes;
//! 2. a field that is not nullable has no null bit;
//! 3. the span of every variable field that is not null lies in the row, behind its slots unless it
//!    is empty;
//! 4. the bytes of every text field that is not null are UTF-8.
//!
//! The fields of both types are private to these files, so that every way to make one is here.
//!
//! What it earns: text is returned without checking its UTF-8 again. [`LazyRow`](crate::LazyRow) is
//! the safe twin; `docs/performance.md` has the measurement.

#![expect(unsafe_code, reason = "validated text is returned without a second check")]

mod batch;
mod row;

pub use batch::RowBatch;
pub use row::RowRef;

pub(crate) use row::ValidSlot;
