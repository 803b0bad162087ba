//! The state of a message that is written.

use std::collections::HashMap;
use std::sync::Arc;

use bytes::Bytes;

use super::Outside;
use super::depth::Depth;
use super::pool::{Held, Rarely, State};
use crate::error::{Error, Problem, Result};
use crate::graph::{References, Shared};
use crate::plan::{Announced, FixedAnnouncement, StructPlan};
use crate::schema::StructType;
use crate::wire::meta_string::{MetaString, MetaStringWriter, Place};
use crate::wire::{RefFlag, TypeId, TypeName, Writer};

/// What one message needs while it is written.
///
/// Code of types gets it from the graph; [`writer`](Self::writer) takes the bytes.
pub struct WriteContext<'a> {
    writer: Writer,
    graph: &'a Shared,
    shared: Held<'a, WriteShared>,
    outside: Option<&'a mut (dyn Outside + 'a)>,
    depth: Depth,
    next_ref: u32,
    /// Why the message cannot be written.
    failed: Rarely<Error>,
    met: Rarely<Met>,
}

/// What few messages have: objects that are shared, and structs that are not registered.
#[derive(Default)]
struct Met {
    /// The ids of objects by their addresses.
    addresses: HashMap<usize, u32>,
    /// The ids of values by their labels, and what they were announced as.
    labels: HashMap<u32, (u32, Key)>,
    /// Plans of structs that are not registered.
    unknown: Vec<(Arc<StructType>, Arc<Unknown>)>,
}

/// What a value is announced as.
#[derive(Clone)]
pub(crate) enum Key {
    Scalar(TypeId),
    /// A registered type, and its kind.
    Known(usize, TypeId),
    Unknown(Arc<Unknown>),
}

impl Key {
    pub(crate) fn is(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Scalar(left), Self::Scalar(right)) => left == right,
            (Self::Known(left, _), Self::Known(right, _)) => left == right,
            (Self::Unknown(left), Self::Unknown(right)) => Arc::ptr_eq(left, right),
            _ => false,
        }
    }

    pub(crate) fn kind(&self) -> TypeId {
        match self {
            Self::Scalar(type_id) | Self::Known(_, type_id) => *type_id,
            Self::Unknown(_) => TypeId::Struct,
        }
    }
}

/// A struct that is not registered, as it is written back.
pub(crate) struct Unknown {
    pub(crate) plan: StructPlan,
    pub(crate) announced: Announced,
}

/// What lasts from message to message of a connection, and is cleared between others.
#[derive(Debug, Default)]
pub(crate) struct WriteShared {
    names: MetaStringWriter,
    metas: Vec<Arc<[u8]>>,
    /// How registered types are announced whose definitions were written, by their ordinals.
    again: Vec<FixedAnnouncement>,
}

impl State for WriteShared {
    fn clear(&mut self) {
        self.names.clear();
        self.metas.clear();
        self.again.clear();
    }
}

impl WriteShared {
    /// Prepares for another message of the same connection.
    pub(crate) fn next_message(&mut self) {
        self.names.clear();
    }

    pub(crate) fn definitions(&self) -> usize {
        self.metas.len()
    }

    /// Forgets the definitions of a message that was not finished.
    pub(crate) fn forget(&mut self, definitions: usize) {
        self.metas.truncate(definitions);
        self.again.clear();
    }
}

