//! A file that is whole or not there, or standard output.

use std::fs::{self, File};
use std::io::{self, BufWriter, IsTerminal, Write};
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use super::Stdout;
use super::whole::WholeFile;
use crate::failure::Failure;
use crate::input::is_std;

/// What is written to.
pub(crate) struct Destination {
    out: BufWriter<Noticing>,
    fault: Fault,
}

/// Why writing failed: writers of other crates may keep no more of it than a text.
#[derive(Debug, Clone)]
pub(crate) struct Fault {
    name: String,
    error: Arc<Mutex<Option<io::Error>>>,
}

struct Noticing {
    out: Out,
    fault: Fault,
}

enum Out {
    /// A file that gets its name at the end.
    Whole(WholeFile),
    /// A pipe or a device that has a name.
    Device(File),
    Stdout(Stdout),
}

/// Bytes that are written at a time.
const BUFFER: usize = 1 << 16;

impl Destination {
    /// Starts to write to `path`; `-` is standard output. `is_binary` is what no terminal shows.
    pub(crate) fn create(path: &Path, is_binary: bool) -> Result<Self, Failure> {
        let name = name_of(path);
        let fault = Fault { name, error: Arc::default() };
        let out = if is_std(path) {
            if is_binary && io::stdout().is_terminal() {
                return Err(Failure::usage(
                    "standard output is a terminal, which shows no binary format; name a file, or use a pipe",
                ));
            }
            Out::Stdout(Stdout::raw())
        } else {
            open(path).map_err(|error| Failure::of(&fault.name, &error))?
        };
        let out = BufWriter::with_capacity(BUFFER, Noticing { out, fault: fault.clone() });
        Ok(Self { out, fault })
    }

    /// What to ask why writing failed.
    pub(crate) fn fault(&self) -> Fault {
        self.fault.clone()
    }

    /// Gives the file its name.
    pub(crate) fn commit(self) -> Result<(), Failure> {
        let fault = self.fault;
        let out = self.out.into_inner().map_err(|error| Failure::io(&fault.name, error.error()))?;
        match out.out {
            Out::Whole(file) => file.commit().map_err(|error| Failure::of(&fault.name, &error)),
            Out::Device(mut file) => file.flush().map_err(|error| Failure::io(&fault.name, &error)),
            Out::Stdout(mut stdout) => {
                stdout.flush().map_err(|error| Failure::io(&fault.name, &error))
            }
        }
    }
}

/// What messages call the output.
fn name_of(path: &Path) -> String {
    if is_std(path) { "standard output".to_owned() } else { path.display().to_string() }
}

/// A file takes the place of another at once; what is no file is written to as it is.
fn open(path: &Path) -> Result<Out, ferrow_convert::Error> {
    match fs::metadata(path) {
        Ok(metadata) if metadata.is_file() => {
            // The file behind a link is replaced, not the link.
            Ok(Out::Whole(WholeFile::create(&fs::canonicalize(path)?)?))
        }
        Ok(_) => Ok(Out::Device(File::options().write(true).open(path)?)),
        Err(_) => Ok(Out::Whole(WholeFile::create(path)?)),
    }
}

impl Fault {
    /// What the output said, where that is why `failure` came about.
    pub(crate) fn or(&self, failure: impl FnOnce() -> Failure) -> Failure {
        let error = self.error.lock().unwrap_or_else(PoisonError::into_inner).take();
        error.map_or_else(failure, |error| Failure::io(&self.name, &error))
    }

    /// What the library says of the output.
    pub(crate) fn of(&self, error: &ferrow_convert::Error) -> Failure {
        self.or(|| Failure::of(&self.name, error))
    }
}

impl Noticing {
    fn noticed<T>(&self, result: io::Result<T>) -> io::Result<T> {
        if let Err(error) = &result
            && error.kind() != io::ErrorKind::Interrupted
        {
            let copy = error
                .raw_os_error()
                .map_or_else(|| error.kind().into(), io::Error::from_raw_os_error);
            *self.fault.error.lock().unwrap_or_else(PoisonError::into_inner) = Some(copy);
        }
        result
    }
}

impl Write for Noticing {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = match &mut self.out {
            Out::Whole(file) => file.write(bytes),
            Out::Device(file) => file.write(bytes),
            Out::Stdout(stdout) => stdout.write(bytes),
        };
        self.noticed(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        let flushed = match &mut self.out {
            Out::Whole(file) => file.flush(),
            Out::Device(file) => file.flush(),
            Out::Stdout(stdout) => stdout.flush(),
        };
        self.noticed(flushed)
    }
}

impl Write for Destination {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.out.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}
