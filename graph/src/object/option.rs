//! Values that may be null.

use super::{Announced, FromObject, Object, Registry, Told, TypeNames, Types};
use crate::context::{Found, ReadContext, WriteContext};
use crate::error::{Error, Problem, Result};
use crate::schema::FieldType;
use crate::value::Value;
use crate::wire::{Pen, RefFlag, TypeId};

impl<T: Object> Object for Option<T> {
    const TYPE: TypeId = T::TYPE;
    const NULLABLE: bool = true;
    const TRACKED: bool = T::TRACKED;
    const HOLDS: bool = T::HOLDS;
    const MOST: usize = 0;
    // Where null may stand, it can be written.
    const FALLIBLE: bool = T::FALLIBLE;

    fn field_type(names: &TypeNames<'_>) -> FieldType {
        T::field_type(names).nullable()
    }

    fn register(registry: &mut Registry) {
        T::register(registry);
    }

    #[inline]
    fn is_null(&self) -> bool {
        self.as_ref().is_none_or(T::is_null)
    }

    #[inline]
    fn write(&self, cx: &mut WriteContext<'_>, types: Types) -> Result<()> {
        match self {
            Some(value) => value.write(cx, types),
            None => Err(Error::new(Problem::NullHere)),
        }
    }

    #[inline]
    fn announce(cx: &mut WriteContext<'_>) -> Result<()> {
        T::announce(cx)
    }

    #[inline]
    fn announce_value(&self, cx: &mut WriteContext<'_>) -> Result<()> {
        match self {
            Some(value) => value.announce_value(cx),
            None => Err(Error::new(Problem::NullHere)),
        }
    }

    #[inline]
    fn write_announced(&self, cx: &mut WriteContext<'_>, types: Types) -> Result<()> {
        match self {
            Some(value) => value.write_announced(cx, types),
            None => Err(Error::new(Problem::NullHere)),
        }
    }

    #[inline]
    fn write_flagged(
        &self,
        cx: &mut WriteContext<'_>,
        announced: Announced,
        types: Types,
    ) -> Result<()> {
        match self {
            Some(value) => value.write_flagged(cx, announced, types),
            None => {
                RefFlag::Null.write(cx.writer());
                Ok(())
            }
        }
    }

    #[inline]
    fn write_on<'p, 'g>(&self, pen: Pen<'p, 'g>, types: Types) -> Pen<'p, 'g> {
        match self {
            Some(value) => value.write_on(pen, types),
            None => pen.pause(|_| Err(Error::new(Problem::NullHere))),
        }
    }

    #[inline]
    fn announce_on<'p, 'g>(pen: Pen<'p, 'g>) -> Pen<'p, 'g> {
        T::announce_on(pen)
    }

    #[inline]
    fn write_announced_on<'p, 'g>(&self, pen: Pen<'p, 'g>, types: Types) -> Pen<'p, 'g> {
        match self {
            Some(value) => value.write_announced_on(pen, types),
            None => pen.pause(|_| Err(Error::new(Problem::NullHere))),
        }
    }

    #[inline]
    fn write_flagged_on<'p, 'g>(
        &self,
        mut pen: Pen<'p, 'g>,
        announced: Announced,
        types: Types,
    ) -> Pen<'p, 'g> {
        match self {
            Some(value) if T::ROOM > 0 && announced == Announced::No && pen.is_utf8() => {
                let mut room = pen.room(1 + T::ROOM);
                room.fixed([RefFlag::Value as u8]);
                value.put(&mut room);
                pen
            }
            Some(value) => value.write_flagged_on(pen, announced, types),
            None => {
                pen.room(1).fixed([RefFlag::Null as u8]);
                pen
            }
        }
    }
}

impl<'a, T: FromObject<'a>> FromObject<'a> for Option<T> {
    #[inline]
    fn read(cx: &mut ReadContext<'_, 'a>) -> Result<Self> {
        T::read(cx).map(Some)
    }

    #[inline]
    fn read_found(cx: &mut ReadContext<'_, 'a>, found: &Found) -> Result<Self> {
        match found {
            Found::Scalar(TypeId::None) if T::TYPE != TypeId::None => Ok(None),
            found => T::read_found(cx, found).map(Some),
        }
    }

    #[inline]
    fn read_flagged(cx: &mut ReadContext<'_, 'a>, flag: RefFlag, told: Told<'_>) -> Result<Self> {
        match flag {
            RefFlag::Null => Ok(None),
            flag => T::read_flagged(cx, flag, told).map(Some),
        }
    }

    #[inline]
    fn is_same(cx: &ReadContext<'_, 'a>, found: &Found) -> bool {
        T::is_same(cx, found)
    }

    fn missing() -> Option<Self> {
        Some(None)
    }

    fn from_value(value: Value) -> Result<Self> {
        match value {
            Value::Null => Ok(None),
            value => T::from_value(value).map(Some),
        }
    }
}
