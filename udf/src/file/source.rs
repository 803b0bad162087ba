//! A scan of row files: which columns, which rows.

use std::fmt;
use std::sync::Arc;

use datafusion::common::Result;
use datafusion::common::config::ConfigOptions;
use datafusion::common::tree_node::{TreeNodeIterator, TreeNodeRecursion};
use datafusion::datasource::physical_plan::{FileOpener, FileScanConfig, FileSource};
use datafusion::datasource::projection::{ProjectionOpener, SplitProjection};
use datafusion::datasource::table_schema::TableSchema;
use datafusion::physical_expr::projection::ProjectionExprs;
use datafusion::physical_expr::{PhysicalExpr, conjunction_opt};
use datafusion::physical_plan::DisplayFormatType;
use datafusion::physical_plan::filter_pushdown::FilterPushdownPropagation;
use datafusion::physical_plan::metrics::ExecutionPlanMetricsSet;
use ferrow_row::RowLayout;
use object_store::ObjectStore;

use super::opener::{RowFileOpener, Rows};
use crate::functions::external;
use crate::scan::{RowProjection, RowsWanted};

/// What is read of row files.
#[derive(Clone)]
pub(crate) struct RowFileSource {
    table_schema: TableSchema,
    projection: ProjectionExprs,
    wanted: RowsWanted,
    batch_rows: usize,
    metrics: ExecutionPlanMetricsSet,
}

impl RowFileSource {
    pub(super) fn new(table_schema: TableSchema) -> Self {
        let columns = table_schema.table_schema();
        let all: Vec<usize> = (0..columns.fields().len()).collect();
        Self {
            projection: ProjectionExprs::from_indices(&all, columns),
            table_schema,
            wanted: RowsWanted::default(),
            batch_rows: ferrow_convert::BATCH_ROWS,
            metrics: ExecutionPlanMetricsSet::new(),
        }
    }

    /// The scan of all columns that was shipped with these filters, of which nobody asks the `exact` ones again.
    #[cfg(feature = "distributed")]
    pub(crate) fn restored(
        table_schema: TableSchema,
        exact: Vec<Arc<dyn PhysicalExpr>>,
        dynamic: Vec<Arc<dyn PhysicalExpr>>,
        batch_rows: usize,
    ) -> Result<Self> {
        let mut source = Self { batch_rows, ..Self::new(table_schema) };
        source.wanted = RowsWanted::restored(&source.layout()?, exact, dynamic)?;
        Ok(source)
    }

    #[cfg(feature = "distributed")]
    pub(crate) fn wanted(&self) -> &RowsWanted {
        &self.wanted
    }

    #[cfg(feature = "distributed")]
    pub(crate) fn batch_rows(&self) -> usize {
        self.batch_rows
    }

    /// The layout of rows of the table, whatever those of the files are.
    fn layout(&self) -> Result<Arc<RowLayout>> {
        RowLayout::try_new(Arc::clone(self.table_schema.file_schema())).map_err(external)
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
        let fields = RowProjection::try_new(&layout, &self.projection)?.nullable();
        let columns = Arc::clone(fields.decoder.schema());
        let rows = Rows {
            layout,
            decoder: fields.decoder,
            wanted: match config.limit {
                Some(_) => self.wanted.exact_alone(),
                None => self.wanted.clone(),
            },
            part_rows: config.batch_size.unwrap_or(self.batch_rows),
        };
        let opener = Arc::new(RowFileOpener::new(store, rows));
        // What is made of the columns, and of those that folders are named by.
        let of_columns = SplitProjection::new(&columns, &fields.of_columns);
        ProjectionOpener::try_new(of_columns, opener, &columns)
    }

    fn table_schema(&self) -> &TableSchema {
        &self.table_schema
    }

    fn with_batch_size(&self, batch_rows: usize) -> Arc<dyn FileSource> {
        Arc::new(Self { batch_rows, ..self.clone() })
    }

    fn filter(&self) -> Option<Arc<dyn PhysicalExpr>> {
        conjunction_opt(self.wanted.filters().cloned())
    }

    fn projection(&self) -> Option<&ProjectionExprs> {
        Some(&self.projection)
    }

    fn metrics(&self) -> &ExecutionPlanMetricsSet {
        &self.metrics
    }

    fn file_type(&self) -> &str {
        "ferrow"
    }

    fn fmt_extra(&self, _: DisplayFormatType, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.wanted.is_all() {
            true => Ok(()),
            false => write!(f, ", filter={}", self.wanted),
        }
    }

    fn try_pushdown_filters(
        &self,
        filters: Vec<Arc<dyn PhysicalExpr>>,
        _: &ConfigOptions,
    ) -> Result<FilterPushdownPropagation<Arc<dyn FileSource>>> {
        let (wanted, answers) = self.wanted.with(&self.layout()?, filters);
        let answers = FilterPushdownPropagation::with_parent_pushdown_result(answers);
        Ok(answers.with_updated_node(Arc::new(Self { wanted, ..self.clone() })))
    }

    fn try_pushdown_projection(
        &self,
        projection: &ProjectionExprs,
    ) -> Result<Option<Arc<dyn FileSource>>> {
        let projection = self.projection.try_merge(projection)?;
        Ok(Some(Arc::new(Self { projection, ..self.clone() })))
    }

    fn apply_expressions(
        &self,
        visit: &mut dyn FnMut(&Arc<dyn PhysicalExpr>) -> Result<TreeNodeRecursion>,
    ) -> Result<TreeNodeRecursion> {
        let projected = self.projection.as_ref().iter().map(|column| &column.expr);
        projected.chain(self.wanted.filters()).apply_until_stop(visit)
    }
}
