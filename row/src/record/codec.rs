//! Fields that a module of the user's converts: the attribute `with`.

use std::fmt::{self, Display};
use std::marker::PhantomData;

use arrow_schema::DataType;

use super::field::{Elements, Field, FromField, RequiredField};
use crate::error::Problem;
use crate::record::{Column as _, ColumnSink, ColumnSource};
use crate::value::sealed::Sealed;
use crate::writer::measured::{Cell, Placed, Region};
use crate::{Error, SlotWriter, Value, ValueLayout};

/// Converts fields of type `T` to and from what stands in the rows. Implemented by
/// `#[derive(Record)]` for the module that `#[record(with = module)]` names.
pub trait Codec<T> {
    /// What stands in the rows.
    type Stored: Field;

    /// What is to be written for `value`.
    ///
    /// # Errors
    ///
    /// What the module refuses.
    fn to_stored(value: &T) -> Result<Self::Stored, Error>;

    /// The value that was written as `stored`.
    ///
    /// # Errors
    ///
    /// What the module refuses.
    fn from_stored(stored: Self::Stored) -> Result<T, Error>;
}

/// A field that the codec `C` converts.
pub struct With<C>(PhantomData<fn() -> C>);

/// An optional field whose value the codec `C` converts.
pub struct WithOption<C>(PhantomData<fn() -> C>);

impl<C> fmt::Debug for With<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("With")
    }
}

impl<C> fmt::Debug for WithOption<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("WithOption")
    }
}

/// What a module's function returns: the value, or a `Result` of it.
#[diagnostic::on_unimplemented(
    message = "the module of `with` has `{Self}` where `{T}` is wanted",
    label = "its function returns another type",
    note = "`to_stored` takes the field's type by reference, without its `Option`, and returns `Stored` \
            or a `Result` of it; `from_stored` the other way round"
)]
pub trait Converted<T> {
    /// The value.
    ///
    /// # Errors
    ///
    /// [`OutOfRange`](crate::ErrorKind::OutOfRange) with the words of the module's error.
    fn converted(self) -> Result<T, Error>;
}

impl<T> Converted<T> for T {
    #[inline]
    fn converted(self) -> Result<T, Error> {
        Ok(self)
    }
}

impl<T, E: Display> Converted<T> for Result<T, E> {
    #[inline]
    fn converted(self) -> Result<T, Error> {
        self.map_err(|error| Error::out_of_range(error.to_string()))
    }
}

impl Error {
    /// A value that a row can hold and a field's type cannot, or the other way round: for types that
    /// implement [`Field`] themselves. What reads the row adds the path.
    ///
    /// ```
    /// use ferrow_row::{Error, ErrorKind};
    ///
    /// let error = Error::out_of_range("a grade is 1 to 6, not 7");
    /// assert_eq!(error.kind(), ErrorKind::OutOfRange);
    /// assert_eq!(error.to_string(), "a grade is 1 to 6, not 7");
    /// ```
    #[cold]
    pub fn out_of_range(message: impl Into<String>) -> Self {
        Self::new(Problem::Value { message: message.into() })
    }
}

#[diagnostic::do_not_recommend]
impl<T, C: Codec<T>> Field<With<C>> for T {
    type Value = <C::Stored as Field>::Value;
    type View<'a> = <C::Stored as Field>::View<'a>;
    type Sequence = Elements;
    type Column = <C::Stored as Field>::Column;
    type ColumnView<'a> = <C::Stored as Field>::ColumnView<'a>;
    const NULLABLE: bool = <C::Stored as Field>::NULLABLE;
    const DEPTH: usize = <C::Stored as Field>::DEPTH;

    fn data_type() -> DataType {
        <C::Stored as Field>::data_type()
    }

    fn write(&self, slot: SlotWriter<'_>) -> Result<(), Error> {
        let path = slot.layout().path();
        let stored = C::to_stored(self).map_err(|error| error.at(path))?;
        stored.write(slot)
    }

    /// What is not a word is converted once, by `write`.
    #[inline]
    fn measure(&self) -> Option<usize> {
        <Self::Value as Sealed>::IS_WORD.then_some(0)
    }

    #[inline]
    fn place<'r>(&self, cell: Cell<'_>, region: &mut Region<'r>) -> Option<Placed<'r>> {
        C::to_stored(self).ok()?.place(cell, region)
    }

