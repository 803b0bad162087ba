//! What is worked out once, when a graph is built: order, hashes, definitions, framing.

mod compile;
mod hash;
mod order;
mod remote;

use std::sync::Arc;

pub(crate) use compile::{Compiler, Known, compile_unknown};
pub(crate) use hash::schema_hash;
pub(crate) use remote::{Conversion, RemoteField, RemoteStruct, unknown_struct};

use crate::schema::{EnumType, ExtType, StructType, UnionType};
use crate::wire::type_meta::FieldMeta;
use crate::wire::{Room, TypeId, TypeName, Writer};

/// A registered type, ready for use.
#[derive(Debug)]
pub(crate) enum TypePlan {
    Struct(StructPlan),
    Enum(Arc<EnumType>),
    Union(UnionPlan),
    Ext(ExtType),
}

/// What a type is announced as.
#[derive(Debug, Clone)]
pub(crate) struct Announced {
    pub(crate) type_id: TypeId,
    pub(crate) name: TypeName,
    /// The definition with its header, where the type is announced by one.
    pub(crate) meta: Option<Arc<[u8]>>,
    /// The announcement, where it is the same in every message, or none.
    pub(crate) fixed: FixedAnnouncement,
}

/// An announcement that is a type and a number: one to six bytes; or none that is known.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct FixedAnnouncement {
    word: u64,
    len: u8,
}

impl FixedAnnouncement {
    /// The room that it is put into.
    pub(crate) const ROOM: usize = 8;

    /// How many bytes it has.
    #[inline(always)]
    pub(crate) const fn len(self) -> usize {
        // Fewer than eight, which the compiler sees by this.
        (self.len & 7) as usize
    }

    #[inline(always)]
    pub(crate) const fn is_known(self) -> bool {
        self.len > 0
    }

    #[inline(always)]
    pub(crate) fn put(self, room: &mut Room<'_>) {
        room.start_of(self.word.to_le_bytes(), self.len());
    }

    pub(crate) fn new(type_id: TypeId, id: u32) -> Self {
        let mut writer = Writer::new();
        writer.type_id(type_id);
        writer.var_u32(id);
        let bytes = writer.into_vec();
        let mut word = [0; 8];
        word[..bytes.len()].copy_from_slice(&bytes);
        let len = u8::try_from(bytes.len()).expect("a type and a number have six bytes at most");
        Self { word: u64::from_le_bytes(word), len }
    }

    /// Whether bytes begin with it; where fewer than eight are left, nobody knows.
    #[inline]
    pub(crate) fn begins(self, bytes: &[u8]) -> bool {
        self.is_known()
            && bytes.first_chunk().is_some_and(|first| {
                (u64::from_le_bytes(*first) ^ self.word) << (64 - 8 * self.len()) == 0
            })
    }
}

impl Announced {
    pub(crate) fn new(type_id: TypeId, name: TypeName, meta: Option<Arc<[u8]>>) -> Self {
        let fixed = match (&name, &meta) {
            (TypeName::Id(id), None) => FixedAnnouncement::new(type_id, *id),
            _ => FixedAnnouncement::default(),
        };
        Self { type_id, name, meta, fixed }
    }
}

#[derive(Debug)]
pub(crate) struct StructPlan {
    pub(crate) struct_type: Arc<StructType>,
    /// Of the schema; what stands before the fields where definitions do not travel.
    pub(crate) hash: u32,
    /// In the order of their values.
    pub(crate) fields: Vec<FieldPlan>,
    /// The same fields, as a definition has them.
    pub(crate) metas: Vec<FieldMeta>,
}

/// How a field's value is framed.
#[derive(Debug, Clone)]
pub(crate) struct FieldPlan {
    /// The ordinal in the declaration.
    pub(crate) index: usize,
    pub(crate) slot: Slot,
    pub(crate) nullable: bool,
    /// A reference flag stands before it.
    pub(crate) tracked: bool,
    /// Type information stands before it.
    pub(crate) dynamic: bool,
}

#[derive(Debug)]
pub(crate) struct UnionPlan {
    pub(crate) union_type: Arc<UnionType>,
    pub(crate) cases: Vec<(u32, Slot)>,
}

/// What stands in a place of a declared type.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Slot {
    Any,
    Scalar(TypeId),
    List(Box<Element>),
    Set(Box<Element>),
    Map(Box<(Element, Element)>),
    /// The ordinal of a registered type, and its kind.
    User(usize, TypeId),
    /// A user type of which the kind is known.
    Kind(TypeId),
}

/// What stands in a list, a set or a map.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Element {
    pub(crate) slot: Slot,
    pub(crate) tracking: Tracking,
    /// The type is not written, since the declaration tells it: of lists, and of maps.
    pub(crate) declared: bool,
}

/// Whether reference flags stand before elements.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tracking {
    Never,
    Always,
    /// Where elements are objects that can be shared, or are of several types.
    ByValue,
}

impl Slot {
    /// The type of values, of user types the kind.
    pub(crate) fn kind(&self) -> TypeId {
        match self {
            Self::Any => TypeId::Unknown,
            Self::Scalar(type_id) | Self::User(_, type_id) | Self::Kind(type_id) => *type_id,
            Self::List(_) => TypeId::List,
            Self::Set(_) => TypeId::Set,
            Self::Map(_) => TypeId::Map,
        }
    }
}

/// Whether values of the type are objects that may be shared, where nothing else is said.
pub(crate) fn shares(kind: TypeId) -> bool {
    matches!(
        kind,
        TypeId::List
            | TypeId::Set
            | TypeId::Map
            | TypeId::Struct
            | TypeId::Union
            | TypeId::Ext
            | TypeId::Binary
            | TypeId::Date
            | TypeId::Timestamp
            | TypeId::Duration
            | TypeId::Unknown
    )
}
