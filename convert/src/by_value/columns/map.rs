//! Columns of maps.

use std::sync::Arc;

use arrow::array::builder::NullBufferBuilder;
use arrow::array::{ArrayRef, MapArray, StructArray};
use arrow::buffer::{OffsetBuffer, ScalarBuffer};
use arrow::datatypes::{DataType, FieldRef};
use ferrow_row::{MapLayout, MapRef};

use super::{Collect, ColumnBuilder, column_builder};
use crate::error::{Error, Problem};

pub(super) struct Maps {
    entries: FieldRef,
    fields: [FieldRef; 2],
    ordered: bool,
    offsets: Vec<i32>,
    /// Entries so far.
    len: usize,
    keys: Box<dyn ColumnBuilder>,
    values: Box<dyn ColumnBuilder>,
    nulls: NullBufferBuilder,
}

impl Maps {
    pub(super) fn try_new(
        entries: &FieldRef,
        [key, value]: [&FieldRef; 2],
        map: &MapLayout,
        ordered: bool,
    ) -> Result<Self, Error> {
        Ok(Self {
            entries: Arc::clone(entries),
            fields: [Arc::clone(key), Arc::clone(value)],
            ordered,
            offsets: vec![0],
            len: 0,
            keys: column_builder(key.data_type(), map.keys().element())?,
            values: column_builder(value.data_type(), map.values().element())?,
            nulls: NullBufferBuilder::new(0),
        })
    }
}

impl Collect for Maps {
    type Value = MapRef<'static>;

    fn collect(&mut self, map: MapRef<'_>) -> Result<(), Error> {
        let len = self.len + map.len();
        let Ok(end) = i32::try_from(len) else {
            let data_type = DataType::Map(Arc::clone(&self.entries), self.ordered);
            return Err(Error::new(Problem::TooMany { len, data_type }));
        };
        self.keys.push_elements(map.keys())?;
        self.values.push_elements(map.values())?;
        self.len = len;
        self.offsets.push(end);
        self.nulls.append_non_null();
        Ok(())
    }

    fn collect_nulls(&mut self, count: usize) -> Result<(), Error> {
        let end = self.offsets[self.offsets.len() - 1];
        self.offsets.resize(self.offsets.len() + count, end);
        self.nulls.append_n_nulls(count);
        Ok(())
    }

    fn collect_defaults(&mut self, count: usize) -> Result<(), Error> {
        let end = self.offsets[self.offsets.len() - 1];
        self.offsets.resize(self.offsets.len() + count, end);
        self.nulls.append_n_non_nulls(count);
        Ok(())
    }

    fn into_array(mut self) -> Result<ArrayRef, Error> {
        let columns = vec![self.keys.finish()?, self.values.finish()?];
        let entries = StructArray::try_new(self.fields.to_vec().into(), columns, None)?;
        let offsets = OffsetBuffer::new(ScalarBuffer::from(self.offsets));
        let nulls = self.nulls.finish();
        Ok(Arc::new(MapArray::try_new(self.entries, offsets, entries, nulls, self.ordered)?))
    }
}
