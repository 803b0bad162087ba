//! `row_has(row, path...)`: whether a row has a value.

use std::sync::Arc;

use datafusion::arrow::array::{Array, ArrayRef, BooleanArray};
use datafusion::arrow::compute::is_not_null;
use datafusion::arrow::datatypes::{DataType, FieldRef};
use datafusion::common::Result;
use datafusion::logical_expr::DocumentationBuilder;

use super::row_function::{Call, RowFunction, RowPlan, result};
use super::row_get::{Value, with_path};

pub(super) struct RowHas;

pub(super) struct HasValue(Value);

impl RowPlan for HasValue {
    fn field(&self) -> FieldRef {
        result(RowHas::NAME, DataType::Boolean)
    }

    fn run(&self, arguments: &[ArrayRef]) -> Result<ArrayRef> {
        let is_there = is_not_null(&self.0.run(arguments)?)?;
        let (is_there, _) = is_there.into_parts();
        Ok(Arc::new(BooleanArray::new(is_there, arguments[0].nulls().cloned())))
    }
}

impl RowFunction for RowHas {
    const NAME: &'static str = "row_has";
    const SUMMARY: (&'static str, &'static str) = (
        "Whether there is a value that is not NULL: false where the field is NULL, where there is no such \
         element or key, and where the row is malformed; NULL where the row is.",
        "row_has(row, step, ...)",
    );

    type Plan = HasValue;

    fn plan(call: &Call<'_>) -> Result<HasValue> {
        Ok(HasValue(Value::plan(call, false)?))
    }

    fn document(builder: DocumentationBuilder) -> DocumentationBuilder {
        with_path(builder).with_sql_example(
            "SELECT count(*) FROM messages WHERE row_has(payload, 'tags', 'vip');",
        )
    }
}
