//! Plans for workers: what `EXPLAIN` says of them, and what they cannot read.

use std::sync::Arc;

use async_trait::async_trait;
use datafusion::catalog::Session;
use datafusion::common::config::ExecutionOptions;
use datafusion::common::display::{PlanType, StringifiedPlan};
use datafusion::common::{Result, plan_err};
use datafusion::datasource::physical_plan::FileScanConfig;
use datafusion::datasource::source::DataSourceExec;
use datafusion::execution::context::QueryPlanner;
use datafusion::logical_expr::{ExplainFormat, LogicalPlan};
use datafusion::physical_plan::ExecutionPlan;
use datafusion::physical_plan::explain::ExplainExec;
use datafusion_distributed::{
    DistributedConfig, DistributedExec, DistributedLeafExec, NetworkBoundaryExt, display_plan_ascii,
};

use super::codec::check_shippable;

/// Plans as the planner of datafusion-distributed does.
#[derive(Debug)]
pub(super) struct RowQueryPlanner {
    distributed: Arc<dyn QueryPlanner + Send + Sync>,
}

impl RowQueryPlanner {
    pub(super) fn new(distributed: Arc<dyn QueryPlanner + Send + Sync>) -> Self {
        Self { distributed }
    }

    async fn plan(
        &self,
        query: &LogicalPlan,
        session: &dyn Session,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        check_settings(session)?;
        let plan = self.distributed.create_physical_plan(query, session).await?;
        check(&plan, Place::Here)?;
        if plan.is::<DistributedExec>() {
            check_time_zone(session)?;
        }
        Ok(plan)
    }
}

#[async_trait]
impl QueryPlanner for RowQueryPlanner {
    async fn create_physical_plan(
        &self,
        query: &LogicalPlan,
        session: &dyn Session,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        let plan = self.plan(query, session).await?;
        let (LogicalPlan::Explain(query), Some(explain)) =
            (query, plan.downcast_ref::<ExplainExec>())
        else {
            return Ok(plan);
        };
        // DataFusion explains the plan of one machine.
        let is_whole = query.logical_optimization_succeeded
            && query.explain_format == ExplainFormat::Indent
            && !session.config_options().explain.logical_plan_only;
        if !is_whole {
            return Ok(plan);
        }
        let distributed = self.plan(&query.plan, session).await?;
        if !distributed.is::<DistributedExec>() {
            return Ok(plan);
        }
        let text = display_plan_ascii(distributed.as_ref(), false);
        let shown = explain.stringified_plans().iter().map(|plan| match plan.plan_type {
            PlanType::FinalPhysicalPlan => {
                StringifiedPlan::new(PlanType::FinalPhysicalPlan, text.clone())
            }
            _ => plan.clone(),
        });
        let schema = Arc::clone(query.schema.inner());
        Ok(Arc::new(ExplainExec::new(schema, shown.collect(), explain.verbose())))
    }
}

/// Refuses what datafusion-distributed would divide by.
fn check_settings(session: &dyn Session) -> Result<()> {
    let settings = session.config_options().extensions.get::<DistributedConfig>();
    match settings.is_some_and(|settings| settings.file_scan_config_bytes_per_partition == 0) {
        true => {
            plan_err!("distributed.file_scan_config_bytes_per_partition is 0; set it to 1 or more")
        }
        false => Ok(()),
    }
}

/// Functions find the time zone in the session, and workers have sessions of their own.
fn check_time_zone(session: &dyn Session) -> Result<()> {
    let zone = &session.config_options().execution.time_zone;
    match *zone == ExecutionOptions::default().time_zone {
        true => Ok(()),
        false => plan_err!(
            "workers do not know the session's time zone, so times would be others there; \
             `RESET datafusion.execution.time_zone`, or leave the workers out"
        ),
    }
}

/// Which machine runs a part of a plan.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Here,
    Worker,
}

/// Refuses what workers cannot read, before it is sent to them.
fn check(plan: &Arc<dyn ExecutionPlan>, place: Place) -> Result<()> {
    if place == Place::Worker {
        check_shippable(plan)?;
        check_partitions(plan)?;
    }
    let place = if plan.is_network_boundary() { Place::Worker } else { place };
    plan.children().into_iter().try_for_each(|child| check(child, place))
}

/// Files are spread over workers one by one, whatever is said of which values stand together in them.
fn check_partitions(plan: &Arc<dyn ExecutionPlan>) -> Result<()> {
    let leaf = plan.downcast_ref::<DistributedLeafExec>().map(DistributedLeafExec::original);
    let scan = leaf.unwrap_or(plan).downcast_ref::<DataSourceExec>();
    let scan = scan.map(DataSourceExec::data_source);
    let files = scan.and_then(|scan| scan.downcast_ref::<FileScanConfig>());
    match files.is_some_and(|files| files.output_partitioning.is_some()) {
        true => plan_err!(
            "workers do not keep the partitions of files together; \
             `RESET datafusion.optimizer.preserve_file_partitions`, or leave the workers out"
        ),
        false => Ok(()),
    }
}
