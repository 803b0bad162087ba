//! What SQL over rows looks like besides functions, and how their calls are put together.

mod merge;
mod operators;

pub(crate) use merge::MergeReads;
pub(crate) use operators::RowOperators;
