//! Scans that say which files they were reading when they failed.

use std::any::Any;
use std::error::Error;
use std::fmt;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use arrow::array::RecordBatch;
use arrow::datatypes::SchemaRef;
use datafusion::common::tree_node::{Transformed, TransformedResult, TreeNode, TreeNodeRecursion};
use datafusion::common::{DataFusionError, Result, Statistics};
use datafusion::config::ConfigOptions;
use datafusion::datasource::physical_plan::{FileGroup, FileScanConfig};
use datafusion::datasource::source::{DataSource, DataSourceExec, OpenArgs};
use datafusion::execution::{RecordBatchStream, SendableRecordBatchStream, TaskContext};
use datafusion::physical_expr::projection::ProjectionExprs;
use datafusion::physical_expr::{EquivalenceProperties, Partitioning, PhysicalExpr};
use datafusion::physical_optimizer::PhysicalOptimizerRule;
use datafusion::physical_plan::execution_plan::SchedulingType;
use datafusion::physical_plan::metrics::ExecutionPlanMetricsSet;
use datafusion::physical_plan::{DisplayFormatType, ExecutionPlan};
use futures::Stream;

use crate::guard;

/// Names the files of every scan. It comes behind all other rules, which look into scans.
#[derive(Debug)]
pub(super) struct NameScans;

/// What a scan of these files failed with.
#[derive(Debug)]
pub(super) struct ScanError {
    /// The places of the files in their store.
    pub(super) files: Vec<String>,
    pub(super) error: DataFusionError,
}

impl ScanError {
    pub(super) fn new(files: Vec<String>, error: DataFusionError) -> Self {
        Self { files, error }
    }
}

impl fmt::Display for ScanError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.error.fmt(f)
    }
}

impl Error for ScanError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        Some(&self.error)
    }
}

impl PhysicalOptimizerRule for NameScans {
    fn optimize(
        &self,
        plan: Arc<dyn ExecutionPlan>,
        _: &ConfigOptions,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        let named = plan.transform_up(|plan| {
            let scan = plan.downcast_ref::<DataSourceExec>();
            let config = scan.and_then(|scan| scan.data_source().downcast_ref::<FileScanConfig>());
            let (Some(scan), Some(config)) = (scan, config) else {
                return Ok(Transformed::no(plan));
            };
            let files = config.file_groups.iter().flat_map(FileGroup::iter);
            let mut files: Vec<String> =
                files.map(|file| file.object_meta.location.to_string()).collect();
            files.sort();
            files.dedup();
            let named = NamedScan { scan: Arc::clone(scan.data_source()), files };
            let named: Arc<dyn ExecutionPlan> =
                Arc::new(scan.clone().with_data_source(Arc::new(named)));
            Ok(Transformed::yes(named))
        });
        named.data()
    }

    fn name(&self) -> &'static str {
        "name_scans"
    }

    fn schema_check(&self) -> bool {
        true
    }
}

/// A scan and its files; all else is the scan's.
#[derive(Debug)]
struct NamedScan {
    scan: Arc<dyn DataSource>,
    files: Vec<String>,
}

impl DataSource for NamedScan {
    fn open(
        &self,
        partition: usize,
        context: Arc<TaskContext>,
    ) -> Result<SendableRecordBatchStream> {
        self.open_with_args(OpenArgs::new(partition, context))
    }

    fn open_with_args(&self, args: OpenArgs) -> Result<SendableRecordBatchStream> {
        let batches = self.scan.open_with_args(args)?;
        let files = self.files.clone();
        Ok(Box::pin(NamedStream { schema: batches.schema(), batches: Some(batches), files }))
    }

    fn fmt_as(&self, format: DisplayFormatType, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.scan.fmt_as(format, f)
    }

    fn output_partitioning(&self) -> Partitioning {
        self.scan.output_partitioning()
    }

    fn eq_properties(&self) -> EquivalenceProperties {
        self.scan.eq_properties()
    }

    fn scheduling_type(&self) -> SchedulingType {
        self.scan.scheduling_type()
    }

    fn partition_statistics(&self, partition: Option<usize>) -> Result<Arc<Statistics>> {
        self.scan.partition_statistics(partition)
    }

    fn with_fetch(&self, _: Option<usize>) -> Option<Arc<dyn DataSource>> {
        None
    }

    fn fetch(&self) -> Option<usize> {
        self.scan.fetch()
    }

    fn metrics(&self) -> ExecutionPlanMetricsSet {
        self.scan.metrics()
    }

    fn try_swapping_with_projection(
        &self,
        _: &ProjectionExprs,
    ) -> Result<Option<Arc<dyn DataSource>>> {
        Ok(None)
    }

    fn apply_expressions(
        &self,
        visit: &mut dyn FnMut(&Arc<dyn PhysicalExpr>) -> Result<TreeNodeRecursion>,
    ) -> Result<TreeNodeRecursion> {
        self.scan.apply_expressions(visit)
    }

    fn create_sibling_state(&self, config: &ConfigOptions) -> Option<Arc<dyn Any + Send + Sync>> {
        self.scan.create_sibling_state(config)
    }
}

/// The batches of a scan, which end with the first error. Readers may panic on damaged bytes.
struct NamedStream {
    schema: SchemaRef,
    batches: Option<SendableRecordBatchStream>,
    files: Vec<String>,
}

impl Stream for NamedStream {
    type Item = Result<RecordBatch>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let Some(batches) = &mut self.batches else { return Poll::Ready(None) };
        let polled = guard::catch(|| batches.as_mut().poll_next(context));
        let error = match polled {
            Ok(Poll::Ready(Some(Err(error)))) => error,
            Ok(polled) => return polled,
            Err(problem) => DataFusionError::External(problem.into()),
        };
        self.batches = None;
        let error = ScanError::new(self.files.clone(), error);
        Poll::Ready(Some(Err(DataFusionError::External(Box::new(error)))))
    }
}

impl RecordBatchStream for NamedStream {
    fn schema(&self) -> SchemaRef {
        Arc::clone(&self.schema)
    }
}
