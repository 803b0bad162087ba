//! Numbers, texts and spans as bytes.

use super::text::{self, TextEncoding};
use super::{Header, Room, TypeId};

/// Writes the parts of a message one after another, into a buffer that grows.
///
/// ```
/// use ferrow_graph::wire::Writer;
///
/// let mut writer = Writer::new();
/// writer.var_u32(300);
/// writer.tagged_u64(1 << 40);
/// assert_eq!(writer.as_bytes(), [0xac, 0x02, 0x01, 0, 0, 0, 0, 0, 1, 0, 0]);
/// ```
#[derive(Debug, Clone, Default)]
pub struct Writer {
    bytes: Vec<u8>,
}

macro_rules! fixed {
    ($($name:ident $type:ty, $doc:literal;)*) => {
        $(
            #[doc = $doc]
            #[inline]
            pub fn $name(&mut self, value: $type) {
                self.room(size_of::<$type>(), |room| room.fixed(value.to_le_bytes()));
            }
        )*
    };
}

impl Writer {
    /// An empty one.
    #[must_use]
    pub const fn new() -> Self {
        Self { bytes: Vec::new() }
    }

    /// What was written.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// What was written, owned.
    #[inline]
    #[must_use]
    pub fn into_vec(self) -> Vec<u8> {
        self.bytes
    }

    /// How much was written.
    #[inline]
    #[must_use]
    pub fn len(&self) -> usize {
        self.bytes.len()
    }

    /// Whether nothing was written.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.bytes.is_empty()
    }

    /// Forgets what was written from byte `len` on.
    pub fn truncate(&mut self, len: usize) {
        self.bytes.truncate(len);
    }

    /// Makes room for `more` bytes.
    pub fn reserve(&mut self, more: usize) {
        self.bytes.reserve(more);
    }

    fixed! {
        u8 u8, "One byte.";
        i8 i8, "One byte, signed.";
        u16 u16, "Two bytes.";
        i16 i16, "Two bytes, signed.";
        u32 u32, "Four bytes.";
        i32 i32, "Four bytes, signed.";
        u64 u64, "Eight bytes.";
        i64 i64, "Eight bytes, signed.";
        f32 f32, "A float of four bytes.";
        f64 f64, "A float of eight bytes.";
    }

    /// A byte, 0 or 1.
    #[inline]
    pub fn bool(&mut self, value: bool) {
        self.u8(value.into());
    }

    /// Bytes as they are.
    #[inline]
    pub fn bytes(&mut self, bytes: &[u8]) {
        self.bytes.extend_from_slice(bytes);
    }

    /// Bytes of a known number.
    #[inline]
    pub fn fixed<const N: usize>(&mut self, bytes: [u8; N]) {
        self.room(N, |room| room.fixed(bytes));
    }

    /// An unsigned number of 1 to 5 bytes.
    #[inline]
    pub fn var_u32(&mut self, value: u32) {
        self.room(9, |room| room.var_u64(value.into()));
    }

    /// An unsigned number of 1 to 9 bytes, the ninth whole.
    #[inline]
    pub fn var_u64(&mut self, value: u64) {
        self.room(9, |room| room.var_u64(value));
    }

    /// A signed number of 1 to 5 bytes, small magnitudes first.
    #[inline]
    pub fn var_i32(&mut self, value: i32) {
        self.var_u32(zigzag32(value));
    }

    /// A signed number of 1 to 9 bytes, small magnitudes first.
    #[inline]
    pub fn var_i64(&mut self, value: i64) {
        self.var_u64(zigzag64(value));
    }

    /// A signed number, of 4 bytes where it has 31 bits, of 9 otherwise.
    #[inline]
    pub fn tagged_i64(&mut self, value: i64) {
        match i32::try_from(value) {
            Ok(small) if (-(1 << 30)..1 << 30).contains(&small) => self.i32(small << 1),
            _ => {
                self.u8(1);
                self.i64(value);
            }
        }
    }

    /// An unsigned number, of 4 bytes where it has 31 bits, of 9 otherwise.
    #[inline]
    pub fn tagged_u64(&mut self, value: u64) {
        match u32::try_from(value) {
            Ok(small) if small < 1 << 31 => self.u32(small << 1),
            _ => {
                self.u8(1);
                self.u64(value);
            }
        }
    }

    /// A text in UTF-8.
    #[inline]
    pub fn str(&mut self, text: &str) {
        self.room(Room::TEXT, |room| room.str(text));
    }

    /// A text in `encoding`, or in UTF-8 where it has characters that the encoding lacks.
    pub fn text(&mut self, text: &str, encoding: TextEncoding) {
        if encoding == TextEncoding::Utf8 {
            return self.str(text);
        }
        let mut bytes = Vec::with_capacity(text.len());
        let encoding = text::encode(text, encoding, &mut bytes);
        self.var_u64((bytes.len() as u64) << 2 | encoding as u64);
        self.bytes.append(&mut bytes);
    }

    /// Bytes with their length before them, which fits 32 bits: the caller has checked that.
    #[inline]
    pub fn sized_bytes(&mut self, bytes: &[u8]) {
        self.room(9 + bytes.len(), |room| {
            room.var_u64(bytes.len() as u64);
            room.bytes(bytes);
        });
    }

    /// The id of a type.
    #[inline]
    pub fn type_id(&mut self, type_id: TypeId) {
        self.u8(type_id.id());
    }

    /// The header of a message.
    #[inline]
    pub fn header(&mut self, header: Header) {
        self.u8(header.byte());
    }

    /// Overwrites the byte at `at`, which was written.
    pub fn set(&mut self, at: usize, byte: u8) {
        if let Some(place) = self.bytes.get_mut(at) {
            *place = byte;
        }
    }

    /// Writes values that are together at most `most` bytes.
    #[inline]
    pub fn room(&mut self, most: usize, write: impl FnOnce(&mut Room<'_>)) {
        Room::behind(&mut self.bytes, most, write);
    }

    /// The bytes as a vector.
    #[inline]
    pub(crate) fn as_vec(&self) -> &Vec<u8> {
        &self.bytes
    }

    /// The bytes as a vector, to be appended to.
    #[inline]
    pub(crate) fn vec(&mut self) -> &mut Vec<u8> {
        &mut self.bytes
    }
}

