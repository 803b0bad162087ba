//! Texts and bytes.

use std::borrow::Cow;

use bytes::Bytes;

use super::primitive::not_converted;
use super::{FromBoxed, FromObject, Object, TypeNames, Types, wrong_type};
use crate::context::{Found, ReadContext, WriteContext};
use crate::error::{Problem, Result};
use crate::graph::Texts;
use crate::schema::FieldType;
use crate::value::{Array, Value};
use crate::wire::{Pen, Room, Text, TypeId};

#[inline]
fn write_text(text: &str, cx: &mut WriteContext<'_>) -> Result<()> {
    match cx.graph().texts {
        Texts::Utf8 => cx.writer().str(text),
        Texts::ByWidth => cx.writer().text(text, Texts::ByWidth.choose(text)),
    }
    Ok(())
}

#[inline]
fn write_text_on<'p, 'g>(text: &str, mut pen: Pen<'p, 'g>) -> Pen<'p, 'g> {
    if pen.graph().texts == Texts::Utf8 {
        pen.room(Room::TEXT).str(text);
        return pen;
    }
    pen.pause(|cx| write_text(text, cx))
}

macro_rules! texts {
    ($($type:ty, |$text:ident| $as_str:expr, |$read:ident| $made:expr;)*) => {
        $(
            impl Object for $type {
                const TYPE: TypeId = TypeId::String;

                fn field_type(_names: &TypeNames<'_>) -> FieldType {
                    FieldType::string()
                }

                #[inline]
                fn write(&self, cx: &mut WriteContext<'_>, _types: Types) -> Result<()> {
                    let $text = self;
                    write_text($as_str, cx)
                }

                const ROOM: usize = Room::TEXT;

                #[inline]
                fn put(&self, room: &mut Room<'_>) {
                    let $text = self;
                    room.str($as_str);
                }

                const PLAIN: bool = true;
    const FALLIBLE: bool = false;

                #[inline]
                fn write_on<'p, 'g>(
                    &self,
                    pen: Pen<'p, 'g>,
                    _types: Types,
                ) -> Pen<'p, 'g> {
                    let $text = self;
                    write_text_on($as_str, pen)
                }
            }

            impl<'a> FromObject<'a> for $type {
                #[inline]
                fn read(cx: &mut ReadContext<'_, 'a>) -> Result<Self> {
                    cx.reader().string().map(|$read| $made)
                }

                fn missing() -> Option<Self> {
                    let $read = String::new();
                    Some($made)
                }

                fn from_value(value: Value) -> Result<Self> {
                    match value {
                        Value::String(text) => {
                            let $read = text.into_string();
                            Ok($made)
                        }
                        other => Err(not_converted(TypeId::String, &other)),
                    }
                }
            }
        )*
    };
}

texts! {
    String, |text| text, |read| read;
    Text, |text| text.as_str(), |read| Text::from(read);
}

/// Shared texts are texts: the protocol does not track them.
impl Object for str {
    const TYPE: TypeId = TypeId::String;
    const SHARES: bool = false;

    fn field_type(_names: &TypeNames<'_>) -> FieldType {
        FieldType::string()
    }

    const PLAIN: bool = true;
    const FALLIBLE: bool = false;

    #[inline]
    fn write(&self, cx: &mut WriteContext<'_>, _types: Types) -> Result<()> {
        write_text(self, cx)
    }

    #[inline]
    fn write_on<'p, 'g>(&self, pen: Pen<'p, 'g>, _types: Types) -> Pen<'p, 'g> {
        write_text_on(self, pen)
    }
}

impl<'a> FromBoxed<'a> for str {
    #[inline]
    fn read_boxed(cx: &mut ReadContext<'_, 'a>) -> Result<Box<Self>> {
        cx.reader().str().map(Into::into)
    }

    fn read_found_boxed(cx: &mut ReadContext<'_, 'a>, found: &Found) -> Result<Box<Self>> {
        String::read_found(cx, found).map(Into::into)
    }

    fn is_same_boxed(cx: &ReadContext<'_, 'a>, found: &Found) -> bool {
        String::is_same(cx, found)
    }

    fn missing_boxed() -> Option<Box<Self>> {
        Some(Box::default())
    }

    fn from_value_boxed(value: Value) -> Result<Box<Self>> {
        String::from_value(value).map(Into::into)
    }
}

/// Borrowed from the message, which has it in UTF-8.
impl<'a> FromObject<'a> for &'a str {
    fn read(cx: &mut ReadContext<'_, 'a>) -> Result<Self> {
        match cx.reader().str()? {
            Cow::Borrowed(text) => Ok(text),
            Cow::Owned(_) => {
                let (wanted, found) = ("text in UTF-8".into(), "text in another encoding".into());
                Err(cx.error(Problem::NotThisType { wanted, found }))
            }
        }
    }

    fn missing() -> Option<Self> {
        Some("")
    }
}

impl<'a> FromObject<'a> for Cow<'a, str> {
    fn read(cx: &mut ReadContext<'_, 'a>) -> Result<Self> {
        cx.reader().str()
    }

    fn missing() -> Option<Self> {
        Some(Cow::Borrowed(""))
    }

    fn from_value(value: Value) -> Result<Self> {
        String::from_value(value).map(Cow::Owned)
    }
}

/// Bytes are read where a message tells an array of them, too.
pub(super) fn is_bytes(found: &Found) -> Option<bool> {
    match found {
        Found::Scalar(TypeId::Binary) => Some(true),
        Found::Scalar(TypeId::UInt8Array) => Some(false),
        _ => None,
    }
}

macro_rules! bytes {
    ($($type:ty, |$read:ident| $made:expr;)*) => {
        $(
            impl<'a> FromObject<'a> for $type {
                #[inline]
                fn read(cx: &mut ReadContext<'_, 'a>) -> Result<Self> {
                    let $read = cx.bytes()?;
                    Ok($made)
                }

                fn read_found(cx: &mut ReadContext<'_, 'a>, found: &Found) -> Result<Self> {
                    match is_bytes(found) {
                        Some(true) => Self::read(cx),
                        Some(false) => {
                            let $read = cx.reader().sized_bytes()?;
                            Ok($made)
                        }
                        None => Err(wrong_type(cx, TypeId::Binary, found)),
                    }
                }

                fn missing() -> Option<Self> {
                    let $read: &[u8] = &[];
                    Some($made)
                }
            }
        )*
    };
}

bytes! {
    &'a [u8], |read| read;
    Cow<'a, [u8]>, |read| Cow::Borrowed(read);
}

impl Object for Bytes {
    const TYPE: TypeId = TypeId::Binary;

    fn field_type(_names: &TypeNames<'_>) -> FieldType {
        FieldType::binary()
    }

    fn write(&self, cx: &mut WriteContext<'_>, _types: Types) -> Result<()> {
        cx.binary(self)
    }
}

impl<'a> FromObject<'a> for Bytes {
    fn read(cx: &mut ReadContext<'_, 'a>) -> Result<Self> {
        cx.binary()
    }

    fn missing() -> Option<Self> {
        Some(Self::new())
    }

    fn from_value(value: Value) -> Result<Self> {
        bytes_of(value).map(Self::from)
    }
}

/// The bytes of a value that was converted.
pub(super) fn bytes_of(value: Value) -> Result<Vec<u8>> {
    match value {
        Value::Binary(bytes) => Ok(bytes.into()),
        Value::Array(array) => match *array {
            Array::UInt8(bytes) => Ok(bytes),
            other => Err(not_converted(TypeId::Binary, &Value::from(other))),
        },
        other => Err(not_converted(TypeId::Binary, &other)),
    }
}
