//! The bytes of a file or of standard input.

use std::fs::File;
use std::io::{self, Cursor, Read, Seek};
use std::path::Path;

use crate::failure::Failure;

/// Bytes from front to back.
pub(super) type Bytes = Box<dyn Read + Send>;

/// A file, or standard input.
pub(super) enum Opened {
    File(File),
    /// What was read of it, to tell its format, and the rest.
    Stdin(Bytes),
}

/// What messages call a file.
pub(crate) fn name_of(path: &Path) -> String {
    if is_std(path) { "standard input".to_owned() } else { path.display().to_string() }
}

/// Whether `path` stands for standard input or standard output.
pub(crate) fn is_std(path: &Path) -> bool {
    path.as_os_str() == "-"
}

impl Opened {
    /// Opens `path`, and returns the first bytes, at most `len`.
    pub(super) fn open(path: &Path, len: usize) -> io::Result<(Self, Vec<u8>)> {
        let mut start = Vec::new();
        let most = u64::try_from(len).unwrap_or(u64::MAX);
        if is_std(path) {
            let mut stdin = io::stdin();
            stdin.by_ref().take(most).read_to_end(&mut start)?;
            return Ok((Self::Stdin(chain(start.clone(), stdin)), start));
        }
        let mut file = File::open(path)?;
        if file.metadata()?.is_file() {
            file.by_ref().take(most).read_to_end(&mut start)?;
            file.rewind()?;
            return Ok((Self::File(file), start));
        }
        // A pipe with a name is read once, as standard input is.
        file.by_ref().take(most).read_to_end(&mut start)?;
        Ok((Self::Stdin(chain(start.clone(), file)), start))
    }

    /// The number of bytes, where that is known.
    pub(super) fn len(&self) -> Option<u64> {
        match self {
            Self::File(file) => file.metadata().ok().map(|metadata| metadata.len()),
            Self::Stdin(_) => None,
        }
    }

    pub(super) fn bytes(self) -> Bytes {
        match self {
            Self::File(file) => Box::new(file),
            Self::Stdin(bytes) => bytes,
        }
    }

    /// A file that can be read from anywhere: standard input is copied to one without a name.
    pub(super) fn seekable(self, name: &str) -> Result<File, Failure> {
        let copy = |mut bytes: Bytes| {
            let mut file = tempfile::tempfile()?;
            io::copy(&mut bytes, &mut file)?;
            file.rewind()?;
            Ok(file)
        };
        match self {
            Self::File(file) => Ok(file),
            Self::Stdin(bytes) => copy(bytes).map_err(|error| Failure::io(name, &error)),
        }
    }
}

/// What was read before, and the rest.
pub(super) fn chain(start: Vec<u8>, rest: impl Read + Send + 'static) -> Bytes {
    Box::new(Cursor::new(start).chain(rest))
}
