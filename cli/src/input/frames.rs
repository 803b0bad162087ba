//! The messages of an Arrow IPC file or stream, from front to back, so that both can be piped.

use std::io::Read;

use arrow::buffer::Buffer;
use arrow_ipc::{Message, root_as_message};

use super::bytes::Bytes;
use crate::failure::Failure;

const CONTINUATION: [u8; 4] = [0xff; 4];
const MAGIC: &[u8; 6] = b"ARROW1";

/// Writers pad the magic, so that the first message is aligned; none does to more.
const MOST_PADDING: usize = 4_096;

/// The messages of a file.
pub(super) struct Frames {
    name: String,
    bytes: Bytes,
    /// How many bytes were taken.
    pub(super) offset: u64,
    /// How many record batches were taken; errors are of the next one.
    pub(super) batches: usize,
    is_file: bool,
    /// All that was taken so far, where it is kept.
    kept: Option<Vec<u8>>,
}

/// One message and what follows it.
pub(super) struct Frame {
    /// Where it starts.
    pub(super) offset: u64,
    metadata: Vec<u8>,
    pub(super) body: Buffer,
}

impl Frame {
    pub(super) fn message(&self) -> Result<Message<'_>, String> {
        root_as_message(&self.metadata).map_err(|error| format!("damaged: {error}"))
    }
}

impl Frames {
    /// The messages of `bytes`, which are those of the file `name`. What is taken is kept until
    /// [`into_start`](Self::into_start) or [`forget_start`](Self::forget_start).
    pub(super) fn open(bytes: Bytes, name: &str) -> Result<(Self, Frame), Failure> {
        let kept = Some(Vec::new());
        let mut frames =
            Self { name: name.to_owned(), bytes, offset: 0, batches: 0, is_file: false, kept };
        let frame = frames.read_start()?;
        Ok((frames, frame))
    }

    fn read_start(&mut self) -> Result<Frame, Failure> {
        let mut word = self.word("the first message")?;
        if word == MAGIC[..4] {
            self.is_file = true;
            let rest = self.word("the first message")?;
            if rest != [MAGIC[4], MAGIC[5], 0, 0] {
                return Err(self.failure(0, "damaged: the first bytes are not `ARROW1`"));
            }
            word = self.word("the first message")?;
            let mut padding = 0;
            while word == [0; 4] && padding < MOST_PADDING {
                padding += 4;
                word = self.word("the first message")?;
            }
        }
        if word != CONTINUATION {
            return Err(self.failure(0, "damaged: this is no Arrow IPC file, and no stream"));
        }
        let start = self.offset - 4;
        let frame = self.read_frame(start)?;
        frame.ok_or_else(|| self.failure(start, "damaged: there is no schema"))
    }

    /// What was taken, and what was not.
    pub(super) fn into_start(self) -> Bytes {
        super::bytes::chain(self.kept.unwrap_or_default(), self.bytes)
    }

    /// Keeps no longer what is taken.
    pub(super) fn forget_start(&mut self) {
        self.kept = None;
    }

    /// The next message; `None` at the end of the file, where that is whole.
    pub(super) fn next(&mut self) -> Result<Option<Frame>, Failure> {
        let start = self.offset;
        if self.word("the start of a message")? != CONTINUATION {
            return Err(self.failure(start, "damaged: no message starts here"));
        }
        let frame = self.read_frame(start)?;
        if frame.is_none() && self.is_file {
            self.read_footer()?;
        }
        Ok(frame)
    }

    fn read_frame(&mut self, start: u64) -> Result<Option<Frame>, Failure> {
        let len = i32::from_le_bytes(self.word("the start of a message")?);
        if len == 0 {
            return Ok(None);
        }
        let Ok(len) = u64::try_from(len) else {
            return Err(self.failure(start, format!("damaged: metadata of {len} bytes")));
        };
        let metadata = self.take(len, "the metadata of a message")?;
        let mut frame = Frame { offset: start, metadata, body: Buffer::default() };
        let body_len = frame.message().map(|message| message.bodyLength());
        let body_len = body_len.map_err(|problem| self.failure(start, problem))?;
        let Ok(body_len) = u64::try_from(body_len) else {
            return Err(self.failure(start, format!("damaged: a body of {body_len} bytes")));
        };
        frame.body = Buffer::from_vec(self.take(body_len, "the body of a message")?);
        Ok(Some(frame))
    }

    /// A file without its last bytes was cut short.
    fn read_footer(&mut self) -> Result<(), Failure> {
        let start = self.offset;
        let footer = self.take_up_to(u64::MAX)?;
        if footer.ends_with(MAGIC) {
            return Ok(());
        }
        Err(self.failure(start, "cut short: the file does not end with `ARROW1`"))
    }

    fn word(&mut self, what: &str) -> Result<[u8; 4], Failure> {
        let taken = self.take(4, what)?;
        Ok(taken.try_into().unwrap_or_default())
    }

    /// Exactly `len` bytes, which are those of `what`.
    fn take(&mut self, len: u64, what: &str) -> Result<Vec<u8>, Failure> {
        let start = self.offset;
        let taken = self.take_up_to(len)?;
        let left = taken.len() as u64;
        if left < len {
            let problem = format!("cut short: {what} takes {len} bytes, {left} are left");
            return Err(self.failure(start, problem));
        }
        Ok(taken)
    }

    /// Memory grows with what comes, not with what a length claims.
    fn take_up_to(&mut self, len: u64) -> Result<Vec<u8>, Failure> {
        let mut taken = Vec::new();
        let read = self.bytes.by_ref().take(len).read_to_end(&mut taken);
        read.map_err(|error| Failure::io(&self.name, &error))?;
        self.offset += taken.len() as u64;
        if let Some(kept) = &mut self.kept {
            kept.extend_from_slice(&taken);
        }
        Ok(taken)
    }

    /// What is wrong at byte `offset`.
    pub(super) fn failure(&self, offset: u64, problem: impl std::fmt::Display) -> Failure {
        let place = format!("{}: batch {}, byte {offset}", self.name, self.batches);
        Failure::data(place, problem)
    }
}
