//! Arrow's buffers, as binary values.

use arrow_buffer::Buffer;
use bytes::Bytes;

use crate::context::{ReadContext, WriteContext};
use crate::error::Result;
use crate::object::{FromObject, Object, TypeNames, Types};
use crate::schema::FieldType;
use crate::value::Value;
use crate::wire::TypeId;

/// The same memory, owned by both.
pub(super) fn to_bytes(buffer: &Buffer) -> Bytes {
    struct Owner(Buffer);

    impl AsRef<[u8]> for Owner {
        fn as_ref(&self) -> &[u8] {
            &self.0
        }
    }

    Bytes::from_owner(Owner(buffer.clone()))
}

/// Bytes as those of [`Bytes`]: written and read without a copy where they travel beside a message.
impl Object for Buffer {
    const TYPE: TypeId = TypeId::Binary;

    fn field_type(_names: &TypeNames<'_>) -> FieldType {
        FieldType::binary()
    }

    fn write(&self, cx: &mut WriteContext<'_>, _types: Types) -> Result<()> {
        match cx.is_out_of_band() {
            true => cx.binary(&to_bytes(self)),
            false => cx.sized_bytes(self),
        }
    }
}

impl<'a> FromObject<'a> for Buffer {
    fn read(cx: &mut ReadContext<'_, 'a>) -> Result<Self> {
        cx.binary().map(Self::from)
    }

    fn missing() -> Option<Self> {
        Some(Self::default())
    }

    fn from_value(value: Value) -> Result<Self> {
        Bytes::from_value(value).map(Self::from)
    }
}
