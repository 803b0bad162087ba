//! `row_set(row, field, value)`: rows with another value in a field of fixed width.

use std::sync::Arc;

use datafusion::arrow::array::{Array, ArrayRef, BinaryBuilder, RecordBatch};
use datafusion::arrow::compute::{CastOptions, can_cast_types, cast_with_options, is_null, nullif};
use datafusion::arrow::datatypes::{FieldRef, Schema};
use datafusion::common::{Result, exec_err};
use datafusion::logical_expr::DocumentationBuilder;
use ferrow_convert::RowEncoder;
use ferrow_row::{RowLayout, RowMut, Storage};

use super::row_function::{Call, RowFunction, RowPlan, external};
use super::rows::{row_field, valid_rows};

pub(super) struct RowSet;

pub(super) struct SetField {
    layout: Arc<RowLayout>,
    index: usize,
    /// Makes rows of the new values alone.
    values: RowEncoder,
}

impl RowPlan for SetField {
    fn field(&self) -> FieldRef {
        row_field(RowSet::NAME, &self.layout)
    }

    fn run(&self, arguments: &[ArrayRef]) -> Result<ArrayRef> {
        let rows = valid_rows(&self.layout, &arguments[0])?;
        let schema = self.values.layout().schema();
        let is_null_row = is_null(&rows.to_array())?;
        let values = nullif(&arguments[2], &is_null_row)?;
        let strict = CastOptions { safe: false, ..Default::default() };
        let values = cast_with_options(&values, schema.field(0).data_type(), &strict)?;
        if values.null_count() > is_null_row.true_count() && !self.layout.is_nullable(self.index) {
            return exec_err!("row_set: the field {} may not be null", schema.field(0).name());
        }
        let values = RecordBatch::try_new(Arc::clone(schema), vec![values])?;
        let values = self.values.encode(&values).map_err(external)?;
        let mut out = BinaryBuilder::with_capacity(rows.len(), rows.byte_len());
        for (row, value) in rows.rows().zip(values.rows()) {
            match (row, value) {
                (Some(row), Some(value)) => {
                    let mut row =
                        RowMut::try_new(&self.layout, row.bytes().to_vec()).map_err(external)?;
                    row.set_value(self.index, value.value(0)).map_err(external)?;
                    out.append_value(row.bytes());
                }
                _ => out.append_null(),
            }
        }
        Ok(Arc::new(out.finish()))
    }
}

impl RowFunction for RowSet {
    const NAME: &'static str = "row_set";
    const SUMMARY: (&'static str, &'static str) = (
        "Rows with another value in a field of fixed width; the value is cast to the type of the field, which it must fit. A row \
         that is malformed becomes NULL.",
        "row_set(row, field, value)",
    );

    type Plan = SetField;

    fn plan(call: &Call<'_>) -> Result<SetField> {
        call.takes(3)?;
        let layout = call.rows()?;
        let name = match call.path(1, 2)? {
            Some(path) => path.to_string(),
            None => return Err(call.wrong("which field is missing")),
        };
        let index = layout.index_of(&name).map_err(|error| call.wrong(error))?;
        let field = layout.schema().field(index).clone();
        if layout.value(index).storage() != Storage::Slot {
            return Err(call.wrong(format_args!(
                "{name} is {}; only fields of fixed width are set in rows, others with `to_row`",
                field.data_type()
            )));
        }
        let found = call.fields[2].data_type();
        if !can_cast_types(found, field.data_type()) {
            return Err(call.wrong(format_args!("{found} is not cast to {}", field.data_type())));
        }
        let schema = Schema::new(vec![field.with_nullable(true)]);
        let values = RowLayout::try_new(schema).map_err(|error| call.wrong(error))?;
        Ok(SetField { layout, index, values: RowEncoder::new(&values) })
    }

    fn document(builder: DocumentationBuilder) -> DocumentationBuilder {
        builder
            .with_argument("row", "A binary column of the Arrow extension type `ferrow.row`.")
            .with_argument("field", "The name of a field of the rows, a literal.")
            .with_argument("value", "The new value.")
            .with_sql_example("SELECT row_set(payload, 'dep_delay', 0) FROM messages;")
    }
}
