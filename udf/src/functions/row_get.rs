//! `row_get(row, path...)`: one value out of a column of rows.

use std::sync::Arc;

use datafusion::arrow::array::ArrayRef;
use datafusion::arrow::datatypes::FieldRef;
use datafusion::common::Result;
use datafusion::logical_expr::DocumentationBuilder;
use ferrow_convert::ValueDecoder;

use super::row_function::{Call, RowFunction, RowPlan, external};
use super::rows::row_array;

pub(super) struct RowGet;
pub(super) struct RowGetChecked;

/// The value that a call reads, and what becomes of malformed rows.
pub(super) struct Value {
    pub(super) decoder: ValueDecoder,
    is_checked: bool,
}

impl Value {
    pub(super) fn plan(call: &Call<'_>, is_checked: bool) -> Result<Self> {
        let (layout, path) = (call.rows()?, call.path_behind_rows()?);
        let decoder = ValueDecoder::try_new(&layout, [path]).map_err(|error| call.wrong(error))?;
        Ok(Self { decoder, is_checked })
    }
}

impl RowPlan for Value {
    fn field(&self) -> FieldRef {
        Arc::clone(&self.decoder.fields()[0])
    }

    fn run(&self, arguments: &[ArrayRef]) -> Result<ArrayRef> {
        let rows = row_array(&arguments[0])?;
        let values = match self.is_checked {
            true => self.decoder.decode_checked(&rows),
            false => self.decoder.decode_lenient(&rows),
        };
        Ok(values.map_err(external)?.swap_remove(0))
    }
}

impl RowFunction for RowGet {
    const NAME: &'static str = "row_get";
    const SUMMARY: (&'static str, &'static str) = (
        "Reads one value out of a column of rows: a field, a field of a struct, an element of a list, which \
         count from 0, or what stands under a key of a map. The result has the value's own type, and is NULL \
         where the row or the value is NULL, where there is no such element or key, and where the row is \
         malformed.",
        "row_get(row, step, ...)",
    );
    const MOVES_TO_SCAN: bool = true;

    type Plan = Value;

    fn plan(call: &Call<'_>) -> Result<Value> {
        Value::plan(call, false)
    }

    fn document(builder: DocumentationBuilder) -> DocumentationBuilder {
        with_path(builder)
            .with_sql_example("SELECT row_get(payload, 'legs', 0, 'carrier') FROM messages;")
    }
}

impl RowFunction for RowGetChecked {
    const NAME: &'static str = "row_get_checked";
    const SUMMARY: (&'static str, &'static str) = (
        "As row_get, but a row that is malformed where the value stands is an error, which says where.",
        "row_get_checked(row, step, ...)",
    );

    type Plan = Value;

    fn plan(call: &Call<'_>) -> Result<Value> {
        Value::plan(call, true)
    }

    fn document(builder: DocumentationBuilder) -> DocumentationBuilder {
        with_path(builder)
            .with_sql_example("SELECT row_get_checked(payload, 'carrier') FROM messages;")
    }
}

/// The arguments of functions of a value in rows.
pub(super) fn with_path(builder: DocumentationBuilder) -> DocumentationBuilder {
    builder
        .with_argument("row", "A binary column of the Arrow extension type `ferrow.row`.")
        .with_argument(
            "step",
            "A literal: the name of a field, or names between dots; the number of an element, from 0 on or \
             from -1 backwards; a key.",
        )
}
