//! `row_len(row, path...)`: how many values a list, a map or a row has.

use std::sync::Arc;

use datafusion::arrow::array::{Array, ArrayRef, AsArray, Int64Array};
use datafusion::arrow::compute::cast;
use datafusion::arrow::compute::kernels::length::length;
use datafusion::arrow::datatypes::{DataType, FieldRef};
use datafusion::common::Result;
use datafusion::logical_expr::DocumentationBuilder;

use super::row_function::{Call, RowFunction, RowPlan, result};
use super::row_get::{Value, with_path};

pub(super) struct RowLen;

pub(super) enum Len {
    /// Every row has as many fields.
    Rows(i64),
    Structs(Value, i64),
    Lists(Value),
    Maps(Value),
}

impl RowPlan for Len {
    fn field(&self) -> FieldRef {
        result(RowLen::NAME, DataType::Int64)
    }

    fn run(&self, arguments: &[ArrayRef]) -> Result<ArrayRef> {
        let everywhere = |len: i64, values: &ArrayRef| -> ArrayRef {
            let lens = vec![len; values.len()];
            Arc::new(Int64Array::new(lens.into(), values.nulls().cloned()))
        };
        Ok(match self {
            Self::Rows(len) => everywhere(*len, &arguments[0]),
            Self::Structs(value, len) => everywhere(*len, &value.run(arguments)?),
            Self::Lists(value) => cast(&length(&value.run(arguments)?)?, &DataType::Int64)?,
            Self::Maps(value) => {
                let maps = value.run(arguments)?;
                let maps = maps.as_map();
                let lens =
                    maps.offsets().lengths().map(|len| i64::try_from(len).unwrap_or(i64::MAX));
                Arc::new(Int64Array::new(lens.collect(), maps.nulls().cloned()))
            }
        })
    }
}

impl RowFunction for RowLen {
    const NAME: &'static str = "row_len";
    const SUMMARY: (&'static str, &'static str) = (
        "How many elements a list in rows has, how many entries a map, how many fields a struct or the row \
         itself.",
        "row_len(row, step, ...)",
    );

    type Plan = Len;

    fn plan(call: &Call<'_>) -> Result<Len> {
        let len = |len| i64::try_from(len).unwrap_or(i64::MAX);
        if call.fields.len() < 2 {
            return Ok(Len::Rows(len(call.rows()?.len())));
        }
        let value = Value::plan(call, false)?;
        match value.field().data_type() {
            DataType::Struct(fields) => Ok(Len::Structs(value, len(fields.len()))),
            DataType::Map(..) => Ok(Len::Maps(value)),
            found if found.is_list() => Ok(Len::Lists(value)),
            found => Err(call.wrong(format_args!("a value of type {found} has no others inside"))),
        }
    }

    fn document(builder: DocumentationBuilder) -> DocumentationBuilder {
        with_path(builder).with_sql_example("SELECT avg(row_len(payload, 'legs')) FROM messages;")
    }
}
