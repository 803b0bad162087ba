//! Columns of structs, which are rows in rows.

use std::sync::Arc;

use arrow::array::builder::NullBufferBuilder;
use arrow::array::{ArrayRef, StructArray};
use arrow::datatypes::Fields;
use ferrow_row::RowRef;

use super::{Collect, ColumnBuilder, column_builder};
use crate::error::Error;

pub(super) struct Structs {
    fields: Fields,
    len: usize,
    columns: Vec<Box<dyn ColumnBuilder>>,
    nulls: NullBufferBuilder,
}

impl Structs {
    pub(super) fn try_new(fields: &Fields) -> Result<Self, Error> {
        let columns = (fields.iter())
            .map(|field| column_builder(field.data_type()))
            .collect::<Result<_, Error>>()?;
        Ok(Self { fields: fields.clone(), len: 0, columns, nulls: NullBufferBuilder::new(0) })
    }
}

impl Collect for Structs {
    type Value = RowRef<'static>;

    fn collect(&mut self, row: RowRef<'_>) -> Result<(), Error> {
        for (index, column) in self.columns.iter_mut().enumerate() {
            column.push_field(row, index)?;
        }
        self.len += 1;
        self.nulls.append_non_null();
        Ok(())
    }

    fn collect_nulls(&mut self, count: usize) -> Result<(), Error> {
        // Not defaults: some engines read a field of a struct and do not ask whether the struct is null.
        self.columns.iter_mut().try_for_each(|column| column.push_nulls(count))?;
        self.len += count;
        self.nulls.append_n_nulls(count);
        Ok(())
    }

    fn collect_defaults(&mut self, count: usize) -> Result<(), Error> {
        self.columns.iter_mut().try_for_each(|column| column.push_defaults(count))?;
        self.len += count;
        self.nulls.append_n_non_nulls(count);
        Ok(())
    }

    fn into_array(mut self) -> Result<ArrayRef, Error> {
        let columns = (self.columns.into_iter())
            .map(ColumnBuilder::finish)
            .collect::<Result<Vec<_>, Error>>()?;
        let (len, nulls) = (self.len, self.nulls.finish());
        Ok(Arc::new(StructArray::try_new_with_length(self.fields, columns, nulls, len)?))
    }
}
