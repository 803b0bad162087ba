//! `row_agg(value, ...)`: the values of a group as a list of rows.

use std::sync::Arc;

use datafusion::arrow::array::{Array, ArrayRef, AsArray, BinaryArray, BinaryBuilder, ListArray};
use datafusion::arrow::buffer::OffsetBuffer;
use datafusion::arrow::compute::cast;
use datafusion::arrow::datatypes::{DataType, Field, FieldRef};
use datafusion::common::{Result, ScalarValue, internal_err, plan_err};
use datafusion::logical_expr::function::{
    AccumulatorArgs, AggregateFunctionSimplification, StateFieldsArgs,
};
use datafusion::logical_expr::utils::format_state_name;
use datafusion::logical_expr::{
    Accumulator, AggregateUDF, AggregateUDFImpl, DocSection, Documentation, Expr, ExprSchemable,
    Signature, Volatility,
};

use super::row_function::{Call, RowFunction, RowPlan};
use super::rows::row_field;
use super::to_row::{Encode, ToRow, named};
use ferrow_convert::RowType;

const NAME: &str = "row_agg";

/// The aggregate function `row_agg`.
pub(super) fn udaf() -> AggregateUDF {
    let section = DocSection { include: true, label: "Row Functions", description: None };
    let documentation = Documentation::builder(
        section,
        "The values of a group as a list of rows, each of which has a field per argument as those of to_row. \
         NULL for a group without rows.",
        "row_agg(value, ...)",
    )
    .with_argument("value", "Any value, one struct whose fields are taken, or rows.")
    .with_sql_example("SELECT carrier, row_agg(flight, dep_delay) FROM flights GROUP BY carrier;")
    .build();
    let signature = Signature::variadic_any(Volatility::Immutable);
    AggregateUDF::new_from_impl(RowAgg { signature, documentation })
}

#[derive(Debug, PartialEq)]
struct RowAgg {
    signature: Signature,
    documentation: Documentation,
}

impl Eq for RowAgg {}

impl std::hash::Hash for RowAgg {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        NAME.hash(state);
    }
}

/// What values are as rows: what `to_row` makes of them, or the rows that they are.
#[derive(Debug)]
enum AsRows {
    Encoded(Encode),
    Rows(FieldRef),
}

impl AsRows {
    fn of(fields: &[FieldRef]) -> Result<Self> {
        if let [only] = fields
            && let Ok(rows) = RowType::try_from_field(only)
        {
            return Ok(Self::Rows(row_field(NAME, rows.layout())));
        }
        let literals = vec![None; fields.len()];
        Ok(Self::Encoded(ToRow::plan(&Call::new(NAME, fields, &literals))?))
    }

    /// An element of the list: a row, marked as one.
    fn element(&self) -> FieldRef {
        let field = match self {
            Self::Encoded(encode) => encode.field(),
            Self::Rows(field) => Arc::clone(field),
        };
        Arc::new(field.as_ref().clone().with_name(Field::LIST_FIELD_DEFAULT_NAME))
    }

    fn rows(&self, values: &[ArrayRef]) -> Result<ArrayRef> {
        match self {
            Self::Encoded(encode) => encode.run(values),
            Self::Rows(_) => Ok(cast(&values[0], &DataType::Binary)?),
        }
    }
}

impl AggregateUDFImpl for RowAgg {
    fn name(&self) -> &str {
        NAME
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, _: &[DataType]) -> Result<DataType> {
        internal_err!("the type of {NAME} depends on the names of columns, not on types")
    }

    fn return_field(&self, fields: &[FieldRef]) -> Result<FieldRef> {
        let rows = DataType::List(AsRows::of(fields)?.element());
        Ok(Arc::new(Field::new(NAME, rows, true)))
    }

    fn accumulator(&self, args: AccumulatorArgs<'_>) -> Result<Box<dyn Accumulator>> {
        if args.is_distinct || !args.order_bys.is_empty() {
            return plan_err!(
                "{NAME} takes rows as they come: put DISTINCT or ORDER BY into a subquery below it"
            );
        }
        let as_rows = AsRows::of(args.expr_fields)?;
        Ok(Box::new(Rows { element: as_rows.element(), as_rows, values: BinaryBuilder::new() }))
    }

    fn state_fields(&self, args: StateFieldsArgs<'_>) -> Result<Vec<FieldRef>> {
        let data_type = args.return_field.data_type().clone();
        let rows = Field::new(format_state_name(args.name, "rows"), data_type, true);
        Ok(std::iter::once(Arc::new(rows)).chain(args.ordering_fields.to_vec()).collect())
    }

    fn simplify(&self) -> Option<AggregateFunctionSimplification> {
        Some(Box::new(|mut call, info| {
            let is_rows = |expr: &Expr| {
                let field = expr.to_field(info.schema()).map(|(_, field)| field);
                field.is_ok_and(|field| RowType::try_from_field(&field).is_ok())
            };
            if !matches!(&call.params.args[..], [only] if is_rows(only)) {
                call.params.args = vec![named(call.params.args, info)?];
            }
            Ok(Expr::AggregateFunction(call))
        }))
    }

    fn documentation(&self) -> Option<&Documentation> {
        Some(&self.documentation)
    }
}

/// The rows of a group so far.
#[derive(Debug)]
struct Rows {
    as_rows: AsRows,
    element: FieldRef,
    values: BinaryBuilder,
}

impl Rows {
    fn append(&mut self, rows: &BinaryArray) -> Result<()> {
        Ok(self.values.append_array(rows)?)
    }

    fn list(&self) -> Result<ScalarValue> {
        // Windows ask for it more than once.
        let rows = self.values.finish_cloned();
        let (element, len) = (Arc::clone(&self.element), rows.len());
        let list = match len {
            0 => ListArray::new_null(element, 1),
            _ => ListArray::try_new(
                element,
                OffsetBuffer::from_lengths([len]),
                Arc::new(rows),
                None,
            )?,
        };
        Ok(ScalarValue::List(Arc::new(list)))
    }
}

impl Accumulator for Rows {
    fn update_batch(&mut self, values: &[ArrayRef]) -> Result<()> {
        let rows = self.as_rows.rows(values)?;
        self.append(rows.as_binary())
    }

    fn merge_batch(&mut self, states: &[ArrayRef]) -> Result<()> {
        let lists = states[0].as_list::<i32>();
        lists.iter().flatten().try_for_each(|rows| self.append(rows.as_binary()))
    }

    fn evaluate(&mut self) -> Result<ScalarValue> {
        self.list()
    }

    fn state(&mut self) -> Result<Vec<ScalarValue>> {
        Ok(vec![self.list()?])
    }

    fn size(&self) -> usize {
        let slices = (self.values.values_slice(), self.values.offsets_slice());
        size_of_val(self) + size_of_val(slices.0) + size_of_val(slices.1)
    }
}
