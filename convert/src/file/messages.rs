//! The messages of an Arrow IPC file or stream, found by their lengths from the first one on.
//!
//! The form of a file is that of a stream behind eight bytes and before a footer, so both are read
//! this way, and a file needs no footer to be read up to where it ends.

use std::io::Seek;
use std::ops::Range;

use arrow::buffer::Buffer;
use arrow::datatypes::Schema;
use arrow_ipc::{Message, MessageHeader, MetadataVersion, root_as_footer, root_as_message};

use super::source::{ReadSource, Source, take_exactly};
use crate::error::{Error, FileProblem};
use crate::extension::schema_message;

const MAGIC: [u8; 6] = *b"ARROW1";

/// What an IPC file starts with: the magic, and padding up to 8 bytes at least.
const FILE_START: [u8; 8] = *b"ARROW1\0\0";

/// Writers pad further, so that the first message is aligned as the others are; none does to more.
const MOST_PADDING: u64 = 4_096;

/// Every message starts with this word; the length of its metadata follows.
const CONTINUATION: [u8; 4] = [0xff; 4];

/// The last bytes of a file: the length of the footer, and the magic.
const FILE_END: usize = 4 + MAGIC.len();

/// The two forms of Arrow IPC.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum IpcForm {
    /// A file: a footer says where the batches are.
    #[default]
    File,
    /// A stream, which is read from front to back.
    Stream,
}

/// One message: its metadata, which are sound, and the bytes that follow them.
#[derive(Debug, Clone)]
pub(crate) struct Frame {
    /// Where the message starts.
    pub(crate) offset: u64,
    pub(crate) body_offset: u64,
    pub(crate) body: Buffer,
    metadata: Buffer,
}

impl Frame {
    pub(crate) fn message(&self) -> Result<Message<'_>, FileProblem> {
        let message = root_as_message(&self.metadata)
            .map_err(|error| FileProblem::damaged(error.to_string()))?;
        if message.version() < MetadataVersion::V4 {
            let what = "the messages are of an early draft of Arrow IPC; write them with a later release of \
                        their writer"
                .to_owned();
            return Err(FileProblem::Unsupported { what });
        }
        Ok(message)
    }

    /// Whether this is a record batch, or else a dictionary: nothing else comes behind a schema.
    pub(crate) fn is_batch(&self) -> Result<bool, FileProblem> {
        match self.message()?.header_type() {
            MessageHeader::RecordBatch => Ok(true),
            MessageHeader::DictionaryBatch => Ok(false),
            MessageHeader(other) => Err(FileProblem::damaged(format!("a message of type {other}"))),
        }
    }
}

#[derive(Debug)]
pub(crate) struct Messages<S> {
    source: S,
    form: IpcForm,
    /// How many bytes were taken.
    offset: u64,
    /// How many of the messages were record batches.
    batches: usize,
    /// Batches that start elsewhere are passed over.
    wanted: Range<u64>,
    /// Whether the mark of a first message was read with the start of the stream.
    is_marked: bool,
    is_done: bool,
}

impl<R: Seek> Messages<ReadSource<R>> {
    /// Gives the messages that start within `wanted` alone.
    pub(crate) fn within(&mut self, wanted: Range<u64>) {
        self.wanted = wanted;
        self.skip_by_seeking();
    }

    /// Passes over what is not wanted without reading it.
    pub(crate) fn skip_by_seeking(&mut self) {
        self.source.skip_by_seeking();
    }
}

impl<S: Source> Messages<S> {
    /// How many rows the batches that are left say they have, whose bodies are passed over.
    pub(crate) fn count_rows(&mut self) -> Result<u64, Error> {
        self.wanted = u64::MAX..u64::MAX;
        let mut rows = 0_u64;
        while !self.is_done {
            if let Some(frame) = self.next_frame()?
                && let Some(batch) = frame.message()?.header_as_record_batch()
            {
                let len = batch.length();
                let len = u64::try_from(len)
                    .map_err(|_| FileProblem::damaged(format!("a batch of {len} rows")))?;
                rows = rows.saturating_add(len);
            }
        }
        Ok(rows)
    }

    /// The messages behind the schema, which is the first of them.
    pub(crate) fn open(source: S) -> Result<(Self, Schema), Error> {
        let mut messages = Self {
            source,
            form: IpcForm::Stream,
            offset: 0,
            batches: 0,
            wanted: 0..u64::MAX,
            is_marked: false,
            is_done: false,
        };
        let schema = messages.read_start().map_err(|error| error.at_offset(0))?;
        Ok((messages, schema))
    }

    pub(crate) fn form(&self) -> IpcForm {
        self.form
    }

    pub(crate) fn offset(&self) -> u64 {
        self.offset
    }

    /// How many record batches were taken or passed over.
    pub(crate) fn batches(&self) -> usize {
        self.batches
    }

    /// Takes no more messages.
    pub(crate) fn stop(&mut self) {
        self.is_done = true;
    }

    fn read_start(&mut self) -> Result<Schema, Error> {
        let start = self.take(4, "the first message")?;
        if *start == CONTINUATION {
            self.is_marked = true;
        } else if *start == FILE_START[..4] {
            if *self.take(4, "the first message")? != FILE_START[4..] {
                return Err(FileProblem::damaged("the first bytes are not `ARROW1`").into());
            }
            self.form = IpcForm::File;
            self.skip_padding()?;
        } else {
            return Err(FileProblem::damaged("this is no Arrow IPC file, and no stream").into());
        }
        let missing = || FileProblem::damaged("there is no schema");
        let frame = self.read_frame()?.ok_or_else(missing)?;
        let schema = schema_message::of_message(frame.message()?).map_err(FileProblem::damaged)?;
        Ok(schema)
    }

