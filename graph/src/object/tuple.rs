//! Tuples: lists whose elements say what they are.

use super::{FromObject, Object, Registry, Told, TypeNames, Types};
use crate::context::{ReadContext, WriteContext};
use crate::error::{Error, Problem, Result};
use crate::schema::FieldType;
use crate::wire::{ElementsHeader, RefFlag, TypeId};

macro_rules! tuples {
    ($($count:literal: $($name:ident $index:tt),*;)*) => {
        $(
            impl<$($name: Object),*> Object for ($($name,)*) {
                const TYPE: TypeId = TypeId::List;
                const HOLDS: bool = true;

                fn field_type(_names: &TypeNames<'_>) -> FieldType {
                    FieldType::list(FieldType::any())
                }

                fn register(registry: &mut Registry) {
                    $($name::register(registry);)*
                }

                fn write(&self, cx: &mut WriteContext<'_>, _types: Types) -> Result<()> {
                    cx.count($count)?;
                    cx.enter()?;
                    let nulls = false $(|| self.$index.is_null())*;
                    let tracked = cx.tracks() && (false $(|| $name::TRACKED)*);
                    let mut header = ElementsHeader::default();
                    if nulls {
                        header = header.with(ElementsHeader::NULLS);
                    }
                    if tracked {
                        header = header.with(ElementsHeader::TRACKED);
                    }
                    cx.writer().u8(header.byte());
                    $(
                        let written = match nulls || tracked {
                            true => self.$index.write_flagged(
                                cx,
                                super::Announced::Yes,
                                Types::Written,
                            ),
                            false => self.$index.write_announced(cx, Types::Written),
                        };
                        written.map_err(|error| error.in_element($index))?;
                    )*
                    cx.leave();
                    Ok(())
                }
            }

            impl<'a, $($name: FromObject<'a>),*> FromObject<'a> for ($($name,)*) {
                fn read(cx: &mut ReadContext<'_, 'a>) -> Result<Self> {
                    let (count, _) = cx.count()?;
                    if count != $count {
                        let (written, wanted) =
                            (format!("a list of {count}"), format!("tuple of {}", $count));
                        return Err(cx.error(Problem::NotConverted { written, wanted }));
                    }
                    cx.enter()?;
                    let header = ElementsHeader::read(cx.reader())?;
                    let found = match header.has(ElementsHeader::SAME_TYPE) {
                        true if !header.has(ElementsHeader::DECLARED) => Some(cx.type_info()?),
                        _ => None,
                    };
                    let flags =
                        header.has(ElementsHeader::TRACKED) || header.has(ElementsHeader::NULLS);
                    let values = ($(
                        {
                            let told = match &found {
                                Some(found) => Told::Before(found),
                                None if header.has(ElementsHeader::DECLARED) => Told::Declared,
                                None => Told::Here,
                            };
                            let value = match flags {
                                true => RefFlag::read(cx.reader())
                                    .and_then(|flag| $name::read_flagged(cx, flag, told)),
                                false => $name::read_told(cx, told),
                            };
                            value.map_err(|error: Error| error.in_element($index))?
                        },
                    )*);
                    cx.leave();
                    Ok(values)
                }
            }
        )*
    };
}

tuples! {
    1: A 0;
    2: A 0, B 1;
    3: A 0, B 1, C 2;
    4: A 0, B 1, C 2, D 3;
    5: A 0, B 1, C 2, D 3, E 4;
    6: A 0, B 1, C 2, D 3, E 4, F 5;
    7: A 0, B 1, C 2, D 3, E 4, F 5, G 6;
    8: A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7;
}
