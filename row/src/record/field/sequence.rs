//! Fields of many values: lists, and bytes, which are many `u8`.

use arrow_schema::{DataType, Field as ArrowField};

use super::{ColumnListView, Field, FromField, ListView, RequiredField, not_null};
use crate::error::Problem;
use crate::record::{
    BinaryColumn, Column, ColumnSink, ColumnSource, ColumnValues as _, ListColumn, Logical, Natural,
};
use crate::standard;
use crate::writer::measured::{Cell, Placed, Region, measure_list, place_list, place_nested};
use crate::{Error, ListRef, SlotWriter, Value, ValueLayout};

/// How many values of one type stand in a row.
pub trait Sequence<T: Field<L>, L = Natural> {
    /// What stands in the row.
    type Value: Value + ?Sized;

    /// What a view's method returns.
    type View<'a>;

    /// An Arrow column of any number of them.
    type Column: Column + 'static;

    /// What a method of a view of columns returns.
    type ColumnView<'a>;

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

    /// As [`Field::measure`], of many values.
    #[doc(hidden)]
    fn measure(values: &[T]) -> Option<usize>;

    /// As [`Field::place`], of many values.
    #[doc(hidden)]
    fn place<'r>(values: &[T], cell: Cell<'_>, region: &mut Region<'r>) -> Option<Placed<'r>>;

    /// What a view's method returns.
    fn to_view<'a>(value: <Self::Value as Value>::Ref<'a>) -> Self::View<'a>;

    /// Hands a column of any number of values to a sink, or of so many.
    ///
    /// # Errors
    ///
    /// What the sink refuses.
    fn fill<'a, S: ColumnSink>(
        sink: &mut S,
        len: Option<usize>,
        values: impl ExactSizeIterator<Item = Option<&'a [T]>> + Clone,
    ) -> Result<(), S::Error>
    where
        T: 'a;

    /// Asks a source for column `index` of any number of values.
    ///
    /// # Errors
    ///
    /// What the source refuses.
    fn column<S: ColumnSource>(source: &S, index: usize) -> Result<Self::Column, S::Error>;

    /// What a method of a view of columns returns for row `index`, which is not null.
    fn column_view<'a>(column: &'a Self::Column, index: usize) -> Self::ColumnView<'a>;
}

/// A [`Sequence`] whose values are read from rows that live for `'a`.
pub trait FromSequence<'a, T: FromField<'a, L>, L = Natural>: Sequence<T, L> {
    /// The values.
    ///
    /// # Errors
    ///
    /// As [`FromField::from_value`].
    fn read(value: <Self::Value as Value>::Ref<'a>) -> Result<Vec<T>, Error>;

    /// The values of row `index` of a column, which is not null.
    ///
    /// # Errors
    ///
    /// As [`FromField::from_column`].
    fn read_column(column: &'a Self::Column, index: usize) -> Result<Vec<T>, Error>;
}

/// Many values are a list.
#[derive(Debug)]
pub struct Elements;

impl<L, T: Field<L>> Sequence<T, L> for Elements {
    type Value = ListRef<'static>;
    type View<'a> = ListView<'a, T, L>;
    type Column = ListColumn<T::Column>;
    type ColumnView<'a> = ColumnListView<'a, T, L>;
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

    #[inline(always)]
    fn measure(values: &[T]) -> Option<usize> {
        measure_list::<L, T>(values.iter())
    }

    #[inline(always)]
    fn place<'r>(values: &[T], cell: Cell<'_>, region: &mut Region<'r>) -> Option<Placed<'r>> {
        let layout = cell.list()?;
        place_nested(cell, region, |region| place_list::<L, T>(layout, values.iter(), region))
    }

    #[inline]
    fn to_view<'a>(list: <Self::Value as Value>::Ref<'a>) -> Self::View<'a> {
        ListView::new(list)
    }

