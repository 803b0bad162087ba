//! The state of a message that is read.

use std::collections::HashMap;
use std::sync::Arc;

use bytes::Bytes;

use super::depth::Depth;
use super::found::Remote;
use super::pool::{Held, Rarely, State};
use crate::error::{Error, Problem, Result};
use crate::graph::{References, Shared};
use crate::limits::Limits;
use crate::wire::meta_string::MetaStringReader;
use crate::wire::{Header, Reader};

/// What one message needs while it is read.
///
/// Code of types gets it from the graph; [`reader`](Self::reader) has the bytes.
pub struct ReadContext<'g, 'a> {
    pub(super) reader: Reader<'a>,
    pub(super) graph: &'g Shared,
    pub(super) shared: Held<'g, ReadShared>,
    /// The bytes that the reader reads, where they may be shared.
    owner: Option<&'a Bytes>,
    pub(super) buffers: &'a [Bytes],
    pub(super) next_buffer: usize,
    header: Header,
    pub(super) depth: Depth,
    elements: usize,
    empty: usize,
    /// How many objects were met so far.
    pub(super) tracked: usize,
    met: Rarely<Met>,
}

/// The objects of messages that track them.
#[derive(Default)]
struct Met {
    /// The objects; none while one is being read, and of those that nothing can refer to. Behind those that
    /// were met are more while an object is read again.
    objects: Vec<Option<Box<dyn std::any::Any>>>,
    /// Which objects are referred to.
    referred: Vec<bool>,
}

/// What lasts from message to message of a connection, and is cleared between others.
#[derive(Debug, Default)]
pub(crate) struct ReadShared {
    pub(super) names: MetaStringReader,
    pub(super) metas: Vec<Arc<Remote>>,
    /// Definitions of former messages by their headers.
    pub(super) known: HashMap<u64, Arc<Remote>>,
}

impl State for ReadShared {
    fn clear(&mut self) {
        self.names.clear();
        self.metas.clear();
    }
}

impl ReadShared {
    /// Prepares for another message of the same connection.
    pub(crate) fn next_message(&mut self) {
        self.names.clear();
    }
}

/// Reads the header of a message that is not too long.
#[inline]
pub(crate) fn open<'a>(
    message: &'a [u8],
    buffers: &[Bytes],
    limits: &Limits,
) -> Result<(Reader<'a>, Header)> {
    let total = buffers.iter().map(Bytes::len).fold(message.len(), usize::saturating_add);
    if total > limits.bytes {
        let most = limits.bytes as u64;
        return Err(Error::new(Problem::Limit { what: "bytes of a message", most }));
    }
    let mut reader = Reader::new(message);
    let header = Header::from_byte(reader.u8()?).map_err(|error| error.at(0))?;
    Ok((reader, header))
}

impl<'g, 'a> ReadContext<'g, 'a> {
    #[inline]
    pub(crate) fn new(
        graph: &'g Shared,
        shared: Held<'g, ReadShared>,
        (reader, header): (Reader<'a>, Header),
        owner: Option<&'a Bytes>,
        buffers: &'a [Bytes],
    ) -> Self {
        Self {
            reader,
            graph,
            shared,
            owner,
            buffers,
            next_buffer: 0,
            header,
            depth: Depth::new(graph.limits.depth),
            elements: 0,
            empty: 0,
            tracked: 0,
            met: Rarely::default(),
        }
    }

    /// The bytes of the message.
    #[inline]
    pub fn reader(&mut self) -> &mut Reader<'a> {
        &mut self.reader
    }

