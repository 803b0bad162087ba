//! Standard output, whose reader may have enough of it.

use std::io::{self, Write};
use std::sync::atomic::{AtomicBool, Ordering};

static IS_CLOSED: AtomicBool = AtomicBool::new(false);
static HAS_FAILED: AtomicBool = AtomicBool::new(false);

/// Whether somebody closed the pipe that standard output is: then the command ends in silence.
pub(crate) fn is_closed() -> bool {
    IS_CLOSED.load(Ordering::Relaxed)
}

/// Whether standard output took no more bytes, for whatever reason.
pub(super) fn has_failed() -> bool {
    HAS_FAILED.load(Ordering::Relaxed)
}

/// Standard output, which keeps in mind that it was closed.
#[derive(Debug)]
pub(crate) struct Stdout<W = io::Stdout>(W);

impl Stdout {
    /// For bytes as they are.
    pub(crate) fn raw() -> Self {
        Self(io::stdout())
    }
}

impl Stdout<anstream::AutoStream<io::Stdout>> {
    /// For text, from which colours are taken where nobody wants them.
    pub(crate) fn colored() -> Self {
        Self(anstream::stdout())
    }
}

impl<W: Write> Write for Stdout<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        noticed(self.0.write(bytes))
    }

    fn flush(&mut self) -> io::Result<()> {
        noticed(self.0.flush())
    }
}

fn noticed<T>(result: io::Result<T>) -> io::Result<T> {
    if let Err(error) = &result
        && error.kind() != io::ErrorKind::Interrupted
    {
        HAS_FAILED.store(true, Ordering::Relaxed);
        let is_closed = error.kind() == io::ErrorKind::BrokenPipe;
        IS_CLOSED.fetch_or(is_closed, Ordering::Relaxed);
    }
    result
}
