//! Columns of structs, which are rows in rows.

use std::sync::Arc;

use arrow::array::builder::NullBufferBuilder;
use arrow::array::{ArrayRef, StructArray};
use arrow::datatypes::Fields;
use ferrow_row::{RowLayout, RowRef};

use super::{Collect, ColumnBuilder, Fill, column_builder};
use crate::error::Error;

pub(super) struct Structs {
    fields: Fields,
    /// Of each column, the ordinal of its field.
    indices: Vec<usize>,
    columns: Vec<Box<dyn ColumnBuilder>>,
    nulls: NullBufferBuilder,
}

impl Structs {
    pub(super) fn try_new(fields: &Fields, layout: &RowLayout) -> Result<Self, Error> {
        let indices = fields_by_name(fields, layout)?;
        let columns = (fields.iter().zip(&indices))
            .map(|(field, &index)| column_builder(field.data_type(), layout.value(index)))
            .collect::<Result<_, Error>>()?;
        let (fields, nulls) = (fields.clone(), NullBufferBuilder::new(0));
        Ok(Self { fields, indices, columns, nulls })
    }
}

/// The ordinals of `fields` in the rows of `layout`: where they are all of them, by their order, else
/// by their names.
///
/// # Errors
///
/// Where a field does not exist.
pub(crate) fn fields_by_name(fields: &Fields, layout: &RowLayout) -> Result<Vec<usize>, Error> {
    let all = layout.schema().fields();
    if fields.iter().map(|field| field.name()).eq(all.iter().map(|field| field.name())) {
        return Ok((0..all.len()).collect());
    }
    fields.iter().map(|field| Ok(layout.index_of(field.name())?)).collect()
}

impl Collect for Structs {
    type Value = RowRef<'static>;

    fn collect(&mut self, row: RowRef<'_>) -> Result<(), Error> {
        for (column, &index) in self.columns.iter_mut().zip(&self.indices) {
            column.push_field(row, index)?;
        }
        self.nulls.append_non_null();
        Ok(())
    }

    fn fill(&mut self, count: usize, fill: Fill) -> Result<(), Error> {
        // Nulls in nulls: some engines read a field of a struct and do not ask whether the struct is null.
        self.columns.iter_mut().try_for_each(|column| column.push_fill(count, fill))?;
        fill.note(&mut self.nulls, count);
        Ok(())
    }

    fn into_array(mut self) -> Result<ArrayRef, Error> {
        let columns = (self.columns.into_iter())
            .map(ColumnBuilder::finish)
            .collect::<Result<Vec<_>, Error>>()?;
        let (len, nulls) = (self.nulls.len(), self.nulls.finish());
        Ok(Arc::new(StructArray::try_new_with_length(self.fields, columns, nulls, len)?))
    }
}
