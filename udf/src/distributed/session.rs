//! Sessions that plan for workers.

use std::sync::Arc;

use datafusion::execution::SessionStateBuilder;
use datafusion_distributed::{DistributedExt, SessionStateBuilderExt};

use super::channels::Channels;
use super::codec::RowPlanCodec;
use super::planner::RowQueryPlanner;
use super::workers::Workers;

/// Builders of sessions whose queries workers help with.
pub trait DistributedSession {
    /// The same builder of a session that plans queries for `workers`, where there is enough to read:
    /// `distributed.file_scan_config_bytes_per_partition`, 16 MiB unless it is set, times the session's
    /// `target_partitions` for each worker. The other settings of datafusion-distributed stand beside it. A plan of
    /// one partition stays on this machine: let `target_partitions` be two or more.
    ///
    /// Set a planner of queries of your own before, and [`with_rows`](crate::RowSession::with_rows) as well.
    /// `EXPLAIN`, in its format `indent`, shows the stages of the plan and what each worker reads.
    ///
    /// ```
    /// use datafusion::execution::SessionStateBuilder;
    /// use datafusion::prelude::SessionContext;
    /// use ferrow_udf::RowSession;
    /// use ferrow_udf::distributed::{DistributedSession, Workers};
    ///
    /// let workers = Workers::try_new(["http://10.0.0.2:7070", "http://10.0.0.3:7070"])?;
    /// let state = SessionStateBuilder::new().with_default_features().with_rows().with_workers(&workers);
    /// let ctx = SessionContext::new_with_state(state.build());
    /// # Ok::<(), datafusion::error::DataFusionError>(())
    /// ```
    #[must_use]
    fn with_workers(self, workers: &Workers) -> Self;
}

impl DistributedSession for SessionStateBuilder {
    fn with_workers(self, workers: &Workers) -> Self {
        let mut builder = self
            .with_distributed_user_codec(RowPlanCodec)
            .with_distributed_channel_resolver(Channels::default())
            .with_distributed_worker_resolver(workers.clone())
            .with_distributed_planner();
        let Some(planner) = builder.query_planner().take() else {
            unreachable!("the line above sets one");
        };
        builder.with_query_planner(Arc::new(RowQueryPlanner::new(planner)))
    }
}
