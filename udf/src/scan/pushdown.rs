//! Filters of logical plans as those of physical ones, which rows are asked.

use std::sync::Arc;

use datafusion::arrow::datatypes::SchemaRef;
use datafusion::catalog::Session;
use datafusion::common::{DFSchema, Result};
use datafusion::logical_expr::execution_props::ExecutionProps;
use datafusion::logical_expr::expr_rewriter::unnormalize_col;
use datafusion::logical_expr::physical_planning_context::PhysicalPlanningContext;
use datafusion::logical_expr::{Expr, TableProviderFilterPushDown};
use datafusion::physical_expr::{PhysicalExpr, conjunction, create_physical_expr};
use datafusion::physical_plan::ExecutionPlan;
use datafusion::physical_plan::filter::FilterExecBuilder;
use ferrow_row::RowLayout;

use super::RowsWanted;

/// Which filters of a table of `schema` rows are asked, with the answers that SQL gives.
pub(crate) fn answers(
    layout: &Arc<RowLayout>,
    schema: &SchemaRef,
    filters: &[&Expr],
) -> Result<Vec<TableProviderFilterPushDown>> {
    let columns = DFSchema::try_from(Arc::clone(schema))?;
    let (props, planning) = (ExecutionProps::new(), PhysicalPlanningContext::default());
    let answer = |filter: &&Expr| {
        let filter = unnormalize_col((*filter).clone());
        let filter = create_physical_expr(&filter, &columns, &props, &planning);
        match filter.is_ok_and(|filter| RowsWanted::takes(layout, &filter)) {
            true => TableProviderFilterPushDown::Exact,
            false => TableProviderFilterPushDown::Unsupported,
        }
    };
    Ok(filters.iter().map(answer).collect())
}

/// `scan` of all columns under the filters that its rows are not asked, and of the columns of a projection.
/// Optimising goes on after a table has taken a filter, and may give it another form.
pub(crate) fn filtered(
    scan: Arc<dyn ExecutionPlan>,
    filters: Vec<Arc<dyn PhysicalExpr>>,
    projection: Option<&Vec<usize>>,
) -> Result<Arc<dyn ExecutionPlan>> {
    let filter = FilterExecBuilder::new(conjunction(filters), scan);
    Ok(Arc::new(filter.apply_projection(projection.cloned())?.build()?))
}

/// The filters of a scan.
pub(crate) fn filters(
    session: &dyn Session,
    schema: &SchemaRef,
    filters: &[Expr],
) -> Result<Vec<Arc<dyn PhysicalExpr>>> {
    let columns = DFSchema::try_from(Arc::clone(schema))?;
    let filters = filters.iter().map(|filter| unnormalize_col(filter.clone()));
    filters.map(|filter| session.create_physical_expr(filter, &columns)).collect()
}
