//! Fills Arrow arrays from the fields of records: a column at a time, a block of records at a time.

mod ahead;
mod bits;
mod column;
mod keys;

use std::iter::Take;
use std::ops::Range;

use arrow::array::ArrayRef;
use arrow::datatypes::{ArrowNativeType, ByteArrayType, DataType, FieldRef, Fields};
use ferrow_row::Value;
use ferrow_row::record::{ColumnSink, EntryOrder};

use crate::error::{Error, Problem};
use crate::kernel::InstructionSet;
use crate::kernel::gather::ByteColumn;
use ahead::Ahead;
use bits::{Bits, Validity, WORD, Word};
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
    /// The values of the next block.
    ahead: Ahead,
}

impl ArraySink {
    pub(crate) fn new(fields: Fields, capacity: usize) -> Self {
        let columns = Vec::with_capacity(fields.len());
        Self { fields, columns, next: 0, capacity, ahead: Ahead::default() }
    }

    /// As [`look_ahead`](ColumnSink::look_ahead) to records that lie one behind the other.
    pub(crate) fn look_ahead_at<T>(&mut self, records: &[T]) {
        // A piece per column.
        let size = size_of_val(records).div_ceil(self.fields.len().max(1));
        let Range { start, end } = records.as_ptr_range();
        self.ahead.set((start.addr()..end.addr()).step_by(size.max(1)), size);
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
        self.ahead.ask(self.fields.len() - index.min(self.fields.len()));
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
}

impl ColumnSink for ArraySink {
    type Error = Error;

    fn rewind(&mut self) {
        self.next = 0;
    }

    fn look_ahead<'a, T: 'a>(&mut self, values: impl Iterator<Item = &'a T>) {
        self.ahead.set(values.map(|value| std::ptr::from_ref(value).addr()), size_of::<T>());
    }

    fn bool(
        &mut self,
        values: impl ExactSizeIterator<Item = Option<bool>> + Clone,
    ) -> Result<(), Error> {
        let (column, index, capacity) =
            self.next(|_, capacity| Values::Bool(Bits::with_capacity(capacity)));
        let Values::Bool(bits) = &mut column.values else { return Err(self.mixed(index)) };
        in_words(values, |values, count| {
            let (mut nulls, mut word) = (Word::default(), Word::default());
            for value in values {
                nulls.note(value.is_none());
                word.note(value == Some(true));
            }
            column.validity.append(nulls, count, capacity);
            bits.append(word, count);
        });
        Ok(())
    }

    fn fixed<T: Value + ArrowNativeType>(
        &mut self,
        values: impl ExactSizeIterator<Item = Option<T>> + Clone,
    ) -> Result<(), Error> {
        let (column, index, capacity) =
            self.next(|_, capacity| Values::Fixed(Box::new(Vec::<T>::with_capacity(capacity))));
        let numbers = match &mut column.values {
            Values::Fixed(numbers) => numbers.as_any().downcast_mut::<Vec<T>>(),
            _ => None,
        };
        let Some(numbers) = numbers else { return Err(self.mixed(index)) };
        extend(numbers, values, &mut column.validity, capacity, Option::unwrap_or_default);
        Ok(())
    }

    fn text<'a>(
        &mut self,
        values: impl ExactSizeIterator<Item = Option<&'a str>> + Clone,
    ) -> Result<(), Error> {
        let (column, index, capacity) = self
            .next(|_, capacity| Values::Text(ByteColumn::new(capacity, InstructionSet::best())));
        let appended = match &mut column.values {
            Values::Text(text) => extend_bytes(text, values, &mut column.validity, capacity),
            _ => return Err(self.mixed(index)),
        };
        appended.map_err(|len| self.too_large(len, index))
    }

