//! `row_typed(column, schema)`: a binary column as one of rows.

use std::str::FromStr;
use std::sync::Arc;

use datafusion::arrow::array::ArrayRef;
use datafusion::arrow::datatypes::{DataType, Field, FieldRef, Schema};
use datafusion::common::{Result, ScalarValue};
use datafusion::logical_expr::DocumentationBuilder;
use ferrow_convert::RowType;
use ferrow_row::RowLayout;

use super::row_function::{Call, RowFunction, RowPlan};

pub(super) struct RowTyped;

pub(super) struct Typed(FieldRef);

impl RowPlan for Typed {
    fn field(&self) -> FieldRef {
        Arc::clone(&self.0)
    }

    fn run(&self, arguments: &[ArrayRef]) -> Result<ArrayRef> {
        Ok(Arc::clone(&arguments[0]))
    }
}

/// Rows are not deeper, and neither is what Arrow's parser is given.
const MOST_DEPTH: usize = 64;

/// The fields that `row_schema` prints.
fn parse(text: &str) -> Result<Vec<Field>, String> {
    let mut fields = Vec::new();
    let (mut depth, mut start) = (0_usize, 0);
    for (at, byte) in text.bytes().chain([b',']).enumerate() {
        match byte {
            b'(' if depth == MOST_DEPTH => return Err("too many types inside types".to_owned()),
            b'(' => depth += 1,
            b')' => depth = depth.saturating_sub(1),
            b',' if depth == 0 || at == text.len() => {
                fields.push(field(text[start..at].trim())?);
                start = at + 1;
            }
            _ => {}
        }
    }
    Ok(fields)
}

fn field(text: &str) -> Result<Field, String> {
    let (text, nullable) = match text.strip_suffix(" NOT NULL") {
        Some(text) => (text, false),
        None => (text, true),
    };
    let (name, data_type) = text.split_once(' ').ok_or_else(|| {
        format!("`{text}` is no field; write a name and an Arrow type, as in `id Int64`")
    })?;
    let data_type = DataType::from_str(data_type.trim()).map_err(|error| error.to_string())?;
    Ok(Field::new(name, data_type, nullable))
}

impl RowFunction for RowTyped {
    const NAME: &'static str = "row_typed";
    const SUMMARY: (&'static str, &'static str) = (
        "A binary column as one of rows, where it has lost that type: in a cast, an unnest, a subquery or a file \
         that keeps no metadata. The bytes stay as they are.",
        "row_typed(column, schema)",
    );

    type Plan = Typed;

    fn plan(call: &Call<'_>) -> Result<Typed> {
        call.takes(2)?;
        let schema = call.literal(1).and_then(ScalarValue::try_as_str).flatten();
        let Some(schema) = schema else {
            return Err(
                call.wrong("the schema must be a literal, as in row_typed(bytes, 'id Int64')")
            );
        };
        let fields = parse(schema).map_err(|error| call.wrong(error))?;
        let layout = RowLayout::try_new(Schema::new(fields)).map_err(|error| call.wrong(error))?;
        let column = &call.fields[0];
        match column.data_type() {
            data_type @ (DataType::Binary | DataType::LargeBinary | DataType::BinaryView) => {
                let field = RowType::new(layout).field(RowTyped::NAME, data_type.clone(), true);
                Ok(Typed(Arc::new(field)))
            }
            found => Err(call.wrong(format_args!("{} is {found}, rows are binary", column.name()))),
        }
    }

    fn document(builder: DocumentationBuilder) -> DocumentationBuilder {
        builder
            .with_argument("column", "A Binary, LargeBinary or BinaryView column.")
            .with_argument(
                "schema",
                "A literal: the fields as row_schema prints them, 'id Int64 NOT NULL, name Utf8'.",
            )
            .with_sql_example(
                "SELECT row_get(row_typed(bytes, 'id Int64, name Utf8'), 'name') FROM messages;",
            )
    }
}
