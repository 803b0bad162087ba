//! Schemas and values of object graphs, made of bytes, in the form that golden vectors have: for peers
//! in other languages, which read that form too, and for fuzzers.

#[path = "../../../../row/tests/it/generate/choices.rs"]
mod choices;
mod scalar;
mod schema;
mod share;
mod value;

pub(crate) use choices::{Choices, Random};
pub(crate) use schema::Schema;

/// What there is to choose from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Dialect {
    /// All that the protocol has.
    Full,
    /// What pyfory 1.7.7 writes and reads without losing any of it.
    Python,
}
