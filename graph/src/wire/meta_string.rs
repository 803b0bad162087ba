//! Names: of types, their namespaces and their fields, in as few bits as their characters need.
//!
//! ```
//! use ferrow_graph::wire::meta_string::{Encoding, MetaString, Place};
//!
//! let name = MetaString::encode("demo", Place::Namespace);
//! assert_eq!(name.encoding, Encoding::AllToLowerSpecial);
//! assert_eq!(&name.bytes[..], [0x0c, 0x8c, 0x70]);
//! assert_eq!(name.decode(Place::Namespace)?, "demo");
//! # Ok::<(), ferrow_graph::Error>(())
//! ```

use super::{Reader, Writer, murmur};
use crate::error::{Error, Problem, Result};

/// How the characters of a name stand in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum Encoding {
    /// As any text.
    Utf8 = 0,
    /// Five bits for each of `a-z . _ $ |`.
    LowerSpecial = 1,
    /// Six bits for each of `a-z A-Z 0-9` and two more.
    LowerUpperDigitSpecial = 2,
    /// Five bits; the first character is upper case.
    FirstToLowerSpecial = 3,
    /// Five bits; `|` stands before what is upper case.
    AllToLowerSpecial = 4,
}

/// What a name is of: that decides on its characters and encodings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Place {
    /// What stands before the last dot of a type's name.
    Namespace,
    /// What stands after it.
    TypeName,
    /// A field.
    FieldName,
}

impl Encoding {
    /// The encoding with this number.
    ///
    /// # Errors
    ///
    /// Where there is none.
    pub fn from_number(number: u8) -> Result<Self> {
        Ok(match number {
            0 => Self::Utf8,
            1 => Self::LowerSpecial,
            2 => Self::LowerUpperDigitSpecial,
            3 => Self::FirstToLowerSpecial,
            4 => Self::AllToLowerSpecial,
            found => return Err(Error::new(Problem::MetaStringEncoding { found })),
        })
    }
}

impl Place {
    /// The encodings that a type definition numbers by their place in this list.
    #[must_use]
    pub const fn encodings(self) -> &'static [Encoding] {
        use Encoding::{AllToLowerSpecial, FirstToLowerSpecial, LowerUpperDigitSpecial, Utf8};
        match self {
            Self::Namespace | Self::FieldName => &[Utf8, AllToLowerSpecial, LowerUpperDigitSpecial],
            Self::TypeName => {
                &[Utf8, AllToLowerSpecial, LowerUpperDigitSpecial, FirstToLowerSpecial]
            }
        }
    }

    /// The last two characters of six bits.
    const fn specials(self) -> [char; 2] {
        match self {
            Self::Namespace => ['.', '_'],
            Self::TypeName | Self::FieldName => ['$', '_'],
        }
    }

    /// The encoding that a writer chooses.
    fn choose(self, name: &str) -> Encoding {
        let specials = self.specials();
        let fits = |c: char| c.is_ascii_alphanumeric() || specials.contains(&c);
        if !name.chars().all(fits) || name.is_empty() {
            return Encoding::Utf8;
        }
        let upper = name.chars().filter(char::is_ascii_uppercase).count();
        if name.contains(|c: char| c.is_ascii_digit()) {
            Encoding::LowerUpperDigitSpecial
        } else if upper == 1
            && name.starts_with(|c: char| c.is_ascii_uppercase())
            && self == Self::TypeName
        {
            Encoding::FirstToLowerSpecial
        } else if (name.len() + upper) * 5 < name.len() * 6 {
            Encoding::AllToLowerSpecial
        } else {
            Encoding::LowerUpperDigitSpecial
        }
    }
}

/// A name as it stands in a message.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct MetaString {
    /// How its characters stand in the bytes.
    pub encoding: Encoding,
    /// The bytes.
    pub bytes: Box<[u8]>,
}

impl MetaString {
    /// The name in the encoding that writers choose for it.
    #[must_use]
    pub fn encode(name: &str, place: Place) -> Self {
        let encoding = place.choose(name);
        // The encoding was chosen by the characters.
        Self::encode_as(name, encoding, place)
            .unwrap_or_else(|_| Self { encoding: Encoding::Utf8, bytes: name.as_bytes().into() })
    }

