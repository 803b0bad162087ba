//! Row files that are mapped into memory.

#![expect(unsafe_code, reason = "a file may change under its map")]

use std::fs::File;
use std::path::Path;

use arrow::buffer::Buffer;
use bytes::Bytes;
use memmap2::Mmap;

use crate::RowFile;
use crate::error::Error;

impl RowFile {
    /// Maps the file at `path` into memory and reads it there: the rows of batches that are not
    /// compressed point into the map, which lives as long as they do.
    ///
    /// A process that cannot rule out what the safety section says reads the file instead, with
    /// [`RowFileReader::open`](crate::RowFileReader::open) or into a buffer for
    /// [`try_new`](Self::try_new).
    ///
    /// ```
    /// use arrow::datatypes::{DataType, Field, Schema};
    /// use ferrow_convert::{Error, RowFile, RowFileOptions};
    /// use ferrow_row::{RowBatchWriter, RowLayout};
    ///
    /// let layout = RowLayout::try_new(Schema::new(vec![Field::new("id", DataType::Int64, true)]))?;
    /// let mut rows = RowBatchWriter::new(layout.clone());
    /// rows.row().finish()?;
    /// let path = std::env::temp_dir().join(format!("ferrow-map-{}.arrow", std::process::id()));
    /// RowFileOptions::new().save(&path, &layout, [Ok::<_, Error>(rows.finish())])?;
    ///
    /// // SAFETY: the file is this program's own, and it is written to by nobody.
    /// let file = unsafe { RowFile::map(&path)? };
    /// assert_eq!(file.batch(0)?.len(), 1);
    /// # std::fs::remove_file(path)?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Safety
    ///
    /// Until this and every batch from it are dropped, nobody, in this process or another, changes or
    /// truncates the file. Its bytes were checked to be rows, and changed ones are read as if they still
    /// were; reading behind a truncated end stops the process. A file that is replaced by
    /// [renaming](crate::AtomicFile) another is not changed.
    ///
    /// # Errors
    ///
    /// [`Io`](crate::ErrorKind::Io) where the file cannot be opened or mapped, else as
    /// [`try_new`](Self::try_new).
    pub unsafe fn map(path: impl AsRef<Path>) -> Result<Self, Error> {
        let path = path.as_ref();
        // SAFETY: the caller keeps the promise that `map_bytes` asks for.
        let bytes = unsafe { map_bytes(path) };
        let mut file = bytes.and_then(Self::try_new).map_err(|error| error.in_file(Some(path)))?;
        file.path = Some(path.to_owned());
        Ok(file)
    }

    /// As [`map`](Self::map) and [`recover`](Self::recover): what can be read of a mapped file that was
    /// cut short.
    ///
    /// # Safety
    ///
    /// As [`map`](Self::map).
    ///
    /// # Errors
    ///
    /// As [`recover`](Self::recover), and [`Io`](crate::ErrorKind::Io) where the file cannot be opened or
    /// mapped.
    pub unsafe fn map_recover(path: impl AsRef<Path>) -> Result<(Self, Option<Error>), Error> {
        let path = path.as_ref();
        // SAFETY: the caller keeps the promise that `map_bytes` asks for.
        let bytes = unsafe { map_bytes(path) };
        let (mut file, fault) =
            bytes.and_then(Self::recover).map_err(|error| error.in_file(Some(path)))?;
        let fault = fault.map(|fault| fault.in_file(Some(path)));
        file.path = Some(path.to_owned());
        Ok((file, fault))
    }
}

/// The bytes of the file at `path`, mapped until the last buffer that shares them is dropped.
///
/// # Safety
///
/// Nobody changes or truncates the file until then.
unsafe fn map_bytes(path: &Path) -> Result<Buffer, Error> {
    let file = File::open(path)?;
    // SAFETY: the map is read only, and private to the buffer that owns it. That the bytes stay as they
    // are, which `&[u8]` to them says, is what the caller promises.
    let map = unsafe { Mmap::map(&file) }?;
    Ok(Buffer::from(Bytes::from_owner(map)))
}
