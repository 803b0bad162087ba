//! Serializers that take one plain value: a name, or a small whole number.

mod name;
mod number;
mod refuse;

use std::fmt;

use serde::ser;

pub(super) use name::NameSerializer;
pub(super) use number::NumberSerializer;

/// The value is another than the one that is taken.
#[derive(Debug)]
pub(super) struct Refused;

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value of another type")
    }
}

impl std::error::Error for Refused {}

impl ser::Error for Refused {
    fn custom<T: fmt::Display>(_: T) -> Self {
        Self
    }
}
