//! Columns of maps.

use std::sync::Arc;

use arrow::array::{ArrayRef, MapArray, StructArray};
use arrow::datatypes::{DataType, FieldRef};
use ferrow_row::{MapLayout, MapRef};

use super::ends::Ends;
use super::{Collect, ColumnBuilder, Fill, column_builder};
use crate::error::{Error, Problem};

pub(super) struct Maps {
    entries: FieldRef,
    fields: [FieldRef; 2],
    ordered: bool,
    ends: Ends<i32>,
    keys: Box<dyn ColumnBuilder>,
    values: Box<dyn ColumnBuilder>,
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
            ends: Ends::default(),
            keys: column_builder(key.data_type(), map.keys().element())?,
            values: column_builder(value.data_type(), map.values().element())?,
        })
    }
}

impl Collect for Maps {
    type Value = MapRef<'static>;

    fn collect(&mut self, map: MapRef<'_>) -> Result<(), Error> {
        let data_type = || DataType::Map(Arc::clone(&self.entries), self.ordered);
        self.ends.push(map.len(), |len| Problem::TooMany { len, data_type: data_type() })?;
        self.keys.push_elements(map.keys())?;
        self.values.push_elements(map.values())
    }

    fn fill(&mut self, count: usize, fill: Fill) -> Result<(), Error> {
        self.ends.fill(count, fill);
        Ok(())
    }

    fn into_array(self) -> Result<ArrayRef, Error> {
        let columns = vec![self.keys.finish()?, self.values.finish()?];
        let entries = StructArray::try_new(self.fields.to_vec().into(), columns, None)?;
        let (offsets, nulls) = self.ends.finish();
        Ok(Arc::new(MapArray::try_new(self.entries, offsets, entries, nulls, self.ordered)?))
    }
}
