//! `row_keys(row, path...)`: the names of fields, or the keys of a map.

use std::sync::Arc;

use datafusion::arrow::array::{Array, ArrayRef, AsArray, ListArray, StringArray};
use datafusion::arrow::buffer::OffsetBuffer;
use datafusion::arrow::compute::cast;
use datafusion::arrow::datatypes::{DataType, Field, FieldRef};
use datafusion::common::Result;
use datafusion::logical_expr::DocumentationBuilder;

use super::row_function::{Call, RowFunction, RowPlan, result};
use super::row_get::{Value, with_path};

pub(super) struct RowKeys;

pub(super) enum Keys {
    /// The names of the fields of the rows themselves.
    Rows(Vec<String>),
    /// Those of structs.
    Structs(Value, Vec<String>),
    Maps(Value),
}

fn text() -> FieldRef {
    Arc::new(Field::new_list_field(DataType::Utf8, true))
}

impl RowPlan for Keys {
    fn field(&self) -> FieldRef {
        result(RowKeys::NAME, DataType::List(text()))
    }

    fn run(&self, arguments: &[ArrayRef]) -> Result<ArrayRef> {
        match self {
            Self::Rows(names) => names_where(names, &arguments[0]),
            Self::Structs(value, names) => names_where(names, &value.run(arguments)?),
            Self::Maps(value) => {
                let maps = value.run(arguments)?;
                let maps = maps.as_map();
                let keys = cast(maps.keys(), &DataType::Utf8)?;
                let (offsets, nulls) = (maps.offsets().clone(), maps.nulls().cloned());
                Ok(Arc::new(ListArray::try_new(text(), offsets, keys, nulls)?))
            }
        }
    }
}

/// The names for each value that is not null.
fn names_where(names: &[String], values: &ArrayRef) -> Result<ArrayRef> {
    let lens = (0..values.len()).map(|row| if values.is_null(row) { 0 } else { names.len() });
    let offsets = OffsetBuffer::from_lengths(lens);
    let count = values.len() - values.null_count();
    let names: Vec<&String> = names.iter().collect();
    let keys = StringArray::from_iter_values(names.repeat(count));
    Ok(Arc::new(ListArray::try_new(text(), offsets, Arc::new(keys), values.nulls().cloned())?))
}

impl RowFunction for RowKeys {
    const NAME: &'static str = "row_keys";
    const SUMMARY: (&'static str, &'static str) = (
        "The names of the fields of rows, or of a struct in them, or the keys of a map in them, as a list of \
         texts.",
        "row_keys(row, step, ...)",
    );

    type Plan = Keys;

    fn plan(call: &Call<'_>) -> Result<Keys> {
        let names = |fields: &datafusion::arrow::datatypes::Fields| {
            fields.iter().map(|field| field.name().clone()).collect()
        };
        if call.fields.len() < 2 {
            return Ok(Keys::Rows(names(call.rows()?.schema().fields())));
        }
        let value = Value::plan(call, false)?;
        match value.field().data_type() {
            DataType::Struct(fields) => {
                let names = names(fields);
                Ok(Keys::Structs(value, names))
            }
            DataType::Map(..) => Ok(Keys::Maps(value)),
            found => {
                Err(call.wrong(format_args!("a value of type {found} has no fields and no keys")))
            }
        }
    }

    fn document(builder: DocumentationBuilder) -> DocumentationBuilder {
        with_path(builder).with_sql_example("SELECT row_keys(payload, 'tags') FROM messages;")
    }
}
