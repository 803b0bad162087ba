//! Writing one map.

use std::cmp::Ordering;
use std::fmt;

use super::{Destination, ListWriter};
use crate::error::Problem;
use crate::lazy::{LazyList, LazyMap};
use crate::standard::{self, WORD};
use crate::{Error, ListLayout, MapLayout};

/// Writes one map: all keys, then as many values. Either list that is not written is empty.
///
/// Entries keep the order in which they are written, unless [`sort`](Self::sort) asks for that of
/// their keys' bytes: then a hash map gives the same bytes however it was filled. A writer that is
/// dropped without [`finish`](Self::finish) takes back what it wrote.
#[must_use = "a map writer that is not finished takes its map back"]
pub struct MapWriter<'w> {
    layout: &'w MapLayout,
    buffer: &'w mut Vec<u8>,
    start: usize,
    /// Where the keys end in the buffer, once values are written.
    keys_end: Option<usize>,
    sorts: bool,
    /// Whether no two keys can be the same.
    has_distinct_keys: bool,
    /// Taken when the map is finished.
    destination: Option<Destination<'w>>,
}

impl<'w> MapWriter<'w> {
    /// Starts a map at the end of `buffer`.
    pub fn new(layout: &'w MapLayout, buffer: &'w mut Vec<u8>) -> Self {
        Self::start(layout, buffer, Destination::Message)
    }

    #[inline]
    pub(super) fn start(
        layout: &'w MapLayout,
        buffer: &'w mut Vec<u8>,
        destination: Destination<'w>,
    ) -> Self {
        let start = buffer.len();
        buffer.extend_from_slice(&[0; WORD]);
        let destination = Some(destination);
        Self {
            layout,
            buffer,
            start,
            keys_end: None,
            sorts: false,
            has_distinct_keys: false,
            destination,
        }
    }

    /// The layout of the map.
    #[must_use]
    pub fn layout(&self) -> &'w MapLayout {
        self.layout
    }

    /// Starts the list of keys. Keys and values that were written before go.
    ///
    /// # Errors
    ///
    /// As [`ListWriter::new`].
    #[inline]
    pub fn keys(&mut self, capacity: usize) -> Result<ListWriter<'_>, Error> {
        self.keys_end = None;
        self.buffer.truncate(self.start + WORD);
        ListWriter::new(self.layout.keys(), self.buffer, capacity)
    }

    /// Starts the list of values, one for each key in the order of the keys. Values that were written
    /// before go.
    ///
    /// # Errors
    ///
    /// As [`ListWriter::new`].
    #[inline]
    pub fn values(&mut self, capacity: usize) -> Result<ListWriter<'_>, Error> {
        let keys_end = self.end_keys()?;
        self.buffer.truncate(keys_end);
        ListWriter::new(self.layout.values(), self.buffer, capacity)
    }

    /// Orders the entries by the bytes of their keys when the map is finished.
    pub fn sort(&mut self) {
        self.sorts = true;
    }

    /// Says that the keys, which are to be written, are distinct, so that nobody looks for one that is
    /// there twice.
    pub(crate) fn set_distinct_keys(&mut self) {
        self.has_distinct_keys = true;
    }

    /// Ends the map.
    ///
    /// # Errors
    ///
    /// [`DuplicateKey`](crate::ErrorKind::DuplicateKey) where a key is there twice,
    /// [`WrongSize`](crate::ErrorKind::WrongSize) where there are more keys or more values, and
    /// [`TooLarge`](crate::ErrorKind::TooLarge). The map is taken back then.
    #[inline]
    pub fn finish(mut self) -> Result<(), Error> {
        let keys_end = self.end_keys()?;
        if self.buffer.len() == keys_end {
            append_empty(self.layout.values(), self.buffer)?;
        }
        let key_size = keys_end - self.start - WORD;
        standard::store(self.buffer, self.start, key_size as u64);
        self.check(keys_end)?;

        let destination = self.destination.take();
        let taken = destination.map(|to| to.take(self.buffer, self.start));
        if let Some(Err(error)) = taken {
            self.buffer.truncate(self.start);
            return Err(error);
        }
        Ok(())
    }

    /// Where the keys end, which are empty if none were written.
    #[inline]
    fn end_keys(&mut self) -> Result<usize, Error> {
        if let Some(end) = self.keys_end {
            return Ok(end);
        }
        if self.buffer.len() == self.start + WORD {
            append_empty(self.layout.keys(), self.buffer)?;
        }
        self.keys_end = Some(self.buffer.len());
        Ok(self.buffer.len())
    }

    /// Checks that there is a value for each key, and no key twice.
    #[inline]
    fn check(&mut self, keys_end: usize) -> Result<(), Error> {
        let keys = self.layout.keys().count(&self.buffer[self.start + WORD..]);
        let values = self.layout.values().count(&self.buffer[keys_end..]);
        // One key is neither out of order nor there twice.
        let is_sound = self.has_distinct_keys && !self.sorts || matches!(keys, Some(0 | 1));
        if keys == values && is_sound { Ok(()) } else { self.order_and_check() }
    }

    /// Refuses a key that is there twice, and puts the entries in order where that is asked for.
    fn order_and_check(&mut self) -> Result<(), Error> {
        let at = |error: Error| error.at(self.layout.path());
        let map = LazyMap::open(self.layout, &self.buffer[self.start..]).map_err(at)?;
        let keys = map.keys();
        // A null comes after every key, and is none of them: not the one without bytes either.
        let key = |index: usize| match keys.null_bit(index).is_set(keys.bytes()) {
            true => (true, &[][..]),
            false => (false, stored(keys, index)),
        };
        // Keys in the order of their bytes, as those of an ordered map of text, are there once.
        if (1..keys.len()).all(|index| key(index - 1) < key(index)) {
            return Ok(());
        }
        let mut order: Vec<usize> = (0..keys.len()).collect();
        order.sort_by(|&a, &b| key(a).cmp(&key(b)));
        let twice = order.windows(2).find(|pair| key(pair[0]) == key(pair[1]));
        if let Some(pair) = twice {
            return Err(at(Error::new(Problem::DuplicateKey { index: pair[1] })));
        }
        if self.sorts && !order.is_sorted_by(|a, b| a.cmp(b) == Ordering::Less) {
            self.reorder(&order)?;
        }
        Ok(())
    }

    /// Writes the entries again, in this order.
    fn reorder(&mut self, order: &[usize]) -> Result<(), Error> {
        let old = self.buffer[self.start..].to_vec();
        let old = LazyMap::open(self.layout, &old)?;
        copy_in_order(old.keys(), order, self.keys(order.len())?)?;
        copy_in_order(old.values(), order, self.values(order.len())?)
    }
}

