//! The file that is written: it is whole at the end, and gone where the user interrupts the command.

use std::io::{self, Write};
use std::path::Path;
use std::process;
use std::sync::{Mutex, MutexGuard, PoisonError};

use ferrow_convert::{AtomicFile, Error};

use crate::failure::INTERRUPTED;

/// A command writes one file. Whoever holds this lock writes to it, gives it its name or removes it.
static FILE: Mutex<Option<AtomicFile>> = Mutex::new(None);

/// The one file that is written.
#[derive(Debug)]
pub(super) struct WholeFile(());

impl WholeFile {
    /// Starts the file that will be at `path`.
    pub(super) fn create(path: &Path) -> Result<Self, Error> {
        *lock() = Some(AtomicFile::create(path)?);
        // Where there can be no handler, an interrupt ends the process as it does by default.
        drop(ctrlc::set_handler(|| {
            drop(lock().take());
            drop(writeln!(io::stderr(), "ferrow: interrupted"));
            process::exit(INTERRUPTED.into());
        }));
        Ok(Self(()))
    }

    /// Gives the file its name.
    pub(super) fn commit(self) -> Result<(), Error> {
        // An interrupt waits meanwhile: the file is whole then.
        let mut file = lock();
        file.take().map_or(Ok(()), AtomicFile::commit)
    }
}

fn lock() -> MutexGuard<'static, Option<AtomicFile>> {
    FILE.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Write for WholeFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        lock().as_mut().map_or(Ok(bytes.len()), |file| file.write(bytes))
    }

    fn flush(&mut self) -> io::Result<()> {
        lock().as_mut().map_or(Ok(()), AtomicFile::flush)
    }
}

impl Drop for WholeFile {
    fn drop(&mut self) {
        // Nothing is left of a file that was not committed.
        drop(lock().take());
    }
}
