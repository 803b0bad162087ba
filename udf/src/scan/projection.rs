//! Which fields of rows a scan decodes, and what it makes of them.

use std::sync::Arc;

use datafusion::arrow::array::{RecordBatch, RecordBatchOptions};
use datafusion::arrow::datatypes::SchemaRef;
use datafusion::common::Result;
use datafusion::common::tree_node::{Transformed, TreeNode, TreeNodeRecursion};
use datafusion::physical_expr::PhysicalExpr;
use datafusion::physical_expr::expressions::Column;
use datafusion::physical_expr::projection::{ProjectionExpr, ProjectionExprs, Projector};
use ferrow_convert::{FieldPath, RowDecoder};
use ferrow_row::RowLayout;

use super::path::path_of;
use crate::functions::external;

/// The fields that expressions of SQL read of rows, of structs no more than what is read of them.
#[derive(Debug)]
pub(crate) struct RowProjection {
    /// Decodes the fields, each a column.
    pub(crate) decoder: RowDecoder,
    /// What is made of these columns, and of those behind them.
    pub(crate) of_columns: ProjectionExprs,
}

impl RowProjection {
    /// Splits `projection`, whose columns are the fields of rows of `layout` and, behind them, others.
    pub(crate) fn try_new(layout: &Arc<RowLayout>, projection: &ProjectionExprs) -> Result<Self> {
        let mut paths: Vec<FieldPath> = Vec::new();
        for column in projection.as_ref() {
            column.expr.apply(|expr| {
                let Some(path) = path_of(layout, expr) else {
                    return Ok(TreeNodeRecursion::Continue);
                };
                if !paths.contains(&path) {
                    paths.push(path);
                }
                Ok(TreeNodeRecursion::Jump)
            })?;
        }
        let decoder = RowDecoder::new(layout).project_paths(paths.clone()).map_err(external)?;
        let columns = decoder.schema().fields();
        let to_column = |expr: Arc<dyn PhysicalExpr>| {
            let found = path_of(layout, &expr)
                .and_then(|path| paths.iter().position(|found| *found == path));
            let column = match (found, expr.downcast_ref::<Column>()) {
                (Some(index), _) => Column::new(columns[index].name(), index),
                (None, Some(other)) => {
                    Column::new(other.name(), other.index() - layout.len() + columns.len())
                }
                (None, None) => return Ok(Transformed::no(expr)),
            };
            Ok(Transformed::new(Arc::new(column) as _, true, TreeNodeRecursion::Jump))
        };
        let of_columns = projection.as_ref().iter().map(|column| {
            let expr = Arc::clone(&column.expr).transform_down(to_column)?.data;
            Ok(ProjectionExpr::new(expr, column.alias.clone()))
        });
        let of_columns = ProjectionExprs::new(of_columns.collect::<Result<Vec<_>>>()?);
        Ok(Self { decoder, of_columns })
    }

    /// Makes batches of `schema` of the decoded columns, where there are none behind them.
    pub(crate) fn projector(&self, schema: &SchemaRef) -> Result<ColumnProjector> {
        let projector = self.of_columns.make_projector(self.decoder.schema())?;
        Ok(ColumnProjector { projector, schema: Arc::clone(schema) })
    }

    /// The same of columns that may all be null, as those of rows are that are themselves null.
    pub(crate) fn nullable(self) -> Self {
        Self { decoder: self.decoder.nullable(), ..self }
    }
}

/// Makes of decoded columns what a query wants of them.
pub(crate) struct ColumnProjector {
    projector: Projector,
    schema: SchemaRef,
}

impl ColumnProjector {
    pub(crate) fn project(&self, columns: &RecordBatch) -> Result<RecordBatch> {
        let projected = self.projector.project_batch(columns)?;
        let rows = RecordBatchOptions::new().with_row_count(Some(projected.num_rows()));
        let (_, columns, _) = projected.into_parts();
        Ok(RecordBatch::try_new_with_options(Arc::clone(&self.schema), columns, &rows)?)
    }
}
