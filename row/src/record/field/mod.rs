//! The Rust types that a record's fields may have.

mod boxed;
#[cfg(feature = "chrono")]
mod chrono;
mod column_view;
#[cfg(feature = "jiff")]
mod jiff;
mod list_view;
mod map;
mod map_view;
mod pairs;
mod scalar;
mod sequence;
#[cfg(any(feature = "chrono", feature = "jiff"))]
mod temporal;
mod text;
#[cfg(feature = "uuid")]
mod uuid;

use arrow_schema::DataType;

pub use column_view::{ColumnListView, ColumnMapView};
pub use list_view::ListView;
pub use map_view::MapView;
pub use pairs::Pairs;
pub use sequence::{Bytes, Elements, FromSequence, Sequence};

use crate::record::{Column, ColumnSink, ColumnSource, Logical, Natural};
use crate::standard;
use crate::value::sealed::Sealed;
use crate::writer::measured::{Cell, Placed, Region};
use crate::{Error, SlotWriter, Value, ValueLayout};

/// A Rust type that is one value of a row: a field of a record, an element of a list.
///
/// `L` is what an attribute of the field says of its Arrow type; a type that knows only its own
/// implements `Field`, which is `Field<Natural>`.
///
/// ```
/// use arrow_schema::DataType;
/// use ferrow_row::record::{
///     ColumnSink, ColumnSource, Elements, Field, FixedColumn, FromField, RequiredField,
/// };
/// use ferrow_row::{ColumnValue, Error, SlotWriter, ValueLayout};
///
/// /// A grade at school, 1 to 6.
/// #[derive(Debug, Clone, Copy, PartialEq)]
/// struct Grade(u8);
///
/// impl Field for Grade {
///     type Value = u8;
///     type View<'a> = u8;
///     type Sequence = Elements;
///     type Column = FixedColumn<u8>;
///     type ColumnView<'a> = u8;
///     const NULLABLE: bool = false;
///
///     fn data_type() -> DataType {
///         DataType::UInt8
///     }
///
///     fn write(&self, slot: SlotWriter<'_>) -> Result<(), Error> {
///         slot.set::<u8>(self.0)
///     }
///
///     fn to_view(value: Option<u8>, _: &ValueLayout) -> u8 {
///         value.expect("not nullable")
///     }
///
///     fn fill<'a, S: ColumnSink>(
///         sink: &mut S,
///         values: impl ExactSizeIterator<Item = Option<&'a Self>> + Clone,
///     ) -> Result<(), S::Error> {
///         <u8 as ColumnValue>::fill(sink, values.map(|grade| grade.map(|grade| grade.0)))
///     }
///
///     fn column<S: ColumnSource>(source: &S, index: usize) -> Result<FixedColumn<u8>, S::Error> {
///         <u8 as ColumnValue>::column(source, index)
///     }
///
///     fn column_view(column: &FixedColumn<u8>, index: usize) -> u8 {
///         column.values[index]
///     }
/// }
///
/// impl FromField<'_> for Grade {
///     fn from_value(value: Option<u8>) -> Result<Self, Error> {
///         match value.expect("not nullable") {
///             grade @ 1..=6 => Ok(Self(grade)),
///             grade => Err(Error::out_of_range(format!("a grade is 1 to 6, not {grade}"))),
///         }
///     }
///
///     fn from_column(column: &FixedColumn<u8>, index: usize) -> Result<Self, Error> {
///         <Self as FromField>::from_value(Some(column.values[index]))
///     }
/// }
///
/// // So that `Option<Grade>` is a field too.
/// impl RequiredField for Grade {}
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be a field of a record",
    label = "not a type that a row holds",
    note = "use a number, `bool`, text, bytes, a `Vec`, a map, another record, or an `Option` of one; or \
            put `#[record(skip)]` on the field, or `#[record(with = module)]`",
    note = "a time is an `i64` with `#[record(timestamp(microsecond))]`, a decimal an `i64` with \
            `#[record(decimal64(18, 2))]`, a `usize` a `u64`"
)]
pub trait Field<L = Natural>: Sized {
    /// What stands in the row.
    type Value: Value + ?Sized;

    /// What a view's method returns: the value itself, what borrows from the row, or a `Result`
    /// where not every value of the row is one of this type.
    type View<'a>;

