//! Fields of many values: lists, and bytes, which are many `u8`.

use arrow_schema::{DataType, Field as ArrowField};

use super::{Field, FromField, ListView, RequiredField, not_null, through_rows};
use crate::error::Problem;
use crate::record::{
    BinaryColumn, ColumnSink, ColumnSource, ColumnValues, Logical, Natural, NestedColumn,
};
use crate::{Error, ListRef, SlotWriter, Value, ValueLayout};

/// How many values of one type stand in a row.
pub trait Sequence<T: Field<L>, L = Natural> {
    /// What stands in the row.
    type Value: Value + ?Sized;

    /// What a view's method returns.
    type View<'a>;

    /// An Arrow column of any number of them.
    type Column<'a>: ColumnValues<'a, Self::Value>;

    /// How many lists and records are inside one another.
    const DEPTH: usize;

    /// The Arrow type of any number of them, or of so many.
    fn data_type(len: Option<i32>) -> DataType;

    /// Writes the values to one place.
    ///
    /// # Errors
    ///
    /// As [`SlotWriter::set`].
    fn write(values: &[T], slot: SlotWriter<'_>) -> Result<(), Error>;

    /// What a view's method returns.
    fn to_view<'a>(value: <Self::Value as Value>::Ref<'a>) -> Self::View<'a>;

    /// Hands a column of any number of values to a sink.
    ///
    /// # Errors
    ///
    /// What the sink refuses.
    fn fill<'a, S: ColumnSink, F: Field<L> + AsRef<[T]> + 'a>(
        sink: &mut S,
        values: impl ExactSizeIterator<Item = Option<&'a F>>,
    ) -> Result<(), S::Error>;

    /// Asks a source for column `index` of any number of values.
    ///
    /// # Errors
    ///
    /// What the source refuses.
    fn column<S: ColumnSource>(source: &S, index: usize) -> Result<Self::Column<'_>, S::Error>;
}

/// A [`Sequence`] whose values are read from rows that live for `'a`.
pub trait FromSequence<'a, T: FromField<'a, L>, L = Natural>: Sequence<T, L> {
    /// Hands the values to `push`, one after another.
    ///
    /// # Errors
    ///
    /// As [`FromField::from_value`], or what `push` refuses.
    fn read(value: <Self::Value as Value>::Ref<'a>) -> Result<Vec<T>, Error>;
}

/// Many values are a list.
#[derive(Debug)]
pub struct Elements;

impl<L, T: Field<L>> Sequence<T, L> for Elements {
    type Value = ListRef<'static>;
    type View<'a> = ListView<'a, T, L>;
    type Column<'a> = NestedColumn<'a>;
    const DEPTH: usize = 1 + T::DEPTH;

    fn data_type(len: Option<i32>) -> DataType {
        let element = ArrowField::new_list_field(T::data_type(), T::NULLABLE).into();
        match len {
            Some(len) => DataType::FixedSizeList(element, len),
            None => DataType::List(element),
        }
    }

    fn write(values: &[T], slot: SlotWriter<'_>) -> Result<(), Error> {
        let mut list = slot.list(values.len())?;
        for value in values {
            value.write(list.slot()?)?;
        }
        list.finish()
    }

    #[inline]
    fn to_view<'a>(list: <Self::Value as Value>::Ref<'a>) -> Self::View<'a> {
        ListView::new(list)
    }

    fn fill<'a, S: ColumnSink, F: Field<L> + AsRef<[T]> + 'a>(
        sink: &mut S,
        values: impl ExactSizeIterator<Item = Option<&'a F>>,
    ) -> Result<(), S::Error> {
        sink.nested::<L, F>(values)
    }

    fn column<S: ColumnSource>(source: &S, index: usize) -> Result<NestedColumn<'_>, S::Error> {
        source.nested(index)
    }
}

impl<'a, L, T: FromField<'a, L>> FromSequence<'a, T, L> for Elements {
    fn read(list: ListRef<'a>) -> Result<Vec<T>, Error> {
        let elements = list.iter::<T::Value>().enumerate();
        elements
            .map(|(index, value)| T::from_value(value).map_err(|error| error.in_element(index)))
            .collect()
    }
}

/// Many `u8` are bytes.
#[derive(Debug)]
pub struct Bytes;

impl<L> Sequence<u8, L> for Bytes
where
    u8: Field<L>,
{
    type Value = [u8];
    type View<'a> = &'a [u8];
    type Column<'a> = BinaryColumn<'a>;
    const DEPTH: usize = 0;

    fn data_type(len: Option<i32>) -> DataType {
        len.map_or(DataType::Binary, DataType::FixedSizeBinary)
    }

    fn write(values: &[u8], slot: SlotWriter<'_>) -> Result<(), Error> {
        slot.set::<[u8]>(values)
    }

    #[inline]
    fn to_view<'a>(bytes: <Self::Value as Value>::Ref<'a>) -> Self::View<'a> {
        bytes
    }

    fn fill<'a, S: ColumnSink, F: Field<L> + AsRef<[u8]> + 'a>(
        sink: &mut S,
        values: impl ExactSizeIterator<Item = Option<&'a F>>,
    ) -> Result<(), S::Error> {
        sink.binary(values.map(|value| value.map(AsRef::as_ref)))
    }

    fn column<S: ColumnSource>(source: &S, index: usize) -> Result<BinaryColumn<'_>, S::Error> {
        source.binary(index)
    }
}

