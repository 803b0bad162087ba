//! Texts in their three encodings.

use std::borrow::Cow;

pub(crate) use crate::cursor::utf8;
use crate::error::{Error, Problem, Result};

/// How the characters of a text stand in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[repr(u8)]
pub enum TextEncoding {
    /// A byte for each character, of the first 256 of Unicode.
    Latin1 = 0,
    /// Two bytes for each unit, little-endian.
    Utf16 = 1,
    /// What Rust's strings are in.
    #[default]
    Utf8 = 2,
}

impl TextEncoding {
    /// The encoding with a fixed width per character in which `text` is shortest, UTF-8 where there
    /// is none: what Python and Java choose among, as their strings are in memory.
    ///
    /// ```
    /// use ferrow_graph::wire::TextEncoding;
    ///
    /// assert_eq!(TextEncoding::by_width("thé"), TextEncoding::Latin1);
    /// assert_eq!(TextEncoding::by_width("茶"), TextEncoding::Utf16);
    /// assert_eq!(TextEncoding::by_width("🍵"), TextEncoding::Utf8);
    /// ```
    #[must_use]
    pub fn by_width(text: &str) -> Self {
        match text.chars().max().map(u32::from) {
            Some(0x1_0000..) => Self::Utf8,
            Some(0x100..) => Self::Utf16,
            _ => Self::Latin1,
        }
    }
}

/// A text, and the encoding that it was read in and is to be written in.
///
/// ```
/// use ferrow_graph::wire::{Text, TextEncoding};
///
/// let text = Text::from("tea");
/// assert_eq!(text.as_str(), "tea");
/// assert_eq!(text.encoding(), None, "the writer's");
/// assert_eq!(Text::new("tea", TextEncoding::Latin1), text, "texts are equal by characters");
/// ```
#[derive(Debug, Clone, Default)]
pub struct Text {
    text: Box<str>,
    encoding: Option<TextEncoding>,
}

impl Text {
    /// A text that is written in `encoding`.
    #[must_use]
    pub fn new(text: impl Into<Box<str>>, encoding: TextEncoding) -> Self {
        Self { text: text.into(), encoding: Some(encoding) }
    }

    /// The characters.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The encoding; without one, the writer chooses.
    #[must_use]
    pub fn encoding(&self) -> Option<TextEncoding> {
        self.encoding
    }

    /// The characters, owned.
    #[must_use]
    pub fn into_string(self) -> String {
        self.text.into()
    }
}

impl PartialEq for Text {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl Eq for Text {}

impl<T: Into<Box<str>>> From<T> for Text {
    fn from(text: T) -> Self {
        Self { text: text.into(), encoding: None }
    }
}

/// The characters of `bytes`.
pub(crate) fn decode(encoding: TextEncoding, bytes: &[u8]) -> Result<Cow<'_, str>> {
    match encoding {
        TextEncoding::Utf8 => utf8(bytes).map(Cow::Borrowed),
        TextEncoding::Latin1 if bytes.is_ascii() => utf8(bytes).map(Cow::Borrowed),
        TextEncoding::Latin1 => Ok(bytes.iter().map(|byte| char::from(*byte)).collect()),
        TextEncoding::Utf16 => {
            let (units, rest) = bytes.as_chunks::<2>();
            if !rest.is_empty() {
                return Err(Error::new(Problem::Utf16));
            }
            let units = units.iter().map(|unit| u16::from_le_bytes(*unit));
            let text = char::decode_utf16(units).collect::<std::result::Result<String, _>>();
            text.map(Cow::Owned).map_err(|_| Error::new(Problem::Utf16))
        }
    }
}

/// Appends `text` in `encoding`; in UTF-8 where the encoding lacks a character.
pub(crate) fn encode(text: &str, encoding: TextEncoding, out: &mut Vec<u8>) -> TextEncoding {
    let start = out.len();
    match encoding {
        TextEncoding::Latin1 => {
            for character in text.chars() {
                let Ok(byte) = u8::try_from(u32::from(character)) else {
                    out.truncate(start);
                    return encode(text, TextEncoding::Utf8, out);
                };
                out.push(byte);
            }
        }
        TextEncoding::Utf16 => out.extend(text.encode_utf16().flat_map(u16::to_le_bytes)),
        TextEncoding::Utf8 => out.extend_from_slice(text.as_bytes()),
    }
    encoding
}