    fn binary<'a>(
        &mut self,
        values: impl ExactSizeIterator<Item = Option<&'a [u8]>> + Clone,
    ) -> Result<(), Error> {
        let (column, index, capacity) = self
            .next(|_, capacity| Values::Binary(ByteColumn::new(capacity, InstructionSet::best())));
        let appended = match &mut column.values {
            Values::Binary(bytes) => extend_bytes(bytes, values, &mut column.validity, capacity),
            _ => return Err(self.mixed(index)),
        };
        appended.map_err(|len| self.too_large(len, index))
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
        let Values::FixedBytes { bytes, .. } = &mut column.values else {
            return Err(self.mixed(index));
        };
        in_words(values, |values, count| {
            let mut nulls = Word::default();
            for value in values {
                nulls.note(value.is_none());
                let end = bytes.len() + width;
                bytes.extend_from_slice(value.unwrap_or_default());
                // Zeros under a null.
                bytes.resize(end, 0);
            }
            column.validity.append(nulls, count, capacity);
        });
        Ok(())
    }

    fn structs(
        &mut self,
        valid: impl ExactSizeIterator<Item = bool> + Clone,
        fields: impl FnOnce(&mut Self) -> Result<(), Error>,
    ) -> Result<(), Error> {
        // What is ahead is structs too: it is asked for with the columns of these.
        let ahead = std::mem::take(&mut self.ahead);
        let (column, index, capacity) = self
            .next(|data_type, capacity| Values::Struct(Self::new(fields_of(data_type), capacity)));
        note_valid(valid, &mut column.validity, capacity);
        match &mut column.values {
            Values::Struct(inside) => {
                inside.rewind();
                inside.ahead = ahead;
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
        let Values::List(ends, inside) = &mut column.values else {
            return Err(self.mixed(index));
        };
        match append_ends(ends, lens, &mut column.validity, inside, capacity) {
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
            let capacity = capacity.saturating_mul(len).min(MOST_GUESSED);
            Values::FixedList(Self::new(fields_of(data_type), capacity))
        });
        note_valid(valid, &mut column.validity, capacity);
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
        let Values::Map(ends, inside) = &mut column.values else {
            return Err(self.mixed(index));
        };
        let validity = &mut column.validity;
        let start = match append_ends(ends, lens.clone(), validity, inside, capacity) {
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
        let checked = order == EntryOrder::Given;
        let order = match order {
            EntryOrder::ByKey => Some(alone(&inside.fields)?),
            EntryOrder::Given | EntryOrder::Distinct => None,
        };
        keys(inside, order.as_deref())?;
        if checked && !inside.check_keys(spans(start, lens.clone()))? {
            alone(&inside.fields)?;
        }
        values(inside, order.as_deref())
    }
}

/// Hands values on, so many at a time as a word has bits, and says how many.
#[inline(always)]
fn in_words<I: ExactSizeIterator>(mut values: I, mut take: impl FnMut(Take<&mut I>, usize)) {
    let mut left = values.len();
    while left > 0 {
        let count = left.min(WORD);
        take(values.by_ref().take(count), count);
        left -= count;
    }
}

/// Appends which values are there.
#[inline(always)]
fn note_valid(
    valid: impl ExactSizeIterator<Item = bool>,
    validity: &mut Validity,
    capacity: usize,
) {
    in_words(valid, |valid, count| {
        let mut nulls = Word::default();
        valid.for_each(|valid| nulls.note(!valid));
        validity.append(nulls, count, capacity);
    });
}

/// Appends what `stored` makes of each value, and which are there.
#[inline(always)]
fn extend<V, T>(
    to: &mut Vec<T>,
    values: impl ExactSizeIterator<Item = Option<V>> + Clone,
    validity: &mut Validity,
    capacity: usize,
    mut stored: impl FnMut(Option<V>) -> T,
) {
    // No more than a question to the compiler where values are never null, and else a short look.
    if values.clone().all(|value| value.is_some()) {
        validity.append_valid(values.len());
        to.extend(values.map(stored));
        return;
    }
    to.reserve(values.len());
    in_words(values, |values, count| {
        let mut nulls = Word::default();
        to.extend(values.map(|value| {
            nulls.note(value.is_none());
            stored(value)
        }));
        validity.append(nulls, count, capacity);
    });
}

/// Appends values of text or bytes, and which are there; the bytes that the column would then have
/// where those are more than its offsets reach.
#[inline(always)]
fn extend_bytes<'a, T>(
    column: &mut ByteColumn<T>,
    mut values: impl ExactSizeIterator<Item = Option<&'a T::Native>>,
    validity: &mut Validity,
    capacity: usize,
) -> Result<(), usize>
where
    T: ByteArrayType<Offset = i32>,
    &'a T::Native: Default,
{
    let mut found = [<&T::Native>::default(); WORD];
    let mut left = values.len();
    while left > 0 {
        let (mut nulls, count) = (Word::default(), left.min(WORD));
        for (found, value) in found[..count].iter_mut().zip(values.by_ref()) {
            nulls.note(value.is_none());
            *found = value.unwrap_or_default();
        }
        validity.append(nulls, count, capacity);
        match nulls.is_full(count) {
            true => column.push_empty(count),
            false => column.push(&found[..count])?,
        }
        left -= count;
    }
    Ok(())
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
    lens: impl ExactSizeIterator<Item = Option<usize>> + Clone,
    validity: &mut Validity,
    inside: &mut ArraySink,
    capacity: usize,
) -> Result<usize, usize> {
    let count = lens.len();
    let start = ends.last().map_or(0, |end| end.unsigned_abs().as_usize());
    let mut end = start;
    extend(ends, lens, validity, capacity, |len| {
        end += len.unwrap_or(0);
        // The end is checked below, and no other is larger.
        i32::try_from(end).unwrap_or(i32::MAX)
    });
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