    #[inline]
    pub(crate) fn graph(&self) -> &'g Shared {
        self.graph
    }

    /// An error at the next byte.
    #[cold]
    pub(crate) fn error(&self, problem: Problem) -> Error {
        Error::new(problem).at(self.reader.offset())
    }

    /// Goes into a value that holds others.
    #[inline]
    pub(crate) fn enter(&mut self) -> Result<()> {
        self.depth.enter().map_err(|error| error.at(self.reader.offset()))
    }

    #[inline]
    pub(crate) fn leave(&mut self) {
        self.depth.leave();
    }

    /// A number of elements, and for how many of them it is safe to make room.
    #[inline(always)]
    pub(crate) fn count(&mut self) -> Result<(usize, usize)> {
        let count = self.reader.var_u32()? as usize;
        self.elements += count;
        // Elements that no bytes are there for take none, which there may be a few of.
        let (backed, limits) = (self.reader.rest().len(), &self.graph.limits);
        let most = backed.saturating_add(limits.empty_elements);
        match self.elements <= limits.elements && count <= most {
            true => Ok((count, count.min(backed))),
            false => Err(self.too_many(count)),
        }
    }

    #[cold]
    #[inline(never)]
    fn too_many(&self, count: usize) -> Error {
        let (most, left) = (self.graph.limits.elements, self.reader.rest().len());
        self.error(match self.elements > most {
            true => Problem::Limit { what: "elements", most: most as u64 },
            false => Problem::Cut { needed: count as u64, left },
        })
    }

    /// Notes an element that was read since the reader was at `start`.
    #[inline]
    pub(crate) fn element(&mut self, start: usize) -> Result<()> {
        if self.reader.offset() != start {
            return Ok(());
        }
        self.empty += 1;
        match self.empty <= self.graph.limits.empty_elements {
            true => Ok(()),
            false => {
                let most = self.graph.limits.empty_elements as u64;
                Err(self.error(Problem::Limit { what: "elements without bytes", most }))
            }
        }
    }

    /// Gives the object that begins here an id.
    pub(crate) fn track(&mut self) -> Result<usize> {
        let most = self.graph.limits.references;
        if self.tracked >= most {
            let problem = Problem::Limit { what: "objects that are tracked", most: most as u64 };
            return Err(self.error(problem));
        }
        let id = self.tracked;
        let objects = &mut self.met.get().objects;
        match objects.get_mut(id) {
            Some(place) => *place = None,
            None => objects.push(None),
        }
        self.tracked += 1;
        Ok(id)
    }

    /// Keeps the object with this id, for references to it.
    pub(crate) fn keep(&mut self, id: usize, object: Box<dyn std::any::Any>) {
        if let Some(place) = self.met.get().objects.get_mut(id) {
            *place = Some(object);
        }
    }

    /// Reads the id of an object that was there before.
    pub(crate) fn refer(&mut self) -> Result<usize> {
        let start = self.reader.offset();
        let id = self.reader.var_u32()?;
        let objects = self.tracked;
        if id as usize >= objects {
            return Err(Error::new(Problem::RefId { id, objects }).at(start));
        }
        let referred = &mut self.met.get().referred;
        if referred.len() < objects {
            referred.resize(objects, false);
        }
        referred[id as usize] = true;
        Ok(id as usize)
    }

    /// The object with this id, where it is of this type and known already.
    pub(crate) fn object<T: std::any::Any>(&self, id: usize) -> Option<&T> {
        self.met.as_ref()?.objects.get(id)?.as_ref()?.downcast_ref()
    }

    /// Why the object with this id is none that a pointer can share.
    #[cold]
    pub(crate) fn no_object<T: ?Sized>(&self, id: usize) -> Error {
        let wanted = std::any::type_name::<T>();
        let object = self.met.as_ref().and_then(|met| met.objects.get(id));
        let finished = object.is_some_and(Option::is_some);
        Error::new(match finished {
            true => Problem::RefType { wanted },
            false => Problem::RefUnfinished { id: u32::try_from(id).unwrap_or(u32::MAX) },
        })
    }

    /// Which objects are referred to, and how many there are.
    pub(crate) fn referred(&self) -> (&[bool], usize) {
        (self.met.as_ref().map_or(&[], |met| &met.referred), self.tracked)
    }

    /// Bytes, from here or from beside the message, without a copy where that can be.
    pub(crate) fn binary(&mut self) -> Result<Bytes> {
        if self.header.out_of_band && !self.reader.bool()? {
            let index = self.next_buffer;
            self.next_buffer += 1;
            let found = self.buffers.get(index).cloned();
            return found.ok_or_else(|| self.error(Problem::NoBuffer { index }));
        }
        self.shared_bytes()
    }

    /// Bytes from here, without a copy where that can be.
    pub(crate) fn shared_bytes(&mut self) -> Result<Bytes> {
        let bytes = self.reader.sized_bytes()?;
        Ok(match self.owner {
            Some(owner) => owner.slice_ref(bytes),
            None => Bytes::copy_from_slice(bytes),
        })
    }

    /// Bytes, borrowed from here or from beside the message.
    pub(crate) fn bytes(&mut self) -> Result<&'a [u8]> {
        if self.header.out_of_band && !self.reader.bool()? {
            let index = self.next_buffer;
            self.next_buffer += 1;
            let found = self.buffers.get(index);
            return found
                .map(|bytes| &**bytes)
                .ok_or_else(|| self.error(Problem::NoBuffer { index }));
        }
        self.reader.sized_bytes()
    }

    /// Whether objects are tracked.
    #[inline]
    pub(crate) fn tracks(&self) -> bool {
        self.graph.references == References::Tracked
    }
}
