//! What DataFusion's scan operator asks of rows.

use std::fmt;
use std::sync::Arc;

use datafusion::common::Statistics;
use datafusion::common::config::ConfigOptions;
use datafusion::common::tree_node::{TreeNodeIterator, TreeNodeRecursion};
use datafusion::datasource::source::DataSource;
use datafusion::error::Result;
use datafusion::execution::{SendableRecordBatchStream, TaskContext};
use datafusion::functions::core::getfield::GetFieldFunc;
use datafusion::physical_expr::expressions::Column;
use datafusion::physical_expr::projection::{ProjectionExpr, ProjectionExprs};
use datafusion::physical_expr::{
    EquivalenceProperties, LexOrdering, Partitioning, PhysicalExpr, ScalarFunctionExpr,
};
use datafusion::physical_expr_common::physical_expr::fmt_sql;
use datafusion::physical_plan::DisplayFormatType;
use datafusion::physical_plan::coop::cooperative;
use datafusion::physical_plan::execution_plan::SchedulingType;
use datafusion::physical_plan::filter_pushdown::FilterPushdownPropagation;
use datafusion::physical_plan::metrics::{BaselineMetrics, ExecutionPlanMetricsSet, RecordOutput};
use datafusion::physical_plan::stream::RecordBatchStreamAdapter;
use futures::stream;

use super::source::RowSource;

impl DataSource for RowSource {
    fn open(
        &self,
        partition: usize,
        context: Arc<TaskContext>,
    ) -> Result<SendableRecordBatchStream> {
        let mut scan = self.scan(partition, context.session_config().batch_size())?;
        let metrics = BaselineMetrics::new(self.counters(), partition);
        let batches = std::iter::from_fn(move || {
            let timer = metrics.elapsed_compute().timer();
            let batch = scan.next();
            drop(timer);
            batch.map(|batch| batch.record_output(&metrics))
        });
        let schema = Arc::clone(self.schema());
        let stream = RecordBatchStreamAdapter::new(schema, stream::iter(batches));
        Ok(Box::pin(cooperative(stream)))
    }

    fn fmt_as(&self, format: DisplayFormatType, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let columns = self.projection().as_ref().iter().map(|column| {
            match column.expr.downcast_ref::<Column>() {
                Some(field) if field.name() == column.alias => column.alias.clone(),
                _ => format!("{} AS {}", fmt_sql(column.expr.as_ref()), column.alias),
            }
        });
        let columns = columns.collect::<Vec<_>>().join(", ");
        let (rows, partitions) = (self.row_count(), self.partition_count());
        match format {
            DisplayFormatType::Default | DisplayFormatType::Verbose => {
                write!(
                    f,
                    "format=rows, projection=[{columns}], rows={rows}, partitions={partitions}"
                )?;
                if !self.wanted().is_all() {
                    write!(f, ", filter={}", self.wanted())?;
                }
                self.limit().map_or(Ok(()), |limit| write!(f, ", limit={limit}"))
            }
            DisplayFormatType::TreeRender => {
                writeln!(f, "format=rows\nprojection={columns}\nrows={rows}")?;
                if !self.wanted().is_all() {
                    writeln!(f, "filter={}", self.wanted())?;
                }
                self.limit().map_or(Ok(()), |limit| writeln!(f, "limit={limit}"))
            }
        }
    }

    /// More partitions of consecutive rows, since decoding them takes a core each.
    fn repartitioned(
        &self,
        target_partitions: usize,
        _: usize,
        _: Option<LexOrdering>,
    ) -> Result<Option<Arc<dyn DataSource>>> {
        let count = target_partitions.min(self.row_count());
        if count <= self.partition_count() {
            return Ok(None);
        }
        Ok(Some(Arc::new(self.renewed().split(count))))
    }

    fn output_partitioning(&self) -> Partitioning {
        Partitioning::UnknownPartitioning(self.partition_count())
    }

    fn eq_properties(&self) -> EquivalenceProperties {
        EquivalenceProperties::new(Arc::clone(self.schema()))
    }

    fn scheduling_type(&self) -> SchedulingType {
        SchedulingType::Cooperative
    }

    fn partition_statistics(&self, partition: Option<usize>) -> Result<Arc<Statistics>> {
        let rows = match partition {
            Some(partition) => self.partition_row_count(partition),
            None => self.row_count(),
        };
        Ok(Arc::new(self.statistics(rows)))
    }

    fn with_fetch(&self, fetch: Option<usize>) -> Option<Arc<dyn DataSource>> {
        Some(Arc::new(self.renewed().limited(fetch)))
    }

    fn fetch(&self) -> Option<usize> {
        self.limit()
    }

    fn metrics(&self) -> ExecutionPlanMetricsSet {
        self.counters().clone()
    }

    fn try_swapping_with_projection(
        &self,
        projection: &ProjectionExprs,
    ) -> Result<Option<Arc<dyn DataSource>>> {
        let of_columns = |column: &ProjectionExpr| is_column_or_field(&column.expr);
        if !projection.as_ref().iter().all(of_columns) {
            return Ok(None);
        }
        Ok(Some(Arc::new(self.renewed().project(projection)?)))
    }

    fn try_pushdown_filters(
        &self,
        filters: Vec<Arc<dyn PhysicalExpr>>,
        _: &ConfigOptions,
    ) -> Result<FilterPushdownPropagation<Arc<dyn DataSource>>> {
        let (filtered, answers) = self.renewed().filtered(filters)?;
        let answers = FilterPushdownPropagation::with_parent_pushdown_result(answers);
        Ok(answers.with_updated_node(Arc::new(filtered)))
    }

    fn apply_expressions(
        &self,
        visit: &mut dyn FnMut(&Arc<dyn PhysicalExpr>) -> Result<TreeNodeRecursion>,
    ) -> Result<TreeNodeRecursion> {
        let projected = self.projection().as_ref().iter().map(|column| &column.expr);
        projected.chain(self.wanted().filters()).apply_until_stop(visit)
    }
}

/// Whether this is a value that rows have, and not what is computed of it.
fn is_column_or_field(expr: &Arc<dyn PhysicalExpr>) -> bool {
    expr.downcast_ref::<Column>().is_some()
        || ScalarFunctionExpr::try_downcast_func::<GetFieldFunc>(expr.as_ref())
            .is_some_and(|call| is_column_or_field(&call.args()[0]))
}
