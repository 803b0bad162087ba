//! Windows of time that follow one another, of which every message is in one.

use arrow::datatypes::DataType;
use ferrow_row::{LazyRow, RowRef, RowWriter};

use crate::error::{Error, Problem};

/// Windows by a field that tells the time.
#[derive(Debug)]
pub(super) struct Window {
    pub(super) of_message: usize,
    pub(super) of_row: usize,
    /// In units of the field; more than 0.
    pub(super) width: i64,
    pub(super) unit: Unit,
    /// The name of the field.
    pub(super) field: String,
}

/// The integer that a time is in a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unit {
    Int32,
    Int64,
}

/// Bytes of a start in a key.
const START: usize = size_of::<i64>();

impl Unit {
    /// That of fields which tell a time.
    pub(super) fn of(data_type: &DataType) -> Option<Self> {
        match data_type {
            DataType::Int32 | DataType::Date32 => Some(Self::Int32),
            DataType::Int64 | DataType::Date64 | DataType::Timestamp(..) => Some(Self::Int64),
            _ => None,
        }
    }
}

impl Window {
    /// Appends the start of the window that a message is in.
    pub(super) fn put_of_message(
        &self,
        message: LazyRow<'_>,
        key: &mut Vec<u8>,
    ) -> Result<(), Error> {
        let time = match self.unit {
            Unit::Int64 => message.get_at::<i64>(self.of_message)?,
            Unit::Int32 => message.get_at::<i32>(self.of_message)?.map(i64::from),
        };
        let time = time.ok_or_else(|| Error::new(Problem::NoTime).in_field(&self.field))?;
        let start = time.div_euclid(self.width).checked_mul(self.width);
        let start = start.filter(|start| self.unit == Unit::Int64 || i32::try_from(*start).is_ok());
        let start =
            start.ok_or_else(|| Error::new(Problem::NoWindow { time }).in_field(&self.field))?;
        key.extend_from_slice(&start.to_le_bytes());
        Ok(())
    }

    /// Appends the start of the window of a row of the state.
    pub(super) fn put_of_row(&self, row: RowRef<'_>, key: &mut Vec<u8>) {
        key.extend_from_slice(&self.start(row).to_le_bytes());
    }

    /// Writes the start that `key` ends with.
    pub(super) fn write(
        &self,
        key: &[u8],
        row: &mut RowWriter<'_>,
    ) -> Result<(), ferrow_row::Error> {
        let start = key.last_chunk::<START>().map_or(0, |start| i64::from_le_bytes(*start));
        match (self.unit, i32::try_from(start)) {
            (Unit::Int32, Ok(start)) => row.set_at::<i32>(self.of_row, start),
            _ => row.set_at::<i64>(self.of_row, start),
        }
    }

    fn start(&self, row: RowRef<'_>) -> i64 {
        let start = match self.unit {
            Unit::Int64 => row.get_at::<i64>(self.of_row),
            Unit::Int32 => row.get_at::<i32>(self.of_row).map(i64::from),
        };
        start.unwrap_or(0)
    }

    /// Whether the window of a row ends at `time` or before.
    pub(super) fn is_closed(&self, row: RowRef<'_>, time: i64) -> bool {
        // A window whose end no integer holds never ends.
        self.start(row).checked_add(self.width).is_some_and(|end| end <= time)
    }
}
