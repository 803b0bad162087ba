//! Values of any type, in places of Rust's types.

use super::{Announced, FromObject, Object, Told, TypeNames, Types};
use crate::context::{Found, ReadContext, WriteContext};
use crate::dynamic;
use crate::error::Result;
use crate::schema::FieldType;
use crate::value::Value;
use crate::wire::{RefFlag, TypeId};

impl Object for Value {
    const TYPE: TypeId = TypeId::Unknown;
    const NULLABLE: bool = true;
    const HOLDS: bool = true;

    fn field_type(_names: &TypeNames<'_>) -> FieldType {
        FieldType::any().nullable()
    }

    fn is_null(&self) -> bool {
        Self::is_null(self)
    }

    fn write(&self, cx: &mut WriteContext<'_>, _types: Types) -> Result<()> {
        dynamic::write_body(cx, self)
    }

    fn announce(_cx: &mut WriteContext<'_>) -> Result<()> {
        Ok(())
    }

    fn announce_value(&self, cx: &mut WriteContext<'_>) -> Result<()> {
        dynamic::announce_value(cx, self)
    }

    fn write_announced(&self, cx: &mut WriteContext<'_>, _types: Types) -> Result<()> {
        dynamic::write_announced(cx, self)
    }

    fn write_flagged(
        &self,
        cx: &mut WriteContext<'_>,
        _announced: Announced,
        _types: Types,
    ) -> Result<()> {
        dynamic::write_root(cx, self)
    }
}

impl<'a> FromObject<'a> for Value {
    fn read(cx: &mut ReadContext<'_, 'a>) -> Result<Self> {
        dynamic::read_announced(cx)
    }

    fn read_found(cx: &mut ReadContext<'_, 'a>, found: &Found) -> Result<Self> {
        dynamic::read_found(cx, found)
    }

    fn read_flagged(cx: &mut ReadContext<'_, 'a>, flag: RefFlag, told: Told<'_>) -> Result<Self> {
        let found = match told {
            Told::Before(found) => Some(found),
            Told::Here | Told::Declared => None,
        };
        dynamic::read_flagged(cx, flag, found)
    }

    fn is_same(_cx: &ReadContext<'_, 'a>, _found: &Found) -> bool {
        false
    }

    fn missing() -> Option<Self> {
        Some(Self::Null)
    }

    fn from_value(value: Value) -> Result<Self> {
        Ok(value)
    }
}
