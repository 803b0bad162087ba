//! What errors of DataFusion and below it say, for who reads one line of it.

use std::error::Error;
use std::sync::Arc;

use datafusion::common::{DataFusionError, SchemaError};
use datafusion::object_store;

/// `error` and what caused it, down to the first cause.
pub(super) fn causes<'a>(
    error: &'a DataFusionError,
) -> impl Iterator<Item = &'a (dyn Error + 'static)> {
    let first: &'a (dyn Error + 'static) = error;
    std::iter::successors(Some(first), |error: &&'a (dyn Error + 'static)| cause(*error))
}

fn cause<'a>(error: &'a (dyn Error + 'static)) -> Option<&'a (dyn Error + 'static)> {
    match error.downcast_ref::<Arc<DataFusionError>>() {
        Some(shared) => Some(shared.as_ref()),
        None => error.source(),
    }
}

/// The last of the causes that is DataFusion's.
pub(super) fn root(error: &DataFusionError) -> &DataFusionError {
    causes(error)
        .filter_map(|cause| cause.downcast_ref::<DataFusionError>())
        .last()
        .unwrap_or(error)
}

/// `sql parser error: Expected: ... at Line: 1, Column: 5`.
pub(super) fn of_syntax(text: &str) -> String {
    let text = text.strip_prefix("sql parser error: ").unwrap_or(text);
    let text = text.replace(" at Line: ", " at line ").replace(", Column: ", ", column ");
    format!("SQL: {text}")
}

/// A schema that has no such column, with those that it has.
pub(super) fn of_schema(error: &SchemaError) -> String {
    let text = error.to_string();
    match error {
        SchemaError::FieldNotFound { .. } => text
            .replacen("No field named", "there is no column", 1)
            .replace("Valid fields are", "The columns are")
            .replace(
                " or disable the datafusion.sql_parser.enable_ident_normalization configuration",
                "",
            )
            .trim_end_matches('.')
            .to_owned(),
        _ => text,
    }
}

/// A file that a store does not give.
pub(super) fn of_store(error: &object_store::Error) -> String {
    match error {
        object_store::Error::NotFound { path, .. } => format!("{path}: No such file or directory"),
        error => error.to_string(),
    }
}

/// What Arrow says, without the kind in front of it.
pub(super) fn without_kind(text: &str) -> String {
    let kinds = ["Parser error: ", "Cast error: ", "Compute error: ", "Invalid argument error: "];
    let rest = kinds.iter().find_map(|kind| text.strip_prefix(kind));
    rest.unwrap_or(text).to_owned()
}