impl<'a, L> FromSequence<'a, u8, L> for Bytes
where
    u8: FromField<'a, L>,
{
    fn read(bytes: &'a [u8]) -> Result<Vec<u8>, Error> {
        Ok(bytes.to_vec())
    }
}

#[diagnostic::do_not_recommend]
impl<L: Logical, T: Field<L, Sequence: Sequence<T, L>>> Field<L> for Vec<T> {
    type Value = <T::Sequence as Sequence<T, L>>::Value;
    type View<'a> = <T::Sequence as Sequence<T, L>>::View<'a>;
    type Sequence = Elements;
    type Column<'a> = <T::Sequence as Sequence<T, L>>::Column<'a>;
    const NULLABLE: bool = false;
    const DEPTH: usize = <T::Sequence as Sequence<T, L>>::DEPTH;

    fn data_type() -> DataType {
        <T::Sequence as Sequence<T, L>>::data_type(None)
    }

    #[inline]
    fn write(&self, slot: SlotWriter<'_>) -> Result<(), Error> {
        <T::Sequence as Sequence<T, L>>::write(self, slot)
    }

    #[inline]
    fn to_view<'a>(
        value: Option<<Self::Value as Value>::Ref<'a>>,
        _: &'a ValueLayout,
    ) -> Self::View<'a> {
        <T::Sequence as Sequence<T, L>>::to_view(not_null(value))
    }

    fn fill<'a, S: ColumnSink>(
        sink: &mut S,
        values: impl ExactSizeIterator<Item = Option<&'a Self>>,
    ) -> Result<(), S::Error>
    where
        Self: 'a,
    {
        <T::Sequence as Sequence<T, L>>::fill(sink, values)
    }

    fn column<S: ColumnSource>(source: &S, index: usize) -> Result<Self::Column<'_>, S::Error> {
        <T::Sequence as Sequence<T, L>>::column(source, index)
    }
}

#[diagnostic::do_not_recommend]
impl<L: Logical, T: Field<L, Sequence: Sequence<T, L>>> RequiredField<L> for Vec<T> {}

#[diagnostic::do_not_recommend]
impl<'a, L: Logical, T: FromField<'a, L> + Field<L, Sequence: FromSequence<'a, T, L>>>
    FromField<'a, L> for Vec<T>
{
    #[inline]
    fn from_value(value: Option<<Self::Value as Value>::Ref<'a>>) -> Result<Self, Error> {
        <T::Sequence as FromSequence<'a, T, L>>::read(not_null(value))
    }
}

#[diagnostic::do_not_recommend]
impl<L: Logical, T: Field<L, Sequence: Sequence<T, L>>, const N: usize> Field<L> for [T; N] {
    type Value = <T::Sequence as Sequence<T, L>>::Value;
    type View<'a> = <T::Sequence as Sequence<T, L>>::View<'a>;
    type Sequence = Elements;
    type Column<'a> = NestedColumn<'a>;
    const NULLABLE: bool = false;
    const DEPTH: usize = <T::Sequence as Sequence<T, L>>::DEPTH;

    fn data_type() -> DataType {
        const {
            assert!(
                N <= i32::MAX as usize,
                "an array of a record has less than 2,147,483,648 elements"
            );
        }
        <T::Sequence as Sequence<T, L>>::data_type(i32::try_from(N).ok())
    }

    #[inline]
    fn write(&self, slot: SlotWriter<'_>) -> Result<(), Error> {
        <T::Sequence as Sequence<T, L>>::write(self, slot)
    }

    #[inline]
    fn to_view<'a>(
        value: Option<<Self::Value as Value>::Ref<'a>>,
        _: &'a ValueLayout,
    ) -> Self::View<'a> {
        <T::Sequence as Sequence<T, L>>::to_view(not_null(value))
    }

    through_rows!(L);
}

#[diagnostic::do_not_recommend]
impl<L: Logical, T: Field<L, Sequence: Sequence<T, L>>, const N: usize> RequiredField<L>
    for [T; N]
{
}

#[diagnostic::do_not_recommend]
impl<
    'a,
    L: Logical,
    T: FromField<'a, L> + Field<L, Sequence: FromSequence<'a, T, L>>,
    const N: usize,
> FromField<'a, L> for [T; N]
{
    fn from_value(value: Option<<Self::Value as Value>::Ref<'a>>) -> Result<Self, Error> {
        let values = <T::Sequence as FromSequence<'a, T, L>>::read(not_null(value))?;
        let found = values.len();
        values.try_into().map_err(|_| Error::new(Problem::WrongLen { wanted: N, found }))
    }
}
