//! Type definitions out of bytes, within limits.

use super::{
    BY_NAME, BY_TAG, COMPATIBLE, FEW_FIELDS, FieldKey, FieldMeta, FieldTypeMeta, IS_STRUCT,
    LONG_FIELD, LONG_NAME, LOW_BITS, TypeMeta, hash,
};
use crate::error::{Error, Problem, Result};
use crate::wire::meta_string::{MetaString, Place};
use crate::wire::{Reader, TypeId, TypeName};

/// How large definitions may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MetaLimits {
    /// Bytes of one definition.
    pub bytes: usize,
    /// Fields of one definition.
    pub fields: usize,
    /// Lists in lists and maps in one field.
    pub depth: usize,
}

impl Default for MetaLimits {
    fn default() -> Self {
        Self { bytes: 64 << 10, fields: 4096, depth: 64 }
    }
}

/// The eight bytes before a definition: equal ones stand before equal definitions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct MetaHeader {
    word: u64,
    /// The length of the body.
    len: usize,
}

impl MetaHeader {
    /// Reads the header and the length of the body.
    ///
    /// # Errors
    ///
    /// Where the bytes end, or reserved bits are set.
    pub fn read(reader: &mut Reader<'_>) -> Result<Self> {
        let start = reader.offset();
        let word = reader.u64()?;
        let flags = u16::try_from(word & LOW_BITS & !0xff).unwrap_or_default();
        if flags != 0 {
            return Err(Error::new(Problem::TypeMetaFlags { found: flags }).at(start));
        }
        let mut len = u64::from(u8::try_from(word & 0xff).unwrap_or_default());
        if len == 0xff {
            len += u64::from(reader.var_u32()?);
        }
        Ok(Self { word, len: usize::try_from(len).unwrap_or(usize::MAX) })
    }

    /// The word that identifies the definition.
    #[must_use]
    pub fn word(self) -> u64 {
        self.word
    }

    /// The length of the body, in bytes.
    #[must_use]
    pub fn body_len(self) -> usize {
        self.len
    }
}

impl TypeMeta {
    /// Reads a definition with its header, within the default limits.
    ///
    /// # Errors
    ///
    /// Where the bytes end, are no definition, or exceed the limits.
    pub fn read(reader: &mut Reader<'_>) -> Result<Self> {
        let header = MetaHeader::read(reader)?;
        Self::read_body(header, reader, &MetaLimits::default())
    }

    /// Reads what follows the header.
    ///
    /// # Errors
    ///
    /// As those of [`read`](Self::read).
    pub fn read_body(
        header: MetaHeader,
        reader: &mut Reader<'_>,
        limits: &MetaLimits,
    ) -> Result<Self> {
        let start = reader.offset();
        if header.len > limits.bytes {
            let problem =
                Problem::Limit { what: "bytes of a type definition", most: limits.bytes as u64 };
            return Err(Error::new(problem).at(start));
        }
        let bytes = reader.bytes(header.len)?;
        let low = u16::try_from(header.word & LOW_BITS).unwrap_or_default();
        if hash(bytes, low) != header.word & !LOW_BITS {
            return Err(Error::new(Problem::TypeMetaHash).at(start));
        }
        let mut body = Reader::new(bytes);
        let meta = Self::read_fields(&mut body, limits);
        let meta = meta.map_err(|error| {
            let inside = error.offset().unwrap_or_default();
            error.moved(start + inside)
        })?;
        match body.rest().len() {
            0 => Ok(meta),
            len => Err(Error::new(Problem::TypeMetaTrailing { len }).at(start + body.offset())),
        }
    }

