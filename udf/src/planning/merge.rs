//! Several values of one column of rows are read in one pass.

use std::sync::Arc;

use datafusion::arrow::datatypes::{DataType, Schema};
use datafusion::common::config::ConfigOptions;
use datafusion::common::tree_node::{Transformed, TreeNode, TreeNodeRecursion};
use datafusion::common::{Result, ScalarValue};
use datafusion::functions::core::get_field;
use datafusion::logical_expr::ScalarUDF;
use datafusion::physical_expr::expressions::{Column, Literal, TryCastExpr};
use datafusion::physical_expr::projection::ProjectionExpr;
use datafusion::physical_expr::{PhysicalExpr, ScalarFunctionExpr};
use datafusion::physical_optimizer::PhysicalOptimizerRule;
use datafusion::physical_plan::ExecutionPlan;
use datafusion::physical_plan::projection::ProjectionExec;

use crate::functions;

/// Puts a projection that reads all values of a column of rows at once under one that reads them one by
/// one. The rules that move projections towards scans leave them apart.
#[derive(Debug)]
pub(crate) struct MergeReads {
    get: Arc<ScalarUDF>,
    get_all: Arc<ScalarUDF>,
    /// The functions that read a value and cast it.
    casting: [ScalarUDF; 4],
}

impl Default for MergeReads {
    fn default() -> Self {
        Self {
            get: Arc::new(functions::row_get()),
            get_all: Arc::new(functions::row_get_all()),
            casting: functions::casting().map(|(_, function)| function),
        }
    }
}

/// Values that are read of one column of rows.
struct Reads {
    rows: Arc<dyn PhysicalExpr>,
    /// Of each value, the steps that lead to it.
    paths: Vec<Vec<Arc<dyn PhysicalExpr>>>,
}

/// One value that is read of a column of rows.
struct Read<'e> {
    rows: &'e Arc<dyn PhysicalExpr>,
    path: &'e [Arc<dyn PhysicalExpr>],
    /// What it is cast to.
    cast: Option<&'e DataType>,
}

impl Reads {
    /// Which of the values this is.
    fn place_of(&self, read: &Read<'_>) -> Option<usize> {
        is_same(&self.rows, read.rows).then_some(())?;
        self.paths.iter().position(|path| {
            path.len() == read.path.len()
                && path.iter().zip(read.path).all(|(one, other)| is_same(one, other))
        })
    }
}

fn is_same(one: &Arc<dyn PhysicalExpr>, other: &Arc<dyn PhysicalExpr>) -> bool {
    one.as_ref() == other.as_ref()
}

impl MergeReads {
    pub(crate) const NAME: &str = "merge_row_reads";

    /// The columns of rows of which several values are read.
    fn find(&self, projection: &ProjectionExec, config: &Arc<ConfigOptions>) -> Result<Vec<Reads>> {
        let schema = projection.input().schema();
        let mut found: Vec<Reads> = Vec::new();
        for column in projection.expr() {
            column.expr.apply(|expr| {
                let Some(read) = self.read(expr, &schema, config)? else {
                    return Ok(TreeNodeRecursion::Continue);
                };
                match found.iter_mut().find(|reads| is_same(&reads.rows, read.rows)) {
                    Some(reads) if reads.place_of(&read).is_none() => {
                        reads.paths.push(read.path.to_vec());
                    }
                    Some(_) => {}
                    None => {
                        let (rows, paths) = (Arc::clone(read.rows), vec![read.path.to_vec()]);
                        found.push(Reads { rows, paths });
                    }
                }
                Ok(TreeNodeRecursion::Continue)
            })?;
        }
        found.retain(|reads| reads.paths.len() > 1);
        Ok(found)
    }