    /// What many of them are: [`Elements`], a list, for all types but `u8`, of which many are
    /// [`Bytes`].
    type Sequence;

    /// An Arrow column of this field.
    type Column: Column + 'static;

    /// What a method of a view of columns returns: as [`View`](Self::View), borrowed from the column.
    type ColumnView<'a>;

    /// Whether the field may be null.
    const NULLABLE: bool;

    /// How many lists, maps and records are inside one another; a record that holds itself has no
    /// such number, which is an error of the compiler.
    const DEPTH: usize = 0;

    /// Whether values that are not equal are written as other bytes: then the keys of an ordered map
    /// are distinct.
    const IS_DISTINCT: bool = false;

    /// The Arrow type of the field.
    fn data_type() -> DataType;

    /// Writes the value to its place.
    ///
    /// # Errors
    ///
    /// As [`SlotWriter::set`].
    fn write(&self, slot: SlotWriter<'_>) -> Result<(), Error>;

    /// What [`write`](Self::write) writes, where that is known without work: `Some(None)` is a null.
    /// A record whose fields say so is written faster; `None` leaves it to `write`.
    #[inline]
    fn stored(&self) -> Option<Option<<Self::Value as Value>::Ref<'_>>> {
        None
    }

    /// Bytes that the value takes behind the slots; `None` where only [`write`](Self::write) can say.
    #[doc(hidden)]
    #[inline(always)]
    fn measure(&self) -> Option<usize> {
        match self.stored()? {
            Some(_) if <Self::Value as Sealed>::IS_WORD => Some(0),
            Some(value) => Self::Value::with_bytes(value, |bytes| standard::padded(bytes.len())),
            None => Some(0),
        }
    }

    /// Writes the value, but for its slot; `None` leaves it to [`write`](Self::write).
    #[doc(hidden)]
    #[inline(always)]
    fn place<'r>(&self, cell: Cell<'_>, region: &mut Region<'r>) -> Option<Placed<'r>> {
        match self.stored()? {
            Some(value) => cell.place::<Self::Value>(value, region),
            None => Some(cell.null()),
        }
    }

    /// What a view's method returns for `value`, which stands in a place of this layout.
    ///
    /// # Panics
    ///
    /// On a null where [`NULLABLE`](Self::NULLABLE) is false; layouts are checked before.
    fn to_view<'a>(
        value: Option<<Self::Value as Value>::Ref<'a>>,
        layout: &'a ValueLayout,
    ) -> Self::View<'a>;

    /// Hands values of a column of this field to a sink; `None` is a null.
    ///
    /// # Errors
    ///
    /// What the sink refuses.
    fn fill<'a, S: ColumnSink>(
        sink: &mut S,
        values: impl ExactSizeIterator<Item = Option<&'a Self>> + Clone,
    ) -> Result<(), S::Error>
    where
        Self: 'a;

    /// Asks a source for column `index` of this field.
    ///
    /// # Errors
    ///
    /// What the source refuses.
    fn column<S: ColumnSource>(source: &S, index: usize) -> Result<Self::Column, S::Error>;

    /// What a method of a view of columns returns for row `index` of `column`, which is not null
    /// where [`NULLABLE`](Self::NULLABLE) is false.
    ///
    /// # Panics
    ///
    /// When there is no such row.
    fn column_view<'a>(column: &'a Self::Column, index: usize) -> Self::ColumnView<'a>;
}

