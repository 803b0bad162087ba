//! `row_to_struct(row, name, ...)` and `row_to_json(row)`: rows as what they hold.

use std::sync::Arc;

use datafusion::arrow::array::{ArrayRef, StructArray};
use datafusion::arrow::datatypes::{DataType, FieldRef, Fields};
use datafusion::common::Result;
use datafusion::logical_expr::DocumentationBuilder;
use ferrow_convert::ValueDecoder;

use super::json::{has_json, json_texts};
use super::row_function::{Call, RowFunction, RowPlan, external, result};
use super::rows::row_array;

pub(super) struct RowToStruct;
pub(super) struct RowToJson;

/// The fields of rows that are read in one pass.
pub(super) struct Whole(ValueDecoder);

pub(super) struct Json(Whole);

impl Whole {
    fn plan(call: &Call<'_>) -> Result<Self> {
        let layout = call.rows()?;
        if call.fields.len() < 2 {
            return Ok(Self(ValueDecoder::new(&layout)));
        }
        let paths = (1..call.fields.len()).map(|at| call.path(at, at + 1));
        let paths: Vec<_> = paths.collect::<Result<_>>()?;
        let decoder = ValueDecoder::try_new(&layout, paths.into_iter().flatten());
        Ok(Self(decoder.map_err(|error| call.wrong(error))?))
    }

    fn fields(&self) -> &Fields {
        self.0.fields()
    }
}

impl RowPlan for Whole {
    fn field(&self) -> FieldRef {
        result(RowToStruct::NAME, DataType::Struct(self.fields().clone()))
    }

    fn run(&self, arguments: &[ArrayRef]) -> Result<ArrayRef> {
        let rows = &arguments[0];
        let values = self.0.decode_lenient(&row_array(rows)?).map_err(external)?;
        let (fields, nulls) = (self.fields().clone(), rows.nulls().cloned());
        Ok(Arc::new(StructArray::try_new_with_length(fields, values, nulls, rows.len())?))
    }
}

impl RowPlan for Json {
    fn field(&self) -> FieldRef {
        result(RowToJson::NAME, DataType::Utf8)
    }

    fn run(&self, arguments: &[ArrayRef]) -> Result<ArrayRef> {
        json_texts(&self.0.field(), &self.0.run(arguments)?)
    }
}

impl RowFunction for RowToStruct {
    const NAME: &'static str = "row_to_struct";
    const SUMMARY: (&'static str, &'static str) = (
        "The fields of rows as a struct: all of them, or those that are named, in one pass over the rows. What \
         is malformed is NULL.",
        "row_to_struct(row, name, ...)",
    );

    type Plan = Whole;

    fn plan(call: &Call<'_>) -> Result<Whole> {
        Whole::plan(call)
    }

    fn document(builder: DocumentationBuilder) -> DocumentationBuilder {
        builder
            .with_argument("row", "A binary column of the Arrow extension type `ferrow.row`.")
            .with_argument("name", "A literal: the name of a field, or names between dots.")
            .with_sql_example(
                "SELECT row_to_struct(payload, 'carrier', 'dep_delay') FROM messages;",
            )
    }
}

impl RowFunction for RowToJson {
    const NAME: &'static str = "row_to_json";
    const SUMMARY: (&'static str, &'static str) = (
        "Rows as JSON texts, of all fields or of those that are named. Binary values are hexadecimal.",
        "row_to_json(row, name, ...)",
    );

    type Plan = Json;

    fn plan(call: &Call<'_>) -> Result<Json> {
        let whole = Whole::plan(call)?;
        match whole.fields().iter().find(|field| !has_json(field.data_type())) {
            Some(field) => {
                let (name, data_type) = (field.name(), field.data_type());
                Err(call.wrong(format_args!("{name} is {data_type}, which has no JSON")))
            }
            None => Ok(Json(whole)),
        }
    }

    fn document(builder: DocumentationBuilder) -> DocumentationBuilder {
        builder
            .with_argument("row", "A binary column of the Arrow extension type `ferrow.row`.")
            .with_argument("name", "A literal: the name of a field, or names between dots.")
            .with_sql_example("SELECT row_to_json(payload) FROM messages LIMIT 3;")
    }
}
