//! Several values of one column of rows are read in one pass.

use std::sync::Arc;

use datafusion::arrow::datatypes::Schema;
use datafusion::common::config::ConfigOptions;
use datafusion::common::tree_node::{Transformed, TreeNode, TreeNodeRecursion};
use datafusion::common::{Result, ScalarValue};
use datafusion::functions::core::get_field;
use datafusion::logical_expr::ScalarUDF;
use datafusion::physical_expr::expressions::{Column, Literal};
use datafusion::physical_expr::projection::ProjectionExpr;
use datafusion::physical_expr::{PhysicalExpr, ScalarFunctionExpr};
use datafusion::physical_optimizer::PhysicalOptimizerRule;
use datafusion::physical_plan::ExecutionPlan;
use datafusion::physical_plan::projection::ProjectionExec;

use crate::functions;

/// Puts a projection that reads all values of a column of rows at once under one that reads them one by
/// one. It changes the last form of a plan, as rules before it would put both into one again.
#[derive(Debug)]
pub(crate) struct MergeReads {
    get: ScalarUDF,
    get_all: Arc<ScalarUDF>,
}

impl Default for MergeReads {
    fn default() -> Self {
        Self { get: functions::row_get(), get_all: Arc::new(functions::row_get_all()) }
    }
}

/// Calls that read one column of rows.
struct Reads {
    rows: Arc<dyn PhysicalExpr>,
    calls: Vec<Arc<dyn PhysicalExpr>>,
}

impl Reads {
    /// Which of the calls this is.
    fn place_of(&self, expr: &Arc<dyn PhysicalExpr>) -> Option<usize> {
        self.calls.iter().position(|call| is_same(call, expr))
    }
}

fn is_same(one: &Arc<dyn PhysicalExpr>, other: &Arc<dyn PhysicalExpr>) -> bool {
    one.as_ref() == other.as_ref()
}

impl MergeReads {
    pub(crate) const NAME: &str = "merge_row_reads";

    /// The columns of rows of which several values are read.
    fn find(&self, projection: &ProjectionExec) -> Result<Vec<Reads>> {
        let mut found: Vec<Reads> = Vec::new();
        for column in projection.expr() {
            column.expr.apply(|expr| {
                if let Some(rows) = self.rows_of(expr) {
                    match found.iter_mut().find(|reads| is_same(&reads.rows, rows)) {
                        Some(reads) if reads.place_of(expr).is_none() => {
                            reads.calls.push(Arc::clone(expr));
                        }
                        Some(_) => {}
                        None => found
                            .push(Reads { rows: Arc::clone(rows), calls: vec![Arc::clone(expr)] }),
                    }
                }
                Ok(TreeNodeRecursion::Continue)
            })?;
        }
        found.retain(|reads| reads.calls.len() > 1);
        Ok(found)
    }

    /// The column that a call of `row_get` reads.
    fn rows_of<'e>(&self, expr: &'e Arc<dyn PhysicalExpr>) -> Option<&'e Arc<dyn PhysicalExpr>> {
        let call =
            expr.downcast_ref::<ScalarFunctionExpr>().filter(|call| *call.fun() == self.get)?;
        call.args().first().filter(|rows| rows.downcast_ref::<Column>().is_some())
    }

    /// One call for all of `reads`: the steps of each follow those of the one before it, behind a null.
    fn call_all(
        &self,
        reads: &Reads,
        schema: &Schema,
        config: &Arc<ConfigOptions>,
    ) -> Result<Arc<dyn PhysicalExpr>> {
        let mut arguments = vec![Arc::clone(&reads.rows)];
        for call in &reads.calls {
            if arguments.len() > 1 {
                arguments.push(literal(ScalarValue::Null));
            }
            let steps = call.downcast_ref::<ScalarFunctionExpr>().map(ScalarFunctionExpr::args);
            arguments.extend(steps.iter().flat_map(|steps| &steps[1..]).cloned());
        }
        let function = Arc::clone(&self.get_all);
        let call = ScalarFunctionExpr::try_new(function, arguments, schema, Arc::clone(config))?;
        Ok(Arc::new(call))
    }

    fn merge(
        &self,
        projection: &ProjectionExec,
        found: &[Reads],
        config: &ConfigOptions,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        let (input, config) = (projection.input(), Arc::new(config.clone()));
        let schema = input.schema();
        let columns = schema.fields().iter().enumerate().map(|(index, field)| {
            let name = field.name();
            ProjectionExpr { expr: Arc::new(Column::new(name, index)), alias: name.clone() }
        });
        let mut columns: Vec<ProjectionExpr> = columns.collect();
        for (at, reads) in found.iter().enumerate() {
            let expr = self.call_all(reads, &schema, &config)?;
            columns.push(ProjectionExpr { expr, alias: name(at) });
        }
        let inner = Arc::new(ProjectionExec::try_new(columns, Arc::clone(input))?);
        let inner_schema = inner.schema();
        let read = |expr: Arc<dyn PhysicalExpr>| {
            let mut places = found.iter().enumerate();
            let place = places.find_map(|(rows, reads)| Some((rows, reads.place_of(&expr)?)));
            let Some((rows, value)) = place else { return Ok(Transformed::no(expr)) };
            let rows = Column::new(&name(rows), schema.fields().len() + rows);
            let value = literal(ScalarValue::from(functions::value_name(value)));
            let arguments: Vec<Arc<dyn PhysicalExpr>> = vec![Arc::new(rows), value];
            let get = ScalarFunctionExpr::try_new(
                get_field(),
                arguments,
                &inner_schema,
                Arc::clone(&config),
            )?;
            Ok(Transformed::yes(Arc::new(get) as Arc<dyn PhysicalExpr>))
        };
        let outer = projection.expr().iter().map(|column| {
            let expr = Arc::clone(&column.expr).transform_down(read)?.data;
            Ok(ProjectionExpr { expr, alias: column.alias.clone() })
        });
        let outer = outer.collect::<Result<Vec<_>>>()?;
        let schema = projection.schema();
        Ok(Arc::new(ProjectionExec::try_new_with_schema_metadata(outer, inner, &schema)?))
    }
}

/// The name of a column of all values that are read of one column of rows.
fn name(at: usize) -> String {
    format!("__rows_{at}")
}

fn literal(value: ScalarValue) -> Arc<dyn PhysicalExpr> {
    Arc::new(Literal::new(value))
}

impl PhysicalOptimizerRule for MergeReads {
    fn optimize(
        &self,
        plan: Arc<dyn ExecutionPlan>,
        config: &ConfigOptions,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        let merged = plan.transform_up(|plan| {
            let Some(projection) = plan.downcast_ref::<ProjectionExec>() else {
                return Ok(Transformed::no(plan));
            };
            let found = self.find(projection)?;
            Ok(match found.is_empty() {
                true => Transformed::no(plan),
                false => Transformed::yes(self.merge(projection, &found, config)?),
            })
        })?;
        Ok(merged.data)
    }

    fn name(&self) -> &str {
        Self::NAME
    }

    fn schema_check(&self) -> bool {
        true
    }
}