    /// The name in `encoding`.
    ///
    /// # Errors
    ///
    /// Where the encoding lacks a character.
    pub fn encode_as(name: &str, encoding: Encoding, place: Place) -> Result<Self> {
        let bytes = match encoding {
            Encoding::Utf8 => name.as_bytes().into(),
            Encoding::LowerSpecial => pack(name.chars().map(code5), 5)?,
            Encoding::FirstToLowerSpecial => {
                let first = name.chars().next().map(|c| c.to_ascii_lowercase());
                pack(first.into_iter().chain(name.chars().skip(1)).map(code5), 5)?
            }
            Encoding::AllToLowerSpecial => {
                let escaped = name.chars().flat_map(|c| {
                    let bar = c.is_ascii_uppercase().then_some('|');
                    bar.into_iter().chain([c.to_ascii_lowercase()])
                });
                pack(escaped.map(code5), 5)?
            }
            Encoding::LowerUpperDigitSpecial => {
                pack(name.chars().map(|c| code6(c, place.specials())), 6)?
            }
        };
        Ok(Self { encoding, bytes })
    }

    /// The characters.
    ///
    /// # Errors
    ///
    /// Where the bytes are no name.
    pub fn decode(&self, place: Place) -> Result<String> {
        if self.bytes.is_empty() {
            return Ok(String::new());
        }
        match self.encoding {
            Encoding::Utf8 => super::text::utf8(&self.bytes).map(str::to_owned),
            Encoding::LowerSpecial => unpack(&self.bytes, 5, char5),
            Encoding::FirstToLowerSpecial => {
                let mut name = unpack(&self.bytes, 5, char5)?;
                if let Some(first) = name.get_mut(..1) {
                    first.make_ascii_uppercase();
                }
                Ok(name)
            }
            Encoding::AllToLowerSpecial => {
                let name = unpack(&self.bytes, 5, char5)?;
                let mut raised = String::with_capacity(name.len());
                let mut upper = false;
                for c in name.chars() {
                    match (c, upper) {
                        ('|', false) => upper = true,
                        (c, true) => {
                            raised.push(c.to_ascii_uppercase());
                            upper = false;
                        }
                        (c, false) => raised.push(c),
                    }
                }
                Ok(raised)
            }
            Encoding::LowerUpperDigitSpecial => {
                unpack(&self.bytes, 6, |code| char6(code, place.specials()))
            }
        }
    }

    /// The hash that stands before names of more than 16 bytes: its low byte is the encoding.
    #[must_use]
    pub fn hash(&self) -> u64 {
        let mut hash = self.raw_hash().cast_signed().wrapping_abs().cast_unsigned();
        if hash == 0 {
            hash += 256;
        }
        (hash & !0xff) | self.encoding as u64
    }

    /// Whether the name has this hash. Python leaves the sign of hashes as it is, which others drop.
    #[must_use]
    pub fn has_hash(&self, hash: u64) -> bool {
        hash == self.hash() || hash == (self.raw_hash() & !0xff) | self.encoding as u64
    }

    fn raw_hash(&self) -> u64 {
        murmur::hash(&self.bytes, murmur::SEED).0
    }
}

fn code5(c: char) -> Result<u8> {
    match c {
        'a'..='z' => Ok(ascii(c) - b'a'),
        '.' => Ok(26),
        '_' => Ok(27),
        '$' => Ok(28),
        '|' => Ok(29),
        found => Err(Error::new(Problem::MetaStringChar { found, encoding: "five bits" })),
    }
}

fn char5(code: u8) -> Option<char> {
    Some(match code {
        0..=25 => char::from(b'a' + code),
        26 => '.',
        27 => '_',
        28 => '$',
        29 => '|',
        _ => return None,
    })
}

fn code6(c: char, specials: [char; 2]) -> Result<u8> {
    match c {
        'a'..='z' => Ok(ascii(c) - b'a'),
        'A'..='Z' => Ok(ascii(c) - b'A' + 26),
        '0'..='9' => Ok(ascii(c) - b'0' + 52),
        c if c == specials[0] => Ok(62),
        c if c == specials[1] => Ok(63),
        found => Err(Error::new(Problem::MetaStringChar { found, encoding: "six bits" })),
    }
}

fn char6(code: u8, specials: [char; 2]) -> Option<char> {
    Some(match code {
        0..=25 => char::from(b'a' + code),
        26..=51 => char::from(b'A' + code - 26),
        52..=61 => char::from(b'0' + code - 52),
        62 => specials[0],
        63 => specials[1],
        _ => return None,
    })
}

fn ascii(c: char) -> u8 {
    u8::try_from(c).unwrap_or_default()
}

