//! Files that are whole or not there.

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::error::Error;

/// A file that gets its name when it is whole.
///
/// It is written under another name in the same directory. [`commit`](Self::commit) makes it durable and
/// renames it, which replaces a file of that name at once; one that is dropped before leaves nothing
/// behind.
///
/// ```
/// use std::io::Write;
/// use ferrow_convert::AtomicFile;
///
/// let path = std::env::temp_dir().join(format!("ferrow-atomic-{}", std::process::id()));
/// let mut file = AtomicFile::create(&path)?;
/// file.write_all(b"whole")?;
/// assert!(!path.exists());
/// file.commit()?;
/// assert_eq!(std::fs::read(&path)?, b"whole");
/// # std::fs::remove_file(path)?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct AtomicFile {
    file: File,
    temporary: PathBuf,
    path: PathBuf,
    is_committed: bool,
}

impl AtomicFile {
    /// Starts the file that will be at `path`.
    ///
    /// # Errors
    ///
    /// [`Io`](crate::ErrorKind::Io) where the directory takes no new file.
    pub fn create(path: impl AsRef<Path>) -> Result<Self, Error> {
        let path = path.as_ref();
        let (file, temporary) =
            create_temporary(path).map_err(|error| Error::from(error).in_file(Some(path)))?;
        Ok(Self { file, temporary, path: path.to_owned(), is_committed: false })
    }

    /// Gives the file its name, once its bytes are on the disk.
    ///
    /// # Errors
    ///
    /// [`Io`](crate::ErrorKind::Io) where that fails; the file is gone then.
    pub fn commit(mut self) -> Result<(), Error> {
        let commit = || {
            self.file.sync_all()?;
            fs::rename(&self.temporary, &self.path)?;
            sync_directory(&self.path)
        };
        let committed = commit();
        // What failed after the renaming has no other name to remove.
        self.is_committed = committed.is_ok() || !self.temporary.exists();
        committed.map_err(|error| Error::from(error).in_file(Some(&self.path)))
    }
}

impl Write for AtomicFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

impl Drop for AtomicFile {
    fn drop(&mut self) {
        if !self.is_committed {
            // Whoever drops it has an error already, or wants no file.
            drop(fs::remove_file(&self.temporary));
        }
    }
}

/// Writes the file at `path` with `write`: it is there, whole, when this returns `Ok`, and as it was
/// before where `write` fails or panics.
///
/// ```
/// use std::io::Write;
///
/// let path = std::env::temp_dir().join(format!("ferrow-write-{}", std::process::id()));
/// let failed = ferrow_convert::write_atomic(&path, |file| {
///     file.write_all(b"half")?;
///     Err::<(), _>(std::io::Error::other("no more").into())
/// });
/// assert!(failed.is_err() && !path.exists());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
///
/// What `write` returns, with the path, and as [`AtomicFile`].
pub fn write_atomic<T>(
    path: impl AsRef<Path>,
    write: impl FnOnce(&mut BufWriter<AtomicFile>) -> Result<T, Error>,
) -> Result<T, Error> {
    let path = path.as_ref();
    let mut file = BufWriter::new(AtomicFile::create(path)?);
    let done = write(&mut file).map_err(|error| error.in_file(Some(path)))?;
    match file.into_inner() {
        Ok(file) => file.commit()?,
        Err(error) => return Err(Error::from(error.into_error()).in_file(Some(path))),
    }
    Ok(done)
}

/// A new file beside `path`. One that a process left behind when it was stopped is not touched.
fn create_temporary(path: &Path) -> io::Result<(File, PathBuf)> {
    loop {
        let temporary = temporary_name(path)?;
        match OpenOptions::new().write(true).create_new(true).open(&temporary) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            file => return Ok((file?, temporary)),
        }
    }
}

/// A name beside `path` that no other writer of this process has.
fn temporary_name(path: &Path) -> io::Result<PathBuf> {
    static COUNT: AtomicU64 = AtomicU64::new(0);
    let no_name = || io::Error::new(io::ErrorKind::InvalidInput, "the path names no file");
    let name = path.file_name().ok_or_else(no_name)?;
    let mut temporary = std::ffi::OsString::from(".");
    temporary.push(name);
    let count = COUNT.fetch_add(1, Ordering::Relaxed);
    temporary.push(format!(".{}-{count}.tmp", process::id()));
    Ok(path.with_file_name(temporary))
}

/// A renaming is durable once its directory is.
#[cfg(unix)]
fn sync_directory(path: &Path) -> io::Result<()> {
    let directory = path.parent().filter(|parent| !parent.as_os_str().is_empty());
    File::open(directory.unwrap_or(Path::new(".")))?.sync_all()
}

#[cfg(not(unix))]
fn sync_directory(_: &Path) -> io::Result<()> {
    Ok(())
}
