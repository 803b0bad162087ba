//! Fills Arrow arrays from the fields of records: a column at a time, a block of records at a time.

mod bits;
mod bytes;
mod column;
mod keys;

use std::ops::Range;

use arrow::array::ArrayRef;
use arrow::datatypes::{ArrowNativeType, DataType, FieldRef, Fields};
use ferrow_row::Value;
use ferrow_row::record::{ColumnSink, EntryOrder};

use crate::error::{Error, Problem};
use bits::{Bits, Validity};
use bytes::Bytes;
use column::{ColumnBuilder, Values};

/// One array per field, in their order.
pub(crate) struct ArraySink {
    fields: Fields,
    /// Those that were begun, which are all after the first block.
    columns: Vec<ColumnBuilder>,
    /// The next column to be filled.
    next: usize,
    /// How many values a column will have, as far as that is known.
    capacity: usize,
}

impl ArraySink {
    pub(crate) fn new(fields: Fields, capacity: usize) -> Self {
        let columns = Vec::with_capacity(fields.len());
        Self { fields, columns, next: 0, capacity }
    }

    /// The arrays, one per field.
    pub(crate) fn finish(self) -> Result<Vec<ArrayRef>, Error> {
        let columns = self.columns.into_iter().zip(&self.fields);
        columns.map(|(column, field)| column.finish(field.data_type())).collect()
    }

    /// The only array.
    fn finish_one(self) -> Result<ArrayRef, Error> {
        let found = self.columns.len();
        match <[ArrayRef; 1]>::try_from(self.finish()?) {
            Ok([array]) => Ok(array),
            Err(_) => Err(Error::new(Problem::ColumnCount { wanted: 1, found })),
        }
    }

    fn data_type(&self, index: usize) -> &DataType {
        self.fields.get(index).map_or(&DataType::Null, |field| field.data_type())
    }

    /// The next column, which is begun with `values` where it is not yet, and its place.
    fn next(
        &mut self,
        values: impl FnOnce(&DataType, usize) -> Values,
    ) -> (&mut ColumnBuilder, usize, usize) {
        let (index, capacity) = (self.next, self.capacity);
        self.next += 1;
        if index == self.columns.len() {
            let values = values(self.data_type(index), capacity);
            self.columns.push(ColumnBuilder { validity: Validity::default(), values });
        }
        (&mut self.columns[index], index, capacity)
    }

    /// What to say where values of one column were handed to different methods.
    #[cold]
    fn mixed(&self, index: usize) -> Error {
        Error::new(Problem::WrongType {
            wanted: self.data_type(index).clone(),
            found: DataType::Null,
        })
    }

    #[cold]
    fn too_large(&self, len: usize, index: usize) -> Error {
        let data_type = self.data_type(index).clone();
        let error = Error::new(match data_type {
            DataType::Utf8 | DataType::Binary => Problem::TooLarge { len, data_type },
            _ => Problem::TooMany { len, data_type },
        });
        match self.fields.get(index) {
            Some(field) => error.in_column(field.name()),
            None => error,
        }
    }

    fn bytes<'a>(
        &mut self,
        values: impl ExactSizeIterator<Item = Option<&'a [u8]>> + Clone,
    ) -> Result<(), Error> {
        let (column, index, capacity) =
            self.next(|_, capacity| Values::Bytes(Bytes::with_capacity(capacity)));
        column.validity.append(values.clone().map(|value| value.is_some()), capacity);
        let appended = match &mut column.values {
            Values::Bytes(bytes) => bytes.append(values, capacity),
            _ => return Err(self.mixed(index)),
        };
        appended.map_err(|len| self.too_large(len, index))
    }
}

impl ColumnSink for ArraySink {
    type Error = Error;

    fn rewind(&mut self) {
        self.next = 0;
    }

