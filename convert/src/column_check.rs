//! Whether arrays can be the fields of rows.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, RecordBatch};
use ferrow_row::RowLayout;

use crate::error::{Error, Problem};
use crate::same_values::same_values;

/// Columns that are the fields of a layout: one for each in its order, of its type in any of Arrow's
/// forms, and of as many values as all others. A null may stand where the layout has none.
#[derive(Debug, Clone, Copy)]
pub(crate) struct CheckedColumns<'a> {
    layout: &'a Arc<RowLayout>,
    columns: &'a [ArrayRef],
    len: usize,
}

impl<'a> CheckedColumns<'a> {
    /// The columns of `batch`.
    ///
    /// # Errors
    ///
    /// Where they are not the layout's fields.
    #[inline]
    pub(crate) fn try_new(
        layout: &'a Arc<RowLayout>,
        batch: &'a RecordBatch,
    ) -> Result<Self, Error> {
        let (wanted, found) = (layout.len(), batch.num_columns());
        if wanted != found {
            return Err(Error::new(Problem::ColumnCount { wanted, found }));
        }
        // Of the same schema, a record batch has seen to it that names and types are the same.
        if !Arc::ptr_eq(layout.schema(), batch.schema_ref()) {
            check_schema(layout, batch)?;
        }
        Ok(Self { layout, columns: batch.columns(), len: batch.num_rows() })
    }

    pub(crate) fn layout(&self) -> &'a Arc<RowLayout> {
        self.layout
    }

    pub(crate) fn columns(&self) -> &'a [ArrayRef] {
        self.columns
    }

    /// How many values each column has.
    pub(crate) fn len(&self) -> usize {
        self.len
    }

    /// Whether there is no null in a field that has none.
    pub(crate) fn check_nulls(&self) -> Result<(), Error> {
        let fields = self.layout.values().iter().zip(self.columns).enumerate();
        fields
            .filter(|(_, (value, _))| !value.is_nullable())
            .try_for_each(|(index, (_, column))| check_nulls(self.layout, index, column))
    }
}

/// Whether the columns are the layout's fields, as many as there are.
fn check_schema(layout: &RowLayout, batch: &RecordBatch) -> Result<(), Error> {
    let fields = layout.schema().fields().iter().zip(batch.schema_ref().fields());
    for (index, (wanted, found)) in fields.enumerate() {
        if Arc::ptr_eq(wanted, found) {
            continue;
        }
        if wanted.name() != found.name() {
            let found = found.name().clone();
            return Err(Error::new(Problem::ColumnName { found }).in_column(wanted.name()));
        }
        check_type(layout, index, batch.column(index))?;
    }
    Ok(())
}

/// Whether the array has values of the field's type, in any of Arrow's forms of them.
fn check_type(layout: &RowLayout, index: usize, array: &dyn Array) -> Result<(), Error> {
    let field = layout.schema().field(index);
    if same_values(field.data_type(), array.data_type()) {
        return Ok(());
    }
    let (wanted, found) = (field.data_type().clone(), array.data_type().clone());
    Err(Error::new(Problem::WrongType { wanted, found }).in_column(field.name()))
}

/// Whether the array, of a field that is never null, has no nulls.
#[inline]
pub(crate) fn check_nulls(
    layout: &RowLayout,
    index: usize,
    array: &dyn Array,
) -> Result<(), Error> {
    match array.logical_null_count() {
        0 => Ok(()),
        count => {
            let field = layout.schema().field(index);
            Err(Error::new(Problem::Nulls { count }).in_column(field.name()))
        }
    }
}

/// Whether there is memory for so many rows of `width` bytes at least and a number for each, where that
/// is much: their number may come from outside, and not all that is sized by it asks.
pub(crate) fn check_memory(width: usize, rows: usize) -> Result<(), Error> {
    const MUCH: usize = 1 << 28;
    // Of rows of no bytes there may be any number.
    let bytes = if width == 0 { Some(0) } else { width.checked_add(size_of::<usize>()) };
    bytes
        .and_then(|bytes| bytes.checked_mul(rows))
        .filter(|&bytes| bytes < MUCH || Vec::<u8>::new().try_reserve_exact(bytes).is_ok())
        .map(|_| ())
        .ok_or_else(|| Error::new(Problem::RowsTooLarge { rows }))
}

#[cfg(test)]
mod tests {
    use arrow::array::{Int32Array, StructArray};
    use arrow::datatypes::{DataType, Field, Schema};

    use super::*;

    #[test]
    fn more_rows_than_memory_holds_are_refused() {
        assert!(check_memory(8, 1 << 20).is_ok());
        assert!(check_memory(0, usize::MAX).is_ok());
        for (width, rows) in [(8, usize::MAX), (usize::MAX, 1), (8, 1 << 58)] {
            let error = check_memory(width, rows).unwrap_err();
            assert_eq!(error.kind(), crate::ErrorKind::TooLarge);
        }
    }

    #[test]
    fn a_struct_of_other_names_is_another_type() {
        let number = || -> ArrayRef { Arc::new(Int32Array::from(vec![1])) };
        let named = |a: &str, b: &str| {
            let field = |name: &str| Arc::new(Field::new(name, DataType::Int32, false));
            StructArray::from(vec![(field(a), number()), (field(b), number())])
        };
        let pair = named("x", "y");
        let schema = Schema::new(vec![Field::new("pair", pair.data_type().clone(), false)]);
        let layout = RowLayout::try_new(schema).unwrap();
        assert!(check_type(&layout, 0, &pair).is_ok());
        let error = check_type(&layout, 0, &named("y", "x")).unwrap_err();
        assert_eq!(error.kind(), crate::ErrorKind::WrongType);
    }
}