    fn read_fields(body: &mut Reader<'_>, limits: &MetaLimits) -> Result<Self> {
        let first = body.u8()?;
        let (type_id, count) = if first & IS_STRUCT != 0 {
            let type_id = match (first & COMPATIBLE != 0, first & BY_NAME != 0) {
                (false, false) => TypeId::Struct,
                (true, false) => TypeId::CompatibleStruct,
                (false, true) => TypeId::NamedStruct,
                (true, true) => TypeId::NamedCompatibleStruct,
            };
            let mut count = usize::from(first) & FEW_FIELDS;
            if count == FEW_FIELDS {
                count += body.var_u32()? as usize;
            }
            (type_id, count)
        } else {
            let type_id = match first {
                0 => TypeId::Enum,
                1 => TypeId::NamedEnum,
                2 => TypeId::Ext,
                3 => TypeId::NamedExt,
                4 => TypeId::TypedUnion,
                5 => TypeId::NamedUnion,
                found => return Err(body.error_before(1, Problem::TypeMetaKind { found })),
            };
            (type_id, 0)
        };
        if count > limits.fields {
            let problem = Problem::Limit { what: "fields of a type", most: limits.fields as u64 };
            return Err(body.error(problem));
        }
        // A field takes two bytes at least.
        if count > body.rest().len() / 2 {
            let needed = count as u64 * 2;
            return Err(body.error(Problem::Cut { needed, left: body.rest().len() }));
        }
        let name = match type_id.is_named() {
            true => {
                let namespace = read_name(body, Place::Namespace)?;
                let name = read_name(body, Place::TypeName)?;
                TypeName::Named { namespace: namespace.into(), name: name.into() }
            }
            false => TypeName::Id(body.var_u32()?),
        };
        let mut fields = Vec::with_capacity(count);
        for _ in 0..count {
            fields.push(FieldMeta::read(body, limits.depth)?);
        }
        Ok(Self { type_id, name, fields })
    }
}

fn read_name(body: &mut Reader<'_>, place: Place) -> Result<String> {
    let start = body.offset();
    let first = body.u8()?;
    let mut len = usize::from(first >> 2);
    if len == LONG_NAME {
        len = len.saturating_add(body.var_u32()? as usize);
    }
    let encoding = place.encodings().get(usize::from(first & 3)).copied();
    let encoding = encoding
        .ok_or_else(|| Error::new(Problem::MetaStringEncoding { found: first & 3 }).at(start))?;
    let bytes = body.bytes(len)?.into();
    MetaString { encoding, bytes }.decode(place).map_err(|error| error.at(start))
}

impl FieldMeta {
    fn read(body: &mut Reader<'_>, depth: usize) -> Result<Self> {
        let start = body.offset();
        let first = body.u8()?;
        let mut len = usize::from(first >> 2 & 0x0f);
        if len == LONG_FIELD {
            len = len.saturating_add(body.var_u32()? as usize);
        }
        let (nullable, tracked) = (first & 2 != 0, first & 1 != 0);
        let id = body.u8()?.into();
        let field_type = FieldTypeMeta::read(body, id, nullable, tracked, depth)?;
        let key = match first >> 6 {
            BY_TAG => FieldKey::Tag(u32::try_from(len).unwrap_or(u32::MAX)),
            place => {
                let encoding = Place::FieldName.encodings()[usize::from(place)];
                let bytes = body.bytes(len.saturating_add(1))?.into();
                let name = MetaString { encoding, bytes };
                let name = name.decode(Place::FieldName).map_err(|error| error.at(start))?;
                FieldKey::Name(name.into())
            }
        };
        Ok(Self { key, field_type })
    }
}

impl FieldTypeMeta {
    fn read(
        body: &mut Reader<'_>,
        id: u32,
        nullable: bool,
        tracked: bool,
        depth: usize,
    ) -> Result<Self> {
        let type_id = u8::try_from(id).ok().and_then(|id| TypeId::from_id(id).ok());
        let type_id =
            type_id.ok_or_else(|| body.error_before(1, Problem::TypeIdByte { found: id }))?;
        if type_id.is_reserved() {
            return Err(body.error_before(1, Problem::Reserved { type_id }));
        }
        let count = match type_id {
            TypeId::List | TypeId::Set => 1,
            TypeId::Map => 2,
            _ => 0,
        };
        let Some(inner) = depth.checked_sub(1) else {
            return Err(body.error(Problem::Limit { what: "levels of a field's type", most: 64 }));
        };
        let mut of = Vec::with_capacity(count);
        for _ in 0..count {
            let nested = body.var_u32()?;
            let (nullable, tracked) = (nested & 2 != 0, nested & 1 != 0);
            of.push(Self::read(body, nested >> 2, nullable, tracked, inner)?);
        }
        Ok(Self { type_id, nullable, tracked, of })
    }
}