    fn fill<'a, S: ColumnSink>(
        sink: &mut S,
        len: Option<usize>,
        values: impl ExactSizeIterator<Item = Option<&'a [T]>> + Clone,
    ) -> Result<(), S::Error>
    where
        T: 'a,
    {
        match len {
            Some(len) => {
                let elements = values.clone().flat_map(|value| {
                    (0..len).map(move |index| value.and_then(|value| value.get(index)))
                });
                let elements: Vec<_> = elements.collect();
                let valid = values.map(|value| value.is_some());
                sink.fixed_lists(len, valid, |sink| T::fill(sink, elements.iter().copied()))
            }
            None => {
                // Once, since they lie in records far apart.
                let mut lists: Vec<Option<&[T]>> = Vec::new();
                let mut len: usize = 0;
                lists.extend(values.inspect(|list| len += list.map_or(0, <[T]>::len)));
                let mut elements: Vec<&T> = Vec::with_capacity(len);
                if len > 0 {
                    lists.iter().flatten().for_each(|list| elements.extend(*list));
                }
                let lens = lists.iter().map(|list| list.map(<[T]>::len));
                sink.lists(lens, |sink| fill_in_blocks(sink, &elements))
            }
        }
    }

    fn column<S: ColumnSource>(source: &S, index: usize) -> Result<Self::Column, S::Error> {
        source.lists(index, |elements| T::column(elements, 0))
    }

    #[inline]
    fn column_view<'a>(column: &'a Self::Column, index: usize) -> Self::ColumnView<'a> {
        ColumnListView::new(&column.elements, column.spans.at(index))
    }
}

/// So many elements as the first cache holds while their fields are taken one after another.
const fn block_len<T>() -> usize {
    match (24 << 10) / if size_of::<T>() > 0 { size_of::<T>() } else { 1 } {
        ..128 => 64,
        128..256 => 128,
        256.. => 256,
    }
}

fn fill_in_blocks<L, T: Field<L>, S: ColumnSink>(
    sink: &mut S,
    values: &[&T],
) -> Result<(), S::Error> {
    let block_len = const { block_len::<T>() };
    let mut left = values;
    loop {
        let (block, others) = left.split_at(left.len().min(block_len));
        // Small ones lie close together.
        if size_of::<T>() > 32 {
            sink.look_ahead(others.iter().take(block_len).copied());
        }
        // Also where there are none: so the sink learns what columns there are.
        T::fill(sink, block.iter().map(|value| Some(*value)))?;
        if others.is_empty() {
            return Ok(());
        }
        sink.rewind();
        left = others;
    }
}

impl<'a, L, T: FromField<'a, L>> FromSequence<'a, T, L> for Elements {
    fn read(list: ListRef<'a>) -> Result<Vec<T>, Error> {
        let elements = list.iter::<T::Value>().enumerate();
        elements
            .map(|(index, value)| T::from_value(value).map_err(|error| error.in_element(index)))
            .collect()
    }

    fn read_column(column: &'a Self::Column, index: usize) -> Result<Vec<T>, Error> {
        let elements = column.spans.at(index);
        let start = elements.start;
        let mut values = Vec::with_capacity(elements.len());
        for index in elements {
            let value = T::from_column(&column.elements, index);
            values.push(value.map_err(|error| error.in_element(index - start))?);
        }
        Ok(values)
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
    type Column = BinaryColumn;
    type ColumnView<'a> = &'a [u8];
    const DEPTH: usize = 0;

    fn data_type(len: Option<i32>) -> DataType {
        len.map_or(DataType::Binary, DataType::FixedSizeBinary)
    }

    fn write(values: &[u8], slot: SlotWriter<'_>) -> Result<(), Error> {
        slot.set::<[u8]>(values)
    }

    #[inline(always)]
    fn measure(values: &[u8]) -> Option<usize> {
        Some(standard::padded(values.len()))
    }

    #[inline(always)]
    fn place<'r>(values: &[u8], cell: Cell<'_>, region: &mut Region<'r>) -> Option<Placed<'r>> {
        cell.place::<[u8]>(values, region)
    }

    #[inline]
    fn to_view<'a>(bytes: <Self::Value as Value>::Ref<'a>) -> Self::View<'a> {
        bytes
    }

    fn fill<'a, S: ColumnSink>(
        sink: &mut S,
        len: Option<usize>,
        values: impl ExactSizeIterator<Item = Option<&'a [u8]>> + Clone,
    ) -> Result<(), S::Error> {
        match len {
            Some(width) => sink.fixed_binary(width, values),
            None => sink.binary(values),
        }
    }

    fn column<S: ColumnSource>(source: &S, index: usize) -> Result<BinaryColumn, S::Error> {
        source.binary(index)
    }

    #[inline]
    fn column_view(column: &BinaryColumn, index: usize) -> &[u8] {
        column.value(index)
    }
}

impl<'a, L> FromSequence<'a, u8, L> for Bytes
where
    u8: FromField<'a, L>,
{
    fn read(bytes: &'a [u8]) -> Result<Vec<u8>, Error> {
        Ok(bytes.to_vec())
    }

    fn read_column(column: &'a BinaryColumn, index: usize) -> Result<Vec<u8>, Error> {
        Ok(column.value(index).to_vec())
    }
}

