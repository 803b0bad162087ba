//! What DataFusion's scan operator asks of rows.

use std::fmt;
use std::sync::Arc;

use datafusion::common::Statistics;
use datafusion::common::tree_node::TreeNodeRecursion;
use datafusion::datasource::source::DataSource;
use datafusion::error::Result;
use datafusion::execution::{SendableRecordBatchStream, TaskContext};
use datafusion::physical_expr::projection::ProjectionExprs;
use datafusion::physical_expr::{EquivalenceProperties, LexOrdering, Partitioning, PhysicalExpr};
use datafusion::physical_plan::DisplayFormatType;
use datafusion::physical_plan::coop::cooperative;
use datafusion::physical_plan::execution_plan::SchedulingType;
use datafusion::physical_plan::metrics::ExecutionPlanMetricsSet;
use datafusion::physical_plan::projection::{all_alias_free_columns, new_projections_for_columns};
use datafusion::physical_plan::stream::RecordBatchStreamAdapter;
use futures::stream;

use super::source::RowSource;

impl DataSource for RowSource {
    fn open(
        &self,
        partition: usize,
        context: Arc<TaskContext>,
    ) -> Result<SendableRecordBatchStream> {
        let scan = self.scan(partition, context.session_config().batch_size());
        let schema = Arc::clone(self.schema());
        let stream = RecordBatchStreamAdapter::new(schema, stream::iter(scan));
        Ok(Box::pin(cooperative(stream)))
    }

    fn fmt_as(&self, format: DisplayFormatType, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names = self.schema().fields().iter().map(|field| field.name().as_str());
        let columns = names.collect::<Vec<_>>().join(", ");
        let (rows, partitions) = (self.row_count(), self.partition_count());
        match format {
            DisplayFormatType::Default | DisplayFormatType::Verbose => {
                write!(
                    f,
                    "format=rows, projection=[{columns}], rows={rows}, partitions={partitions}"
                )?;
                self.filter().map_or(Ok(()), |filter| write!(f, ", filter={}", filter.sql))?;
                self.limit().map_or(Ok(()), |limit| write!(f, ", limit={limit}"))
            }
            DisplayFormatType::TreeRender => {
                writeln!(f, "format=rows\nprojection={columns}\nrows={rows}")?;
                self.filter().map_or(Ok(()), |filter| writeln!(f, "filter={}", filter.sql))?;
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
        let columns = projection.as_ref();
        if !all_alias_free_columns(columns) {
            return Ok(None);
        }
        let all: Vec<usize> = (0..self.schema().fields().len()).collect();
        let projected = self.renewed().project(&new_projections_for_columns(columns, &all))?;
        Ok(Some(Arc::new(projected)))
    }

    fn apply_expressions(
        &self,
        _: &mut dyn FnMut(&Arc<dyn PhysicalExpr>) -> Result<TreeNodeRecursion>,
    ) -> Result<TreeNodeRecursion> {
        Ok(TreeNodeRecursion::Continue)
    }
}
