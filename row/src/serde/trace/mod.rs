//! Schemas out of Rust types and values.

mod members;
mod node;
mod number;
mod samples;
mod schema;
mod stop;
mod types;

use arrow_schema::Schema;
use serde::{Deserialize, Serialize};

pub(super) use stop::Stop;

use crate::Error;
use node::Node;
use stop::Failure;

/// Options, newtypes, structs and lists in each other: more are a recursive type.
const MAX_DEPTH: usize = 128;

/// Traces the Arrow schema of a type from its `Deserialize` alone: no value is needed.
///
/// | Rust, as serde sees it | Arrow |
/// | --- | --- |
/// | numbers | the same; `i128` and `u128` are decimal128(38, 0) |
/// | `String`, `char`, enums without data | utf8 |
/// | bytes, as `serde_bytes` has them | binary; `Vec<u8>` is a list of uint8 |
/// | `Option` | nullable |
/// | `()`, unit structs | null |
/// | sequences | list |
/// | maps | map |
/// | structs | struct |
/// | arrays and tuples of elements of one type | fixed-size list |
/// | other tuples | struct with the fields `0`, `1`, and so on |
/// | enums with data | dense union: a child per variant, with the variant's index as its type id |
///
/// A schema is data: change what should be something else, as an `i64` that is a timestamp, before
/// planning a layout with it.
///
/// ```
/// use arrow_schema::{DataType, Field, Schema};
/// use serde::Deserialize;
///
/// #[derive(Deserialize)]
/// struct Flight {
///     carrier: String,
///     dep_delay: Option<i16>,
/// }
///
/// let schema = ferrow_row::serde::trace::<Flight>()?;
/// assert_eq!(schema, Schema::new(vec![
///     Field::new("carrier", DataType::Utf8, false),
///     Field::new("dep_delay", DataType::Int16, true),
/// ]));
/// # let _ = |flight: Flight| (flight.carrier, flight.dep_delay);
/// # Ok::<(), ferrow_row::Error>(())
/// ```
///
/// # Errors
///
/// [`Untraceable`](crate::ErrorKind::Untraceable) with the path to the place where the type does not
/// say what it is (untagged and internally tagged enums, flattened fields, `serde_json::Value`), is
/// recursive, or refuses the values that it is given: [`trace_samples`] then.
pub fn trace<T: Deserialize<'static>>() -> Result<Schema, Error> {
    TraceOptions::new().trace::<T>()
}

/// Traces the Arrow schema that holds all `samples`.
///
/// Where samples differ, the type is one that holds each: what is sometimes null or not there is
/// nullable, the widest integer wins, integers beside floats are float64. A list that is always empty
/// is a list of nulls. Types are otherwise as those of [`trace`].
///
/// ```
/// use arrow_schema::{DataType, Field, Schema};
/// use serde_json::json;
///
/// let samples = [json!({"id": 1, "delay": 2}), json!({"id": -1, "delay": 0.5, "note": "late"})];
/// let schema = ferrow_row::serde::trace_samples(&samples)?;
/// assert_eq!(schema, Schema::new(vec![
///     Field::new("delay", DataType::Float64, false),
///     Field::new("id", DataType::Int64, false),
///     Field::new("note", DataType::Utf8, true),
/// ]));
/// # Ok::<(), ferrow_row::Error>(())
/// ```
///
/// # Errors
///
/// [`Untraceable`](crate::ErrorKind::Untraceable) with the path to the place where samples are of
/// types that no column holds both of; the ordinal of the sample is in [`Error::row`].
pub fn trace_samples<T: Serialize>(samples: impl IntoIterator<Item = T>) -> Result<Schema, Error> {
    TraceOptions::new().trace_samples(samples)
}

/// How schemas are traced.
///
/// ```
/// use arrow_schema::{DataType, Field};
/// use ferrow_row::serde::TraceOptions;
/// use serde_json::json;
///
/// let samples = [json!({"status": {"code": 7, "text": "late"}})];
/// let schema = TraceOptions::new().maps_as_structs().trace_samples(&samples)?;
/// let status = DataType::Struct(vec![
///     Field::new("code", DataType::UInt64, false),
///     Field::new("text", DataType::Utf8, false),
/// ].into());
/// assert_eq!(schema.field(0), &Field::new("status", status, false));
/// # Ok::<(), ferrow_row::Error>(())
/// ```
#[derive(Debug, Clone, Copy, Default)]
#[must_use]
pub struct TraceOptions {
    maps_as_structs: bool,
}

impl TraceOptions {
    /// The options of [`trace`] and [`trace_samples`].
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes maps for structs whose fields are their keys, as in JSON objects whose keys are known.
    /// The root is taken so in any case.
    pub fn maps_as_structs(self) -> Self {
        Self { maps_as_structs: true }
    }

    /// As [`trace`](trace()).
    ///
    /// # Errors
    ///
    /// As [`trace`](trace()); also at maps that are to be structs, for a type does not know its keys.
    pub fn trace<T: Deserialize<'static>>(self) -> Result<Schema, Error> {
        let root = types::trace::<T>(self)?;
        Ok(schema::schema(&root)?)
    }

    /// As [`trace_samples`].
    ///
    /// # Errors
    ///
    /// As [`trace_samples`].
    pub fn trace_samples<T: Serialize>(
        self,
        samples: impl IntoIterator<Item = T>,
    ) -> Result<Schema, Error> {
        let mut root = Node::default();
        let mut count = 0;
        for sample in samples {
            samples::see(&mut root, &sample, self)
                .map_err(|failure| Error::from(failure).in_row(count))?;
            count += 1;
        }
        if count == 0 {
            return Err(Failure::from(Stop::NoSamples).into());
        }
        Ok(schema::schema(&root)?)
    }
}
