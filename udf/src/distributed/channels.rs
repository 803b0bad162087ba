//! Connections to workers, whose errors say which worker it was.

use std::collections::HashMap;
use std::error::Error;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use datafusion::arrow::array::RecordBatch;
use datafusion::common::{DataFusionError, Result, plan_datafusion_err};
use datafusion::execution::TaskContext;
use datafusion::physical_plan::metrics::ExecutionPlanMetricsSet;
use datafusion_distributed::grpc::{BoxCloneSyncChannel, create_worker_client};
use datafusion_distributed::{
    ChannelResolver, CoordinatorToWorkerMsg, ExecuteTaskRequest, GetWorkerInfoRequest,
    GetWorkerInfoResponse, SetPlanRequest, WorkerChannel, WorkerToCoordinatorMsg,
};
use futures::stream::{BoxStream, StreamExt};
use tonic::codegen::http::HeaderMap;
use tonic::transport::{Channel, Endpoint};
use tonic::{Code, Status};
use url::Url;

use super::workers::shown;

/// How long it may take to connect to a worker.
const CONNECT: Duration = Duration::from_secs(10);

/// How often the other side is asked whether it is still there, and how long it may take to say so: a machine
/// that is switched off closes no connection.
pub(super) const ASK: Duration = Duration::from_secs(15);
pub(super) const ANSWER: Duration = Duration::from_secs(30);

/// A connection per worker, which is made when it is needed and made again when it broke.
#[derive(Debug, Clone, Default)]
pub(super) struct Channels {
    open: Arc<Mutex<HashMap<Url, Arc<Channel>>>>,
}

impl Channels {
    fn channel(&self, url: &Url) -> Result<Arc<Channel>> {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(channel) = open.get(url) {
            return Ok(Arc::clone(channel));
        }
        let endpoint = Endpoint::from_shared(url.to_string())
            .map_err(|error| plan_datafusion_err!("the worker {}: {error}", shown(url)))?;
        let endpoint = endpoint
            .connect_timeout(CONNECT)
            .http2_keep_alive_interval(ASK)
            .keep_alive_timeout(ANSWER);
        let channel = Arc::new(endpoint.connect_lazy());
        open.insert(url.clone(), Arc::clone(&channel));
        Ok(channel)
    }

    /// Leaves `channel` to those that have it. It connects again by itself, but keeps an error that nobody waited
    /// for any more, and gives it to whoever asks next.
    fn forget(&self, url: &Url, channel: &Arc<Channel>) {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        if open.get(url).is_some_and(|open| Arc::ptr_eq(open, channel)) {
            open.remove(url);
        }
    }
}

#[async_trait]
impl ChannelResolver for Channels {
    async fn get_worker_client_for_url(&self, url: &Url) -> Result<Box<dyn WorkerChannel>> {
        let connection =
            Connection { url: url.clone(), channel: self.channel(url)?, channels: self.clone() };
        let channel = Channel::clone(&connection.channel);
        let channel = create_worker_client(BoxCloneSyncChannel::new(channel));
        Ok(Box::new(NamedChannel { channel, connection }))
    }
}

/// A connection to a worker that is named in errors.
struct NamedChannel {
    channel: Box<dyn WorkerChannel>,
    connection: Connection,
}

impl NamedChannel {
    fn named(&self) -> impl Fn(DataFusionError) -> DataFusionError + Send + use<> {
        let connection = self.connection.clone();
        move |error| connection.named(error)
    }
}

/// What a worker is reached by.
#[derive(Clone)]
struct Connection {
    url: Url,
    channel: Arc<Channel>,
    channels: Channels,
}

impl Connection {
    /// What went wrong between this machine and a worker. What a query met with on a worker is passed on as it is.
    fn named(&self, error: DataFusionError) -> DataFusionError {
        let status = match &error {
            DataFusionError::External(error) => error.downcast_ref::<Status>(),
            _ => None,
        };
        let Some(status) = status else { return error };
        if is_lost(status) {
            self.channels.forget(&self.url, &self.channel);
        }
        of_worker(shown(&self.url), status)
    }
}

fn of_worker(name: &str, status: &Status) -> DataFusionError {
    let mut cause = status.message().to_owned();
    let mut source = status.source();
    while let Some(error) = source {
        cause = error.to_string();
        source = error.source();
    }
    let lost = if is_lost(status) { LOST } else { FAILED };
    DataFusionError::Execution(format!("{WORKER}{name}{lost}{cause}"))
}

/// Whether a connection broke. A status that a worker sent has no source; that of such a connection has.
fn is_lost(status: &Status) -> bool {
    let is_of_connection = matches!(
        status.code(),
        Code::Unavailable | Code::Unknown | Code::Cancelled | Code::DeadlineExceeded
    );
    status.source().is_some() || is_of_connection
}

/// What the message about a worker that is gone is made of: errors pass between machines as text.
const WORKER: &str = "the worker ";
const LOST: &str = " does not answer: ";
const FAILED: &str = " failed: ";

/// Whether a query failed because a worker cannot be reached, or went away while it worked on it; the message of
/// such an error names the worker. The same query may well be right when it is asked again.
#[must_use]
pub fn is_of_worker(error: &DataFusionError) -> bool {
    match error.find_root() {
        DataFusionError::Execution(text) => text.starts_with(WORKER) && text.contains(LOST),
        _ => false,
    }
}

#[async_trait]
impl WorkerChannel for NamedChannel {
    async fn coordinator_channel(
        &mut self,
        headers: HeaderMap,
        request: SetPlanRequest,
        messages: BoxStream<'static, CoordinatorToWorkerMsg>,
        metrics: ExecutionPlanMetricsSet,
        context: &Arc<TaskContext>,
    ) -> Result<BoxStream<'static, Result<WorkerToCoordinatorMsg>>> {
        let named = self.named();
        let sent = self.channel.coordinator_channel(headers, request, messages, metrics, context);
        let answers = sent.await.map_err(&named)?;
        Ok(answers.map(move |answer| answer.map_err(&named)).boxed())
    }

    async fn execute_task(
        &mut self,
        headers: HeaderMap,
        request: ExecuteTaskRequest,
        metrics: ExecutionPlanMetricsSet,
        context: &Arc<TaskContext>,
    ) -> Result<Vec<BoxStream<'static, Result<RecordBatch>>>> {
        let partitions = self.channel.execute_task(headers, request, metrics, context).await;
        let partitions = partitions.map_err(self.named())?.into_iter().map(|batches| {
            let named = self.named();
            batches.map(move |batch| batch.map_err(&named)).boxed()
        });
        Ok(partitions.collect())
    }

    async fn get_worker_info(
        &mut self,
        request: GetWorkerInfoRequest,
    ) -> Result<GetWorkerInfoResponse> {
        self.channel.get_worker_info(request).await.map_err(self.named())
    }
}
