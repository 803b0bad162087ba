//! Several values of one column of rows are read in one pass.

use std::sync::Arc;

use datafusion::common::tree_node::{Transformed, TreeNode, TreeNodeRecursion};
use datafusion::common::{Column, Result, ScalarValue};
use datafusion::functions::core::expr_fn::get_field;
use datafusion::logical_expr::expr::ScalarFunction;
use datafusion::logical_expr::{Expr, LogicalPlan, LogicalPlanBuilder, Projection, ScalarUDF, lit};
use datafusion::optimizer::{ApplyOrder, OptimizerConfig, OptimizerRule};

use crate::functions;

/// Puts a projection that reads all values of a column of rows at once under one that reads them one by
/// one.
#[derive(Debug)]
pub(crate) struct MergeReads {
    get: Arc<ScalarUDF>,
    get_all: Arc<ScalarUDF>,
}

impl Default for MergeReads {
    fn default() -> Self {
        Self { get: Arc::new(functions::row_get()), get_all: Arc::new(functions::row_get_all()) }
    }
}

/// The calls that read one column of rows.
struct Reads {
    rows: Expr,
    calls: Vec<Expr>,
}

impl Reads {
    fn name(at: usize) -> String {
        format!("__rows_{at}")
    }
}

impl MergeReads {
    /// The columns of rows that are read more than once.
    fn find(&self, projection: &Projection) -> Result<Vec<Reads>> {
        let mut found: Vec<Reads> = Vec::new();
        for expr in &projection.expr {
            expr.apply(|expr| {
                if let Some(rows) = self.rows_of(expr) {
                    match found.iter_mut().find(|reads| reads.rows == *rows) {
                        Some(reads) if !reads.calls.contains(expr) => {
                            reads.calls.push(expr.clone());
                        }
                        Some(_) => {}
                        None => found.push(Reads { rows: rows.clone(), calls: vec![expr.clone()] }),
                    }
                }
                Ok(TreeNodeRecursion::Continue)
            })?;
        }
        found.retain(|reads| reads.calls.len() > 1);
        Ok(found)
    }

    /// The column that a call of `row_get` reads.
    fn rows_of<'e>(&self, expr: &'e Expr) -> Option<&'e Expr> {
        match expr {
            Expr::ScalarFunction(call) if call.func == self.get => {
                call.args.first().filter(|rows| matches!(rows, Expr::Column(_)))
            }
            _ => None,
        }
    }

    /// One call for all of `reads`: the steps of each follow those of the one before it, behind a null.
    fn call_all(&self, reads: &Reads) -> Expr {
        let steps = reads.calls.iter().enumerate().flat_map(|(at, call)| {
            let steps = match call {
                Expr::ScalarFunction(call) => call.args[1..].to_vec(),
                _ => Vec::new(),
            };
            let between = (at > 0).then(|| lit(ScalarValue::Null));
            between.into_iter().chain(steps)
        });
        let arguments = std::iter::once(reads.rows.clone()).chain(steps).collect();
        Expr::ScalarFunction(ScalarFunction::new_udf(Arc::clone(&self.get_all), arguments))
    }
}

impl OptimizerRule for MergeReads {
    fn name(&self) -> &str {
        "merge_row_reads"
    }

    fn apply_order(&self) -> Option<ApplyOrder> {
        Some(ApplyOrder::BottomUp)
    }

    fn rewrite(
        &self,
        plan: LogicalPlan,
        _: &dyn OptimizerConfig,
    ) -> Result<Transformed<LogicalPlan>> {
        let LogicalPlan::Projection(projection) = &plan else { return Ok(Transformed::no(plan)) };
        let found = self.find(projection)?;
        if found.is_empty() {
            return Ok(Transformed::no(plan));
        }
        let columns = projection.input.schema().columns().into_iter().map(Expr::Column);
        let reads = found.iter().enumerate();
        let reads = reads.map(|(at, reads)| self.call_all(reads).alias(Reads::name(at)));
        let input = LogicalPlanBuilder::from(Arc::unwrap_or_clone(Arc::clone(&projection.input)))
            .project(columns.chain(reads).collect::<Vec<_>>())?
            .build()?;
        let read = |expr: Expr| {
            let at = |reads: &Reads| reads.calls.iter().position(|call| *call == expr);
            let place = found.iter().enumerate().find_map(|(rows, reads)| Some((rows, at(reads)?)));
            Ok(match place {
                Some((rows, value)) => {
                    let rows = Expr::Column(Column::from_name(Reads::name(rows)));
                    Transformed::yes(get_field(rows, functions::value_name(value)))
                }
                None => Transformed::no(expr),
            })
        };
        let exprs = projection.expr.iter().map(|expr| {
            let name = expr.qualified_name();
            let expr = expr.clone().transform(read)?.data;
            // The column keeps its name.
            Ok(match name == expr.qualified_name() {
                true => expr,
                false => expr.alias_qualified(name.0, name.1),
            })
        });
        let exprs = exprs.collect::<Result<Vec<_>>>()?;
        let merged = LogicalPlanBuilder::from(input).project(exprs)?.build()?;
        Ok(Transformed::yes(merged))
    }
}
