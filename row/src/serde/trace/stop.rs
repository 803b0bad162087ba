//! Why tracing stops, and where.

use std::fmt;

use serde::{de, ser};

use crate::Error;
use crate::error::Problem;
use crate::serde::SerdeProblem;

/// What tracing cannot go on from.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Stop {
    /// Values of two shapes at one place.
    Conflict { earlier: &'static str, now: &'static str },
    /// Tuples of two lengths at one place.
    TupleLen { earlier: usize, now: usize },
    /// A key of a map that is to be a field is not text.
    FieldKey,
    /// The type asks the data what it is.
    Any,
    /// The type, or the samples, are nested too deep.
    TooDeep { most: usize },
    /// The type has too many places.
    TooMany { most: usize },
    /// An enum has more variants than there are type ids.
    Variants { count: usize },
    /// Not every variant can be visited.
    Hidden,
    /// What is traced has no fields.
    Root { found: &'static str },
    /// There was nothing to trace.
    NoSamples,
    /// The user's code refused what it was given.
    Refused { message: String },
    /// A struct got the same field under two names.
    Duplicate { field: &'static str },
    /// What stopped the pass has been dealt with: another one may succeed.
    Retry,
}

/// A [`Stop`] on its way up, with the path from where it is to where it began.
#[derive(Debug)]
pub(super) struct Failure {
    stop: Box<Stop>,
    path: String,
}

impl From<Stop> for Failure {
    #[cold]
    fn from(stop: Stop) -> Self {
        Self { stop: Box::new(stop), path: String::new() }
    }
}

impl Failure {
    pub(super) fn stop(&self) -> &Stop {
        &self.stop
    }

    /// The same failure, seen from the struct of which `name` is a field.
    #[cold]
    pub(super) fn in_field(mut self, name: &str) -> Self {
        let dot = if self.path.is_empty() || self.path.starts_with('[') { "" } else { "." };
        self.path = format!("{name}{dot}{}", self.path);
        self
    }

    /// The same failure, seen from the list whose element it is about.
    #[cold]
    pub(super) fn in_element(mut self) -> Self {
        let dot = if self.path.is_empty() || self.path.starts_with('[') { "" } else { "." };
        self.path = format!("[]{dot}{}", self.path);
        self
    }
}

impl From<Failure> for Error {
    fn from(failure: Failure) -> Self {
        Self::new(Problem::Serde(SerdeProblem::Trace(*failure.stop))).at(&failure.path)
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.stop.fmt(f)
    }
}

impl std::error::Error for Failure {}

impl ser::Error for Failure {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Stop::Refused { message: message.to_string() }.into()
    }
}

impl de::Error for Failure {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Stop::Refused { message: message.to_string() }.into()
    }

    fn duplicate_field(field: &'static str) -> Self {
        Stop::Duplicate { field }.into()
    }
}

impl fmt::Display for Stop {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Conflict { earlier, now } => {
                write!(f, "{earlier} in one value and {now} in another; ")?;
                let shapes = [*earlier, *now];
                if shapes.contains(&"a map") && shapes.contains(&"a struct") {
                    f.write_str("trace with `TraceOptions::maps_as_structs`")
                } else {
                    f.write_str(
                        "a column has one type: give both one, or trace maps whose values differ \
                         with `TraceOptions::maps_as_structs`",
                    )
                }
            }
            Self::TupleLen { earlier, now } => write!(
                f,
                "a tuple of {earlier} in one value and of {now} in another; serialize a sequence"
            ),
            Self::FieldKey => {
                f.write_str("a key of the map is not text, so it cannot be the name of a field")
            }
            Self::Any => f.write_str(
                "the type leaves it to the data what it is, as untagged enums, flattened fields and \
                 JSON values do; trace from samples with `trace_samples`",
            ),
            Self::TooDeep { most } => write!(
                f,
                "nested more than {most} deep; a recursive type has no Arrow schema, so keep what \
                 is recursive as text or bytes"
            ),
            Self::TooMany { most } => write!(
                f,
                "the type has more than {most} places or is recursive, which no Arrow schema is; \
                 trace from samples with `trace_samples`, or keep what is recursive as text or bytes"
            ),
            Self::Variants { count } => write!(
                f,
                "an enum of {count} variants; an Arrow union has type ids for 128, so group them"
            ),
            Self::Hidden => f.write_str(
                "not every variant of the type's enums can be reached; trace from samples with \
                 `trace_samples`",
            ),
            Self::Root { found } => write!(
                f,
                "a row has fields and this is {found}; put it into a struct that has it as a field"
            ),
            Self::NoSamples => {
                f.write_str("there are no samples, so no fields are known; give at least one")
            }
            Self::Refused { message } => write!(
                f,
                "the type refuses the values that it is traced with: {message}; trace from samples \
                 with `trace_samples`"
            ),
            Self::Duplicate { field } => write!(f, "the field `{field}` is there twice"),
            Self::Retry => f.write_str("the type could not be traced; trace from samples"),
        }
    }
}
