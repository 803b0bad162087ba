//! The state of a message that is read.

use std::collections::HashMap;
use std::sync::Arc;

use bytes::Bytes;

use super::pool::{Held, State};
use super::write::too_deep;
use crate::error::{Error, Problem, Result};
use crate::graph::{References, Shared};
use crate::limits::{Limits, has_stack};
use crate::plan::{RemoteStruct, TypePlan, unknown_struct};
use crate::schema::StructType;
#[cfg(feature = "arrow")]
use crate::wire::RefFlag;
use crate::wire::meta_string::{MetaStringReader, Place};
use crate::wire::type_meta::{MetaHeader, TypeMeta};
use crate::wire::{Header, Reader, TypeId, TypeName};

/// What one message needs while it is read.
///
/// Code of types gets it from the graph; [`reader`](Self::reader) has the bytes.
pub struct ReadContext<'g, 'a> {
    reader: Reader<'a>,
    graph: &'g Shared,
    shared: Held<'g, ReadShared>,
    /// The bytes that the reader reads, where they may be shared.
    owner: Option<&'a Bytes>,
    buffers: &'a [Bytes],
    next_buffer: usize,
    header: Header,
    depth: usize,
    elements: usize,
    empty: usize,
    /// How many objects were met so far.
    tracked: usize,
    /// The objects; none while one is being read, and of those that nothing can refer to. Behind those that
    /// were met are more while an object is read again.
    objects: Vec<Option<Box<dyn std::any::Any>>>,
    /// Which objects are referred to.
    referred: Vec<bool>,
}

/// What lasts from message to message of a connection, and is cleared between others.
#[derive(Debug, Default)]
pub(crate) struct ReadShared {
    names: MetaStringReader,
    metas: Vec<Arc<Remote>>,
    /// Definitions of former messages by their headers.
    known: HashMap<u64, Arc<Remote>>,
}

/// A definition that came with a message, and what it is here.
#[doc(hidden)]
#[derive(Debug)]
pub struct Remote {
    bytes: Box<[u8]>,
    pub(crate) meta: Arc<TypeMeta>,
    /// The ordinal of the registered type.
    pub(crate) index: Option<usize>,
    /// Of structs of another version than the registered one.
    pub(crate) fields: Option<RemoteStruct>,
    /// Of structs that are not registered.
    pub(crate) unknown: Option<Arc<StructType>>,
}

