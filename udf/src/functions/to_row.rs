//! `to_row(value, ...)`: values as rows.

use std::sync::Arc;

use datafusion::arrow::array::{Array, ArrayRef, AsArray, RecordBatch, RecordBatchOptions};
use datafusion::arrow::datatypes::{DataType, FieldRef, Fields, Schema};
use datafusion::common::{Result, ScalarValue};
use datafusion::logical_expr::expr::ScalarFunction;
use datafusion::logical_expr::simplify::{ExprSimplifyResult, SimplifyContext};
use datafusion::logical_expr::{DocumentationBuilder, Expr, lit};
use ferrow_convert::RowEncoder;
use ferrow_row::RowLayout;

use super::row_function::{Call, RowFunction, RowPlan, external, udf};
use super::rows::{row_column, row_field};

pub(super) struct ToRow;

#[derive(Debug)]
pub(super) struct Encode {
    encoder: RowEncoder,
    /// Whether the fields are those of a struct, which is the only argument.
    is_struct: bool,
}

impl Encode {
    fn plan(call: &Call<'_>, fields: &Fields, is_struct: bool) -> Result<Self> {
        // What is planned may be null later on: of a struct that is, or behind an outer join.
        let fields = fields.iter().map(|field| field.as_ref().clone().with_nullable(true));
        let schema = Schema::new(fields.collect::<Fields>());
        let layout = RowLayout::try_new(schema).map_err(|error| call.wrong(error))?;
        Ok(Self { encoder: RowEncoder::new(&layout), is_struct })
    }
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
        Encode::plan(call, &fields, is_struct)
    }

    fn simplify(arguments: Vec<Expr>, info: &SimplifyContext) -> Result<ExprSimplifyResult> {
        let before = arguments.clone();
        Ok(match named(arguments, info)? {
            Expr::ScalarFunction(call) if call.args == before => {
                ExprSimplifyResult::Original(before)
            }
            call => ExprSimplifyResult::Simplified(call),
        })
    }

    fn document(builder: DocumentationBuilder) -> DocumentationBuilder {
        builder
            .with_argument("value", "Any value; `named_struct` gives names to more than columns.")
            .with_sql_example("SELECT to_row(carrier, dep_delay) FROM flights;")
            .with_sql_example("SELECT to_row(named_struct('late', dep_delay > 15)) FROM flights;")
    }
}

/// A call whose names are its own: those of columns may be others when projections are merged.
pub(super) fn named(arguments: Vec<Expr>, info: &SimplifyContext) -> Result<Expr> {
    let is_struct = match &arguments[..] {
        [only] => matches!(info.get_data_type(only)?, DataType::Struct(_)),
        _ => false,
    };
    let (function, arguments) = match is_struct {
        true => (udf::<ToRow>(), arguments),
        false => {
            let named = |value: Expr| [lit(value.qualified_name().1), value];
            (udf::<ToRowNamed>(), arguments.into_iter().flat_map(named).collect())
        }
    };
    Ok(Expr::ScalarFunction(ScalarFunction::new_udf(Arc::new(function), arguments)))
}

/// Rows of values that names stand before.
pub(super) struct ToRowNamed;

pub(super) struct EncodeNamed(Encode);

impl RowPlan for EncodeNamed {
    fn field(&self) -> FieldRef {
        row_field(ToRow::NAME, self.0.encoder.layout())
    }

    fn run(&self, arguments: &[ArrayRef]) -> Result<ArrayRef> {
        let values = arguments.iter().skip(1).step_by(2).cloned().collect::<Vec<_>>();
        self.0.run(&values)
    }
}

impl RowFunction for ToRowNamed {
    const NAME: &'static str = "to_row_named";
    const SUMMARY: (&'static str, &'static str) = (
        "Values as rows, each with the name that stands before it.",
        "to_row_named(name, value, ...)",
    );

    type Plan = EncodeNamed;

    fn plan(call: &Call<'_>) -> Result<EncodeNamed> {
        let mut fields = Vec::new();
        for (at, value) in call.fields.iter().enumerate().skip(1).step_by(2) {
            match call.literal(at - 1).and_then(ScalarValue::try_as_str).flatten() {
                Some(name) => fields.push(value.as_ref().clone().with_name(name)),
                None => {
                    return Err(call.wrong(format_args!("argument {at} must be a name, a literal")));
                }
            }
        }
        if fields.is_empty() || fields.len() * 2 != call.fields.len() {
            return Err(call.wrong("it takes a name before each value"));
        }
        Ok(EncodeNamed(Encode::plan(call, &fields.into(), false)?))
    }

    fn document(builder: DocumentationBuilder) -> DocumentationBuilder {
        builder
            .with_argument("name", "A literal.")
            .with_argument("value", "Any value.")
            .with_sql_example("SELECT to_row_named('late', dep_delay > 15) FROM flights;")
    }
}
