//! What SQL over rows looks like besides functions, and how their calls are put together.

mod join_keys;
mod merge;
mod operators;
mod typed;

pub(crate) use join_keys::JoinKeys;
pub(crate) use merge::MergeReads;
pub(crate) use operators::RowOperators;
pub(crate) use typed::TypedReads;
