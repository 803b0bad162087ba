//! The writers of arrays that name each distinct value, or each run of equal values, once.

use arrow::array::{DictionaryArray, RunArray};
use arrow::datatypes::{ArrowDictionaryKeyType, ArrowNativeType, RunEndIndexType};
use ferrow_row::SlotWriter;

use super::bind::value_writer;
use super::{Error, RowError, ValueWriter};

pub(super) struct Dictionaries<'a, K: ArrowDictionaryKeyType> {
    array: &'a DictionaryArray<K>,
    values: Box<dyn ValueWriter + 'a>,
}

impl<'a, K: ArrowDictionaryKeyType> Dictionaries<'a, K> {
    pub(super) fn try_new(array: &'a DictionaryArray<K>) -> Result<Self, Error> {
        Ok(Self { array, values: value_writer(array.values())? })
    }
}

impl<K: ArrowDictionaryKeyType> ValueWriter for Dictionaries<'_, K> {
    fn write(&self, index: usize, slot: SlotWriter<'_>) -> Result<(), RowError> {
        self.values.write(self.array.keys().values()[index].as_usize(), slot)
    }
}

/// Arrays of runs have no nulls of their own.
pub(super) struct Runs<'a, R: RunEndIndexType> {
    array: &'a RunArray<R>,
    values: Box<dyn ValueWriter + 'a>,
}

impl<'a, R: RunEndIndexType> Runs<'a, R> {
    pub(super) fn try_new(array: &'a RunArray<R>) -> Result<Self, Error> {
        Ok(Self { array, values: value_writer(array.values())? })
    }
}

impl<R: RunEndIndexType> ValueWriter for Runs<'_, R> {
    fn write(&self, index: usize, slot: SlotWriter<'_>) -> Result<(), RowError> {
        self.values.write(self.array.get_physical_index(index), slot)
    }
}
