//! What queries may take of a machine.

use std::num::NonZeroUsize;
use std::sync::Arc;

use clap::Args;
use datafusion::execution::memory_pool::FairSpillPool;
use datafusion::execution::runtime_env::{RuntimeEnv, RuntimeEnvBuilder};
use tokio::runtime::{Builder, Runtime};

use crate::failure::Failure;
use crate::guard;

/// Planning goes deep, above all where it is not optimised.
const STACK: usize = 8 << 20;

/// What a query may take of a machine.
#[derive(Debug, Clone, Args)]
pub(crate) struct RunningArgs {
    /// The memory that queries may sort, join and group in, as in 512M or 2G; more goes to temporary files
    #[arg(long, help_heading = "Running", value_name = "SIZE", value_parser = parse_size)]
    memory_limit: Option<usize>,
    /// How many threads work on a query [default: as many as there are cores]
    #[arg(long, help_heading = "Running", value_name = "N")]
    pub(super) threads: Option<NonZeroUsize>,
}

impl RunningArgs {
    /// The threads that queries run on.
    pub(crate) fn threads(&self) -> Result<Runtime, Failure> {
        let mut runtime = Builder::new_multi_thread();
        if let Some(threads) = self.threads {
            runtime.worker_threads(threads.get());
        }
        let runtime = runtime.enable_all().thread_stack_size(STACK);
        let runtime = runtime.on_thread_start(guard::silence_thread).build();
        runtime.map_err(|error| Failure::io("threads", &error))
    }

    /// The memory and the files that queries work with.
    pub(crate) fn environment(&self) -> Result<Arc<RuntimeEnv>, Failure> {
        let mut environment = RuntimeEnvBuilder::new();
        if let Some(size) = self.memory_limit {
            environment = environment.with_memory_pool(Arc::new(FairSpillPool::new(size)));
        }
        environment.build_arc().map_err(|error| Failure::usage(error.strip_backtrace()))
    }
}

/// A number of bytes: 4096, 512K, 512M, 2G.
fn parse_size(text: &str) -> Result<usize, String> {
    let upper = text.to_ascii_uppercase();
    let number = upper.trim_end_matches(|sign: char| sign.is_ascii_alphabetic());
    let shift = match &upper[number.len()..] {
        "" | "B" => 0,
        "K" | "KB" | "KIB" => 10,
        "M" | "MB" | "MIB" => 20,
        "G" | "GB" | "GIB" => 30,
        _ => return Err("a number with K, M or G behind it".to_owned()),
    };
    let size = number.parse::<usize>().ok().and_then(|size| size.checked_mul(1 << shift));
    size.filter(|size| *size > 0).ok_or_else(|| "a number with K, M or G behind it".to_owned())
}