#[diagnostic::do_not_recommend]
impl<L: Logical, T: Field<L, Sequence: Sequence<T, L>>> Field<L> for Vec<T> {
    type Value = <T::Sequence as Sequence<T, L>>::Value;
    type View<'a> = <T::Sequence as Sequence<T, L>>::View<'a>;
    type Sequence = Elements;
    type Column = <T::Sequence as Sequence<T, L>>::Column;
    type ColumnView<'a> = <T::Sequence as Sequence<T, L>>::ColumnView<'a>;
    const NULLABLE: bool = false;
    const DEPTH: usize = <T::Sequence as Sequence<T, L>>::DEPTH;

    fn data_type() -> DataType {
        <T::Sequence as Sequence<T, L>>::data_type(None)
    }

    #[inline]
    fn write(&self, slot: SlotWriter<'_>) -> Result<(), Error> {
        <T::Sequence as Sequence<T, L>>::write(self, slot)
    }

    #[inline(always)]
    fn measure(&self) -> Option<usize> {
        <T::Sequence as Sequence<T, L>>::measure(self)
    }

    #[inline(always)]
    fn place<'r>(&self, cell: Cell<'_>, region: &mut Region<'r>) -> Option<Placed<'r>> {
        <T::Sequence as Sequence<T, L>>::place(self, cell, region)
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
        values: impl ExactSizeIterator<Item = Option<&'a Self>> + Clone,
    ) -> Result<(), S::Error>
    where
        Self: 'a,
    {
        let values = values.map(|value| value.map(Self::as_slice));
        <T::Sequence as Sequence<T, L>>::fill(sink, None, values)
    }

    fn column<S: ColumnSource>(source: &S, index: usize) -> Result<Self::Column, S::Error> {
        <T::Sequence as Sequence<T, L>>::column(source, index)
    }

    #[inline]
    fn column_view<'a>(column: &'a Self::Column, index: usize) -> Self::ColumnView<'a> {
        <T::Sequence as Sequence<T, L>>::column_view(column, index)
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

    #[inline]
    fn from_column(column: &'a Self::Column, index: usize) -> Result<Self, Error> {
        <T::Sequence as FromSequence<'a, T, L>>::read_column(column, index)
    }
}

#[diagnostic::do_not_recommend]
impl<L: Logical, T: Field<L, Sequence: Sequence<T, L>>, const N: usize> Field<L> for [T; N] {
    type Value = <T::Sequence as Sequence<T, L>>::Value;
    type View<'a> = <T::Sequence as Sequence<T, L>>::View<'a>;
    type Sequence = Elements;
    type Column = <T::Sequence as Sequence<T, L>>::Column;
    type ColumnView<'a> = <T::Sequence as Sequence<T, L>>::ColumnView<'a>;
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

    #[inline(always)]
    fn measure(&self) -> Option<usize> {
        <T::Sequence as Sequence<T, L>>::measure(self)
    }

    #[inline(always)]
    fn place<'r>(&self, cell: Cell<'_>, region: &mut Region<'r>) -> Option<Placed<'r>> {
        <T::Sequence as Sequence<T, L>>::place(self, cell, region)
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
        values: impl ExactSizeIterator<Item = Option<&'a Self>> + Clone,
    ) -> Result<(), S::Error>
    where
        Self: 'a,
    {
        let values = values.map(|value| value.map(Self::as_slice));
        <T::Sequence as Sequence<T, L>>::fill(sink, Some(N), values)
    }

    fn column<S: ColumnSource>(source: &S, index: usize) -> Result<Self::Column, S::Error> {
        <T::Sequence as Sequence<T, L>>::column(source, index)
    }

    #[inline]
    fn column_view<'a>(column: &'a Self::Column, index: usize) -> Self::ColumnView<'a> {
        <T::Sequence as Sequence<T, L>>::column_view(column, index)
    }
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
        of_len(<T::Sequence as FromSequence<'a, T, L>>::read(not_null(value))?)
    }

    fn from_column(column: &'a Self::Column, index: usize) -> Result<Self, Error> {
        of_len(<T::Sequence as FromSequence<'a, T, L>>::read_column(column, index)?)
    }
}

fn of_len<T, const N: usize>(values: Vec<T>) -> Result<[T; N], Error> {
    let found = values.len();
    values.try_into().map_err(|_| Error::new(Problem::WrongLen { wanted: N, found }))
}
