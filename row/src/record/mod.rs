//! Rust structs as rows: the traits that `#[derive(Record)]` implements, and what they are made of.

mod codec;
mod column;
mod columns;
mod field;
mod logical;
mod unit_enum;
mod views;

use std::sync::Arc;

pub use codec::{Codec, Converted, With, WithOption};
pub use column::{
    BinaryColumn, BoolColumn, Column, ColumnSink, ColumnSource, ColumnValues, EntryOrder,
    FixedColumn, ListColumn, Spans, StructColumn, TextColumn,
};
pub use columns::{ColumnRows, RecordColumns};
pub(crate) use field::not_null;
pub use field::{
    Bytes, ColumnListView, ColumnMapView, Elements, Field, FromField, FromSequence, ListView,
    MapView, Pairs, RequiredField, Sequence,
};
pub use logical::{Logical, Natural, StoredAs, Unit, family};
pub use unit_enum::UnitEnum;
pub(crate) use unit_enum::read as read_variant;
pub use views::Views;

use crate::writer::measured::{PlacedRow, Region, append_measured};
use crate::{Error, RowBatch, RowBatchWriter, RowFormat, RowLayout, RowRef, RowWriter};

/// A struct whose fields are the fields of a row. Implemented by `#[derive(Record)]`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a record",
    note = "put `#[derive(Record)]` on the struct"
)]
pub trait Record: Sized {
    /// The typed view of a row: a method per field, each decoding only that field.
    type View<'a>: RecordView<'a>;

    /// The columns of many records, a column per field in the layout's order.
    type Columns: 'static;

    /// The typed view of a row of columns: a method per field, each reading only that field.
    type ColumnView<'a>: Copy;

    /// The layout of this record's rows in `format`: its fields in the order of their declaration, or
    /// sorted by name where the record says so.
    ///
    /// # Panics
    ///
    /// Where rows do not hold the type that a hand-written [`Field`] gives, and in the compact format
    /// where a list has elements without any bytes, as those of a record without fields.
    fn layout_in(format: RowFormat) -> &'static Arc<RowLayout>;

    /// The layout of this record's rows, in the standard format.
    #[must_use]
    #[inline]
    fn layout() -> &'static Arc<RowLayout> {
        Self::layout_in(RowFormat::Standard)
    }

    /// Sets every field of `row`.
    ///
    /// # Errors
    ///
    /// As [`RowWriter::set`].
    fn write(&self, row: &mut RowWriter<'_>) -> Result<(), Error>;

    /// Bytes of this record as a row of the standard layout; `None` where only [`write`](Self::write)
    /// can say.
    #[doc(hidden)]
    #[inline]
    fn measure_row(&self) -> Option<usize> {
        None
    }

    /// Writes this record at the end of what is written of `region`; `None` leaves it to
    /// [`write`](Self::write).
    #[doc(hidden)]
    #[inline]
    fn place_row<'r>(
        &self,
        _layout: &RowLayout,
        _region: &mut Region<'r>,
    ) -> Option<PlacedRow<'r>> {
        None
    }

    /// Hands each field of all `records` to `sink` as one column, in the layout's order; `None` is a
    /// record that is not there, whose fields are null.
    ///
    /// # Errors
    ///
    /// What the sink refuses.
    fn to_columns<'a, S: ColumnSink>(
        records: impl ExactSizeIterator<Item = Option<&'a Self>> + Clone,
        sink: &mut S,
    ) -> Result<(), S::Error>
    where
        Self: 'a;

    /// Asks `source` for the column of each field.
    ///
    /// # Errors
    ///
    /// What the source refuses.
    fn columns_of<S: ColumnSource>(source: &S) -> Result<Self::Columns, S::Error>;

    /// The view of row `index` of `columns`; its methods panic where there is no such row.
    fn column_view(columns: &Self::Columns, index: usize) -> Self::ColumnView<'_>;

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
        Self::rows_in(RowFormat::Standard, records)
    }

    /// Writes `records` as rows of the layout `format`.
    ///
    /// # Errors
    ///
    /// As [`rows`](Self::rows).
    fn rows_in<'a>(
        format: RowFormat,
        records: impl IntoIterator<Item = &'a Self>,
    ) -> Result<RowBatch, Error>
    where
        Self: 'a,
    {
        let records = records.into_iter();
        let (least, _) = records.size_hint();
        let mut writer = RowBatchWriter::with_capacity(Arc::clone(Self::layout_in(format)), least);
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
    #[inline]
    fn append_to(&self, message: &mut Vec<u8>) -> Result<(), Error> {
        let layout = Self::layout();
        if append_measured(self, layout, message) {
            return Ok(());
        }
        let mut row = RowWriter::new(layout, message);
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
    #[inline]
    fn view(message: &[u8]) -> Result<Self::View<'_>, Error> {
        RowRef::try_new(Self::layout(), message).map(RecordView::of_row)
    }
}

/// A [`Record`] that is read from rows that live for `'a`: one that owns its fields from any.
/// Implemented by `#[derive(Record)]`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not read from these rows",
    note = "put `#[derive(Record)]` on the struct; one that borrows text or bytes lives no longer than \
            the rows"
)]
pub trait FromRow<'a>: Record {
    /// Reads every field.
    ///
    /// # Errors
    ///
    /// [`OutOfRange`](crate::ErrorKind::OutOfRange) where a value of the row is none of the field's
    /// type.
    fn from_view(view: Self::View<'a>) -> Result<Self, Error>;

    /// Reads every field of row `index`.
    ///
    /// # Errors
    ///
    /// As [`from_view`](Self::from_view).
    ///
    /// # Panics
    ///
    /// When there is no such row.
    fn from_columns(columns: &'a Self::Columns, index: usize) -> Result<Self, Error>;
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
