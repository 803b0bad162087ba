//! `ferrow worker`: works on the queries of other machines.

use std::io::Write;
use std::time::Duration;

use clap::Args;
use ferrow_udf::distributed::{Worker, row_worker, serve};
use tokio::net::TcpListener;
use tokio::sync::oneshot;

use crate::failure::Failure;
use crate::output::Stdout;
use crate::query::{Interrupts, RunningArgs};

/// How long queries may go on after the worker was told to end.
const PATIENCE: Duration = Duration::from_secs(10);

/// Where a worker listens, and what it may take.
#[derive(Debug, Args)]
pub(crate) struct WorkerArgs {
    /// Where to listen, as in `10.0.0.2:7070`; port 0 takes one that is free. Whoever reaches it can have the worker
    /// read and write whatever this process may: listen on a network where everybody is trusted
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:7070")]
    listen: String,
    #[command(flatten)]
    running: RunningArgs,
}

pub(super) fn run(args: &WorkerArgs) -> Result<(), Failure> {
    let threads = args.running.threads()?;
    let worker = row_worker().with_runtime_env(args.running.environment()?);
    let served = threads.block_on(work(worker, &args.listen));
    threads.shutdown_background();
    served
}

/// Serves until it is interrupted, and then until the queries that run have ended, or have had their time.
async fn work(worker: Worker, listen: &str) -> Result<(), Failure> {
    let at_address = |error: std::io::Error| Failure::io(listen, &error);
    let listener = TcpListener::bind(listen).await.map_err(at_address)?;
    let address = listener.local_addr().map_err(at_address)?;
    let mut interrupts = Interrupts::listen(false);
    let mut out = Stdout::raw();
    let told = writeln!(out, "listening on http://{address}").and_then(|()| out.flush());
    told.map_err(|error| Failure::io("standard output", &error))?;

    let (end, ended) = oneshot::channel::<()>();
    let serving = serve(worker, listener, async { drop(ended.await) });
    tokio::pin!(serving);
    let served = tokio::select! {
        served = &mut serving => served,
        () = interrupts.received() => {
            drop(end);
            tokio::select! {
                served = serving => served,
                // Whoever still waits for it learns that it is gone.
                () = tokio::time::sleep(PATIENCE) => Ok(()),
                () = interrupts.received() => Ok(()),
            }
        }
    };
    served.map_err(|error| Failure::usage(error.message()))
}
