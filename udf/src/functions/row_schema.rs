//! `row_schema(row)`: what rows are made of, as text.

use std::sync::Arc;

use datafusion::arrow::array::{ArrayRef, StringArray};
use datafusion::arrow::datatypes::{DataType, FieldRef};
use datafusion::common::Result;
use datafusion::logical_expr::DocumentationBuilder;
use ferrow_row::RowLayout;

use super::row_function::{Call, RowFunction, RowPlan, result};

pub(super) struct RowSchema;

pub(super) struct SchemaText(String);

impl SchemaText {
    fn of(layout: &RowLayout) -> Self {
        let fields = layout.schema().fields().iter().map(|field| {
            let null = if field.is_nullable() { "" } else { " NOT NULL" };
            format!("{} {}{null}", field.name(), field.data_type())
        });
        Self(fields.collect::<Vec<_>>().join(", "))
    }
}

impl RowPlan for SchemaText {
    fn field(&self) -> FieldRef {
        result(RowSchema::NAME, DataType::Utf8)
    }

    fn run(&self, arguments: &[ArrayRef]) -> Result<ArrayRef> {
        let texts = std::iter::repeat_n(&self.0, arguments[0].len());
        Ok(Arc::new(StringArray::from_iter_values(texts)))
    }
}

impl RowFunction for RowSchema {
    const NAME: &'static str = "row_schema";
    const SUMMARY: (&'static str, &'static str) = (
        "The fields of a column of rows with their Arrow types, in their order, as a text. It is the same for \
         every row.",
        "row_schema(row)",
    );

    type Plan = SchemaText;

    fn plan(call: &Call<'_>) -> Result<SchemaText> {
        call.takes(1)?;
        Ok(SchemaText::of(&*call.rows()?))
    }

    fn document(builder: DocumentationBuilder) -> DocumentationBuilder {
        builder
            .with_argument("row", "A binary column of the Arrow extension type `ferrow.row`.")
            .with_sql_example("SELECT row_schema(payload) FROM messages LIMIT 1;")
    }
}
