//! Where the bytes of a file or a stream come from: a reader, or memory that holds all of it.

use std::io::{self, Read, Seek};

use arrow::buffer::{Buffer, MutableBuffer};

use crate::error::FileProblem;

/// The most bytes that are set aside for what a length alone claims to be there.
const FIRST_ALLOCATION: usize = 1 << 20;

/// Bytes that are taken from front to back.
pub(crate) trait Source {
    /// Takes the next `len` bytes, or all that are left where there are fewer.
    fn take(&mut self, len: u64) -> io::Result<Buffer>;

    /// Passes over the next `len` bytes, and says how many there were, if it looks.
    fn skip(&mut self, len: u64) -> io::Result<u64>;
}

/// Takes exactly `len` bytes, which are those of `what`.
pub(crate) fn take_exactly(
    source: &mut impl Source,
    len: u64,
    what: &'static str,
) -> Result<Buffer, FileProblem> {
    let bytes = source.take(len).map_err(FileProblem::Io)?;
    let left = bytes.len() as u64;
    if left < len {
        return Err(FileProblem::Truncated { what, needed: len, left });
    }
    Ok(bytes)
}

/// Bytes of a reader, copied once into aligned memory.
#[derive(Debug)]
pub(crate) struct ReadSource<R> {
    reader: R,
    skip: fn(&mut R, u64) -> io::Result<u64>,
}

impl<R: Read> ReadSource<R> {
    pub(crate) fn new(reader: R) -> Self {
        Self { reader, skip: |reader, len| io::copy(&mut reader.take(len), &mut io::sink()) }
    }
}

impl<R: Seek> ReadSource<R> {
    /// Passes over bytes without reading them.
    pub(crate) fn skip_by_seeking(&mut self) {
        self.skip = |reader, len| {
            let step = i64::try_from(len).map_err(|_| io::ErrorKind::InvalidInput)?;
            reader.seek_relative(step)?;
            Ok(len)
        };
    }
}

impl<R: Read> Source for ReadSource<R> {
    fn skip(&mut self, len: u64) -> io::Result<u64> {
        (self.skip)(&mut self.reader, len)
    }

    fn take(&mut self, len: u64) -> io::Result<Buffer> {
        let len = usize::try_from(len).unwrap_or(usize::MAX);
        let mut bytes = MutableBuffer::with_capacity(len.min(FIRST_ALLOCATION));
        let mut filled = 0;
        while filled < len {
            if filled == bytes.len() {
                // Memory grows with what came, not with what was claimed.
                let more = filled.max(FIRST_ALLOCATION).min(len - filled);
                bytes.resize(filled + more, 0);
            }
            match self.reader.read(&mut bytes[filled..]) {
                Ok(0) => break,
                Ok(read) => filled += read,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        bytes.truncate(filled);
        Ok(bytes.into())
    }
}

/// Bytes that are all in memory, as those of a mapped file are; what is taken shares them.
#[derive(Debug)]
pub(crate) struct MemorySource {
    pub(crate) bytes: Buffer,
    pub(crate) at: usize,
}

impl Source for MemorySource {
    fn take(&mut self, len: u64) -> io::Result<Buffer> {
        let left = self.bytes.len() - self.at;
        let len = usize::try_from(len).map_or(left, |len| len.min(left));
        let taken = self.bytes.slice_with_length(self.at, len);
        self.at += len;
        Ok(taken)
    }

    fn skip(&mut self, len: u64) -> io::Result<u64> {
        Ok(self.take(len)?.len() as u64)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn memory_grows_with_what_comes_and_not_with_what_is_claimed() {
        for len in [10, FIRST_ALLOCATION, 5 * FIRST_ALLOCATION + 3] {
            let bytes = vec![7; len];
            let taken = ReadSource::new(&bytes[..]).take(u64::MAX).unwrap();
            assert_eq!(taken.as_slice(), bytes);
            assert!(taken.capacity() <= 4 * len.max(FIRST_ALLOCATION), "{}", taken.capacity());
        }
    }

    #[test]
    fn what_is_there_is_taken_from_either_source() {
        let bytes: Vec<u8> = (0..100).collect();
        let mut memory = MemorySource { bytes: Buffer::from(bytes.clone()), at: 0 };
        let mut reader = ReadSource::new(&bytes[..]);
        for (len, wanted) in [(0, 0..0), (30, 0..30), (70, 30..100), (1, 100..100)] {
            assert_eq!(memory.take(len).unwrap().as_slice(), &bytes[wanted.clone()]);
            assert_eq!(reader.take(len).unwrap().as_slice(), &bytes[wanted]);
        }
    }
}
