//! Whether an array can be a field of rows.

use arrow::array::Array;
use ferrow_row::RowLayout;

use crate::error::{Error, Problem};
use crate::same_values::same_values;

// What every writer relies on is both.

/// Whether the array has values of the field's type, in any of Arrow's forms of them.
pub(crate) fn check_type(layout: &RowLayout, index: usize, array: &dyn Array) -> Result<(), Error> {
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

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use arrow::array::{ArrayRef, Int32Array, StructArray};
    use arrow::datatypes::{DataType, Field, Schema};

    use super::*;

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
