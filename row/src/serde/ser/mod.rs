//! Values into rows.

mod elements;
mod entries;
mod fields;

mod number;
mod parts;
mod root;
mod text;
mod value;
mod variant;

use std::sync::Arc;

use serde::Serialize;

use self::root::RootSerializer;
use super::scratch::Scratch;
use crate::{Error, RowBatch, RowBatchWriter, RowLayout, RowWriter};

/// Writes a value as the row of `row`, and finishes it.
///
/// Fields are found by their names, in any order; in the schema's order is the fast way. A field that
/// the value does not have is null.
///
/// ```
/// use ferrow_row::{RowBatchWriter, RowLayout, serde::{trace, write}};
/// use serde::{Deserialize, Serialize};
///
/// #[derive(Serialize, Deserialize)]
/// struct Leg { from: String, to: String }
///
/// let mut writer = RowBatchWriter::new(RowLayout::try_new(trace::<Leg>()?)?);
/// write(&Leg { from: "EWR".into(), to: "IAH".into() }, writer.row())?;
/// assert_eq!(writer.finish().len(), 1);
/// # Ok::<(), ferrow_row::Error>(())
/// ```
///
/// # Errors
///
/// With the path to the value: [`NoSuchField`](crate::ErrorKind::NoSuchField) for a field or variant
/// that the schema does not have, [`NotNull`](crate::ErrorKind::NotNull) for a null or missing field
/// that the schema forbids, [`WrongKind`](crate::ErrorKind::WrongKind) for a value of another type,
/// [`OutOfRange`](crate::ErrorKind::OutOfRange) for a number that does not fit,
/// [`DuplicateKey`](crate::ErrorKind::DuplicateKey), [`TooLarge`](crate::ErrorKind::TooLarge), and
/// [`Custom`](crate::ErrorKind::Custom) where the value's `Serialize` fails. The row is taken back
/// then.
pub fn write<T: Serialize + ?Sized>(value: &T, row: RowWriter<'_>) -> Result<(), Error> {
    value.serialize(RootSerializer { row, scratch: &mut Scratch::default() })
}

/// Appends a value to `message` as one row.
///
/// ```
/// use ferrow_row::{RowLayout, serde::{append_to, from_message, trace_samples}};
/// use serde_json::json;
///
/// let value = json!({"name": "crab", "legs": 10});
/// let layout = RowLayout::try_new(trace_samples([&value])?)?;
/// let mut message = Vec::new();
/// append_to(&layout, &value, &mut message)?;
///
/// let back: serde_json::Value = from_message(&layout, &message)?;
/// assert_eq!(back, value);
/// # Ok::<(), ferrow_row::Error>(())
/// ```
///
/// # Errors
///
/// As [`write()`]; `message` is as before then.
pub fn append_to<T: Serialize + ?Sized>(
    layout: &RowLayout,
    value: &T,
    message: &mut Vec<u8>,
) -> Result<(), Error> {
    write(value, RowWriter::new(layout, message))
}

/// Writes values, as of a slice or a `Vec`, as rows of one layout.
///
/// # Errors
///
/// As [`write()`]; the ordinal of the value is in [`Error::row`].
pub fn rows<T: Serialize>(
    layout: &Arc<RowLayout>,
    values: impl IntoIterator<Item = T>,
) -> Result<RowBatch, Error> {
    let values = values.into_iter();
    let (least, _) = values.size_hint();
    let mut writer = RowBatchWriter::with_capacity(Arc::clone(layout), least);
    let mut scratch = Scratch::default();
    for (index, value) in values.enumerate() {
        let serializer = RootSerializer { row: writer.row(), scratch: &mut scratch };
        value.serialize(serializer).map_err(|error| error.in_row(index))?;
    }
    Ok(writer.finish())
}