impl<'a> WriteContext<'a> {
    #[inline]
    pub(crate) fn new(
        graph: &'a Shared,
        shared: Held<'a, WriteShared>,
        writer: Writer,
        outside: Option<&'a mut (dyn Outside + 'a)>,
    ) -> Self {
        Self {
            writer,
            graph,
            shared,
            outside,
            depth: Depth::new(graph.limits.depth),
            next_ref: 0,
            failed: Rarely::default(),
            met: Rarely::default(),
        }
    }

    /// Whether the message, whose bytes were taken out, has nothing to give back.
    #[inline(always)]
    pub(crate) fn is_bare(&self) -> bool {
        self.shared.is_untouched() && !self.failed.is_some() && !self.met.is_some()
    }

    /// Takes the bytes of the message.
    #[inline]
    pub fn writer(&mut self) -> &mut Writer {
        &mut self.writer
    }

    /// Whether the message cannot be written.
    #[inline(always)]
    pub(crate) fn has_failed(&self) -> bool {
        self.failed.is_some()
    }

    /// Notes why the message cannot be written, unless that is known.
    #[cold]
    #[inline(never)]
    pub(crate) fn fail(&mut self, error: Error) {
        self.failed.put(error);
    }

    /// Why the message cannot be written, which is not known afterwards.
    #[cold]
    pub(crate) fn failure(&mut self) -> Error {
        self.failed.take().unwrap_or_else(|| Error::custom("a message failed without an error"))
    }

    /// The bytes so far.
    #[inline]
    pub(crate) fn bytes(&self) -> &Vec<u8> {
        self.writer.as_vec()
    }

    /// Whether objects are tracked.
    #[inline]
    pub(crate) fn tracks(&self) -> bool {
        self.graph.references == References::Tracked
    }

    #[inline]
    pub(crate) fn graph(&self) -> &'a Shared {
        self.graph
    }

    /// Goes into a value that holds others.
    #[inline]
    pub(crate) fn enter(&mut self) -> Result<()> {
        self.depth.enter()
    }

    #[inline]
    pub(crate) fn leave(&mut self) {
        self.depth.leave();
    }

    /// A number of elements, which fits 32 bits.
    #[inline]
    pub(crate) fn count(&mut self, count: usize) -> Result<()> {
        match u32::try_from(count) {
            Ok(count) => {
                self.writer.var_u32(count);
                Ok(())
            }
            Err(_) => Err(Error::new(Problem::TooLong { what: "a list", len: count })),
        }
    }

    /// Writes the flag of an object at `address`: its first time, or a reference to it.
    ///
    /// Returns whether its value is to follow.
    pub(crate) fn object(&mut self, address: usize) -> bool {
        match self.met.get().addresses.get(&address) {
            Some(id) => {
                RefFlag::Ref.write(&mut self.writer);
                self.writer.var_u32(*id);
                false
            }
            None => {
                let id = self.track();
                self.met.get().addresses.insert(address, id);
                true
            }
        }
    }

    /// Writes the flag of an object that is not referred to, and gives it an id.
    pub(crate) fn track(&mut self) -> u32 {
        RefFlag::Tracked.write(&mut self.writer);
        self.next_ref += 1;
        self.next_ref - 1
    }

    /// Writes the flag of an object that is referred to by `label`, and is announced as `key`.
    pub(crate) fn label(&mut self, label: u32, key: Key) -> Result<()> {
        let id = self.track();
        match self.met.get().labels.insert(label, (id, key)) {
            None => Ok(()),
            Some(_) => Err(Error::new(Problem::Label { label })),
        }
    }

    /// Writes a reference to the object with this label.
    pub(crate) fn refer(&mut self, label: u32) -> Result<()> {
        let Some((id, _)) = self.met.as_ref().and_then(|met| met.labels.get(&label)) else {
            return Err(Error::new(Problem::Label { label }));
        };
        RefFlag::Ref.write(&mut self.writer);
        self.writer.var_u32(*id);
        Ok(())
    }

    /// What the object with this label was announced as, if it was.
    pub(crate) fn labelled(&self, label: u32) -> Option<&Key> {
        self.met.as_ref()?.labels.get(&label).map(|(_, key)| key)
    }

    /// Writes which type follows.
    pub(crate) fn announce(&mut self, announced: &Announced) {
        self.writer.type_id(announced.type_id);
        if let Some(meta) = &announced.meta {
            return self.definition(meta);
        }
        match &announced.name {
            TypeName::Id(id) => self.writer.var_u32(*id),
            TypeName::Named { namespace, name } => {
                let namespace = MetaString::encode(namespace, Place::Namespace);
                let name = MetaString::encode(name, Place::TypeName);
                let names = &mut self.shared.get().names;
                names.write(&namespace, &mut self.writer);
                names.write(&name, &mut self.writer);
            }
        }
    }

    /// How the registered type is announced whose definition the message has, if it has it.
    #[inline]
    pub(crate) fn announced_before(&self, index: usize) -> Option<FixedAnnouncement> {
        let again = self.shared.held()?.again.get(index).copied()?;
        again.is_known().then_some(again)
    }

    /// Notes how the type is announced from now on.
    pub(crate) fn note_announced(&mut self, index: usize, announced: &Announced) {
        let Some(at) = announced.meta.as_ref().and_then(|meta| self.written_definition(meta))
        else {
            return;
        };
        let Some(marker) = u32::try_from(at).ok().and_then(|at| at.checked_mul(2)) else { return };
        let again = &mut self.shared.get().again;
        if again.len() <= index {
            again.resize(index + 1, FixedAnnouncement::default());
        }
        again[index] = FixedAnnouncement::new(announced.type_id, marker | 1);
    }

    /// Which of the definitions that the message has is this one, if it has it.
    fn written_definition(&mut self, meta: &Arc<[u8]>) -> Option<usize> {
        let metas = &self.shared.get().metas;
        let same = metas.iter().position(|written| Arc::ptr_eq(written, meta));
        same.or_else(|| metas.iter().position(|written| written == meta))
    }

    /// Writes a definition, or that it was there before.
    fn definition(&mut self, meta: &Arc<[u8]>) {
        match self.written_definition(meta) {
            Some(index) => self.writer.var_u64((index as u64) << 1 | 1),
            None => {
                let metas = &mut self.shared.get().metas;
                self.writer.var_u64((metas.len() as u64) << 1);
                metas.push(meta.clone());
                self.writer.bytes(meta);
            }
        }
    }

    /// Writes bytes, here or beside the message.
    pub(crate) fn binary(&mut self, bytes: &Bytes) -> Result<()> {
        if let Some(outside) = &mut self.outside {
            if outside.take(bytes) {
                self.writer.u8(0);
                return Ok(());
            }
            self.writer.u8(1);
        }
        self.sized_bytes(bytes)
    }

    /// Whether bytes may travel beside the message.
    pub(crate) fn is_out_of_band(&self) -> bool {
        self.outside.is_some()
    }

    /// Writes bytes of which no owner can be shared.
    pub(crate) fn byte_slice(&mut self, bytes: &[u8]) -> Result<()> {
        if self.is_out_of_band() {
            return self.binary(&Bytes::copy_from_slice(bytes));
        }
        self.sized_bytes(bytes)
    }

    pub(crate) fn sized_bytes(&mut self, bytes: &[u8]) -> Result<()> {
        if u32::try_from(bytes.len()).is_err() {
            let len = bytes.len();
            return Err(Error::new(Problem::TooLong { what: "a binary value", len }));
        }
        self.writer.sized_bytes(bytes);
        Ok(())
    }

    /// The plan of a struct that is not registered.
    pub(crate) fn unknown(&mut self, struct_type: &Arc<StructType>) -> Result<Arc<Unknown>> {
        let met = self.met.get();
        let found = met.unknown.iter().find(|(known, _)| Arc::ptr_eq(known, struct_type));
        if let Some((_, unknown)) = found {
            return Ok(unknown.clone());
        }
        let unknown = Arc::new(self.graph.unknown(struct_type)?);
        self.met.get().unknown.push((struct_type.clone(), unknown.clone()));
        Ok(unknown)
    }
}
