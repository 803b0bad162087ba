//! Type definitions as bytes.

use super::{
    BY_NAME, BY_TAG, COMPATIBLE, FEW_FIELDS, FieldKey, FieldMeta, FieldTypeMeta, IS_STRUCT,
    LONG_FIELD, LONG_NAME, TypeMeta, hash,
};
use crate::error::{Error, Problem, Result};
use crate::wire::meta_string::{MetaString, Place};
use crate::wire::{TypeId, TypeName, Writer};

impl TypeMeta {
    /// The definition with its header.
    ///
    /// # Errors
    ///
    /// Where it is none of a user type, or a field's name is empty.
    pub fn to_vec(&self) -> Result<Vec<u8>> {
        let mut body = Writer::new();
        self.write_body(&mut body)?;
        let body = body.as_bytes();
        let mut writer = Writer::new();
        let long = body.len().checked_sub(0xff);
        let header = u16::try_from(body.len().min(0xff)).unwrap_or(0xff);
        writer.u64(hash(body, header) | u64::from(header));
        if let Some(long) = long {
            writer.var_u64(long as u64);
        }
        writer.bytes(body);
        Ok(writer.into_vec())
    }

    fn write_body(&self, writer: &mut Writer) -> Result<()> {
        let kind = match self.type_id {
            TypeId::Struct | TypeId::NamedStruct => IS_STRUCT,
            TypeId::CompatibleStruct | TypeId::NamedCompatibleStruct => IS_STRUCT | COMPATIBLE,
            TypeId::Enum => 0,
            TypeId::NamedEnum => 1,
            TypeId::Ext => 2,
            TypeId::NamedExt => 3,
            TypeId::TypedUnion => 4,
            TypeId::NamedUnion => 5,
            type_id => return Err(Error::new(Problem::NotAValue { type_id })),
        };
        if self.type_id.is_struct() {
            let by_name = if self.type_id.is_named() { BY_NAME } else { 0 };
            let few = u8::try_from(self.fields.len().min(FEW_FIELDS)).unwrap_or(31);
            writer.u8(kind | by_name | few);
            if let Some(more) = self.fields.len().checked_sub(FEW_FIELDS) {
                writer.var_u64(more as u64);
            }
        } else {
            writer.u8(kind);
        }
        match &self.name {
            TypeName::Id(id) => writer.var_u32(*id),
            TypeName::Named { namespace, name } => {
                write_name(namespace, Place::Namespace, writer);
                write_name(name, Place::TypeName, writer);
            }
        }
        self.fields.iter().try_for_each(|field| field.write(writer))
    }
}

/// A length in `bits` bits with all set where more follows.
fn split(len: usize, long: usize) -> (u8, Option<u64>) {
    match len.checked_sub(long) {
        Some(more) => (u8::try_from(long).unwrap_or(u8::MAX), Some(more as u64)),
        None => (u8::try_from(len).unwrap_or(u8::MAX), None),
    }
}

fn write_name(name: &str, place: Place, writer: &mut Writer) {
    let name = MetaString::encode(name, place);
    let (len, more) = split(name.bytes.len(), LONG_NAME);
    writer.u8(len << 2 | place_of(&name, place));
    if let Some(more) = more {
        writer.var_u64(more);
    }
    writer.bytes(&name.bytes);
}

/// Where the encoding stands in the place's list.
fn place_of(name: &MetaString, place: Place) -> u8 {
    let found = place.encodings().iter().position(|encoding| *encoding == name.encoding);
    found.and_then(|found| u8::try_from(found).ok()).unwrap_or_default()
}

impl FieldMeta {
    fn write(&self, writer: &mut Writer) -> Result<()> {
        let FieldTypeMeta { nullable, tracked, .. } = self.field_type;
        let flags = u8::from(nullable) << 1 | u8::from(tracked);
        let (len, encoding, name) = match &self.key {
            FieldKey::Tag(tag) => (*tag as usize, BY_TAG, None),
            FieldKey::Name(name) => {
                let name = MetaString::encode(name, Place::FieldName);
                let Some(len) = name.bytes.len().checked_sub(1) else {
                    return Err(Error::new(Problem::FieldMeta { what: "an empty name" }));
                };
                (len, place_of(&name, Place::FieldName), Some(name))
            }
        };
        let (len, more) = split(len, LONG_FIELD);
        writer.u8(encoding << 6 | len << 2 | flags);
        if let Some(more) = more {
            writer.var_u64(more);
        }
        writer.u8(self.field_type.written_id());
        self.field_type.write_nested(writer);
        if let Some(name) = name {
            writer.bytes(&name.bytes);
        }
        Ok(())
    }
}

impl FieldTypeMeta {
    /// Enums and unions are of their first form, whatever they are registered as.
    fn written_id(&self) -> u8 {
        match self.type_id {
            TypeId::NamedEnum => TypeId::Enum.id(),
            TypeId::TypedUnion | TypeId::NamedUnion => TypeId::Union.id(),
            type_id => type_id.id(),
        }
    }

    fn write_nested(&self, writer: &mut Writer) {
        for of in &self.of {
            let flags = u32::from(of.nullable) << 1 | u32::from(of.tracked);
            writer.var_u32(u32::from(of.written_id()) << 2 | flags);
            of.write_nested(writer);
        }
    }
}