/// Appends a list of nothing.
#[cold]
fn append_empty(layout: &ListLayout, buffer: &mut Vec<u8>) -> Result<(), Error> {
    ListWriter::new(layout, buffer, 0)?.finish()
}

/// The bytes that are a value's own: those of its slot, or those that it points to.
fn stored<'a>(list: LazyList<'a>, index: usize) -> &'a [u8] {
    list.slot(index).bytes().expect("the writer's own spans lie in the list")
}

fn copy_in_order(from: LazyList<'_>, order: &[usize], mut to: ListWriter<'_>) -> Result<(), Error> {
    for &index in order {
        match from.null_bit(index).is_set(from.bytes()) {
            true => to.push_null()?,
            false => to.slot()?.put_stored(stored(from, index))?,
        }
    }
    to.finish()
}

impl fmt::Debug for MapWriter<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MapWriter")
            .field("bytes", &(self.buffer.len() - self.start))
            .finish_non_exhaustive()
    }
}

impl Drop for MapWriter<'_> {
    fn drop(&mut self) {
        if self.destination.is_some() {
            self.buffer.truncate(self.start);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use arrow_schema::{DataType, Field};

    use super::*;
    use crate::{ErrorKind, RowFormat};

    #[test]
    fn keys_that_are_known_to_be_distinct_have_a_value_each_as_others_do() {
        let side = |name| Field::new(name, DataType::Int32, false);
        let entries = DataType::Struct(vec![side("keys"), side("values")].into());
        let map = DataType::Map(Arc::new(Field::new("entries", entries, false)), false);
        for format in [RowFormat::Standard, RowFormat::Compact] {
            let layout = MapLayout::try_new(&map, format).unwrap();
            for (keys, values) in [(2, 1), (1, 2), (0, 1), (1, 0), (2, 2), (0, 0)] {
                let mut buffer = Vec::new();
                let mut writer = MapWriter::new(&layout, &mut buffer);
                writer.set_distinct_keys();
                let fill = |mut list: ListWriter<'_>, len: i32| {
                    (0..len).try_for_each(|value| list.push::<i32>(value)).unwrap();
                    list.finish().unwrap();
                };
                fill(writer.keys(2).unwrap(), keys);
                fill(writer.values(2).unwrap(), values);
                let done = writer.finish().map_err(|error| error.kind());
                let wanted = if keys == values { Ok(()) } else { Err(ErrorKind::WrongSize) };
                assert_eq!(done, wanted, "{keys} keys, {values} values");
            }
        }
    }
}
