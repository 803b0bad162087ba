//! Going back in a message: rows of messages read their values in the order of their columns.

use std::sync::Arc;

use bytes::Bytes;

use super::depth::Depth;
use super::{ReadContext, Remote};
use crate::wire::meta_string::MetaStringReader;
use crate::wire::{Reader, RefFlag};

/// A place in a message, and what was there of it.
#[derive(Clone)]
pub(crate) struct Mark<'a> {
    reader: Reader<'a>,
    names: usize,
    metas: usize,
    objects: usize,
    next_buffer: usize,
}

impl Mark<'_> {
    pub(crate) fn offset(&self) -> usize {
        self.reader.offset()
    }
}

/// What was there of a message behind a mark.
pub(crate) struct Behind<'a> {
    reader: Reader<'a>,
    depth: Depth,
    names: MetaStringReader,
    metas: Vec<Arc<Remote>>,
    objects: usize,
    next_buffer: usize,
}

impl Behind<'_> {
    /// What it takes to go back and forth, in bytes.
    pub(crate) fn work(&self) -> usize {
        const OF_EACH: usize = 16;
        (self.names.len() + self.metas.len()) * OF_EACH
    }
}

impl<'a> ReadContext<'_, 'a> {
    /// How many bytes were read.
    pub(crate) fn offset(&self) -> usize {
        self.reader.offset()
    }

    /// How many bytes were read since, here and beside the message.
    pub(crate) fn read_since(&self, mark: &Mark<'a>) -> usize {
        let beside = self.buffers.get(mark.next_buffer..self.next_buffer).unwrap_or_default();
        let beside = beside.iter().map(Bytes::len).fold(0, usize::saturating_add);
        self.offset().saturating_sub(mark.offset()).saturating_add(beside)
    }

    /// Whether the next byte is the flag of null.
    pub(crate) fn is_null_next(&self) -> bool {
        self.reader.rest().first() == Some(&(RefFlag::Null as u8))
    }

    /// The place at hand, to be read again from.
    pub(crate) fn mark(&mut self) -> Mark<'a> {
        let shared = self.shared.get();
        let (names, metas) = (shared.names.len(), shared.metas.len());
        let (objects, next_buffer) = (self.tracked, self.next_buffer);
        Mark { reader: self.reader.clone(), names, metas, objects, next_buffer }
    }

    /// Goes back: names, definitions and objects are what they were then.
    pub(crate) fn rewind(&mut self, mark: &Mark<'a>) -> Behind<'a> {
        let shared = self.shared.get();
        Behind {
            names: shared.names.split_off(mark.names),
            metas: shared.metas.split_off(mark.metas),
            objects: std::mem::replace(&mut self.tracked, mark.objects),
            depth: self.depth,
            next_buffer: std::mem::replace(&mut self.next_buffer, mark.next_buffer),
            reader: std::mem::replace(&mut self.reader, mark.reader.clone()),
        }
    }

    /// Goes on where it was before.
    pub(crate) fn resume(&mut self, mark: &Mark<'a>, behind: Behind<'a>) {
        let shared = self.shared.get();
        shared.names.split_off(mark.names);
        shared.names.append(behind.names);
        shared.metas.truncate(mark.metas);
        shared.metas.extend(behind.metas);
        self.tracked = behind.objects;
        (self.depth, self.next_buffer) = (behind.depth, behind.next_buffer);
        self.reader = behind.reader;
    }
}