    /// The value that a call reads of a column of `schema`, if it is one that reads a value.
    fn read<'e>(
        &self,
        expr: &'e Arc<dyn PhysicalExpr>,
        schema: &Schema,
        config: &Arc<ConfigOptions>,
    ) -> Result<Option<Read<'e>>> {
        let Some(call) = expr.downcast_ref::<ScalarFunctionExpr>() else { return Ok(None) };
        let Some((rows, path)) = call.args().split_first() else { return Ok(None) };
        let casts = self.casting.contains(call.fun());
        if !(casts || *call.fun() == *self.get) || rows.downcast_ref::<Column>().is_none() {
            return Ok(None);
        }
        if casts {
            let (get, arguments) = (Arc::clone(&self.get), call.args().to_vec());
            let value = ScalarFunctionExpr::try_new(get, arguments, schema, Arc::clone(config))?;
            // The text of nested values is JSON, which is no cast.
            if value.return_type().is_nested() {
                return Ok(None);
            }
        }
        Ok(Some(Read { rows, path, cast: casts.then(|| call.return_type()) }))
    }

    /// One call for all of `reads`: the steps of each follow those of the one before it, behind a null.
    fn call_all(
        &self,
        reads: &Reads,
        schema: &Schema,
        config: &Arc<ConfigOptions>,
    ) -> Result<Arc<dyn PhysicalExpr>> {
        let mut arguments = vec![Arc::clone(&reads.rows)];
        for path in &reads.paths {
            if arguments.len() > 1 {
                arguments.push(literal(ScalarValue::Null));
            }
            arguments.extend(path.iter().cloned());
        }
        let function = Arc::clone(&self.get_all);
        let call = ScalarFunctionExpr::try_new(function, arguments, schema, Arc::clone(config))?;
        Ok(Arc::new(call))
    }

    fn merge(
        &self,
        projection: &ProjectionExec,
        found: &[Reads],
        config: &Arc<ConfigOptions>,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        let input = projection.input();
        let schema = input.schema();
        let columns = schema.fields().iter().enumerate().map(|(index, field)| {
            let name = field.name();
            ProjectionExpr { expr: Arc::new(Column::new(name, index)), alias: name.clone() }
        });
        let mut columns: Vec<ProjectionExpr> = columns.collect();
        for (at, reads) in found.iter().enumerate() {
            let expr = self.call_all(reads, &schema, config)?;
            columns.push(ProjectionExpr { expr, alias: name(at) });
        }
        let inner = Arc::new(ProjectionExec::try_new(columns, Arc::clone(input))?);
        let inner_schema = inner.schema();
        let replace = |expr: Arc<dyn PhysicalExpr>| {
            let Some(read) = self.read(&expr, &schema, config)? else {
                return Ok(Transformed::no(expr));
            };
            let mut places = found.iter().enumerate();
            let place = places.find_map(|(rows, reads)| Some((rows, reads.place_of(&read)?)));
            let Some((rows, value)) = place else { return Ok(Transformed::no(expr)) };
            let rows = Column::new(&name(rows), schema.fields().len() + rows);
            let value = literal(ScalarValue::from(functions::value_name(value)));
            let arguments: Vec<Arc<dyn PhysicalExpr>> = vec![Arc::new(rows), value];
            let get = ScalarFunctionExpr::try_new(
                get_field(),
                arguments,
                &inner_schema,
                Arc::clone(config),
            )?;
            let value: Arc<dyn PhysicalExpr> = match read.cast {
                Some(wanted) => Arc::new(TryCastExpr::new(Arc::new(get), wanted.clone())),
                None => Arc::new(get),
            };
            Ok(Transformed::new(value, true, TreeNodeRecursion::Jump))
        };
        let outer = projection.expr().iter().map(|column| {
            let expr = Arc::clone(&column.expr).transform_down(replace)?.data;
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
        let config = Arc::new(config.clone());
        let merged = plan.transform_up(|plan| {
            let Some(projection) = plan.downcast_ref::<ProjectionExec>() else {
                return Ok(Transformed::no(plan));
            };
            let found = self.find(projection, &config)?;
            Ok(match found.is_empty() {
                true => Transformed::no(plan),
                false => Transformed::yes(self.merge(projection, &found, &config)?),
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
