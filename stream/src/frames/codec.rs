//! Frames off a buffer and into it.

use bytes::{Buf, BufMut, Bytes, BytesMut};
use tokio_util::codec::{Decoder, Encoder};

use super::{FrameMessage, Front, HASH, RowFrames, SIZE};
use crate::error::{Error, Problem};
use crate::form::FINGERPRINT;

/// Room that is made ahead of a frame at most: memory grows with what comes, not with what a size claims.
const MOST_AHEAD: usize = 64 << 10;

/// Where so many times the bytes of a frame were skipped in front of it, its row is copied: else it would
/// hold the memory of all that was read with it, and the next bytes would need other memory.
const SPARSE: usize = 8;

impl RowFrames {
    /// Takes the first frame that `skip` does not skip, judged by what it holds. An error of `skip` is one of
    /// the frame, and ends the stream as damage does.
    #[inline]
    pub(super) fn next(
        &mut self,
        bytes: &mut BytesMut,
        mut skip: impl FnMut(&[u8]) -> Result<bool, Error>,
    ) -> Result<Option<FrameMessage>, Error> {
        if self.is_ended {
            bytes.clear();
            return Ok(None);
        }
        let mut rest = &bytes[..];
        let mut skipped = 0;
        let first = loop {
            let held = match self.first(rest) {
                Ok(Some(held)) => held,
                none => break none,
            };
            match skip(&rest[held.clone()]) {
                Ok(true) => {
                    rest = &rest[held.end..];
                    skipped += 1;
                }
                Ok(false) => break Ok(Some(held)),
                Err(error) => break Err(error),
            }
        };
        let passed = bytes.len() - rest.len();
        self.pass(skipped, passed);
        let held = match first {
            Ok(Some(held)) => held,
            Ok(None) => {
                bytes.advance(passed);
                self.make_room(bytes);
                return Ok(None);
            }
            Err(error) => {
                self.is_ended = true;
                bytes.clear();
                return Err(error.at_frame(self.ordinal, self.offset));
            }
        };
        let (ordinal, offset) = (self.ordinal, self.offset);
        self.pass(1, held.end);
        let row = if passed / SPARSE >= held.end {
            let row = Bytes::copy_from_slice(&rest[held.clone()]);
            bytes.advance(passed + held.end);
            row
        } else {
            bytes.advance(passed + held.start);
            bytes.split_to(held.len()).freeze()
        };
        Ok(Some(FrameMessage { bytes: row, ordinal, offset }))
    }

    /// What [`next`](Self::next) took where no more bytes will come: what is left is no frame.
    pub(super) fn check_end(
        &mut self,
        bytes: &mut BytesMut,
        frame: Option<FrameMessage>,
    ) -> Result<Option<FrameMessage>, Error> {
        if frame.is_none() && !bytes.is_empty() {
            self.is_ended = true;
            let left = bytes.len();
            bytes.clear();
            let error = Error::new(Problem::FrameCut { left });
            return Err(error.at_frame(self.ordinal, self.offset));
        }
        Ok(frame)
    }

    /// Makes room for what is missing of a frame that is within the limit.
    fn make_room(&self, bytes: &mut BytesMut) {
        let size = bytes.first_chunk().map_or(0, |size| u32::from_le_bytes(*size) as usize);
        bytes.reserve((SIZE + size).saturating_sub(bytes.len()).min(MOST_AHEAD));
    }

    fn write(&self, row: &[u8], out: &mut BytesMut) -> Result<(), Error> {
        let front = match self.front {
            Front::Nothing => 0,
            Front::Hash(_) => HASH,
            Front::Fingerprint(_) => FINGERPRINT,
        };
        let (size, most) = (front + row.len(), self.most_bytes);
        let Some(fits) = i32::try_from(size).ok().filter(|_| size <= most) else {
            let most = most.min(i32::MAX as usize);
            return Err(Error::new(Problem::FrameTooLarge { size, most }));
        };
        out.reserve(SIZE + size);
        out.put_i32_le(fits);
        match self.front {
            Front::Nothing => {}
            Front::Hash(hash) => out.put_i64_le(hash),
            Front::Fingerprint(fingerprint) => out.put_slice(&fingerprint.to_bytes()),
        }
        out.put_slice(row);
        Ok(())
    }
}

impl Decoder for RowFrames {
    type Item = FrameMessage;
    type Error = Error;

    fn decode(&mut self, bytes: &mut BytesMut) -> Result<Option<FrameMessage>, Error> {
        self.next(bytes, |_| Ok(false))
    }

    fn decode_eof(&mut self, bytes: &mut BytesMut) -> Result<Option<FrameMessage>, Error> {
        let frame = self.decode(bytes)?;
        self.check_end(bytes, frame)
    }
}

/// Rows that are larger than the limit are an error, and nothing is written of them.
impl<B: AsRef<[u8]>> Encoder<B> for RowFrames {
    type Error = Error;

    fn encode(&mut self, row: B, out: &mut BytesMut) -> Result<(), Error> {
        self.write(row.as_ref(), out)
    }
}
