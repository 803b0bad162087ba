//! Which rows a scan reads, and which of their fields.

use std::sync::Arc;

use datafusion::arrow::array::RecordBatch;
use datafusion::arrow::datatypes::SchemaRef;
use datafusion::common::Statistics;
use datafusion::common::stats::Precision;
use datafusion::error::Result;
use datafusion::physical_expr::PhysicalExpr;
use datafusion::physical_expr::projection::ProjectionExprs;
use datafusion::physical_plan::filter_pushdown::PushedDown;
use datafusion::physical_plan::metrics::ExecutionPlanMetricsSet;
use ferrow_convert::RowDecoder;
use ferrow_row::RowLayout;

use super::partitions::Partitions;
use crate::scan::{RowProjection, RowReader, RowScan, RowsWanted};

/// The plan of a scan, cheap to change while a query is planned.
#[derive(Debug, Clone)]
pub(super) struct RowSource {
    layout: Arc<RowLayout>,
    partitions: Partitions,
    /// Of the whole table, whichever of its rows are read.
    nulls: NullRows,
    /// What is read of the fields of the rows.
    projection: ProjectionExprs,
    schema: SchemaRef,
    wanted: RowsWanted,
    /// The most rows that each partition gives.
    limit: Option<usize>,
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
        let decoder = RowDecoder::new(&layout);
        let decoder = match nulls {
            NullRows::Absent => decoder,
            NullRows::Present => decoder.nullable(),
        };
        let schema = Arc::clone(decoder.schema());
        let all: Vec<usize> = (0..layout.len()).collect();
        Self {
            projection: ProjectionExprs::from_indices(&all, &schema),
            schema,
            layout,
            partitions,
            nulls,
            wanted: RowsWanted::default(),
            limit: None,
            metrics: ExecutionPlanMetricsSet::new(),
        }
    }

    pub(super) fn layout(&self) -> &Arc<RowLayout> {
        &self.layout
    }

    pub(super) fn schema(&self) -> &SchemaRef {
        &self.schema
    }

    pub(super) fn projection(&self) -> &ProjectionExprs {
        &self.projection
    }

    /// The same source for another operator of a plan, which counts for itself alone.
    pub(super) fn renewed(&self) -> Self {
        Self { metrics: ExecutionPlanMetricsSet::new(), ..self.clone() }
    }

    /// What `projection` makes of the columns of this source.
    pub(super) fn project(mut self, projection: &ProjectionExprs) -> Result<Self> {
        self.schema = Arc::new(projection.project_schema(&self.schema)?);
        self.projection = self.projection.try_merge(projection)?;
        Ok(self)
    }

    /// Those rows of the whole table that are wanted.
    pub(super) fn wanting(self, wanted: RowsWanted) -> Self {
        Self { wanted, ..self }
    }

    /// Those rows of this source that `filters` want, in terms of its columns, as far as rows are asked
    /// that; which of the filters need not be asked again. A limit counts rows before they are filtered.
    pub(super) fn filtered(
        mut self,
        filters: Vec<Arc<dyn PhysicalExpr>>,
    ) -> Result<(Self, Vec<PushedDown>)> {
        if self.limit.is_some() {
            return Ok((self, vec![PushedDown::No; filters.len()]));
        }
        let of_fields = filters.iter().map(|filter| self.projection.unproject_expr(filter));
        let of_fields = of_fields.collect::<Result<_>>()?;
        let (wanted, answers) = self.wanted.with(&self.layout, of_fields);
        self.wanted = wanted;
        Ok((self, answers))
    }

    /// Which rows are read.
    pub(super) fn wanted(&self) -> &RowsWanted {
        &self.wanted
    }

    /// The first `limit` rows of all partitions together, and of each where they are filtered.
    pub(super) fn first(self, limit: usize) -> Self {
        let partitions = match self.wanted.is_all() {
            true => self.partitions.first(limit),
            false => self.partitions.clone(),
        };
        Self { partitions, ..self }.limited(Some(limit))
    }

    /// The first `limit` rows of each partition: what DataFusion means by a limit of a scan.
    pub(super) fn limited(self, limit: Option<usize>) -> Self {
        Self { limit, ..self }
    }

    /// The same rows in the same order in `count` partitions of about equal size.
    pub(super) fn split(self, count: usize) -> Self {
        Self { partitions: self.partitions.split(count), ..self }
    }

    /// The most rows that each partition gives.
    pub(super) fn limit(&self) -> Option<usize> {
        self.limit
    }

    /// What this source has read so far.
    pub(super) fn counters(&self) -> &ExecutionPlanMetricsSet {
        &self.metrics
    }

    pub(super) fn partition_count(&self) -> usize {
        self.partitions.len()
    }

    /// The number of rows that all partitions give, at most where they are filtered.
    pub(super) fn row_count(&self) -> usize {
        (0..self.partitions.len()).map(|partition| self.partition_row_count(partition)).sum()
    }

    /// The number of rows that a partition gives, at most where they are filtered.
    pub(super) fn partition_row_count(&self, partition: usize) -> usize {
        self.partitions.row_count(partition).min(self.limit.unwrap_or(usize::MAX))
    }

    /// What is known of `rows` rows without reading them.
    pub(super) fn statistics(&self, rows: usize) -> Statistics {
        let rows = match self.wanted.is_all() {
            true => Precision::Exact(rows),
            false => Precision::Inexact(rows),
        };
        let mut statistics = Statistics::new_unknown(&self.schema).with_num_rows(rows);
        statistics.calculate_total_byte_size(&self.schema);
        for (column, field) in statistics.column_statistics.iter_mut().zip(self.schema.fields()) {
            if !field.is_nullable() {
                column.null_count = Precision::Exact(0);
            }
        }
        statistics
    }

    /// Starts to read a partition, `part_rows` rows at a time.
    pub(super) fn scan(
        &self,
        partition: usize,
        part_rows: usize,
    ) -> Result<impl Iterator<Item = Result<RecordBatch>> + Send + use<>> {
        let fields = RowProjection::try_new(&self.layout, &self.projection)?;
        let fields = match self.nulls {
            NullRows::Absent => fields,
            NullRows::Present => fields.nullable(),
        };
        let projector = fields.projector(&self.schema)?;
        let reader = RowReader::new(fields.decoder, self.wanted.ask(&self.layout));
        let batches = self.partitions.batches(partition).to_vec().into_iter().map(Ok);
        let scan = RowScan::new(reader, batches, part_rows);
        let scan = scan.first(self.limit.unwrap_or(usize::MAX));
        Ok(scan.map(move |columns| projector.project(&columns?)))
    }
}