    fn to_view<'a>(
        value: Option<<Self::Value as Value>::Ref<'a>>,
        layout: &'a ValueLayout,
    ) -> Self::View<'a> {
        <C::Stored as Field>::to_view(value, layout)
    }

    fn fill<'a, S: ColumnSink>(
        sink: &mut S,
        values: impl ExactSizeIterator<Item = Option<&'a Self>> + Clone,
    ) -> Result<(), S::Error>
    where
        Self: 'a,
    {
        let stored = collect(values, C::to_stored).map_err(|error| sink.refused(error))?;
        <C::Stored as Field>::fill(sink, stored.iter().map(Option::as_ref))
    }

    fn column<S: ColumnSource>(source: &S, index: usize) -> Result<Self::Column, S::Error> {
        <C::Stored as Field>::column(source, index)
    }

    fn column_view<'a>(column: &'a Self::Column, index: usize) -> Self::ColumnView<'a> {
        <C::Stored as Field>::column_view(column, index)
    }
}

#[diagnostic::do_not_recommend]
impl<'a, T, C: Codec<T, Stored: FromField<'a>>> FromField<'a, With<C>> for T {
    fn from_value(
        value: Option<<<C::Stored as Field>::Value as Value>::Ref<'a>>,
    ) -> Result<Self, Error> {
        C::from_stored(<C::Stored as FromField<'a>>::from_value(value)?)
    }

    fn from_column(column: &'a Self::Column, index: usize) -> Result<Self, Error> {
        C::from_stored(<C::Stored as FromField<'a>>::from_column(column, index)?)
    }
}

#[diagnostic::do_not_recommend]
impl<T, C: Codec<T, Stored: RequiredField>> Field<WithOption<C>> for Option<T> {
    type Value = <C::Stored as Field>::Value;
    type View<'a> = Option<<C::Stored as Field>::View<'a>>;
    type Sequence = Elements;
    type Column = <C::Stored as Field>::Column;
    type ColumnView<'a> = Option<<C::Stored as Field>::ColumnView<'a>>;
    const NULLABLE: bool = true;
    const DEPTH: usize = <C::Stored as Field>::DEPTH;

    fn data_type() -> DataType {
        <C::Stored as Field>::data_type()
    }

    fn write(&self, slot: SlotWriter<'_>) -> Result<(), Error> {
        match self {
            Some(value) => <T as Field<With<C>>>::write(value, slot),
            None => slot.set_null(),
        }
    }

    #[inline]
    fn measure(&self) -> Option<usize> {
        match self {
            Some(value) => <T as Field<With<C>>>::measure(value),
            None => Some(0),
        }
    }

    #[inline]
    fn place<'r>(&self, cell: Cell<'_>, region: &mut Region<'r>) -> Option<Placed<'r>> {
        match self {
            Some(value) => <T as Field<With<C>>>::place(value, cell, region),
            None => Some(cell.null()),
        }
    }

    fn to_view<'a>(
        value: Option<<Self::Value as Value>::Ref<'a>>,
        layout: &'a ValueLayout,
    ) -> Self::View<'a> {
        value.map(|value| <C::Stored as Field>::to_view(Some(value), layout))
    }

    fn fill<'a, S: ColumnSink>(
        sink: &mut S,
        values: impl ExactSizeIterator<Item = Option<&'a Self>> + Clone,
    ) -> Result<(), S::Error>
    where
        Self: 'a,
    {
        <T as Field<With<C>>>::fill(sink, values.map(|value| value.and_then(Option::as_ref)))
    }

    fn column<S: ColumnSource>(source: &S, index: usize) -> Result<Self::Column, S::Error> {
        <C::Stored as Field>::column(source, index)
    }

    fn column_view<'a>(column: &'a Self::Column, index: usize) -> Self::ColumnView<'a> {
        (!column.is_null(index)).then(|| <C::Stored as Field>::column_view(column, index))
    }
}

#[diagnostic::do_not_recommend]
impl<'a, T, C: Codec<T, Stored: RequiredField + FromField<'a>>> FromField<'a, WithOption<C>>
    for Option<T>
{
    fn from_value(
        value: Option<<<C::Stored as Field>::Value as Value>::Ref<'a>>,
    ) -> Result<Self, Error> {
        match value {
            Some(value) => <T as FromField<'a, With<C>>>::from_value(Some(value)).map(Some),
            None => Ok(None),
        }
    }

    fn from_column(column: &'a Self::Column, index: usize) -> Result<Self, Error> {
        match column.is_null(index) {
            true => Ok(None),
            false => <T as FromField<'a, With<C>>>::from_column(column, index).map(Some),
        }
    }
}

/// What stands in the rows for each of `values`.
pub(crate) fn collect<'a, T: 'a, V>(
    values: impl Iterator<Item = Option<&'a T>>,
    convert: impl Fn(&'a T) -> Result<V, Error>,
) -> Result<Vec<Option<V>>, Error> {
    let converted = values.enumerate().map(|(row, value)| match value {
        Some(value) => convert(value).map(Some).map_err(|error| error.in_row(row)),
        None => Ok(None),
    });
    converted.collect()
}
