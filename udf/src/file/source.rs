//! A scan of row files: which columns, which rows.

use std::fmt;
use std::sync::Arc;

use datafusion::common::config::ConfigOptions;
use datafusion::common::tree_node::TreeNodeRecursion;
use datafusion::common::{Result, internal_datafusion_err};
use datafusion::datasource::physical_plan::{FileOpener, FileScanConfig, FileSource};
use datafusion::datasource::projection::{ProjectionOpener, SplitProjection};
use datafusion::datasource::table_schema::TableSchema;
use datafusion::physical_expr::projection::ProjectionExprs;
use datafusion::physical_expr::{PhysicalExpr, conjunction};
use datafusion::physical_plan::DisplayFormatType;
use datafusion::physical_plan::filter_pushdown::{FilterPushdownPropagation, PushedDown};
use datafusion::physical_plan::metrics::ExecutionPlanMetricsSet;
use ferrow_row::RowLayout;
use object_store::ObjectStore;

use super::opener::RowFileOpener;
use super::predicate::predicate;
use crate::functions::external;

/// What is read of row files.
#[derive(Clone)]
pub(super) struct RowFileSource {
    table_schema: TableSchema,
    projection: SplitProjection,
    /// What rows are asked before they are decoded.
    filter: Option<Arc<dyn PhysicalExpr>>,
    batch_rows: usize,
    metrics: ExecutionPlanMetricsSet,
}

impl RowFileSource {
    pub(super) fn new(table_schema: TableSchema) -> Self {
        Self {
            projection: SplitProjection::unprojected(&table_schema),
            table_schema,
            filter: None,
            batch_rows: ferrow_convert::BATCH_ROWS,
            metrics: ExecutionPlanMetricsSet::new(),
        }
    }

    /// The layout of rows of the table, whatever those of the files are.
    fn layout(&self) -> Result<Arc<RowLayout>> {
        RowLayout::try_new(Arc::clone(self.table_schema.file_schema())).map_err(external)
    }

    /// Whether rows are asked this filter, with the answer that SQL gives.
    fn is_exact(&self, layout: &Arc<RowLayout>, filter: &Arc<dyn PhysicalExpr>) -> bool {
        predicate(layout, filter).is_some()
    }
}

impl FileSource for RowFileSource {
    fn create_file_opener(
        &self,
        store: Arc<dyn ObjectStore>,
        config: &FileScanConfig,
        _: usize,
    ) -> Result<Arc<dyn FileOpener>> {
        let layout = self.layout()?;
        let filter = self.filter.as_ref().map(|filter| {
            predicate(&layout, filter).ok_or_else(|| {
                internal_datafusion_err!("{filter} was taken, and rows are not asked it")
            })
        });
        let filter = filter.transpose()?;
        let columns = self.projection.file_indices.clone();
        let opener = RowFileOpener::try_new(store, layout, &columns, filter)?
            .with_batch_rows(config.batch_size.unwrap_or(self.batch_rows));
        let opener = Arc::new(opener);
        ProjectionOpener::try_new(self.projection.clone(), opener, self.table_schema.file_schema())
    }

    fn table_schema(&self) -> &TableSchema {
        &self.table_schema
    }

    fn with_batch_size(&self, batch_rows: usize) -> Arc<dyn FileSource> {
        Arc::new(Self { batch_rows, ..self.clone() })
    }

    fn filter(&self) -> Option<Arc<dyn PhysicalExpr>> {
        self.filter.clone()
    }

    fn projection(&self) -> Option<&ProjectionExprs> {
        Some(&self.projection.source)
    }

    fn metrics(&self) -> &ExecutionPlanMetricsSet {
        &self.metrics
    }

    fn file_type(&self) -> &str {
        "ferrow"
    }

    fn fmt_extra(&self, _: DisplayFormatType, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.filter {
            Some(filter) => write!(f, ", filter={filter}"),
            None => Ok(()),
        }
    }

    fn try_pushdown_filters(
        &self,
        filters: Vec<Arc<dyn PhysicalExpr>>,
        _: &ConfigOptions,
    ) -> Result<FilterPushdownPropagation<Arc<dyn FileSource>>> {
        let layout = self.layout()?;
        let exact: Vec<bool> =
            filters.iter().map(|filter| self.is_exact(&layout, filter)).collect();
        let answers =
            exact.iter().map(|exact| if *exact { PushedDown::Yes } else { PushedDown::No });
        let answers = FilterPushdownPropagation::with_parent_pushdown_result(answers.collect());
        let taken = filters.into_iter().zip(&exact).filter(|(_, exact)| **exact);
        let taken: Vec<_> =
            self.filter.iter().cloned().chain(taken.map(|(filter, _)| filter)).collect();
        if !exact.contains(&true) {
            return Ok(answers);
        }
        let source = Self { filter: Some(conjunction(taken)), ..self.clone() };
        Ok(answers.with_updated_node(Arc::new(source)))
    }

    fn try_pushdown_projection(
        &self,
        projection: &ProjectionExprs,
    ) -> Result<Option<Arc<dyn FileSource>>> {
        let merged = self.projection.source.try_merge(projection)?;
        let projection = SplitProjection::new(self.table_schema.file_schema(), &merged);
        Ok(Some(Arc::new(Self { projection, ..self.clone() })))
    }

    fn apply_expressions(
        &self,
        visit: &mut dyn FnMut(&Arc<dyn PhysicalExpr>) -> Result<TreeNodeRecursion>,
    ) -> Result<TreeNodeRecursion> {
        let projected = self.projection.source.as_ref().iter().map(|column| &column.expr);
        for expr in projected.chain(&self.filter) {
            if visit(expr)? == TreeNodeRecursion::Stop {
                return Ok(TreeNodeRecursion::Stop);
            }
        }
        Ok(TreeNodeRecursion::Continue)
    }
}
