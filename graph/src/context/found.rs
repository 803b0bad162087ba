//! The types of values, as messages tell them.

use std::sync::Arc;

use super::ReadContext;
use crate::error::{Error, Problem, Result};
use crate::graph::Shared;
use crate::plan::{RemoteStruct, TypePlan, unknown_struct};
use crate::schema::StructType;
use crate::wire::meta_string::Place;
use crate::wire::type_meta::{MetaHeader, TypeMeta};
use crate::wire::{TypeId, TypeName};

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

impl ReadContext<'_, '_> {
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

    /// Goes on behind the type where it is a reference to the definition of this registered struct, in
    /// the version that is registered.
    #[inline]
    pub(crate) fn is_defined(&mut self, index: usize, type_id: TypeId) -> bool {
        let [first, marker @ ..0x80, ..] = *self.reader.rest() else { return false };
        if first != type_id.id() || marker & 1 == 0 {
            return false;
        }
        let found = self.shared.get().metas.get(usize::from(marker >> 1));
        let known =
            found.is_some_and(|remote| remote.index == Some(index) && remote.fields.is_none());
        if known {
            self.reader.advance(2);
        }
        known
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
