//! Which column among others is meant.

use arrow::datatypes::{Field, Fields};
use arrow_schema::extension::ExtensionType;

use crate::RowType;
use crate::error::{Error, Problem};

/// The ordinal of the column `name`.
///
/// # Errors
///
/// Where there is none, or more than one.
pub(crate) fn column(fields: &Fields, name: &str) -> Result<usize, Error> {
    let found = all(fields, |field| field.name() == name);
    match found[..] {
        [index] => Ok(index),
        [] => Err(Error::new(Problem::NoSuchColumn { names: names(fields) }).in_column(name)),
        _ => Err(Error::new(Problem::Ambiguous { count: found.len() }).in_column(name)),
    }
}

/// The ordinal of the only column that is marked as rows.
///
/// # Errors
///
/// Where there is none, or more than one.
pub(crate) fn row_column(fields: &Fields) -> Result<usize, Error> {
    let found = all(fields, is_rows);
    match found[..] {
        [index] => Ok(index),
        [] => match &fields[..] {
            // What is missing, or why it is not the mark.
            [field] => RowType::try_from_field(field).map(|_| 0),
            _ => Err(Error::new(Problem::NoRowColumn { names: names(fields) })),
        },
        _ => {
            let names = found.iter().map(|&index| fields[index].name().clone()).collect();
            Err(Error::new(Problem::RowColumns { names }))
        }
    }
}

/// Whether the field is marked as rows, rightly or not.
pub(crate) fn is_rows(field: &Field) -> bool {
    field.extension_type_name() == Some(RowType::NAME)
}

fn all(fields: &Fields, is_wanted: impl Fn(&Field) -> bool) -> Vec<usize> {
    (0..fields.len()).filter(|&index| is_wanted(&fields[index])).collect()
}

fn names(fields: &Fields) -> Vec<String> {
    fields.iter().map(|field| field.name().clone()).collect()
}