/// The type of a value, as a message tells it.
#[doc(hidden)]
#[derive(Debug, Clone)]
pub enum Found {
    Scalar(TypeId),
    /// A registered type.
    Known(usize, TypeId),
    /// A type that came with its definition.
    Remote(Arc<Remote>),
    /// A type that is not registered: an error where a value of it follows.
    Missing(Arc<str>),
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
            depth: 0,
            elements: 0,
            empty: 0,
            tracked: 0,
            objects: Vec::new(),
            referred: Vec::new(),
        }
    }

    /// The bytes of the message.
    #[inline]
    pub fn reader(&mut self) -> &mut Reader<'a> {
        &mut self.reader
    }

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
        self.depth += 1;
        match self.depth <= self.graph.limits.depth && has_stack() {
            true => Ok(()),
            false => Err(too_deep(self.graph.limits.depth, self.depth).at(self.reader.offset())),
        }
    }

    #[inline]
    pub(crate) fn leave(&mut self) {
        self.depth -= 1;
    }

    /// A number of elements, and for how many of them it is safe to make room.
    #[inline]
    pub(crate) fn count(&mut self) -> Result<(usize, usize)> {
        let count = self.reader.var_u32()? as usize;
        self.elements += count;
        let most = self.graph.limits.elements;
        // Elements that no bytes are there for take none, which there may be a few of.
        let backed = self.reader.rest().len();
        if self.elements > most {
            return Err(self.error(Problem::Limit { what: "elements", most: most as u64 }));
        }
        if count > backed.saturating_add(self.graph.limits.empty_elements) {
            let needed = count as u64;
            return Err(self.error(Problem::Cut { needed, left: backed }));
        }
        Ok((count, count.min(backed)))
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
        match self.objects.get_mut(id) {
            Some(place) => *place = None,
            None => self.objects.push(None),
        }
        self.tracked += 1;
        Ok(id)
    }

    /// Keeps the object with this id, for references to it.
    pub(crate) fn keep(&mut self, id: usize, object: Box<dyn std::any::Any>) {
        if let Some(place) = self.objects.get_mut(id) {
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
        if self.referred.len() < objects {
            self.referred.resize(objects, false);
        }
        self.referred[id as usize] = true;
        Ok(id as usize)
    }

    /// The object with this id, where it is of this type and known already.
    pub(crate) fn object<T: std::any::Any>(&self, id: usize) -> Option<&T> {
        self.objects.get(id)?.as_ref()?.downcast_ref()
    }

    /// Why the object with this id is none that a pointer can share.
    #[cold]
    pub(crate) fn no_object<T: ?Sized>(&self, id: usize) -> Error {
        let wanted = std::any::type_name::<T>();
        let finished = self.objects.get(id).is_some_and(Option::is_some);
        Error::new(match finished {
            true => Problem::RefType { wanted },
            false => Problem::RefUnfinished { id: u32::try_from(id).unwrap_or(u32::MAX) },
        })
    }

    /// Which objects are referred to, and how many there are.
    pub(crate) fn referred(&self) -> (&[bool], usize) {
        (&self.referred, self.tracked)
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

    /// Reads which type follows.
    pub(crate) fn type_info(&mut self) -> Result<Found> {
        let start = self.reader.offset();
        let type_id = self.reader.type_id()?;
        if !type_id.is_user() {
            return match type_id {
                TypeId::Unknown => Err(Error::new(Problem::NotAValue { type_id }).at(start)),
                type_id => Ok(Found::Scalar(type_id)),
            };
        }
        let compatible = self.graph.is_compatible();
        match type_id {
            TypeId::Union => Ok(Found::Scalar(TypeId::Union)),
            TypeId::CompatibleStruct | TypeId::NamedCompatibleStruct => self.definition(type_id),
            type_id if type_id.is_named() && compatible => self.definition(type_id),
            type_id => {
                let name = self.type_name(type_id)?;
                Ok(match self.graph.find(&name, type_id.kind()) {
                    Some(known) => Found::Known(known, type_id),
                    None => Found::Missing(format!("{} {name}", type_id.kind()).into()),
                })
            }
        }
    }

    fn type_name(&mut self, type_id: TypeId) -> Result<TypeName> {
        if !type_id.is_named() {
            return self.reader.var_u32().map(TypeName::Id);
        }
        let start = self.reader.offset();
        let names = &mut self.shared.get().names;
        let namespace = names.read(&mut self.reader)?.decode(Place::Namespace);
        let namespace = namespace.map_err(|error| error.at(start))?;
        let name = names.read(&mut self.reader)?.decode(Place::TypeName);
        let name = name.map_err(|error| error.at(start))?;
        Ok(TypeName::Named { namespace: namespace.into(), name: name.into() })
    }

    /// Reads a definition, or finds the one that was there before.
    fn definition(&mut self, announced: TypeId) -> Result<Found> {
        let start = self.reader.offset();
        let marker = self.reader.var_u32()?;
        let index = marker >> 1;
        let at = |problem| Error::new(problem).at(start);
        let remote = if marker & 1 == 1 {
            let found = self.shared.get().metas.get(index as usize).cloned();
            found.ok_or_else(|| at(Problem::TypeMetaId { index }))?
        } else {
            if index as usize != self.shared.get().metas.len() {
                return Err(at(Problem::TypeMetaId { index }));
            }
            let most = self.graph.limits.type_definitions;
            if self.shared.get().metas.len() >= most {
                let most = most as u64;
                return Err(at(Problem::Limit { what: "type definitions", most }));
            }
            let remote = self.new_definition().map_err(|error| error.at(start))?;
            self.shared.get().metas.push(remote.clone());
            remote
        };
        let found = remote.meta.type_id;
        if found.kind() != announced.kind() {
            return Err(at(Problem::TypeMetaMismatch { wanted: announced, found }));
        }
        Ok(Found::Remote(remote))
    }

    fn new_definition(&mut self) -> Result<Arc<Remote>> {
        /// Definitions that are kept for messages to come.
        const KEPT: usize = 1024;
        let header = MetaHeader::read(&mut self.reader)?;
        if let Some(known) = self.shared.get().known.get(&header.word())
            && let Some(bytes) = self.reader.rest().get(..header.body_len())
            && *bytes == *known.bytes
        {
            let known = known.clone();
            self.reader.advance(header.body_len());
            return Ok(known);
        }
        let body = self.reader.rest();
        let limits = &self.graph.limits.type_definition;
        let meta = TypeMeta::read_body(header, &mut self.reader, limits)?;
        let bytes = body.get(..header.body_len()).unwrap_or_default();
        let remote = Arc::new(Remote::new(meta, bytes.into(), self.graph)?);
        if self.shared.get().known.len() < KEPT {
            self.shared.get().known.insert(header.word(), remote.clone());
        }
        Ok(remote)
    }
}

/// A place in a message, and what was there of it.
#[cfg(feature = "arrow")]
#[derive(Clone)]
pub(crate) struct Mark<'a> {
    reader: Reader<'a>,
    names: usize,
    metas: usize,
    objects: usize,
    next_buffer: usize,
}

#[cfg(feature = "arrow")]
impl Mark<'_> {
    pub(crate) fn offset(&self) -> usize {
        self.reader.offset()
    }
}

/// What was there of a message behind a mark.
#[cfg(feature = "arrow")]
pub(crate) struct Behind<'a> {
    reader: Reader<'a>,
    depth: usize,
    names: MetaStringReader,
    metas: Vec<Arc<Remote>>,
    objects: usize,
    next_buffer: usize,
}

#[cfg(feature = "arrow")]
impl Behind<'_> {
    /// What it takes to go back and forth, in bytes.
    pub(crate) fn work(&self) -> usize {
        const OF_EACH: usize = 16;
        (self.names.len() + self.metas.len()) * OF_EACH
    }
}

#[cfg(feature = "arrow")]
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

impl Remote {
    fn new(meta: TypeMeta, bytes: Box<[u8]>, graph: &Shared) -> Result<Self> {
        let meta = Arc::new(meta);
        let index = graph.find(&meta.name, meta.type_id.kind());
        let local = index.and_then(|index| match graph.plan(index) {
            TypePlan::Struct(plan) => Some(plan),
            _ => None,
        });
        let is_struct = meta.type_id.is_struct();
        let same = local.is_some_and(|local| local.metas == meta.fields);
        let fields = match is_struct && !same {
            true => Some(
                RemoteStruct::new(&meta, local)
                    .map_err(|error| error.in_field(&meta.name.to_string()))?,
            ),
            false => None,
        };
        let unknown =
            (is_struct && index.is_none()).then(|| Arc::new(unknown_struct(meta.clone())));
        Ok(Self { bytes, meta, index, fields, unknown })
    }
}
