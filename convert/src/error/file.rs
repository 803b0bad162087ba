//! What goes wrong with files and streams, and where in them.

use std::error::Error as _;
use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

use super::{Error, ErrorKind, Problem};

/// Where in a file or a stream an error happened, as far as that is known.
#[derive(Debug, Clone, Default)]
pub(super) struct FilePlace {
    file: Option<PathBuf>,
    batch: Option<usize>,
    offset: Option<u64>,
    line: Option<u64>,
}

#[derive(Debug)]
pub(crate) enum FileProblem {
    Io(io::Error),
    /// What should be there needs so many bytes, and so many are left.
    Truncated {
        what: &'static str,
        needed: u64,
        left: u64,
    },
    Damaged {
        reason: String,
    },
    Unsupported {
        what: String,
    },
    /// What a reader of text says of it.
    #[cfg(any(feature = "json", feature = "csv"))]
    Parse {
        reason: String,
    },
    #[cfg(feature = "parquet")]
    NoSuchRowGroup {
        group: usize,
        groups: usize,
    },
    #[cfg(feature = "parquet")]
    Parquet(parquet::errors::ParquetError),
    #[cfg(feature = "flight")]
    Flight(arrow_flight::error::FlightError),
}

impl FileProblem {
    pub(crate) fn damaged(reason: impl Into<String>) -> Self {
        Self::Damaged { reason: reason.into() }
    }

    pub(crate) fn kind(&self) -> ErrorKind {
        match self {
            Self::Io(error) => ErrorKind::Io(error.kind()),
            Self::Truncated { .. } => ErrorKind::Truncated,
            Self::Damaged { .. } => ErrorKind::Damaged,
            Self::Unsupported { .. } => ErrorKind::Unsupported,
            #[cfg(any(feature = "json", feature = "csv"))]
            Self::Parse { .. } => ErrorKind::Parse,
            #[cfg(feature = "parquet")]
            Self::NoSuchRowGroup { .. } => ErrorKind::OutOfRange,
            #[cfg(feature = "parquet")]
            Self::Parquet(parquet::errors::ParquetError::NYI(_)) => ErrorKind::Unsupported,
            #[cfg(feature = "parquet")]
            Self::Parquet(_) => ErrorKind::Damaged,
            #[cfg(feature = "flight")]
            Self::Flight(_) => ErrorKind::Damaged,
        }
    }

    pub(crate) fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            // These say their own words below, so their sources are ours.
            Self::Io(error) => error.source(),
            #[cfg(feature = "parquet")]
            Self::Parquet(error) => error.source(),
            #[cfg(feature = "flight")]
            Self::Flight(error) => error.source(),
            _ => None,
        }
    }
}

impl fmt::Display for FileProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Io(error) => error.fmt(f),
            Self::Truncated { what, needed, left } => write!(
                f,
                "cut short: {what} takes {needed} bytes, {left} are left; what stands before can be \
                 recovered"
            ),
            Self::Damaged { reason } => write!(f, "damaged: {reason}"),
            Self::Unsupported { what } => f.write_str(what),
            #[cfg(any(feature = "json", feature = "csv"))]
            Self::Parse { reason } => f.write_str(reason),
            #[cfg(feature = "parquet")]
            Self::NoSuchRowGroup { group, groups } => write!(
                f,
                "row group {group} is asked for, the file has {groups}; the first of them is 0"
            ),
            #[cfg(feature = "parquet")]
            Self::Parquet(error) => error.fmt(f),
            #[cfg(feature = "flight")]
            Self::Flight(error) => error.fmt(f),
        }
    }
}

impl fmt::Display for FilePlace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { file, batch, offset, line } = self;
        let file = file.as_ref().map(|file| file.display().to_string());
        let batch = batch.map(|batch| format!("batch {batch}"));
        let offset = offset.map(|offset| format!("byte {offset}"));
        let line = line.map(|line| format!("line {line}"));
        let known: Vec<String> = [file, batch, offset, line].into_iter().flatten().collect();
        if known.is_empty() { Ok(()) } else { write!(f, "{}: ", known.join(", ")) }
    }
}

impl Error {
    /// The file that was read or written, where it has a name.
    #[must_use]
    pub fn file(&self) -> Option<&Path> {
        self.0.place.file.as_deref()
    }

    /// The ordinal of the batch in its file or stream, where the error is about one.
    #[must_use]
    pub fn batch(&self) -> Option<usize> {
        self.0.place.batch
    }

    /// Bytes from the start of the file or the stream to the message, the buffer or the record at
    /// fault.
    #[must_use]
    pub fn file_offset(&self) -> Option<u64> {
        self.0.place.offset
    }

    /// The line of the text at fault; the first is 1.
    #[must_use]
    pub fn line(&self) -> Option<u64> {
        self.0.place.line
    }

    /// The same error, said of `file`, where no file is known: rows that are written to one file may
    /// come from another that is damaged.
    #[cold]
    pub(crate) fn in_file(mut self, file: Option<&Path>) -> Self {
        self.0.place.file = self.0.place.file.or_else(|| file.map(Path::to_owned));
        self
    }

    #[cold]
    pub(crate) fn in_batch(mut self, batch: usize) -> Self {
        self.0.place.batch.get_or_insert(batch);
        self
    }

    /// The same error, said of byte `offset` of the file, where no closer byte is known.
    #[cold]
    pub(crate) fn at_offset(mut self, offset: u64) -> Self {
        self.0.place.offset.get_or_insert(offset);
        self
    }

    #[cfg(any(feature = "json", feature = "csv"))]
    #[cold]
    pub(crate) fn at_line(mut self, line: u64) -> Self {
        self.0.place.line.get_or_insert(line);
        self
    }
}

impl From<FileProblem> for Error {
    fn from(problem: FileProblem) -> Self {
        Self::new(Problem::File(problem))
    }
}

impl From<io::Error> for Error {
    fn from(error: io::Error) -> Self {
        // A file being written under an Arrow writer may hand one of ours back.
        match error.downcast::<Self>() {
            Ok(ours) => ours,
            Err(error) => FileProblem::Io(error).into(),
        }
    }
}
