//! `to_row(value, ...)`: values as rows.

use std::sync::Arc;

use datafusion::arrow::array::{Array, ArrayRef, AsArray, RecordBatch, RecordBatchOptions};
use datafusion::arrow::datatypes::{DataType, FieldRef, Fields, Schema};
use datafusion::common::Result;
use datafusion::functions::core::expr_fn::named_struct;
use datafusion::logical_expr::simplify::SimplifyContext;
use datafusion::logical_expr::{DocumentationBuilder, Expr, lit};
use ferrow_convert::RowEncoder;
use ferrow_row::RowLayout;

use super::row_function::{Call, RowFunction, RowPlan, external};
use super::rows::{row_column, row_field};

pub(super) struct ToRow;

#[derive(Debug)]
pub(super) struct Encode {
    encoder: RowEncoder,
    /// Whether the fields are those of a struct, which is the only argument.
    is_struct: bool,
}

impl RowPlan for Encode {
    fn field(&self) -> FieldRef {
        row_field(ToRow::NAME, self.encoder.layout())
    }

    fn run(&self, arguments: &[ArrayRef]) -> Result<ArrayRef> {
        let (columns, nulls, len) = match self.is_struct {
            true => {
                let structs = arguments[0].as_struct();
                (structs.columns().to_vec(), structs.nulls(), structs.len())
            }
            false => (arguments.to_vec(), None, arguments[0].len()),
        };
        let options = RecordBatchOptions::new().with_row_count(Some(len));
        let schema = Arc::clone(self.encoder.layout().schema());
        let batch = RecordBatch::try_new_with_options(schema, columns, &options)?;
        row_column(&self.encoder.encode(&batch).map_err(external)?, nulls)
    }
}

impl RowFunction for ToRow {
    const NAME: &'static str = "to_row";
    const SUMMARY: (&'static str, &'static str) = (
        "Values as rows: a field per argument, of its name and type, or the fields of a struct that is the \
         only argument. A NULL struct is a NULL row.",
        "to_row(value, ...)",
    );

    type Plan = Encode;

    fn plan(call: &Call<'_>) -> Result<Encode> {
        let of_struct = match call.fields {
            [only] => match only.data_type() {
                DataType::Struct(fields) => Some(fields.clone()),
                _ => None,
            },
            [] => return Err(call.wrong("it takes one argument at least")),
            _ => None,
        };
        let is_struct = of_struct.is_some();
        let fields = of_struct.unwrap_or_else(|| call.fields.iter().cloned().collect::<Fields>());
        // What is planned may be null later on: of a struct that is, or behind an outer join.
        let fields = fields.iter().map(|field| field.as_ref().clone().with_nullable(true));
        let fields: Fields = fields.collect();
        let layout = RowLayout::try_new(Schema::new(fields)).map_err(|error| call.wrong(error))?;
        Ok(Encode { encoder: RowEncoder::new(&layout), is_struct })
    }

    fn simplify(arguments: Vec<Expr>, info: &SimplifyContext) -> Result<Vec<Expr>> {
        named(arguments, info)
    }

    fn document(builder: DocumentationBuilder) -> DocumentationBuilder {
        builder
            .with_argument("value", "Any value; `named_struct` gives names to more than columns.")
            .with_sql_example("SELECT to_row(carrier, dep_delay) FROM flights;")
            .with_sql_example("SELECT to_row(named_struct('late', dep_delay > 15)) FROM flights;")
    }
}

/// Values as one struct that has their names, which are those of columns now and may be others when
/// projections are merged.
pub(super) fn named(arguments: Vec<Expr>, info: &SimplifyContext) -> Result<Vec<Expr>> {
    if let [only] = &arguments[..]
        && matches!(info.get_data_type(only)?, DataType::Struct(_))
    {
        return Ok(arguments);
    }
    let named = arguments.into_iter().flat_map(|value| [lit(value.qualified_name().1), value]);
    Ok(vec![named_struct(named.collect())])
}
