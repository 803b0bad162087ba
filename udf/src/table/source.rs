//! What DataFusion's scan operator asks of rows.

use std::fmt;
use std::sync::Arc;

use datafusion::arrow::datatypes::SchemaRef;
use datafusion::common::stats::Precision;
use datafusion::common::tree_node::TreeNodeRecursion;
use datafusion::common::{DataFusionError, Statistics};
use datafusion::datasource::source::DataSource;
use datafusion::error::Result;
use datafusion::execution::{SendableRecordBatchStream, TaskContext};
use datafusion::physical_expr::projection::ProjectionExprs;
use datafusion::physical_expr::{EquivalenceProperties, LexOrdering, Partitioning, PhysicalExpr};
use datafusion::physical_plan::DisplayFormatType;
use datafusion::physical_plan::coop::cooperative;
use datafusion::physical_plan::execution_plan::SchedulingType;
use datafusion::physical_plan::metrics::{BaselineMetrics, ExecutionPlanMetricsSet};
use datafusion::physical_plan::projection::{all_alias_free_columns, new_projections_for_columns};
use datafusion::physical_plan::stream::RecordBatchStreamAdapter;
use ferrow_convert::RowDecoder;
use ferrow_row::RowLayout;
use futures::stream;

use super::partitions::Partitions;
use super::scan::RowScan;

/// Which rows a scan reads, and which of their fields.
#[derive(Debug)]
pub(super) struct RowSource {
    layout: Arc<RowLayout>,
    partitions: Partitions,
    /// Of the whole table, whichever of its rows are read.
    nulls: NullRows,
    /// The ordinals of the fields that are read.
    projection: Vec<usize>,
    schema: SchemaRef,
    /// The most rows that each partition gives.
    fetch: Option<usize>,
    metrics: ExecutionPlanMetricsSet,
}

/// Whether rows are themselves null, so that no column can promise to be free of nulls.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum NullRows {
    Absent,
    Present,
}

impl RowSource {
    pub(super) fn new(layout: Arc<RowLayout>, partitions: Partitions) -> Self {
        let nulls = match partitions.has_null_rows() {
            true => NullRows::Present,
            false => NullRows::Absent,
        };
        Self {
            projection: (0..layout.len()).collect(),
            schema: Arc::clone(nulls.decoder(RowDecoder::new(&layout)).schema()),
            layout,
            partitions,
            nulls,
            fetch: None,
            metrics: ExecutionPlanMetricsSet::new(),
        }
    }

    pub(super) fn layout(&self) -> &Arc<RowLayout> {
        &self.layout
    }

    pub(super) fn schema(&self) -> &SchemaRef {
        &self.schema
    }

    /// The same source for another operator of a plan, which counts for itself alone.
    pub(super) fn renewed(&self) -> Self {
        Self {
            layout: Arc::clone(&self.layout),
            partitions: self.partitions.clone(),
            nulls: self.nulls,
            projection: self.projection.clone(),
            schema: Arc::clone(&self.schema),
            fetch: self.fetch,
            metrics: ExecutionPlanMetricsSet::new(),
        }
    }

    /// The columns of this source that `columns` names by ordinal.
    pub(super) fn project(mut self, columns: &[usize]) -> Result<Self> {
        self.schema = Arc::new(self.schema.project(columns)?);
        self.projection = columns.iter().map(|&column| self.projection[column]).collect();
        Ok(self)
    }

    /// The first `limit` rows, or fewer where partitions are limited already.
    pub(super) fn first(mut self, limit: usize) -> Self {
        self.partitions = self.partitions.first(limit);
        self.fetch = Some(self.fetch.map_or(limit, |fetch| fetch.min(limit)));
        self
    }

    /// The number of rows that all partitions give.
    pub(super) fn row_count(&self) -> usize {
        (0..self.partitions.len()).map(|partition| self.partition_row_count(partition)).sum()
    }

    fn partition_row_count(&self, partition: usize) -> usize {
        self.partitions.row_count(partition).min(self.fetch.unwrap_or(usize::MAX))
    }

    /// What is known of `rows` rows without reading them.
    pub(super) fn statistics(&self, rows: usize) -> Statistics {
        let mut statistics =
            Statistics::new_unknown(&self.schema).with_num_rows(Precision::Exact(rows));
        statistics.calculate_total_byte_size(&self.schema);
        for (column, field) in statistics.column_statistics.iter_mut().zip(self.schema.fields()) {
            if !field.is_nullable() {
                column.null_count = Precision::Exact(0);
            }
        }
        statistics
    }

    fn decoder(&self) -> Result<RowDecoder> {
        let decoder = RowDecoder::new(&self.layout)
            .project(&self.projection)
            .map_err(|error| DataFusionError::External(Box::new(error)))?;
        Ok(self.nulls.decoder(decoder))
    }

    fn column_names(&self) -> String {
        let names: Vec<&str> =
            self.schema.fields().iter().map(|field| field.name().as_str()).collect();
        names.join(", ")
    }
}

impl NullRows {
    /// `decoder`, of columns that take these rows.
    fn decoder(self, decoder: RowDecoder) -> RowDecoder {
        match self {
            Self::Absent => decoder,
            Self::Present => decoder.nullable(),
        }
    }
}

impl DataSource for RowSource {
    fn open(
        &self,
        partition: usize,
        context: Arc<TaskContext>,
    ) -> Result<SendableRecordBatchStream> {
        let scan = RowScan::new(
            self.decoder()?,
            self.partitions.batches(partition).to_vec(),
            context.session_config().batch_size(),
            self.fetch.unwrap_or(usize::MAX),
            BaselineMetrics::new(&self.metrics, partition),
        );
        let schema = Arc::clone(&self.schema);
        let stream = RecordBatchStreamAdapter::new(schema, stream::iter(scan));
        Ok(Box::pin(cooperative(stream)))
    }

    fn fmt_as(&self, format: DisplayFormatType, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (columns, rows) = (self.column_names(), self.row_count());
        let partitions = self.partitions.len();
        match format {
            DisplayFormatType::Default | DisplayFormatType::Verbose => {
                write!(
                    f,
                    "format=rows, projection=[{columns}], rows={rows}, partitions={partitions}"
                )?;
                self.fetch.map_or(Ok(()), |limit| write!(f, ", limit={limit}"))
            }
            DisplayFormatType::TreeRender => {
                writeln!(f, "format=rows\nprojection={columns}\nrows={rows}")?;
                self.fetch.map_or(Ok(()), |limit| writeln!(f, "limit={limit}"))
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
        if count <= self.partitions.len() {
            return Ok(None);
        }
        let partitions = self.partitions.split(count);
        Ok(Some(Arc::new(Self { partitions, ..self.renewed() })))
    }

    fn output_partitioning(&self) -> Partitioning {
        Partitioning::UnknownPartitioning(self.partitions.len())
    }

    fn eq_properties(&self) -> EquivalenceProperties {
        EquivalenceProperties::new(Arc::clone(&self.schema))
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
        Some(Arc::new(Self { fetch, ..self.renewed() }))
    }

    fn fetch(&self) -> Option<usize> {
        self.fetch
    }

    fn metrics(&self) -> ExecutionPlanMetricsSet {
        self.metrics.clone()
    }

    fn try_swapping_with_projection(
        &self,
        projection: &ProjectionExprs,
    ) -> Result<Option<Arc<dyn DataSource>>> {
        let columns = projection.as_ref();
        if !all_alias_free_columns(columns) {
            return Ok(None);
        }
        let all: Vec<usize> = (0..self.projection.len()).collect();
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
