//! A worker, which runs the parts of plans that it is sent.

use datafusion::common::{Result, exec_datafusion_err};
use datafusion::execution::SessionStateBuilder;
use datafusion_distributed::{DistributedExt, Worker, WorkerQueryContext};
use tokio::net::TcpListener;
use tonic::transport::Server;
use tonic::transport::server::TcpIncoming;

use super::channels::{ANSWER, ASK, Channels};
use super::codec::RowPlanCodec;
use super::guard::guarded;
use crate::register::RowSession;

/// What a worker is of. Whoever sends it plans is to be of the same.
pub(super) const VERSION: &str = concat!("ferrow ", env!("CARGO_PKG_VERSION"));

/// A worker that knows row files and all functions of this crate.
///
/// It runs whatever plan reaches it, reads and writes files with the rights of its process, and asks nobody who
/// they are: have it [`serve`] on the loopback interface or on a network of your own.
///
/// [`Worker::with_runtime_env`] gives it a memory limit and object stores, which have to be those of whoever
/// plans.
#[must_use]
pub fn row_worker() -> Worker {
    row_worker_with(|builder| builder)
}

/// As [`row_worker`], where `extend` gives the session of each query what else its plans need: functions, which
/// workers find by their names, and codecs of other scans.
///
/// ```
/// use ferrow_udf::distributed::row_worker_with;
/// # let my_function = std::sync::Arc::new(ferrow_udf::functions::row_len());
///
/// let worker = row_worker_with(move |mut builder| {
///     let functions = builder.scalar_functions().get_or_insert_default();
///     functions.push(my_function.clone());
///     builder
/// });
/// ```
#[must_use]
pub fn row_worker_with(
    extend: impl Fn(SessionStateBuilder) -> SessionStateBuilder + Send + Sync + 'static,
) -> Worker {
    let channels = Channels::default();
    let worker = Worker::from_session_builder(move |query: WorkerQueryContext| {
        let builder = query
            .builder
            .with_rows()
            .with_distributed_user_codec(RowPlanCodec)
            .with_distributed_channel_resolver(channels.clone())
            .with_distributed_worker_plan_rewrite_handler(guarded);
        let state = extend(builder).build();
        std::future::ready(Ok(state))
    });
    worker.with_version(VERSION)
}

/// Has `worker` serve the connections of `listener` until `end` comes, and then until the queries that it
/// works on have ended.
///
/// # Errors
///
/// Where connections cannot be taken.
pub async fn serve(
    worker: Worker,
    listener: TcpListener,
    end: impl Future<Output = ()>,
) -> Result<()> {
    let connections = TcpIncoming::from(listener).with_nodelay(Some(true));
    let server = Server::builder()
        .http2_keepalive_interval(Some(ASK))
        .http2_keepalive_timeout(Some(ANSWER))
        .add_service(worker.into_worker_server());
    let served = server.serve_with_incoming_shutdown(connections, end).await;
    served.map_err(|error| exec_datafusion_err!("the worker cannot serve: {error}"))
}
