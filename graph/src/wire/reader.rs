//! Bytes as numbers, texts and spans, each checked against where the bytes end.

use std::borrow::Cow;

use bytemuck::AnyBitPattern;

use super::text::{self, Text, TextEncoding};
use super::{TypeId, Writer};
use crate::cursor::{self, unzigzag32, unzigzag64};
use crate::error::{Error, Problem, Result};

/// Reads the parts of a message one after another.
///
/// ```
/// use ferrow_graph::wire::{Reader, Writer};
///
/// let mut writer = Writer::new();
/// writer.var_i32(-3);
/// writer.var_u64(u64::MAX);
/// writer.tagged_i64(7);
/// writer.str("tea");
/// let bytes = writer.into_vec();
///
/// let mut reader = Reader::new(&bytes);
/// assert_eq!(reader.var_i32()?, -3);
/// assert_eq!(reader.var_u64()?, u64::MAX);
/// assert_eq!(reader.tagged_i64()?, 7);
/// assert_eq!(reader.str()?, "tea");
/// assert_eq!(reader.u8().unwrap_err().offset(), Some(bytes.len()));
/// # Ok::<(), ferrow_graph::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct Reader<'a> {
    rest: &'a [u8],
    /// Where `rest` ends in the message.
    end: usize,
}

macro_rules! fixed {
    ($($name:ident $type:ty, $doc:literal;)*) => {
        $(
            #[doc = $doc]
            ///
            /// # Errors
            ///
            /// Where the bytes end.
            #[inline]
            pub fn $name(&mut self) -> Result<$type> {
                self.chunk().map(|bytes| <$type>::from_le_bytes(*bytes))
            }
        )*
    };
}

impl<'a> Reader<'a> {
    /// Reads from the start of `bytes`.
    #[must_use]
    pub const fn new(bytes: &'a [u8]) -> Self {
        Self { rest: bytes, end: bytes.len() }
    }

    /// How many bytes were read.
    #[inline]
    #[must_use]
    pub const fn offset(&self) -> usize {
        self.end - self.rest.len()
    }

