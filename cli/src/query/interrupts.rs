//! The signals that end a query.

#[cfg(unix)]
use tokio::signal::unix::{Signal, SignalKind, signal};

/// Signals that do not end the process any more, once they are listened to.
pub(crate) struct Interrupts {
    #[cfg(unix)]
    signals: Vec<Signal>,
}

impl Interrupts {
    /// Listens to Ctrl-C, and to what ends a command that is not interactive. A runtime has to be there.
    #[cfg(unix)]
    pub(crate) fn listen(is_interactive: bool) -> Self {
        let mut kinds = vec![SignalKind::interrupt()];
        if !is_interactive {
            kinds.extend([SignalKind::terminate(), SignalKind::hangup()]);
        }
        // Where there can be no handler, a signal ends the process as it does by default.
        Self { signals: kinds.into_iter().filter_map(|kind| signal(kind).ok()).collect() }
    }

    #[cfg(not(unix))]
    pub(crate) fn listen(_: bool) -> Self {
        Self {}
    }

    /// Waits for one of them.
    #[cfg(unix)]
    pub(crate) async fn received(&mut self) {
        if self.signals.is_empty() {
            std::future::pending::<()>().await;
        }
        let signals = self.signals.iter_mut().map(|signal| Box::pin(signal.recv()));
        futures::future::select_all(signals).await;
    }

    #[cfg(not(unix))]
    pub(crate) async fn received(&mut self) {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    }
}
