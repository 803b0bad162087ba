//! Conversions as methods of batches and records, through extension traits.

use arrow::array::{Array, ArrayRef, RecordBatch};
use arrow::datatypes::Field;
use ferrow_row::record::FromRow;
use ferrow_row::{Record, RowBatch, RowFormat, RowLayout};

use crate::{Error, RowDecoder, RowEncoder, RowType, records};

/// Conversions of a [`RowBatch`].
pub trait RowBatchExt: Sized {
    /// Decodes every field of the rows.
    ///
    /// # Errors
    ///
    /// As [`RowDecoder::decode`].
    fn to_record_batch(&self) -> Result<RecordBatch, Error>;

    /// Decodes the fields named, in that order; those of structs by their paths, as
    /// [`RowDecoder::project_paths`] has it.
    ///
    /// # Errors
    ///
    /// As [`RowDecoder::project_paths`] and [`RowDecoder::decode`].
    fn to_record_batch_of(&self, fields: &[&str]) -> Result<RecordBatch, Error>;

    /// Writes the rows of a record batch.
    ///
    /// # Errors
    ///
    /// [`Row`](crate::ErrorKind::Row) where rows do not hold a column's type, else as
    /// [`RowEncoder::encode`].
    fn try_from_record_batch(batch: &RecordBatch) -> Result<Self, Error>;

    /// Writes the rows of a record batch in the layout `format`.
    ///
    /// # Errors
    ///
    /// As [`try_from_record_batch`](Self::try_from_record_batch).
    fn try_from_record_batch_in(format: RowFormat, batch: &RecordBatch) -> Result<Self, Error>;

    /// The rows as one column `name`, and the field that says that they are rows: what a record
    /// batch, a file or a table takes. No bytes are copied.
    fn to_column(&self, name: &str) -> (Field, ArrayRef);

    /// The rows of a column, of the schema that its field carries. No bytes are copied.
    ///
    /// # Errors
    ///
    /// [`NotRows`](crate::ErrorKind::NotRows) where the field is not marked as rows, and
    /// [`Row`](crate::ErrorKind::Row) where a row is not valid.
    fn try_from_column(field: &Field, column: &dyn Array) -> Result<Self, Error>;
}

impl RowBatchExt for RowBatch {
    fn to_record_batch(&self) -> Result<RecordBatch, Error> {
        RowDecoder::new(self.layout()).decode(self)
    }

    fn to_record_batch_of(&self, fields: &[&str]) -> Result<RecordBatch, Error> {
        RowDecoder::new(self.layout()).project_paths(fields.iter().copied())?.decode(self)
    }

    fn try_from_record_batch(batch: &RecordBatch) -> Result<Self, Error> {
        Self::try_from_record_batch_in(RowFormat::Standard, batch)
    }

    fn try_from_record_batch_in(format: RowFormat, batch: &RecordBatch) -> Result<Self, Error> {
        RowEncoder::new(&RowLayout::try_with_format(batch.schema(), format)?).encode(batch)
    }

    fn to_column(&self, name: &str) -> (Field, ArrayRef) {
        (RowType::field_of(self, name), self.to_array())
    }

    fn try_from_column(field: &Field, column: &dyn Array) -> Result<Self, Error> {
        let rows = RowType::try_from_field(field)?;
        Ok(Self::try_from_array(rows.layout().clone(), column)?)
    }
}

/// Conversions of records.
pub trait RecordExt: Record {
    /// The records as columns, one per field.
    ///
    /// # Errors
    ///
    /// [`TooLarge`](crate::ErrorKind::TooLarge) where a text or binary column passes 2 GiB.
    fn to_record_batch(records: &[Self]) -> Result<RecordBatch, Error>;

    /// The rows of a record batch as records. Columns are found by name, in any order; columns that
    /// the record does not have are ignored. Text, bytes and lists may be in any of Arrow's forms, and
    /// values encoded as dictionaries or runs.
    ///
    /// # Errors
    ///
    /// [`NoSuchColumn`](crate::ErrorKind::NoSuchColumn), [`WrongType`](crate::ErrorKind::WrongType)
    /// and [`NotNull`](crate::ErrorKind::NotNull) say which column does not fit the record,
    /// [`Row`](crate::ErrorKind::Row) which value inside one, or which is none of the field's Rust type.
    fn from_record_batch(batch: &RecordBatch) -> Result<Vec<Self>, Error>
    where
        Self: for<'a> FromRow<'a>;
}

impl<T: Record> RecordExt for T {
    fn to_record_batch(records: &[Self]) -> Result<RecordBatch, Error> {
        records::to_record_batch(records)
    }

    fn from_record_batch(batch: &RecordBatch) -> Result<Vec<Self>, Error>
    where
        Self: for<'a> FromRow<'a>,
    {
        records::from_record_batch(batch)
    }
}
