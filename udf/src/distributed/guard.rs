//! Panics of a plan on a worker become errors.
//!
//! A worker gathers the batches of a part of a plan in tasks of its own, and takes a task that panicked for one
//! that has come to its end: the query would go on without the rows that are missing.

use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use datafusion::arrow::array::RecordBatch;
use datafusion::arrow::datatypes::SchemaRef;
use datafusion::common::tree_node::TreeNodeRecursion;
use datafusion::common::{DataFusionError, Result};
use datafusion::execution::{RecordBatchStream, SendableRecordBatchStream, TaskContext};
use datafusion::physical_expr::PhysicalExpr;
use datafusion::physical_plan::metrics::MetricsSet;
use datafusion::physical_plan::repartition::RepartitionExec;
use datafusion::physical_plan::{
    ChildrenPropertiesMode, DisplayAs, DisplayFormatType, ExecutionPlan, PlanProperties,
    ReplaceChildrenOptions,
};
use datafusion_distributed::{
    BroadcastExec, WorkerPlanRewriteEvent, WorkerPlanRewriteEventResponse,
};
use futures::Stream;

/// The plan of an event with a guard at its top, or below what a worker replaces there.
pub(super) fn guarded(event: WorkerPlanRewriteEvent<'_>) -> Result<WorkerPlanRewriteEventResponse> {
    let plan = event.plan;
    let is_replaced = plan.is::<RepartitionExec>() || plan.is::<BroadcastExec>();
    let plan = match is_replaced {
        false => Guarded::over(plan),
        true => {
            let inputs = plan.children().into_iter().map(|input| Guarded::over(Arc::clone(input)));
            let inputs = inputs.collect();
            let options = ReplaceChildrenOptions::new(ChildrenPropertiesMode::Recompute);
            plan.replace_children(inputs, options)?
        }
    };
    Ok(WorkerPlanRewriteEventResponse::new(plan))
}

/// A plan whose panics are errors; all else is the plan's.
#[derive(Debug)]
struct Guarded {
    plan: Arc<dyn ExecutionPlan>,
}

impl Guarded {
    fn over(plan: Arc<dyn ExecutionPlan>) -> Arc<dyn ExecutionPlan> {
        Arc::new(Self { plan })
    }
}

impl DisplayAs for Guarded {
    fn fmt_as(&self, format: DisplayFormatType, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.plan.fmt_as(format, f)
    }
}

impl ExecutionPlan for Guarded {
    fn name(&self) -> &str {
        self.plan.name()
    }

    fn downcast_delegate(&self) -> Option<&dyn ExecutionPlan> {
        Some(self.plan.as_ref())
    }

    fn properties(&self) -> &Arc<PlanProperties> {
        self.plan.properties()
    }

    fn children(&self) -> Vec<&Arc<dyn ExecutionPlan>> {
        self.plan.children()
    }

    fn apply_expressions(
        &self,
        visit: &mut dyn FnMut(&Arc<dyn PhysicalExpr>) -> Result<TreeNodeRecursion>,
    ) -> Result<TreeNodeRecursion> {
        self.plan.apply_expressions(visit)
    }

    fn with_new_children(
        self: Arc<Self>,
        children: Vec<Arc<dyn ExecutionPlan>>,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        let options = ReplaceChildrenOptions::new(ChildrenPropertiesMode::Recompute);
        Ok(Self::over(Arc::clone(&self.plan).replace_children(children, options)?))
    }

    fn execute(
        &self,
        partition: usize,
        context: Arc<TaskContext>,
    ) -> Result<SendableRecordBatchStream> {
        let batches =
            caught(|| self.plan.execute(partition, context)).and_then(|batches| batches)?;
        Ok(Box::pin(GuardedStream { schema: batches.schema(), batches: Some(batches) }))
    }

    fn metrics(&self) -> Option<MetricsSet> {
        self.plan.metrics()
    }
}

/// The batches of a plan, which end with the first panic.
struct GuardedStream {
    schema: SchemaRef,
    batches: Option<SendableRecordBatchStream>,
}

impl Stream for GuardedStream {
    type Item = Result<RecordBatch>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let Some(batches) = &mut self.batches else { return Poll::Ready(None) };
        match caught(|| batches.as_mut().poll_next(context)) {
            Ok(polled) => polled,
            Err(error) => {
                self.batches = None;
                Poll::Ready(Some(Err(error)))
            }
        }
    }
}

impl RecordBatchStream for GuardedStream {
    fn schema(&self) -> SchemaRef {
        Arc::clone(&self.schema)
    }
}

/// Runs `work`, after whose panic nothing of what it worked on is used.
fn caught<T>(work: impl FnOnce() -> T) -> Result<T> {
    catch_unwind(AssertUnwindSafe(work)).map_err(|panic| {
        let text = panic.downcast_ref::<String>().map(String::as_str);
        let text = text.or_else(|| panic.downcast_ref::<&str>().copied());
        DataFusionError::Execution(format!(
            "a worker panicked: {}",
            text.unwrap_or("without a word")
        ))
    })
}
