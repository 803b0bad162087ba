//! Where a walk is: bytes of a container, and the step to a value in it.

use std::ops::Range;

use crate::Error;
use crate::show::values::Name;

/// The bytes of a row, a list or a map.
#[derive(Clone, Copy)]
pub(super) struct Region<'a> {
    pub(super) bytes: &'a [u8],
    /// Where they start in what is explained.
    pub(super) base: usize,
    /// Whether they are known to be valid, with all that is in them.
    pub(super) is_valid: bool,
}

impl Region<'_> {
    /// What stands at `range` of it.
    pub(super) fn part(self, range: Range<usize>, is_valid: bool) -> Self {
        Self { bytes: &self.bytes[range.clone()], base: self.base + range.start, is_valid }
    }
}

/// The way from a container to a value in it.
#[derive(Clone, Copy)]
pub(super) enum Step<'a> {
    Field(&'a str),
    Element(usize),
}

impl Step<'_> {
    pub(super) fn label(self) -> String {
        match self {
            Self::Field(name) => format!("{:?}", Name(name)),
            Self::Element(index) => format!("[{index}]"),
        }
    }

    /// The same error, said of where the step leads to.
    pub(super) fn of(self, error: Error) -> Error {
        match self {
            Self::Field(name) => error.in_field(name),
            Self::Element(index) => error.in_element(index),
        }
    }
}
