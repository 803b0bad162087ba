//! What tells a batch that it has waited long enough.

use std::future::Pending;
use std::time::Duration;

/// Gives futures that are done after a time: of whichever runtime polls the stream. A closure is one, and
/// with the feature `tokio` so is `TokioTimer`.
pub trait Timer {
    /// Done when the time has passed.
    type Sleep: Future<Output = ()>;

    /// Starts to wait for `duration`.
    fn sleep(&mut self, duration: Duration) -> Self::Sleep;
}

impl<F, S> Timer for F
where
    F: FnMut(Duration) -> S,
    S: Future<Output = ()>,
{
    type Sleep = S;

    fn sleep(&mut self, duration: Duration) -> S {
        self(duration)
    }
}

/// No clock: batches wait until they are full.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoTimer;

impl Timer for NoTimer {
    type Sleep = Pending<()>;

    fn sleep(&mut self, _: Duration) -> Pending<()> {
        std::future::pending()
    }
}

/// The clock of tokio, whose runtime must have its time enabled.
#[cfg(feature = "tokio")]
#[derive(Debug, Clone, Copy, Default)]
pub struct TokioTimer;

#[cfg(feature = "tokio")]
impl Timer for TokioTimer {
    type Sleep = tokio::time::Sleep;

    fn sleep(&mut self, duration: Duration) -> tokio::time::Sleep {
        tokio::time::sleep(duration)
    }
}
