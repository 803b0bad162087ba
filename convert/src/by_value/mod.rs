//! Rows to columns and back, a value at a time: every type, to any depth, in both layouts.
//!
//! A column's type is matched once, in `columns/bind.rs` and `rows/bind.rs`. What it gives is a trait
//! object that has another one for each child, so that values find their way without being asked what
//! they are. What the [kernels](crate::kernel) know goes through them instead.

pub(crate) mod columns;
mod lazy;
pub(crate) mod rows;