/// Codes of `width` bits behind one bit, which says that the last `width` bits are no character.
fn pack(codes: impl Iterator<Item = Result<u8>>, width: usize) -> Result<Box<[u8]>> {
    let mut bytes = vec![0_u8];
    let mut bits = 1;
    for code in codes {
        let code = code?;
        for bit in (0..width).rev() {
            if bits == bytes.len() * 8 {
                bytes.push(0);
            }
            bytes[bits / 8] |= (code >> bit & 1) << (7 - bits % 8);
            bits += 1;
        }
    }
    if bytes.len() * 8 >= bits + width {
        bytes[0] |= 0x80;
    }
    Ok(bytes.into())
}

fn unpack(bytes: &[u8], width: usize, char: impl Fn(u8) -> Option<char>) -> Result<String> {
    let strip = bytes.first().is_some_and(|byte| byte & 0x80 != 0);
    let count = ((bytes.len() * 8 - 1) / width).saturating_sub(strip.into());
    let bit = |at: usize| bytes[at / 8] >> (7 - at % 8) & 1;
    let codes = (0..count)
        .map(|index| (0..width).fold(0, |code, at| code << 1 | bit(1 + index * width + at)));
    let name = codes.map(char).collect::<Option<String>>();
    name.ok_or_else(|| Error::new(Problem::MetaStringCode))
}

/// Longer names stand behind their hash.
const SHORT: usize = 16;

/// The names that a message has so far, on the side that writes.
#[derive(Debug, Default)]
pub struct MetaStringWriter {
    written: Vec<MetaString>,
}

impl MetaStringWriter {
    /// Writes the name, or that it was there before.
    pub fn write(&mut self, name: &MetaString, writer: &mut Writer) {
        if let Some(id) = self.written.iter().position(|written| written == name) {
            writer.var_u64((id as u64 + 1) << 1 | 1);
            return;
        }
        self.written.push(name.clone());
        writer.var_u64((name.bytes.len() as u64) << 1);
        if name.bytes.len() > SHORT {
            writer.u64(name.hash());
        } else if !name.bytes.is_empty() {
            writer.u8(name.encoding as u8);
        }
        writer.bytes(&name.bytes);
    }

    /// Forgets all names: a message ends.
    pub fn clear(&mut self) {
        self.written.clear();
    }
}

/// The names that a message has so far, on the side that reads.
#[derive(Debug, Default)]
pub struct MetaStringReader {
    read: Vec<MetaString>,
}

impl MetaStringReader {
    /// Reads a name, or finds the one that was there before.
    ///
    /// # Errors
    ///
    /// Where the bytes end, the name has another hash than it says, or was not there.
    pub fn read(&mut self, reader: &mut Reader<'_>) -> Result<&MetaString> {
        let start = reader.offset();
        let at = |problem| Error::new(problem).at(start);
        let header = reader.var_u32()?;
        if header & 1 == 1 {
            let id = header >> 1;
            let index = (id as usize).checked_sub(1);
            return index
                .and_then(|index| self.read.get(index))
                .ok_or_else(|| at(Problem::MetaStringId { id }));
        }
        let len = (header >> 1) as usize;
        let name = if len > SHORT {
            let hash = reader.u64()?;
            let [number, ..] = hash.to_le_bytes();
            let encoding = Encoding::from_number(number).map_err(|error| error.at(start))?;
            let name = MetaString { encoding, bytes: reader.bytes(len)?.into() };
            if !name.has_hash(hash) {
                return Err(at(Problem::MetaStringHash));
            }
            name
        } else if len == 0 {
            MetaString { encoding: Encoding::Utf8, bytes: Box::default() }
        } else {
            let number = reader.u8()?;
            let encoding = Encoding::from_number(number).map_err(|error| error.at(start))?;
            MetaString { encoding, bytes: reader.bytes(len)?.into() }
        };
        self.read.push(name);
        Ok(&self.read[self.read.len() - 1])
    }

    /// Forgets all names: a message ends.
    pub fn clear(&mut self) {
        self.read.clear();
    }

    /// How many names there were.
    #[cfg(feature = "arrow")]
    pub(crate) fn len(&self) -> usize {
        self.read.len()
    }

    /// Forgets the names from the one with this number on, and returns them.
    #[cfg(feature = "arrow")]
    pub(crate) fn split_off(&mut self, at: usize) -> Self {
        Self { read: self.read.split_off(at) }
    }

    /// Takes names that were split off.
    #[cfg(feature = "arrow")]
    pub(crate) fn append(&mut self, other: Self) {
        self.read.extend(other.read);
    }
}
