//! `row_get_str`, `row_get_int`, `row_get_float`, `row_get_bool`: a value of a row, cast.

use datafusion::arrow::array::ArrayRef;
use datafusion::arrow::compute::{CastOptions, can_cast_types, cast_with_options};
use datafusion::arrow::datatypes::{DataType, FieldRef};
use datafusion::common::Result;
use datafusion::common::format::DEFAULT_CAST_OPTIONS;
use datafusion::logical_expr::DocumentationBuilder;

use super::json::{has_json, json_texts};
use super::row_function::{Call, RowFunction, RowPlan, result};
use super::row_get::{Value, with_path};

pub(super) struct CastValue {
    function: &'static str,
    value: Value,
    data_type: DataType,
}

impl CastValue {
    fn plan(call: &Call<'_>, function: &'static str, data_type: DataType) -> Result<Self> {
        let value = Value::plan(call, false)?;
        let found = value.field();
        let found = found.data_type();
        if !is_json(found, &data_type) && !can_cast_types(found, &data_type) {
            return Err(
                call.wrong(format_args!("a value of type {found} is not cast to {data_type}"))
            );
        }
        Ok(Self { function, value, data_type })
    }
}

/// Whether the text of a value is JSON, as that of nested ones is.
fn is_json(found: &DataType, wanted: &DataType) -> bool {
    *wanted == DataType::Utf8 && found.is_nested() && has_json(found)
}

impl RowPlan for CastValue {
    fn field(&self) -> FieldRef {
        result(self.function, self.data_type.clone())
    }

    fn run(&self, arguments: &[ArrayRef]) -> Result<ArrayRef> {
        let values = self.value.run(arguments)?;
        match is_json(values.data_type(), &self.data_type) {
            true => json_texts(&self.value.field(), &values),
            false => {
                let options = CastOptions { safe: true, ..DEFAULT_CAST_OPTIONS };
                Ok(cast_with_options(&values, &self.data_type, &options)?)
            }
        }
    }
}

macro_rules! casts {
    ($($function:ident $name:literal $data_type:ident $what:literal;)*) => {$(
        pub(super) struct $function;

        impl RowFunction for $function {
            const NAME: &'static str = $name;
            const SUMMARY: (&'static str, &'static str) = (
                concat!(
                    "As row_get, the value cast to ", $what, ". A value that does not become one is NULL."
                ),
                concat!($name, "(row, step, ...)"),
            );
            const MOVES_TO_SCAN: bool = true;

            type Plan = CastValue;

            fn plan(call: &Call<'_>) -> Result<CastValue> {
                CastValue::plan(call, $name, DataType::$data_type)
            }

            fn document(builder: DocumentationBuilder) -> DocumentationBuilder {
                with_path(builder)
                    .with_sql_example(concat!("SELECT ", $name, "(payload, 'distance') FROM messages;"))
            }
        }
    )*};
}

casts! {
    RowGetStr "row_get_str" Utf8 "text; of a nested value that is JSON";
    RowGetInt "row_get_int" Int64 "a 64-bit integer";
    RowGetFloat "row_get_float" Float64 "a 64-bit floating-point number";
    RowGetBool "row_get_bool" Boolean "a boolean";
}
