//! Which workers there are.

use std::sync::Arc;

use datafusion::common::{Result, exec_err, plan_datafusion_err, plan_err};
use datafusion::execution::TaskContext;
use datafusion_distributed::{
    ChannelResolver, GetWorkerInfoRequest, WorkerResolver, get_distributed_channel_resolver,
};
use url::Url;

use super::worker::VERSION;

/// The workers of queries, by their URLs.
///
/// ```
/// use ferrow_udf::distributed::Workers;
///
/// let workers = Workers::try_new(["http://10.0.0.2:7070", "http://10.0.0.3:7070"])?;
/// assert_eq!(workers.urls().len(), 2);
/// let error = Workers::try_new(["10.0.0.2:7070"]).unwrap_err();
/// assert!(error.to_string().contains("http://HOST:PORT"));
/// # Ok::<(), datafusion::error::DataFusionError>(())
/// ```
#[derive(Debug, Clone)]
pub struct Workers {
    urls: Arc<[Url]>,
}

impl Workers {
    /// The workers at these URLs, each as in `http://10.0.0.2:7070`.
    ///
    /// # Errors
    ///
    /// Where there are none, one is no such URL, or two are the same.
    pub fn try_new(urls: impl IntoIterator<Item = impl AsRef<str>>) -> Result<Self> {
        let urls = urls.into_iter().map(|url| parse(url.as_ref())).collect::<Result<Vec<_>>>()?;
        if urls.is_empty() {
            return plan_err!("there are no workers");
        }
        for (at, url) in urls.iter().enumerate() {
            if urls[..at].contains(url) {
                return plan_err!("the worker {} is named twice", shown(url));
            }
        }
        Ok(Self { urls: urls.into() })
    }

    /// Their URLs.
    #[must_use]
    pub fn urls(&self) -> &[Url] {
        &self.urls
    }

    /// Asks each worker for its version, over the connections of a session that
    /// [`with_workers`](super::DistributedSession::with_workers) made.
    ///
    /// # Errors
    ///
    /// Where one cannot be reached, or is of another version than this program; the error names it.
    pub async fn check(&self, context: &TaskContext) -> Result<()> {
        let channels = get_distributed_channel_resolver(context);
        for url in self.urls.iter() {
            let mut worker = channels.get_worker_client_for_url(url).await?;
            let found = worker.get_worker_info(GetWorkerInfoRequest {}).await?.version;
            if found != VERSION {
                let found = if found.is_empty() { "another program" } else { &found };
                return exec_err!("the worker {} is {found}, and this is {VERSION}", shown(url));
            }
        }
        Ok(())
    }
}

fn parse(text: &str) -> Result<Url> {
    // What may have a password is not shown.
    let text_shown = if text.contains(['@', '?']) { "that is named" } else { text };
    let wrong =
        || plan_datafusion_err!("the worker {text_shown} is no URL of the form http://HOST:PORT");
    let url = Url::parse(text).map_err(|_| wrong())?;
    let is_bare = url.path() == "/" && url.query().is_none() && url.fragment().is_none();
    let is_host = url.host_str().is_some_and(|host| !host.is_empty());
    let has_user = !url.username().is_empty() || url.password().is_some();
    match url.scheme() == "http" && is_bare && is_host && !has_user {
        true => Ok(url),
        false => Err(wrong()),
    }
}

/// A URL of a worker as it was written.
pub(super) fn shown(url: &Url) -> &str {
    url.as_str().trim_end_matches('/')
}

impl WorkerResolver for Workers {
    fn get_urls(&self) -> Result<Vec<Url>> {
        Ok(self.urls.to_vec())
    }
}
