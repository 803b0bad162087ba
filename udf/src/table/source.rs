//! Which rows a scan reads, and which of their fields.

use std::sync::Arc;

use datafusion::arrow::datatypes::SchemaRef;
use datafusion::common::Statistics;
use datafusion::common::stats::Precision;
use datafusion::error::Result;
use datafusion::physical_plan::metrics::{BaselineMetrics, ExecutionPlanMetricsSet};
use ferrow_convert::RowDecoder;
use ferrow_row::RowLayout;

use super::partitions::Partitions;
use super::scan::RowScan;
use crate::predicate::PushedFilter;

/// The plan of a scan, cheap to change while a query is planned.
#[derive(Debug)]
pub(super) struct RowSource {
    layout: Arc<RowLayout>,
    partitions: Partitions,
    /// Of the whole table, whichever of its rows are read.
    nulls: NullRows,
    /// The ordinals of the fields that are read.
    projection: Vec<usize>,
    schema: SchemaRef,
    /// Which rows are read, if not all of them.
    filter: Option<PushedFilter>,
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
        Self {
            projection: (0..layout.len()).collect(),
            schema: Arc::clone(nulls.decoder(RowDecoder::new(&layout)).schema()),
            layout,
            partitions,
            nulls,
            filter: None,
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

    /// The same source for another operator of a plan, which counts for itself alone.
    pub(super) fn renewed(&self) -> Self {
        Self {
            layout: Arc::clone(&self.layout),
            partitions: self.partitions.clone(),
            nulls: self.nulls,
            projection: self.projection.clone(),
            schema: Arc::clone(&self.schema),
            filter: self.filter.clone(),
            limit: self.limit,
            metrics: ExecutionPlanMetricsSet::new(),
        }
    }

    /// The columns of this source that `columns` names by ordinal.
    pub(super) fn project(mut self, columns: &[usize]) -> Result<Self> {
        self.schema = Arc::new(self.schema.project(columns)?);
        self.projection = columns.iter().map(|&column| self.projection[column]).collect();
        Ok(self)
    }

    /// Those rows of this source that `filter` wants.
    pub(super) fn filtered(self, filter: PushedFilter) -> Self {
        Self { filter: Some(filter), ..self }
    }

    /// The filter that rows are asked.
    pub(super) fn filter(&self) -> Option<&PushedFilter> {
        self.filter.as_ref()
    }

    /// The first `limit` rows of all partitions together, and of each where they are filtered.
    pub(super) fn first(self, limit: usize) -> Self {
        let partitions = match self.filter {
            None => self.partitions.first(limit),
            Some(_) => self.partitions.clone(),
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
        let rows = match self.filter {
            None => Precision::Exact(rows),
            Some(_) => Precision::Inexact(rows),
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

    /// Starts to read a partition, `chunk_rows` rows at a time.
    pub(super) fn scan(&self, partition: usize, chunk_rows: usize) -> RowScan {
        let decoder = RowDecoder::new(&self.layout).project(&self.projection);
        RowScan::new(
            self.nulls.decoder(decoder),
            self.filter.as_ref().map(|filter| Arc::clone(&filter.filter)),
            self.partitions.batches(partition).to_vec(),
            chunk_rows,
            self.limit.unwrap_or(usize::MAX),
            BaselineMetrics::new(&self.metrics, partition),
        )
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