impl From<Vec<u8>> for Writer {
    /// Writes behind what `bytes` holds.
    #[inline]
    fn from(bytes: Vec<u8>) -> Self {
        Self { bytes }
    }
}

impl Room<'_> {
    /// An unsigned number of 1 to 5 bytes, for which 9 are there.
    #[inline]
    pub fn var_u32(&mut self, value: u32) {
        self.var_u64(value.into());
    }

    /// A signed number of 1 to 5 bytes, for which 9 are there.
    #[inline]
    pub fn var_i32(&mut self, value: i32) {
        self.var_u32(zigzag32(value));
    }

    /// A signed number of 1 to 9 bytes, for which 9 are there.
    #[inline]
    pub fn var_i64(&mut self, value: i64) {
        self.var_u64(zigzag64(value));
    }

    /// A signed number of 4 or 9 bytes, for which 9 are there.
    #[inline]
    pub fn tagged_i64(&mut self, value: i64) {
        match i32::try_from(value) {
            Ok(small) if (-(1 << 30)..1 << 30).contains(&small) => {
                self.fixed((small << 1).to_le_bytes());
            }
            _ => {
                self.fixed([1]);
                self.fixed(value.to_le_bytes());
            }
        }
    }

    /// An unsigned number of 4 or 9 bytes, for which 9 are there.
    #[inline]
    pub fn tagged_u64(&mut self, value: u64) {
        match u32::try_from(value) {
            Ok(small) if small < 1 << 31 => self.fixed((small << 1).to_le_bytes()),
            _ => {
                self.fixed([1]);
                self.fixed(value.to_le_bytes());
            }
        }
    }
}

#[inline]
pub(crate) fn zigzag32(value: i32) -> u32 {
    (value << 1 ^ value >> 31).cast_unsigned()
}

#[inline]
pub(crate) fn zigzag64(value: i64) -> u64 {
    (value << 1 ^ value >> 63).cast_unsigned()
}