    fn bool(
        &mut self,
        values: impl ExactSizeIterator<Item = Option<bool>> + Clone,
    ) -> Result<(), Error> {
        let (column, index, capacity) =
            self.next(|_, capacity| Values::Bool(Bits::with_capacity(capacity)));
        column.validity.append(values.clone().map(|value| value.is_some()), capacity);
        match &mut column.values {
            Values::Bool(bits) => bits.append(values.map(|value| value == Some(true))),
            _ => return Err(self.mixed(index)),
        }
        Ok(())
    }

    fn fixed<T: Value + ArrowNativeType>(
        &mut self,
        values: impl ExactSizeIterator<Item = Option<T>> + Clone,
    ) -> Result<(), Error> {
        let (column, index, capacity) =
            self.next(|_, capacity| Values::Fixed(Box::new(Vec::<T>::with_capacity(capacity))));
        column.validity.append(values.clone().map(|value| value.is_some()), capacity);
        let numbers = match &mut column.values {
            Values::Fixed(numbers) => numbers.as_any().downcast_mut::<Vec<T>>(),
            _ => None,
        };
        match numbers {
            Some(numbers) => numbers.extend(values.map(Option::unwrap_or_default)),
            None => return Err(self.mixed(index)),
        }
        Ok(())
    }

    fn text<'a>(
        &mut self,
        values: impl ExactSizeIterator<Item = Option<&'a str>> + Clone,
    ) -> Result<(), Error> {
        self.bytes(values.map(|value| value.map(str::as_bytes)))
    }

    fn binary<'a>(
        &mut self,
        values: impl ExactSizeIterator<Item = Option<&'a [u8]>> + Clone,
    ) -> Result<(), Error> {
        self.bytes(values)
    }

    fn fixed_binary<'a>(
        &mut self,
        width: usize,
        values: impl ExactSizeIterator<Item = Option<&'a [u8]>> + Clone,
    ) -> Result<(), Error> {
        let (column, index, capacity) = self.next(|_, capacity| {
            let bytes = Vec::with_capacity(capacity.saturating_mul(width));
            Values::FixedBytes { width, bytes }
        });
        column.validity.append(values.clone().map(|value| value.is_some()), capacity);
        let Values::FixedBytes { bytes, .. } = &mut column.values else {
            return Err(self.mixed(index));
        };
        for value in values {
            let end = bytes.len() + width;
            bytes.extend_from_slice(value.unwrap_or_default());
            // Zeros under a null.
            bytes.resize(end, 0);
        }
        Ok(())
    }

    fn structs(
        &mut self,
        valid: impl ExactSizeIterator<Item = bool> + Clone,
        fields: impl FnOnce(&mut Self) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let (column, index, capacity) = self
            .next(|data_type, capacity| Values::Struct(Self::new(fields_of(data_type), capacity)));
        column.validity.append(valid, capacity);
        match &mut column.values {
            Values::Struct(inside) => {
                inside.rewind();
                fields(inside)
            }
            _ => Err(self.mixed(index)),
        }
    }

    fn lists(
        &mut self,
        lens: impl ExactSizeIterator<Item = Option<usize>> + Clone,
        elements: impl FnOnce(&mut Self) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let (column, index, capacity) = self.next(|data_type, capacity| {
            Values::List(ends(capacity), Self::new(fields_of(data_type), 0))
        });
        column.validity.append(lens.clone().map(|len| len.is_some()), capacity);
        let Values::List(ends, inside) = &mut column.values else {
            return Err(self.mixed(index));
        };
        match append_ends(ends, lens, inside, capacity) {
            Ok(_) => {
                inside.rewind();
                elements(inside)
            }
            Err(len) => Err(self.too_large(len, index)),
        }
    }

    fn fixed_lists(
        &mut self,
        len: usize,
        valid: impl ExactSizeIterator<Item = bool> + Clone,
        elements: impl FnOnce(&mut Self) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let (column, index, capacity) = self.next(|data_type, capacity| {
            let capacity = capacity.saturating_mul(len);
            Values::FixedList(Self::new(fields_of(data_type), capacity))
        });
        column.validity.append(valid, capacity);
        match &mut column.values {
            Values::FixedList(inside) => {
                inside.rewind();
                elements(inside)
            }
            _ => Err(self.mixed(index)),
        }
    }

    fn maps(
        &mut self,
        order: EntryOrder,
        lens: impl ExactSizeIterator<Item = Option<usize>> + Clone,
        keys: impl Fn(&mut Self, Option<&[usize]>) -> Result<(), Error>,
        values: impl FnOnce(&mut Self, Option<&[usize]>) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let (column, index, capacity) = self.next(|data_type, capacity| {
            Values::Map(ends(capacity), Self::new(fields_of(data_type), 0))
        });
        column.validity.append(lens.clone().map(|len| len.is_some()), capacity);
        let Values::Map(ends, inside) = &mut column.values else {
            return Err(self.mixed(index));
        };
        let start = match append_ends(ends, lens.clone(), inside, capacity) {
            Ok(start) => start,
            Err(len) => return Err(self.too_large(len, index)),
        };
        inside.rewind();
        // The keys by themselves, where they cannot be compared among those of all blocks.
        let alone = |fields: &Fields| {
            let mut alone = Self::new(fields.iter().take(1).cloned().collect(), 0);
            keys(&mut alone, None)?;
            alone.order_of_keys(spans(0, lens.clone()))
        };
        let order = match order {
            EntryOrder::ByKey => Some(alone(&inside.fields)?),
            EntryOrder::Given => None,
        };
        keys(inside, order.as_deref())?;
        if order.is_none() && !inside.check_keys(spans(start, lens.clone()))? {
            alone(&inside.fields)?;
        }
        values(inside, order.as_deref())
    }
}

