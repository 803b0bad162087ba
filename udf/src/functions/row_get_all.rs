//! `row_get_all(row, path..., NULL, path...)`: what several calls of `row_get` become.

use std::sync::Arc;

use datafusion::arrow::array::{ArrayRef, StructArray};
use datafusion::arrow::datatypes::{DataType, FieldRef, Fields};
use datafusion::common::Result;
use datafusion::logical_expr::DocumentationBuilder;
use ferrow_convert::ValueDecoder;

use super::row_function::{Call, RowFunction, RowPlan, external, result};
use super::row_get::with_path;
use super::rows::row_array;

pub(super) struct RowGetAll;

pub(super) struct Values {
    decoder: ValueDecoder,
    fields: Fields,
}

/// The name of the value at `index` in the struct of all.
pub(crate) fn value_name(index: usize) -> String {
    format!("v{index}")
}

impl RowPlan for Values {
    fn field(&self) -> FieldRef {
        let struct_type = DataType::Struct(self.fields.clone());
        Arc::new(result(RowGetAll::NAME, struct_type).as_ref().clone().with_nullable(false))
    }

    fn run(&self, arguments: &[ArrayRef]) -> Result<ArrayRef> {
        let rows = &arguments[0];
        let values = self.decoder.decode_lenient(&row_array(rows)?).map_err(external)?;
        let fields = self.fields.clone();
        Ok(Arc::new(StructArray::try_new_with_length(fields, values, None, rows.len())?))
    }
}

impl RowFunction for RowGetAll {
    const NAME: &'static str = "row_get_all";
    const SUMMARY: (&'static str, &'static str) = (
        "Several values of one column of rows in one pass, as a struct of v0, v1 and so on: what calls of \
         row_get become that read the same column.",
        "row_get_all(row, step, ..., NULL, step, ...)",
    );

    type Plan = Values;

    fn plan(call: &Call<'_>) -> Result<Values> {
        let layout = call.rows()?;
        let (mut paths, mut start) = (Vec::new(), 1);
        for end in 1..=call.fields.len() {
            if end == call.fields.len() || call.is_null(end) {
                paths.extend(call.path(start, end)?);
                start = end + 1;
            }
        }
        let decoder = ValueDecoder::try_new(&layout, paths).map_err(|error| call.wrong(error))?;
        let named = |(at, field): (usize, &FieldRef)| {
            Arc::new(field.as_ref().clone().with_name(value_name(at)))
        };
        let fields = decoder.fields().iter().enumerate().map(named).collect();
        Ok(Values { decoder, fields })
    }

    fn document(builder: DocumentationBuilder) -> DocumentationBuilder {
        with_path(builder).with_sql_example(
            "SELECT row_get_all(payload, 'carrier', NULL, 'legs', 0) FROM messages;",
        )
    }
}