    /// Takes the zeros behind the magic, and the mark of the first message.
    fn skip_padding(&mut self) -> Result<(), Error> {
        while self.offset < MOST_PADDING {
            let word = self.take(4, "the first message")?;
            self.is_marked = *word == CONTINUATION;
            if self.is_marked {
                return Ok(());
            } else if *word != [0; 4] {
                break;
            }
        }
        let problem = FileProblem::damaged("no message starts here");
        Err(Error::from(problem).at_offset(self.offset - 4))
    }

    /// The next message; `None` behind the last one, whose end and whose footer were then checked.
    pub(crate) fn next(&mut self) -> Result<Option<Frame>, Error> {
        while !self.is_done {
            let start = self.offset - if self.is_marked { 4 } else { 0 };
            if start >= self.wanted.end {
                break;
            }
            match self.next_frame()? {
                Some(frame) if frame.offset < self.wanted.start => {}
                frame => return Ok(frame),
            }
        }
        Ok(None)
    }

    /// The next message, without its body where it is not wanted.
    fn next_frame(&mut self) -> Result<Option<Frame>, Error> {
        let offset = self.offset;
        let frame = self.read_frame();
        self.is_done = !matches!(frame, Ok(Some(_)));
        let frame = frame.map_err(|error| error.at_offset(offset).in_batch(self.batches))?;
        match &frame {
            None => self.read_footer()?,
            Some(frame) => {
                let is_batch = frame.is_batch().map_err(|problem| {
                    Error::from(problem).at_offset(offset).in_batch(self.batches)
                })?;
                self.batches += usize::from(is_batch);
            }
        }
        Ok(frame)
    }

    fn read_frame(&mut self) -> Result<Option<Frame>, Error> {
        let offset = self.offset - if self.is_marked { 4 } else { 0 };
        if !std::mem::take(&mut self.is_marked)
            && *self.take(4, "the start of a message")? != CONTINUATION
        {
            return Err(FileProblem::damaged("no message starts here").into());
        }
        let len = self.take(4, "the start of a message")?;
        let len = i32::from_le_bytes(len.as_ref().try_into().expect("four bytes were taken"));
        if len == 0 {
            return Ok(None);
        }
        let Ok(len) = u64::try_from(len) else {
            return Err(FileProblem::damaged(format!("metadata of {len} bytes")).into());
        };
        let metadata = self.take(len, "the metadata of a message")?;
        let mut frame =
            Frame { offset, body_offset: self.offset, metadata, body: Buffer::default() };
        let body_len = frame.message()?.bodyLength();
        let Ok(body_len) = u64::try_from(body_len) else {
            return Err(FileProblem::damaged(format!("a body of {body_len} bytes")).into());
        };
        if offset < self.wanted.start {
            let skipped = self.source.skip(body_len).map_err(FileProblem::Io)?;
            self.offset += skipped;
            if skipped < body_len {
                let what = "the body of a message";
                return Err(FileProblem::Truncated { what, needed: body_len, left: skipped }.into());
            }
        } else {
            frame.body = self.take(body_len, "the body of a message")?;
        }
        Ok(Some(frame))
    }

    /// Checks that nothing is missing at the end of a file, and that the footer tells of the same
    /// batches.
    fn read_footer(&mut self) -> Result<(), Error> {
        if self.form == IpcForm::Stream {
            return Ok(());
        }
        let start = self.offset;
        let rest = self.source.take(u64::MAX)?;
        self.offset += rest.len() as u64;
        check_footer(&rest, self.batches).map_err(|problem| Error::from(problem).at_offset(start))
    }

    fn take(&mut self, len: u64, what: &'static str) -> Result<Buffer, Error> {
        let taken = take_exactly(&mut self.source, len, what)
            .map_err(|problem| Error::from(problem).at_offset(self.offset))?;
        self.offset += len;
        Ok(taken)
    }
}

fn check_footer(rest: &[u8], batches: usize) -> Result<(), FileProblem> {
    let cut = |needed| FileProblem::Truncated {
        what: "the footer",
        needed: needed as u64,
        left: rest.len() as u64,
    };
    let Some(at) = rest.len().checked_sub(FILE_END) else { return Err(cut(FILE_END)) };
    let (footer, end) = rest.split_at(at);
    let (len, magic) = end.split_at(4);
    if magic != MAGIC {
        return Err(FileProblem::damaged(
            "the file does not end with `ARROW1`, it may be cut short",
        ));
    }
    let len = i32::from_le_bytes(len.try_into().expect("four bytes were split off"));
    if usize::try_from(len) != Ok(footer.len()) {
        let reason = format!("a footer of {} bytes says it has {len}", footer.len());
        return Err(FileProblem::damaged(reason));
    }
    let footer = root_as_footer(footer).map_err(|error| FileProblem::damaged(error.to_string()))?;
    let listed = footer.recordBatches().map_or(0, |batches| batches.len());
    if listed != batches {
        let reason = format!("the footer tells of {listed} batches, there are {batches}");
        return Err(FileProblem::damaged(reason));
    }
    Ok(())
}
