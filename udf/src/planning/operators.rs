//! `row -> 'a'`, `row ->> 'a'` and `row['a'][1]` as calls of `row_get`.

use std::sync::Arc;

use datafusion::arrow::datatypes::{DataType, Field};
use datafusion::common::{DFSchema, Result, ScalarValue, plan_err};
use datafusion::logical_expr::expr::ScalarFunction;
use datafusion::logical_expr::planner::{
    ExprPlanner, PlannerResult, RawBinaryExpr, RawFieldAccessExpr,
};
use datafusion::logical_expr::sqlparser::ast::BinaryOperator;
use datafusion::logical_expr::{Expr, ExprSchemable, GetFieldAccess, ScalarUDF, lit};
use ferrow_convert::RowType;

use crate::functions;

/// Plans accesses to columns of rows, and leaves all others to the next planner.
#[derive(Debug)]
pub(crate) struct RowOperators {
    get: Arc<ScalarUDF>,
    get_text: Arc<ScalarUDF>,
}

impl Default for RowOperators {
    fn default() -> Self {
        Self { get: Arc::new(functions::row_get()), get_text: Arc::new(functions::row_get_str()) }
    }
}

impl RowOperators {
    /// The arguments of `row_get` that `expr` is, if it is a row or what was read out of one.
    fn arguments(&self, expr: &Expr, schema: &DFSchema) -> Result<Option<Vec<Expr>>> {
        let (_, field) = expr.to_field(schema)?;
        if let Expr::ScalarFunction(call) = expr
            && call.func == self.get
            && field.data_type().is_nested()
        {
            return Ok(Some(call.args.clone()));
        }
        Ok(is_rows(&field).then(|| vec![expr.clone()]))
    }
}

fn is_rows(field: &Field) -> bool {
    RowType::try_from_field(field).is_ok()
}

fn call(function: &Arc<ScalarUDF>, mut arguments: Vec<Expr>, step: Expr) -> Expr {
    arguments.push(step);
    Expr::ScalarFunction(ScalarFunction::new_udf(Arc::clone(function), arguments))
}

impl ExprPlanner for RowOperators {
    fn plan_binary_op(
        &self,
        expr: RawBinaryExpr,
        schema: &DFSchema,
    ) -> Result<PlannerResult<RawBinaryExpr>> {
        let function = match expr.op {
            BinaryOperator::Arrow => &self.get,
            BinaryOperator::LongArrow => &self.get_text,
            _ => return Ok(PlannerResult::Original(expr)),
        };
        Ok(match self.arguments(&expr.left, schema)? {
            Some(arguments) => PlannerResult::Planned(call(function, arguments, expr.right)),
            None => PlannerResult::Original(expr),
        })
    }

    fn plan_field_access(
        &self,
        expr: RawFieldAccessExpr,
        schema: &DFSchema,
    ) -> Result<PlannerResult<RawFieldAccessExpr>> {
        let Some(arguments) = self.arguments(&expr.expr, schema)? else {
            return Ok(PlannerResult::Original(expr));
        };
        let step = match &expr.field_access {
            GetFieldAccess::NamedStructField { name } => lit(name.clone()),
            GetFieldAccess::ListIndex { key } => {
                let (_, inside) = expr.expr.to_field(schema)?;
                match inside.data_type() {
                    data_type if data_type.is_list() => element(key)?,
                    _ => key.as_ref().clone(),
                }
            }
            GetFieldAccess::ListRange { .. } => return Ok(PlannerResult::Original(expr)),
        };
        Ok(PlannerResult::Planned(call(&self.get, arguments, step)))
    }
}

/// Elements count from 1 between brackets, as those of SQL's arrays do.
fn element(key: &Expr) -> Result<Expr> {
    let number = match key {
        Expr::Literal(number, _) => number.cast_to(&DataType::Int64).ok(),
        _ => None,
    };
    match number {
        Some(ScalarValue::Int64(Some(number @ 1..))) => Ok(lit(number - 1)),
        Some(ScalarValue::Int64(Some(number @ ..=-1))) => Ok(lit(number)),
        _ => plan_err!(
            "{key} is no element of a list in rows: they count from 1 on, or from -1 backwards"
        ),
    }
}
