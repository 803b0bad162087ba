//! Conversions as methods of batches and records, through extension traits.

use arrow::array::{Array, ArrayRef, RecordBatch};
use arrow::datatypes::Field;
use ferrow_row::record::{FromRow, RecordColumns};
use ferrow_row::{Record, RowBatch, RowFormat, RowLayout};

use crate::{Error, RecordBatches, RowDecoder, RowEncoder, RowType, records};

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
        RowType::try_from_field(field)?.rows_of(column)
    }
}

/// Conversions of records.
pub trait RecordExt: Record {
    /// The records as columns, one per field.
    ///
    /// [`RecordBatchBuilder`](crate::RecordBatchBuilder) takes records that come one by one.
    ///
    /// # Errors
    ///
    /// [`TooLarge`](crate::ErrorKind::TooLarge) where a text or binary column passes 2 GiB, and
    /// [`Row`](crate::ErrorKind::Row) where a row does not hold a record, as one whose map has a key
    /// twice.
    fn to_record_batch(records: &[Self]) -> Result<RecordBatch, Error>;

    /// The records as one batch after another, of `batch_size` records each; the last may have less. An
    /// error ends them.
    ///
    /// ```
    /// use ferrow_convert::prelude::*;
    /// use ferrow_derive::Record;
    ///
    /// #[derive(Record)]
    /// #[record(crate = ferrow_row)]
    /// struct Tick {
    ///     count: u64,
    /// }
    ///
    /// let batches = Tick::record_batches((0..10).map(|count| Tick { count }), 4);
    /// let lens = batches.map(|batch| batch.map(|batch| batch.num_rows()));
    /// assert_eq!(lens.collect::<Result<Vec<_>, _>>()?, [4, 4, 2]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Panics
    ///
    /// When `batch_size` is 0.
    fn record_batches<I: IntoIterator<Item = Self>>(
        records: I,
        batch_size: usize,
    ) -> RecordBatches<I::IntoIter> {
        RecordBatches::new(records.into_iter(), batch_size)
    }

    /// The columns of a record batch, whose rows are then read as typed views: no row is copied, and
    /// a method of a view reads its field in constant time. Columns are found by name, in any order;
    /// columns that the record does not have are ignored. Text, bytes and lists may be in any of
    /// Arrow's forms, and values encoded as dictionaries or runs.
    ///
    /// ```
    /// use ferrow_convert::prelude::*;
    /// use ferrow_derive::Record;
    ///
    /// #[derive(Record)]
    /// #[record(crate = ferrow_row)]
    /// struct Flight {
    ///     carrier: String,
    ///     dep_delay: Option<i16>,
    /// }
    ///
    /// let flights = [
    ///     Flight { carrier: "UA".into(), dep_delay: Some(-3) },
    ///     Flight { carrier: "AA".into(), dep_delay: None },
    /// ];
    /// let batch = Flight::to_record_batch(&flights)?;
    ///
    /// let columns = Flight::columns(&batch)?;
    /// let mut sum = 0;
    /// for flight in &columns {
    ///     sum += flight.dep_delay().unwrap_or_default();
    /// }
    /// assert_eq!(sum, -3);
    /// assert_eq!(columns.row(1).carrier(), "AA");
    /// # Ok::<(), ferrow_convert::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`NoSuchColumn`](crate::ErrorKind::NoSuchColumn), [`WrongType`](crate::ErrorKind::WrongType)
    /// and [`NotNull`](crate::ErrorKind::NotNull) say which column does not fit the record,
    /// [`Row`](crate::ErrorKind::Row) which value inside one.
    fn columns(batch: &RecordBatch) -> Result<RecordColumns<Self>, Error>;

    /// The rows of a record batch as records, of [`columns`](Self::columns) in any of Arrow's forms.
    ///
    /// # Errors
    ///
    /// As [`columns`](Self::columns), and [`Row`](crate::ErrorKind::Row) says which value is none of
    /// the field's Rust type.
    fn from_record_batch(batch: &RecordBatch) -> Result<Vec<Self>, Error>
    where
        Self: for<'a> FromRow<'a>;
}

impl<T: Record> RecordExt for T {
    fn to_record_batch(records: &[Self]) -> Result<RecordBatch, Error> {
        records::to_record_batch(records)
    }

    fn columns(batch: &RecordBatch) -> Result<RecordColumns<Self>, Error> {
        records::columns(batch)
    }

    fn from_record_batch(batch: &RecordBatch) -> Result<Vec<Self>, Error>
    where
        Self: for<'a> FromRow<'a>,
    {
        Ok(records::columns::<Self>(batch)?.records()?)
    }
}