/// So many elements at most are made room for before they are there.
const MOST_GUESSED: usize = 1 << 20;

/// The fields inside a value of a nested type.
fn fields_of(data_type: &DataType) -> Fields {
    match data_type {
        DataType::Struct(fields) => fields.clone(),
        DataType::List(field) | DataType::FixedSizeList(field, _) => {
            Fields::from(vec![FieldRef::clone(field)])
        }
        DataType::Map(entries, _) => fields_of(entries.data_type()),
        _ => Fields::empty(),
    }
}

fn ends(capacity: usize) -> Vec<i32> {
    let mut ends = Vec::with_capacity(capacity + 1);
    ends.push(0);
    ends
}

/// Appends where lists of such lengths end, and guesses from the first of them how many elements
/// there will be in the end. Where the first of these lists starts; where the offsets do not reach,
/// how many elements there would be.
fn append_ends(
    ends: &mut Vec<i32>,
    lens: impl ExactSizeIterator<Item = Option<usize>>,
    inside: &mut ArraySink,
    capacity: usize,
) -> Result<usize, usize> {
    let count = lens.len();
    let start = ends.last().map_or(0, |end| end.unsigned_abs().as_usize());
    let mut end = start;
    ends.extend(lens.map(|len| {
        end += len.unwrap_or(0);
        // The end is checked below, and no other is larger.
        i32::try_from(end).unwrap_or(i32::MAX)
    }));
    if i32::try_from(end).is_err() {
        return Err(end);
    }
    if inside.columns.is_empty() {
        let guess = (end / count.max(1) + 1).saturating_mul(capacity).min(MOST_GUESSED);
        inside.capacity = guess.max(end);
    }
    Ok(start)
}

/// The entries of each map, the first of which starts at `start`.
fn spans(
    start: usize,
    lens: impl Iterator<Item = Option<usize>>,
) -> impl Iterator<Item = Range<usize>> {
    lens.scan(start, |end, len| {
        let start = *end;
        *end += len.unwrap_or(0);
        Some(start..*end)
    })
}
