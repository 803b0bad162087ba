//! Schemas, values and changes of schemas, made of bytes: for property tests, which shrink the bytes,
//! and for fuzzers, which mutate them.

mod choices;
mod convert;
mod edit;
mod schema;
mod value;

pub(crate) use choices::{Choices, Random};
pub(crate) use convert::converted;
pub(crate) use edit::edited;
pub(crate) use schema::{fields, is_nullable, key_and_value, list_element, stored};
pub(crate) use value::row;
