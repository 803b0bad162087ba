//! Values out of rows.

mod any;
mod entries;
mod fields;
mod lookup;
mod null;
mod number;
mod row;
mod sequence;
mod source;
mod union;
mod value;

use serde::Deserialize;

use self::null::Unwelcome;
use self::row::RowDeserializer;
use crate::error::Problem;
use crate::{Error, RowBatch, RowLayout, RowRef};

/// Reads a value from a validated row. Text and bytes may be borrowed from it.
///
/// Fields are found by their names; fields of the row that the type does not have are passed over.
///
/// # Errors
///
/// With the path to the value: [`NotNull`](crate::ErrorKind::NotNull) where the row has null or
/// nothing for a field that takes none, and [`Custom`](crate::ErrorKind::Custom) where the type's
/// `Deserialize` fails, as it does on a value of another type.
pub fn from_row<'de, T: Deserialize<'de>>(row: RowRef<'de>) -> Result<T, Error> {
    read(row, &Unwelcome::default())
}

/// Checks a message that is one row, and reads a value from it.
///
/// # Errors
///
/// As [`RowRef::try_new`] and [`from_row`].
pub fn from_message<'de, T: Deserialize<'de>>(
    layout: &'de RowLayout,
    message: &'de [u8],
) -> Result<T, Error> {
    from_row(RowRef::try_new(layout, message)?)
}

/// Reads a value from each row of a batch.
///
/// # Errors
///
/// As [`from_row`], and [`NotNull`](crate::ErrorKind::NotNull) where a row is itself null; the ordinal
/// of the row is in [`Error::row`].
pub fn records<'de, T: Deserialize<'de>>(batch: &'de RowBatch) -> Result<Vec<T>, Error> {
    let unwelcome = Unwelcome::default();
    (batch.rows().enumerate())
        .map(|(index, row)| {
            let row = row.ok_or_else(|| Error::new(Problem::NullRow));
            row.and_then(|row| read(row, &unwelcome)).map_err(|error| error.in_row(index))
        })
        .collect()
}

/// Reads a row, again as long as that teaches which fields take no null.
fn read<'de, T: Deserialize<'de>>(
    row: RowRef<'de>,
    unwelcome: &Unwelcome<'de>,
) -> Result<T, Error> {
    loop {
        let known = unwelcome.len();
        match T::deserialize(RowDeserializer { row, unwelcome }) {
            Err(_) if unwelcome.len() > known => {}
            result => return result,
        }
    }
}
