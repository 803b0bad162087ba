//! Plans for workers: what `EXPLAIN` says of them, and what they cannot read.

use std::sync::Arc;

use async_trait::async_trait;
use datafusion::catalog::Session;
use datafusion::common::Result;
use datafusion::common::display::{PlanType, StringifiedPlan};
use datafusion::execution::context::QueryPlanner;
use datafusion::logical_expr::{ExplainFormat, LogicalPlan};
use datafusion::physical_plan::ExecutionPlan;
use datafusion::physical_plan::explain::ExplainExec;
use datafusion::physical_planner::{DefaultPhysicalPlanner, PhysicalPlanner};
use datafusion_distributed::{DistributedExec, NetworkBoundaryExt, display_plan_ascii};

use super::codec::check_shippable;

/// Plans as the planner of datafusion-distributed does.
#[derive(Debug)]
pub(super) struct RowQueryPlanner {
    distributed: Option<Arc<dyn QueryPlanner + Send + Sync>>,
}

impl RowQueryPlanner {
    pub(super) fn new(distributed: Option<Arc<dyn QueryPlanner + Send + Sync>>) -> Self {
        Self { distributed }
    }

    async fn plan(
        &self,
        query: &LogicalPlan,
        session: &dyn Session,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        let plan = match &self.distributed {
            Some(planner) => planner.create_physical_plan(query, session).await?,
            None => DefaultPhysicalPlanner::default().create_physical_plan(query, session).await?,
        };
        check(&plan, Place::Here)?;
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
    }
    let place = if plan.is_network_boundary() { Place::Worker } else { place };
    plan.children().into_iter().try_for_each(|child| check(child, place))
}
