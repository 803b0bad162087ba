//! Where a message goes on.

use super::Room;
use super::room::with_room;
use crate::context::WriteContext;
use crate::error::{Error, Result};
use crate::graph::{Shared, Texts};

/// Where the next byte of a message goes, and the state of the message: two words, which values hand
/// on in registers. An error is noted in the state, so that there is one word to return less.
///
/// Until it is [paused](Self::pause) or finished, the message does not know what was
/// written.
#[must_use = "the message does not know what was written until the pen is finished"]
pub struct Pen<'p, 'g> {
    /// In the memory of the message's bytes, or at its end; all before it are written. While there is
    /// a pen, nothing else writes to these bytes, nor moves them.
    next: *mut u8,
    cx: &'p mut WriteContext<'g>,
}

impl<'p, 'g> Pen<'p, 'g> {
    /// A pen behind what the message has.
    #[inline(always)]
    pub(crate) fn new(cx: &'p mut WriteContext<'g>) -> Self {
        let bytes = cx.writer().vec();
        let len = bytes.len();
        // SAFETY: `len` is at most the capacity, so this is in the vector's memory or at its end.
        let next = unsafe { bytes.as_mut_ptr().add(len) };
        Self { next, cx }
    }

    /// How long the message is.
    #[inline(always)]
    pub(crate) fn len(&self) -> usize {
        self.next.addr() - self.cx.bytes().as_ptr().addr()
    }

    /// Room for `most` bytes.
    #[inline(always)]
    pub fn room(&mut self, most: usize) -> Room<'_> {
        let bytes = self.cx.writer().vec();
        // SAFETY: `next` is in the vector's memory or at its end, and all before it are written.
        self.next = unsafe { with_room(self.next, bytes, most) };
        // SAFETY: as above, and as many bytes are behind it.
        unsafe { Room::new(&mut self.next, bytes, most) }
    }

    /// Overwrites the byte at `at`, where one was written.
    #[inline]
    pub(crate) fn set(&mut self, at: usize, byte: u8) {
        if at < self.len() {
            let start = self.cx.writer().vec().as_mut_ptr();
            // SAFETY: it is before the next byte, so it is in the vector's memory.
            let place = unsafe { start.add(at) };
            // SAFETY: as above, and the vector is borrowed mutably.
            unsafe { place.write(byte) };
        }
    }

    /// Tells the message what was written, and gives it back.
    #[inline(always)]
    pub(crate) fn finish(self) -> &'p mut WriteContext<'g> {
        let len = self.len();
        // SAFETY: `next` is in the vector's memory or at its end, and all bytes before it are
        // written: those that were there, and those that room wrote before it went on.
        unsafe { self.cx.writer().vec().set_len(len) };
        self.cx
    }

    /// Tells the message what was written, and gives it back, or the error.
    #[inline(always)]
    pub(crate) fn end(self) -> Result<()> {
        match self.has_failed() {
            false => {
                self.finish();
                Ok(())
            }
            true => Err(self.cx.failure()),
        }
    }

    /// Lets something else write to the message.
    #[inline(always)]
    pub fn pause(self, write: impl FnOnce(&mut WriteContext<'g>) -> Result<()>) -> Self {
        // What is written in a pause would take the error for its own.
        if self.has_failed() {
            return self;
        }
        let cx = self.finish();
        let written = write(cx);
        let mut pen = Self::new(cx);
        if let Err(error) = written {
            pen.fail(error);
        }
        pen
    }

    /// Notes that the message cannot be written: the first error is that of the message.
    // Inlined, as are all methods that borrow the pen: one that is in memory is not in registers.
    #[inline(always)]
    pub(crate) fn fail(&mut self, error: Error) {
        self.cx.fail(error);
    }

    /// Whether the message cannot be written: what is written behind an error is of no use.
    #[inline(always)]
    pub fn has_failed(&self) -> bool {
        self.cx.has_failed()
    }

    /// Notes that the error happened in the field `name`.
    #[cold]
    #[inline(never)]
    pub fn failed_in_field(self, name: &str) -> Self {
        let error = self.cx.failure().in_field(name);
        self.cx.fail(error);
        self
    }

    /// Notes that the error happened in element `index`.
    #[cold]
    #[inline(never)]
    pub(crate) fn failed_in_element(self, index: usize) -> Self {
        let error = self.cx.failure().in_element(index);
        self.cx.fail(error);
        self
    }

    /// Whether texts are written in UTF-8, as [`Room::str`] does.
    #[inline(always)]
    #[must_use]
    pub fn is_utf8(&self) -> bool {
        self.graph().texts == Texts::Utf8
    }

    /// The state of the message, whose bytes are not up to date.
    #[inline(always)]
    pub(crate) fn cx(&self) -> &WriteContext<'g> {
        self.cx
    }

    #[inline(always)]
    pub(crate) fn graph(&self) -> &'g Shared {
        self.cx.graph()
    }

    /// Goes into a value that holds others, unless it is too deep: then the pen has failed.
    #[inline(always)]
    #[must_use]
    pub(crate) fn enters(&mut self) -> bool {
        match self.cx.enter() {
            Ok(()) => true,
            Err(error) => {
                self.fail(error);
                false
            }
        }
    }

    /// Goes out of it.
    #[inline(always)]
    pub(crate) fn leave(&mut self) {
        self.cx.leave();
    }
}

#[cfg(test)]
mod tests {
    use super::Pen;
    use crate::Graph;
    use crate::context::{Held, WriteContext};
    use crate::error::Error;
    use crate::wire::Writer;

    /// What `write` writes behind three bytes.
    fn written(write: impl FnOnce(Pen<'_, '_>) -> Result<(), Error>) -> Result<Vec<u8>, Error> {
        let graph = Graph::builder().build()?;
        let shared = Held::of(&graph.shared().writers);
        let writer = Writer::from(vec![1, 2, 3]);
        let mut cx = WriteContext::new(graph.shared(), shared, writer, None);
        write(Pen::new(&mut cx))?;
        Ok(std::mem::take(cx.writer().vec()))
    }

    #[test]
    fn bytes_go_behind_those_that_are_there_however_often_they_have_to_move() {
        let bytes = written(|mut pen| {
            for at in 0..100_u8 {
                assert_eq!(pen.len(), 3 + 2 * usize::from(at));
                pen.room(1).fixed([at]);
                pen = pen.pause(|cx| {
                    cx.writer().u8(0xff);
                    Ok(())
                });
            }
            pen.set(3, 7);
            pen.set(203, 9);
            pen.end()
        });
        let mut wanted: Vec<u8> = (0..100).flat_map(|at| [at, 0xff]).collect();
        wanted[0] = 7;
        assert_eq!(bytes.unwrap(), [&[1, 2, 3][..], &wanted].concat());
    }

    #[test]
    fn the_first_error_is_that_of_the_message() {
        let error = written(|pen| {
            let pen = pen.pause(|_| Err(Error::custom("one")));
            assert!(pen.has_failed());
            let pen = pen.failed_in_element(4).failed_in_field("items");
            pen.pause(|_| Err(Error::custom("two"))).end()
        });
        assert_eq!(error.unwrap_err().to_string(), "items[4]: one");
    }
}