/// A [`Field`] that is read from rows that live for `'a`: an owned one from any.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not read from these rows",
    label = "cannot be read back",
    note = "a type that borrows text or bytes lives no longer than the rows"
)]
pub trait FromField<'a, L = Natural>: Field<L> {
    /// The field as it was written.
    ///
    /// # Errors
    ///
    /// [`OutOfRange`](crate::ErrorKind::OutOfRange) where the row's value is none of this type, as
    /// the name of an enum's variant that does not exist.
    ///
    /// # Panics
    ///
    /// On a null where the field is not nullable; layouts are checked before.
    fn from_value(value: Option<<Self::Value as Value>::Ref<'a>>) -> Result<Self, Error>;

    /// The field of row `index` of `column`, which is not null where the field is not nullable.
    ///
    /// # Errors
    ///
    /// As [`from_value`](Self::from_value).
    ///
    /// # Panics
    ///
    /// When there is no such row.
    fn from_column(column: &'a Self::Column, index: usize) -> Result<Self, Error>;
}

/// A [`Field`] that is never null; an `Option` of it is a field that may be.
#[diagnostic::on_unimplemented(
    message = "`Option<{Self}>` cannot be a field of a record",
    label = "not a type that a row holds as nullable",
    note = "use one `Option` of a type that can be a field by itself, or put `#[record(skip)]` on the \
            field"
)]
pub trait RequiredField<L = Natural>: Field<L> {
    /// Hands optional values of a column of this field to a sink; both kinds of `None` are nulls.
    ///
    /// # Errors
    ///
    /// What the sink refuses.
    #[inline]
    fn fill_optional<'a, S: ColumnSink>(
        sink: &mut S,
        values: impl ExactSizeIterator<Item = Option<&'a Option<Self>>> + Clone,
    ) -> Result<(), S::Error>
    where
        Self: 'a,
    {
        Self::fill(sink, values.map(|value| value.and_then(Option::as_ref)))
    }
}

#[diagnostic::do_not_recommend]
impl<L: Inside, F: RequiredField<L>> Field<L> for Option<F> {
    type Value = F::Value;
    type View<'a> = Option<F::View<'a>>;
    type Sequence = Elements;
    type Column = F::Column;
    type ColumnView<'a> = Option<F::ColumnView<'a>>;
    const NULLABLE: bool = true;
    const DEPTH: usize = F::DEPTH;

    fn data_type() -> DataType {
        F::data_type()
    }

    #[inline(always)]
    fn write(&self, slot: SlotWriter<'_>) -> Result<(), Error> {
        match self {
            Some(value) => value.write(slot),
            None => slot.set_null(),
        }
    }

    #[inline]
    fn stored(&self) -> Option<Option<<Self::Value as Value>::Ref<'_>>> {
        match self {
            Some(value) => value.stored(),
            None => Some(None),
        }
    }

    #[inline(always)]
    fn measure(&self) -> Option<usize> {
        match self {
            Some(value) => value.measure(),
            None => Some(0),
        }
    }

    #[inline(always)]
    fn place<'r>(&self, cell: Cell<'_>, region: &mut Region<'r>) -> Option<Placed<'r>> {
        match self {
            Some(value) => value.place(cell, region),
            None => Some(cell.null()),
        }
    }

    #[inline]
    fn to_view<'a>(
        value: Option<<Self::Value as Value>::Ref<'a>>,
        layout: &'a ValueLayout,
    ) -> Self::View<'a> {
        value.map(|value| F::to_view(Some(value), layout))
    }

    fn fill<'a, S: ColumnSink>(
        sink: &mut S,
        values: impl ExactSizeIterator<Item = Option<&'a Self>> + Clone,
    ) -> Result<(), S::Error>
    where
        Self: 'a,
    {
        F::fill_optional(sink, values)
    }

    fn column<S: ColumnSource>(source: &S, index: usize) -> Result<Self::Column, S::Error> {
        F::column(source, index)
    }

    #[inline]
    fn column_view<'a>(column: &'a Self::Column, index: usize) -> Self::ColumnView<'a> {
        (!column.is_null(index)).then(|| F::column_view(column, index))
    }
}

#[diagnostic::do_not_recommend]
impl<'a, L: Inside, F: RequiredField<L> + FromField<'a, L>> FromField<'a, L> for Option<F> {
    #[inline]
    fn from_value(value: Option<<Self::Value as Value>::Ref<'a>>) -> Result<Self, Error> {
        value.map(|value| F::from_value(Some(value))).transpose()
    }

    #[inline]
    fn from_column(column: &'a Self::Column, index: usize) -> Result<Self, Error> {
        match column.is_null(index) {
            true => Ok(None),
            false => F::from_column(column, index).map(Some),
        }
    }
}

/// What an attribute says of the value inside an `Option` or a `Box` where it stands on the field.
pub trait Inside {}

impl<L: Logical> Inside for L {}

/// A value of a field that is not nullable.
#[inline]
pub(crate) fn not_null<T>(value: Option<T>) -> T {
    match value {
        Some(value) => value,
        None => unreachable!("the layout was checked: the field is not nullable"),
    }
}
