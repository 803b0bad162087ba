//! `row_is_valid(row)`: whether every field of a row can be read.

use std::sync::Arc;

use datafusion::arrow::array::{ArrayRef, BooleanArray};
use datafusion::arrow::datatypes::{DataType, FieldRef};
use datafusion::common::Result;
use datafusion::logical_expr::DocumentationBuilder;
use ferrow_row::{RowLayout, RowRef};

use super::row_function::{Call, RowFunction, RowPlan, result};
use super::rows::row_array;

pub(super) struct RowIsValid;

pub(super) struct IsValid(Arc<RowLayout>);

impl RowPlan for IsValid {
    fn field(&self) -> FieldRef {
        result(RowIsValid::NAME, DataType::Boolean)
    }

    fn run(&self, arguments: &[ArrayRef]) -> Result<ArrayRef> {
        let rows = row_array(&arguments[0])?;
        let is_valid = |row| Some(RowRef::try_new(&self.0, rows.bytes(row)?).is_ok());
        Ok(Arc::new((0..rows.len()).map(is_valid).collect::<BooleanArray>()))
    }
}

impl RowFunction for RowIsValid {
    const NAME: &'static str = "row_is_valid";
    const SUMMARY: (&'static str, &'static str) = (
        "Whether all of a row can be read: its values stand where they should, and text is UTF-8. NULL where \
         the row is.",
        "row_is_valid(row)",
    );

    type Plan = IsValid;

    fn plan(call: &Call<'_>) -> Result<IsValid> {
        call.takes(1)?;
        Ok(IsValid(call.rows()?))
    }

    fn document(builder: DocumentationBuilder) -> DocumentationBuilder {
        builder
            .with_argument("row", "A binary column of the Arrow extension type `ferrow.row`.")
            .with_sql_example("SELECT count(*) FROM messages WHERE NOT row_is_valid(payload);")
    }
}
