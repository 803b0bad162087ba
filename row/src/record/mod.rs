//! Rust structs as rows: the traits that `#[derive(Record)]` implements, and what they are made of.

mod column;
mod field;
mod views;

use std::sync::Arc;

pub use column::{
    BinaryColumn, BoolColumn, ColumnSink, ColumnSource, ColumnValues, FixedColumn, TextColumn,
};
pub use field::{Field, RequiredField};
pub use views::Views;

use crate::{Error, RowBatch, RowBatchWriter, RowLayout, RowRef, RowWriter};

/// A struct whose fields are the fields of a row. Implemented by `#[derive(Record)]`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a record",
    note = "put `#[derive(Record)]` on the struct"
)]
pub trait Record: Sized {
    /// The typed view of a row: a method per field, each decoding only that field.
    type View<'a>: RecordView<'a>;

    /// The layout of this record's rows: its fields in the order of their declaration.
    fn layout() -> &'static Arc<RowLayout>;

    /// Sets every field of `row`.
    ///
    /// # Errors
    ///
    /// As [`RowWriter::set`].
    fn write(&self, row: &mut RowWriter<'_>) -> Result<(), Error>;

    /// Reads every field.
    fn from_view(view: Self::View<'_>) -> Self;

    /// Hands each field of all `records` to `sink` as one column, in the layout's order.
    ///
    /// # Errors
    ///
    /// What the sink refuses.
    fn to_columns<S: ColumnSink>(records: &[Self], sink: &mut S) -> Result<(), S::Error>;

    /// Reads `len` records from the columns of `source`, which are in the layout's order and null
    /// only where the layout allows it.
    ///
    /// # Errors
    ///
    /// What the source refuses.
    fn from_columns<S: ColumnSource>(source: &S, len: usize) -> Result<Vec<Self>, S::Error>;

    /// Writes `records`, as of a slice or a `Vec`, as rows.
    ///
    /// # Errors
    ///
    /// [`TooLarge`](crate::ErrorKind::TooLarge) where a row would pass 4 GiB; its ordinal is in
    /// [`Error::row`].
    fn rows<'a>(records: impl IntoIterator<Item = &'a Self>) -> Result<RowBatch, Error>
    where
        Self: 'a,
    {
        let records = records.into_iter();
        let (least, _) = records.size_hint();
        let mut writer = RowBatchWriter::with_capacity(Arc::clone(Self::layout()), least);
        for (index, record) in records.enumerate() {
            writer.append(record).map_err(|error| error.in_row(index))?;
        }
        Ok(writer.finish())
    }

    /// Appends this record to `message` as one row.
    ///
    /// A row has no length of its own: who puts several into one buffer keeps their ends.
    ///
    /// # Errors
    ///
    /// [`TooLarge`](crate::ErrorKind::TooLarge) where the row would pass 4 GiB; `message` is as
    /// before then.
    fn append_to(&self, message: &mut Vec<u8>) -> Result<(), Error> {
        let mut row = RowWriter::new(Self::layout(), message);
        self.write(&mut row)?;
        row.finish()
    }

    /// Checks one row and gives the typed view of it.
    ///
    /// A row does not carry its schema: one of another record may read as other values.
    ///
    /// # Errors
    ///
    /// As [`RowRef::try_new`].
    fn view(message: &[u8]) -> Result<Self::View<'_>, Error> {
        RowRef::try_new(Self::layout(), message).map(RecordView::of_row)
    }
}

/// The typed view of a row. Implemented by `#[derive(Record)]`.
pub trait RecordView<'a>: Copy {
    /// Takes a row of the record's layout for one.
    ///
    /// The caller has checked the layout; a row of another layout makes the methods panic.
    fn of_row(row: RowRef<'a>) -> Self;

    /// The row that is viewed.
    fn row(self) -> RowRef<'a>;
}