    /// What was not read yet.
    #[inline]
    #[must_use]
    pub const fn rest(&self) -> &'a [u8] {
        self.rest
    }

    /// An error at the next byte.
    #[cold]
    pub(crate) fn error(&self, problem: Problem) -> Error {
        Error::new(problem).at(self.offset())
    }

    /// An error at a byte that was read already.
    #[cold]
    pub(crate) fn error_before(&self, len: usize, problem: Problem) -> Error {
        Error::new(problem).at(self.offset() - len)
    }

    #[cold]
    #[inline(never)]
    fn cut(&self, needed: u64) -> Error {
        self.error(Problem::Cut { needed, left: self.rest.len() })
    }

    /// The next `N` bytes.
    ///
    /// # Errors
    ///
    /// Where fewer are left.
    #[inline]
    pub fn chunk<const N: usize>(&mut self) -> Result<&'a [u8; N]> {
        match self.rest.split_first_chunk() {
            Some((chunk, rest)) => {
                self.rest = rest;
                Ok(chunk)
            }
            None => Err(self.cut(N as u64)),
        }
    }

    /// The next `len` bytes.
    ///
    /// # Errors
    ///
    /// Where fewer are left.
    #[inline]
    pub fn bytes(&mut self, len: usize) -> Result<&'a [u8]> {
        match self.rest.split_at_checked(len) {
            Some((bytes, rest)) => {
                self.rest = rest;
                Ok(bytes)
            }
            None => Err(self.cut(len as u64)),
        }
    }

    /// Skips what [`rest`](Self::rest) was asked for and that was used; at most all of it.
    #[inline]
    pub(crate) fn advance(&mut self, len: usize) {
        self.rest = self.rest.get(len..).unwrap_or_default();
    }

    /// A number of elements, each of at least `least` bytes: none that the bytes left cannot hold.
    ///
    /// # Errors
    ///
    /// Where they cannot.
    #[inline]
    pub fn count(&mut self, least: usize) -> Result<usize> {
        let count = self.var_u32()?;
        let needed = u64::from(count) * least as u64;
        match usize::try_from(needed) {
            Ok(needed) if needed <= self.rest.len() => Ok(count as usize),
            _ => Err(self.cut(needed)),
        }
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

    /// A bool: a byte that is 0 or 1.
    ///
    /// # Errors
    ///
    /// Where it is another, or the bytes end.
    #[inline]
    pub fn bool(&mut self) -> Result<bool> {
        match self.u8()? {
            0 => Ok(false),
            1 => Ok(true),
            found => Err(self.error_before(1, Problem::BoolByte { found })),
        }
    }

    /// Goes on by what a [`Window`](super::Window) or a [`Tail`](super::Tail) used of the [`rest`](Self::rest).
    ///
    /// # Errors
    ///
    /// Where more was used than is there.
    #[inline]
    pub fn skip(&mut self, used: usize) -> Result<()> {
        match self.rest.get(used..) {
            Some(rest) => {
                self.rest = rest;
                Ok(())
            }
            None => Err(self.cut(used as u64)),
        }
    }

    /// An unsigned number of 1 to 5 bytes.
    ///
    /// # Errors
    ///
    /// Where it exceeds 32 bits, or the bytes end.
    #[inline]
    pub fn var_u32(&mut self) -> Result<u32> {
        match self.rest {
            [byte, rest @ ..] if *byte < 0x80 => {
                self.rest = rest;
                Ok(u32::from(*byte))
            }
            [low, high, rest @ ..] if *high < 0x80 => {
                self.rest = rest;
                Ok(u32::from(*low & 0x7f) | u32::from(*high) << 7)
            }
            _ => self.long_var_u32(),
        }
    }

    fn long_var_u32(&mut self) -> Result<u32> {
        let start = self.offset();
        let mut value = 0_u64;
        for shift in (0..35).step_by(7) {
            let byte = self.u8()?;
            value |= u64::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return u32::try_from(value).map_err(|_| Error::new(Problem::Varint).at(start));
            }
        }
        Err(Error::new(Problem::Varint).at(start))
    }

    /// An unsigned number of 1 to 9 bytes, the ninth whole.
    ///
    /// # Errors
    ///
    /// Where the bytes end.
    #[inline]
    pub fn var_u64(&mut self) -> Result<u64> {
        match self.rest {
            [byte, rest @ ..] if *byte < 0x80 => {
                self.rest = rest;
                Ok(u64::from(*byte))
            }
            _ => self.long_var_u64(),
        }
    }

    #[inline]
    fn long_var_u64(&mut self) -> Result<u64> {
        let Some(word) = self.rest.first_chunk() else { return self.last_var_u64() };
        let word = u64::from_le_bytes(*word);
        let (value, len) = gather(word);
        if len <= 8 {
            self.rest = self.rest.get(len..).unwrap_or_default();
            return Ok(value);
        }
        match self.rest.get(8) {
            Some(byte) => {
                self.rest = self.rest.get(9..).unwrap_or_default();
                Ok(value | u64::from(*byte) << 56)
            }
            None => Err(self.cut(9)),
        }
    }

    /// A number that ends less than eight bytes before the bytes do.
    fn last_var_u64(&mut self) -> Result<u64> {
        let mut value = 0;
        for (at, byte) in self.rest.iter().enumerate() {
            value |= u64::from(byte & 0x7f) << (7 * at);
            if *byte < 0x80 {
                self.rest = self.rest.get(at + 1..).unwrap_or_default();
                return Ok(value);
            }
        }
        Err(self.cut(self.rest.len() as u64 + 1))
    }

    /// A signed number of 1 to 5 bytes, small magnitudes first.
    ///
    /// # Errors
    ///
    /// As those of [`var_u32`](Self::var_u32).
    #[inline]
    pub fn var_i32(&mut self) -> Result<i32> {
        self.var_u32().map(unzigzag32)
    }

    /// A signed number of 1 to 9 bytes, small magnitudes first.
    ///
    /// # Errors
    ///
    /// Where the bytes end.
    #[inline]
    pub fn var_i64(&mut self) -> Result<i64> {
        self.var_u64().map(unzigzag64)
    }

    /// A signed number of 4 or 9 bytes.
    ///
    /// # Errors
    ///
    /// Where the bytes end.
    #[inline]
    pub fn tagged_i64(&mut self) -> Result<i64> {
        match self.rest.first() {
            Some(byte) if byte & 1 == 0 => self.i32().map(|word| i64::from(word >> 1)),
            Some(_) => self.chunk::<9>().map(|[_, word @ ..]| i64::from_le_bytes(*word)),
            None => Err(self.cut(4)),
        }
    }

    /// An unsigned number of 4 or 9 bytes.
    ///
    /// # Errors
    ///
    /// Where the bytes end.
    #[inline]
    pub fn tagged_u64(&mut self) -> Result<u64> {
        match self.rest.first() {
            Some(byte) if byte & 1 == 0 => self.u32().map(|word| u64::from(word >> 1)),
            Some(_) => self.chunk::<9>().map(|[_, word @ ..]| u64::from_le_bytes(*word)),
            None => Err(self.cut(4)),
        }
    }

    /// A text as it stands, with its encoding.
    ///
    /// # Errors
    ///
    /// Where the bytes end, or are no text.
    pub fn text(&mut self) -> Result<Text> {
        let (encoding, bytes) = self.encoded_text()?;
        let text =
            text::decode(encoding, bytes).map_err(|error| error.at(self.offset() - bytes.len()))?;
        Ok(Text::new(text.into_owned(), encoding))
    }

    #[inline]
    fn encoded_text(&mut self) -> Result<(TextEncoding, &'a [u8])> {
        let start = self.offset();
        let header = self.var_u64()?;
        let len = usize::try_from(header >> 2).unwrap_or(usize::MAX);
        let encoding = match header & 3 {
            0 => TextEncoding::Latin1,
            1 => TextEncoding::Utf16,
            2 => TextEncoding::Utf8,
            _ => return Err(Error::new(Problem::TextEncoding { found: 3 }).at(start)),
        };
        Ok((encoding, self.bytes(len)?))
    }

    /// A text in any of its encodings; borrowed where its bytes are UTF-8.
    ///
    /// # Errors
    ///
    /// Where the bytes end, or are no text.
    #[inline]
    pub fn str(&mut self) -> Result<Cow<'a, str>> {
        let (encoding, bytes) = self.encoded_text()?;
        let decoded = match encoding {
            TextEncoding::Utf8 => text::utf8(bytes).map(Cow::Borrowed),
            _ => text::decode(encoding, bytes),
        };
        decoded.map_err(|error| error.at(self.offset() - bytes.len()))
    }

    /// A text in any of its encodings, in memory of its own.
    ///
    /// # Errors
    ///
    /// Where the bytes end, or are no text.
    #[inline]
    pub fn string(&mut self) -> Result<String> {
        match self.ascii() {
            Some(text) => Ok(text.into_string()),
            None => self.other_string(),
        }
    }

    /// Mostly a text is in UTF-8 and of ASCII, and its length has a byte or two.
    // In a place of its own, from where it returns in registers.
    #[inline(never)]
    fn ascii(&mut self) -> Option<Box<str>> {
        const UTF8: u8 = TextEncoding::Utf8 as u8;
        let (len, rest) = match self.rest {
            [header, rest @ ..] if header & 0x83 == UTF8 => (usize::from(header >> 2), rest),
            [low, high, rest @ ..] if low & 0x83 == 0x80 | UTF8 && *high < 0x80 => {
                (usize::from(low >> 2 & 0x1f) | usize::from(*high) << 5, rest)
            }
            _ => return None,
        };
        let (bytes, rest) = rest.split_at_checked(len)?;
        let text = cursor::Ascii::of(bytes)?;
        self.rest = rest;
        Some(text.owned())
    }

    #[inline(never)]
    fn other_string(&mut self) -> Result<String> {
        match self.str()? {
            Cow::Borrowed(text) => Ok(cursor::owned(text)),
            Cow::Owned(text) => Ok(text),
        }
    }

    /// Bytes with their length before them.
    ///
    /// # Errors
    ///
    /// Where they are cut.
    #[inline]
    pub fn sized_bytes(&mut self) -> Result<&'a [u8]> {
        let len = self.var_u32()?;
        self.bytes(len as usize)
    }

    /// The bytes of a dense array of elements of `width` bytes, and how many elements they are.
    ///
    /// # Errors
    ///
    /// Where the bytes are no whole number of elements.
    #[inline]
    pub fn array(&mut self, width: usize) -> Result<(&'a [u8], usize)> {
        let start = self.offset();
        let bytes = self.sized_bytes()?;
        match bytes.len().is_multiple_of(width) {
            true => Ok((bytes, bytes.len() / width)),
            false => Err(Error::new(Problem::ArrayLen { len: bytes.len(), width }).at(start)),
        }
    }

    /// A dense array of numbers, where these stand in memory as they do in messages, and all is well.
    // In a place of its own, from where it returns in registers.
    #[inline(never)]
    pub(crate) fn plain_array<T: AnyBitPattern>(&mut self) -> Option<Box<[T]>> {
        if cfg!(not(target_endian = "little")) {
            return None;
        }
        let (len, rest) = match self.rest {
            [len @ ..0x80, rest @ ..] => (usize::from(*len), rest),
            [low, high @ ..0x80, rest @ ..] => {
                (usize::from(low & 0x7f) | usize::from(*high) << 7, rest)
            }
            _ => {
                let mut reader = self.clone();
                (reader.var_u32().ok()? as usize, reader.rest)
            }
        };
        let (bytes, rest) = rest.split_at_checked(len)?;
        if !len.is_multiple_of(size_of::<T>()) {
            return None;
        }
        self.rest = rest;
        Some(cursor::plain(bytes))
    }

    /// The id of a type.
    ///
    /// # Errors
    ///
    /// Where no type has it; where the protocol reserves it, as an error of the kind `Unsupported`.
    #[inline]
    pub fn type_id(&mut self) -> Result<TypeId> {
        let byte = self.u8()?;
        match TypeId::from_id(byte) {
            Ok(type_id) if type_id.is_reserved() => {
                Err(self.error_before(1, Problem::Reserved { type_id }))
            }
            Ok(type_id) => Ok(type_id),
            Err(error) => Err(error.at(self.offset() - 1)),
        }
    }
}

/// The number in the low bytes of `word` and how many they are; more than 8 where none ends it.
#[inline]
fn gather(word: u64) -> (u64, usize) {
    const GROUP: u64 = 0x7f;
    let mut value = word & GROUP;
    let mut at = 0;
    // Unrolled by the compiler: a branch for each length is faster than bit tricks where lengths
    // repeat.
    while at < 7 {
        if word >> (8 * at) & 0x80 == 0 {
            return (value, at + 1);
        }
        at += 1;
        value |= (word >> (8 * at) & GROUP) << (7 * at);
    }
    (value, if word >> 63 == 0 { 8 } else { 9 })
}

impl From<Reader<'_>> for Writer {
    /// The bytes that are left, to be written on to.
    fn from(reader: Reader<'_>) -> Self {
        Self::from(reader.rest.to_vec())
    }
}
