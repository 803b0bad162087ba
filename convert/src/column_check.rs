//! Whether an array can be a field of rows.

use arrow::array::Array;
use arrow::datatypes::{DataType, Fields};
use ferrow_row::RowLayout;

use crate::error::{Error, Problem};

/// What every writer relies on: the array is of the field's type, and null only where that may be.
pub(crate) fn check(layout: &RowLayout, index: usize, array: &dyn Array) -> Result<(), Error> {
    let field = layout.schema().field(index);
    let problem = if !is_same_type(field.data_type(), array.data_type()) {
        let (wanted, found) = (field.data_type().clone(), array.data_type().clone());
        Problem::WrongType { wanted, found }
    } else if !layout.is_nullable(index) && array.logical_null_count() > 0 {
        Problem::Nulls { count: array.logical_null_count() }
    } else {
        return Ok(());
    };
    Err(Error::new(problem).in_column(field.name()))
}

/// Whether two types are the same but for metadata and for what Arrow calls the inside of lists and
/// maps.
fn is_same_type(wanted: &DataType, found: &DataType) -> bool {
    wanted == found || (wanted.equals_datatype(found) && has_same_names(wanted, found))
}

/// Whether the fields of structs, at any depth of two types of one shape, have the same names: rows
/// hold them by their order.
fn has_same_names(wanted: &DataType, found: &DataType) -> bool {
    use DataType as T;
    let inside = |wanted: &Fields, found: &Fields| {
        (wanted.iter().zip(found)).all(|(w, f)| has_same_names(w.data_type(), f.data_type()))
    };
    match (wanted, found) {
        (T::Struct(wanted), T::Struct(found)) => {
            let names = wanted.iter().zip(found).all(|(w, f)| w.name() == f.name());
            names && inside(wanted, found)
        }
        (T::Map(wanted, _), T::Map(found, _)) => match (wanted.data_type(), found.data_type()) {
            (T::Struct(wanted), T::Struct(found)) => inside(wanted, found),
            _ => true,
        },
        (T::List(wanted), T::List(found))
        | (T::LargeList(wanted), T::LargeList(found))
        | (T::ListView(wanted), T::ListView(found))
        | (T::LargeListView(wanted), T::LargeListView(found))
        | (T::FixedSizeList(wanted, _), T::FixedSizeList(found, _))
        | (T::RunEndEncoded(_, wanted), T::RunEndEncoded(_, found)) => {
            has_same_names(wanted.data_type(), found.data_type())
        }
        (T::Dictionary(_, wanted), T::Dictionary(_, found)) => has_same_names(wanted, found),
        (T::Union(wanted, _), T::Union(found, _)) => {
            (wanted.iter().zip(found.iter())).all(|((_, w), (_, f))| {
                w.name() == f.name() && has_same_names(w.data_type(), f.data_type())
            })
        }
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use arrow::array::{ArrayRef, Int32Array, StructArray};
    use arrow::datatypes::{Field, Schema};

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
        assert!(check(&layout, 0, &pair).is_ok());
        let error = check(&layout, 0, &named("y", "x")).unwrap_err();
        assert_eq!(error.kind(), crate::ErrorKind::WrongType);
    }
}
