//! The writers of lists and maps.

use std::ops::Range;

use arrow::array::{
    FixedSizeListArray, GenericListArray, GenericListViewArray, MapArray, OffsetSizeTrait,
};
use arrow::buffer::{OffsetBuffer, ScalarBuffer};
use arrow::datatypes::ArrowNativeType;
use ferrow_row::SlotWriter;

use super::bind::value_writer;
use super::{Error, RowError, ValueWriter};

type Elements<'a> = Box<dyn ValueWriter + 'a>;

pub(super) struct Lists<'a, O: OffsetSizeTrait> {
    offsets: &'a OffsetBuffer<O>,
    elements: Elements<'a>,
}

impl<'a, O: OffsetSizeTrait> Lists<'a, O> {
    pub(super) fn try_new(array: &'a GenericListArray<O>) -> Result<Self, Error> {
        Ok(Self { offsets: array.offsets(), elements: value_writer(array.values())? })
    }
}

impl<O: OffsetSizeTrait> ValueWriter for Lists<'_, O> {
    fn write(&self, index: usize, slot: SlotWriter<'_>) -> Result<(), RowError> {
        write_list(&*self.elements, between(self.offsets, index), slot)
    }
}

pub(super) struct ListViews<'a, O: OffsetSizeTrait> {
    offsets: &'a ScalarBuffer<O>,
    sizes: &'a ScalarBuffer<O>,
    elements: Elements<'a>,
}

impl<'a, O: OffsetSizeTrait> ListViews<'a, O> {
    pub(super) fn try_new(array: &'a GenericListViewArray<O>) -> Result<Self, Error> {
        let elements = value_writer(array.values())?;
        Ok(Self { offsets: array.offsets(), sizes: array.sizes(), elements })
    }
}

impl<O: OffsetSizeTrait> ValueWriter for ListViews<'_, O> {
    fn write(&self, index: usize, slot: SlotWriter<'_>) -> Result<(), RowError> {
        let start = self.offsets[index].as_usize();
        write_list(&*self.elements, start..start + self.sizes[index].as_usize(), slot)
    }
}

pub(super) struct FixedSizeLists<'a> {
    len: usize,
    elements: Elements<'a>,
}

impl<'a> FixedSizeLists<'a> {
    pub(super) fn try_new(array: &'a FixedSizeListArray) -> Result<Self, Error> {
        let len = array.value_length().as_usize();
        Ok(Self { len, elements: value_writer(array.values())? })
    }
}

impl ValueWriter for FixedSizeLists<'_> {
    fn write(&self, index: usize, slot: SlotWriter<'_>) -> Result<(), RowError> {
        write_list(&*self.elements, index * self.len..(index + 1) * self.len, slot)
    }
}

pub(super) struct Maps<'a> {
    offsets: &'a OffsetBuffer<i32>,
    keys: Elements<'a>,
    values: Elements<'a>,
}

impl<'a> Maps<'a> {
    pub(super) fn try_new(array: &'a MapArray) -> Result<Self, Error> {
        let (keys, values) = (value_writer(array.keys())?, value_writer(array.values())?);
        Ok(Self { offsets: array.offsets(), keys, values })
    }
}

impl ValueWriter for Maps<'_> {
    fn write(&self, index: usize, slot: SlotWriter<'_>) -> Result<(), RowError> {
        let entries = between(self.offsets, index);
        let mut map = slot.map()?;
        let mut keys = map.keys(entries.len())?;
        self.keys.write_elements(entries.clone(), &mut keys)?;
        keys.finish()?;
        let mut values = map.values(entries.len())?;
        self.values.write_elements(entries, &mut values)?;
        values.finish()?;
        map.finish()
    }
}

fn write_list(
    from: &dyn ValueWriter,
    elements: Range<usize>,
    slot: SlotWriter<'_>,
) -> Result<(), RowError> {
    let mut list = slot.list(elements.len())?;
    from.write_elements(elements, &mut list)?;
    list.finish()
}

fn between<O: OffsetSizeTrait>(offsets: &OffsetBuffer<O>, index: usize) -> Range<usize> {
    offsets[index].as_usize()..offsets[index + 1].as_usize()
}
