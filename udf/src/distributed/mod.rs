//! Queries on several machines: what [datafusion-distributed](datafusion_distributed) needs to ship plans
//! over row files.
//!
//! | to | use |
//! | --- | --- |
//! | plan queries for workers | [`DistributedSession`], on a builder of sessions |
//! | name the workers | [`Workers`] |
//! | be one | [`row_worker`] or [`row_worker_with`], and [`serve`] |
//! | ship plans by other means | [`RowPlanCodec`] |
//!
//! Plans are shipped, and no data: every machine opens the files itself. Rows in the memory of a process, those
//! of [`RowTable`](crate::RowTable) and [`RowStreamTable`](crate::RowStreamTable), stay there: a query that
//! would have workers read them is refused.
//!
//! ```
//! # #[tokio::main]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! use datafusion::execution::SessionStateBuilder;
//! use datafusion::prelude::SessionContext;
//! use ferrow_udf::RowSession;
//! use ferrow_udf::distributed::{DistributedSession, Workers, row_worker, serve};
//! use tokio::net::TcpListener;
//!
//! let listener = TcpListener::bind("127.0.0.1:0").await?;
//! let workers = Workers::try_new([format!("http://{}", listener.local_addr()?)])?;
//! tokio::spawn(serve(row_worker(), listener, std::future::pending()));
//!
//! let state = SessionStateBuilder::new().with_default_features().with_rows().with_workers(&workers).build();
//! let ctx = SessionContext::new_with_state(state);
//! workers.check(&ctx.task_ctx()).await?;
//! # Ok(())
//! # }
//! ```

mod channels;
mod codec;
mod guard;
mod planner;
mod scan;
mod session;
mod worker;
mod workers;

pub use channels::is_of_worker;
pub use codec::RowPlanCodec;
pub use datafusion_distributed::Worker;
pub use session::DistributedSession;
pub use worker::{row_worker, row_worker_with, serve};
pub use workers::Workers;
