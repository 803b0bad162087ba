//! The bytes that say how what follows is framed.

use super::{Reader, Writer};
use crate::error::{Error, Problem, Result};

/// The first byte of a message.
///
/// ```
/// use ferrow_graph::wire::Header;
///
/// let header = Header::from_byte(0x03)?;
/// assert!(header.out_of_band);
/// assert!(Header::from_byte(0x00).is_err(), "not an xlang message");
/// assert!(Header::from_byte(0x05).is_err(), "a reserved bit");
/// # Ok::<(), ferrow_graph::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Header {
    /// Whether binary values say of themselves if they are in the message or beside it.
    pub out_of_band: bool,
}

impl Header {
    const XLANG: u8 = 1;
    const OUT_OF_BAND: u8 = 2;

    /// The header as a byte.
    #[must_use]
    pub const fn byte(self) -> u8 {
        if self.out_of_band { Self::XLANG | Self::OUT_OF_BAND } else { Self::XLANG }
    }

    /// Reads the header from its byte.
    ///
    /// # Errors
    ///
    /// Where the message is not of the xlang protocol, or reserved bits are set.
    pub fn from_byte(byte: u8) -> Result<Self> {
        match byte {
            byte if byte & !(Self::XLANG | Self::OUT_OF_BAND) != 0 => {
                Err(Error::new(Problem::Header { found: byte }))
            }
            byte if byte & Self::XLANG == 0 => Err(Error::new(Problem::NotXlang)),
            byte => Ok(Self { out_of_band: byte & Self::OUT_OF_BAND != 0 }),
        }
    }
}

/// What stands before a value that may be null or shared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum RefFlag {
    /// No value.
    Null = 0xfd,
    /// The id of an object that was there before follows.
    Ref = 0xfe,
    /// A value follows that has no id.
    Value = 0xff,
    /// A value follows that gets the next id.
    Tracked = 0x00,
}

impl RefFlag {
    /// Reads the flag.
    ///
    /// # Errors
    ///
    /// Where the bytes end, or the byte is none of the flags.
    #[inline]
    pub fn read(reader: &mut Reader<'_>) -> Result<Self> {
        match reader.u8()? {
            0xfd => Ok(Self::Null),
            0xfe => Ok(Self::Ref),
            0xff => Ok(Self::Value),
            0x00 => Ok(Self::Tracked),
            found => Err(reader.error_before(1, Problem::RefFlag { found })),
        }
    }

    /// Writes the flag.
    #[inline]
    pub fn write(self, writer: &mut Writer) {
        writer.u8(self as u8);
    }
}

/// What stands before the elements of a list or a set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ElementsHeader(u8);

impl ElementsHeader {
    /// Every element has a reference flag, and may be shared.
    pub const TRACKED: Self = Self(1);
    /// Elements may be null.
    pub const NULLS: Self = Self(2);
    /// Elements are of the type that the field declares.
    pub const DECLARED: Self = Self(4);
    /// All elements are of one type, which stands once, if it is not the declared one.
    pub const SAME_TYPE: Self = Self(8);

    /// Both.
    #[must_use]
    pub const fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether all bits of `other` are set.
    #[must_use]
    pub const fn has(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    /// The header as a byte.
    #[must_use]
    pub const fn byte(self) -> u8 {
        self.0
    }

    /// Reads the header.
    ///
    /// # Errors
    ///
    /// Where the bytes end, or reserved bits are set.
    #[inline]
    pub fn read(reader: &mut Reader<'_>) -> Result<Self> {
        match reader.u8()? {
            byte if byte & 0xf0 == 0 => Ok(Self(byte)),
            found => Err(reader.error_before(1, Problem::CollectionHeader { found })),
        }
    }
}

/// What stands before the entries of a chunk of a map.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct EntriesHeader(u8);

impl EntriesHeader {
    /// Keys have reference flags.
    pub const KEY_TRACKED: Self = Self(1);
    /// The key is null: one entry, without a count.
    pub const KEY_NULL: Self = Self(2);
    /// Keys are of the declared type.
    pub const KEY_DECLARED: Self = Self(4);
    /// Values have reference flags.
    pub const VALUE_TRACKED: Self = Self(8);
    /// The value is null: one entry, without a count.
    pub const VALUE_NULL: Self = Self(16);
    /// Values are of the declared type.
    pub const VALUE_DECLARED: Self = Self(32);

    /// Both.
    #[must_use]
    pub const fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether all bits of `other` are set.
    #[must_use]
    pub const fn has(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    /// The header as a byte.
    #[must_use]
    pub const fn byte(self) -> u8 {
        self.0
    }

    /// Reads the header.
    ///
    /// # Errors
    ///
    /// Where the bytes end, or reserved bits are set.
    #[inline]
    pub fn read(reader: &mut Reader<'_>) -> Result<Self> {
        match reader.u8()? {
            byte if byte & 0xc0 == 0 => Ok(Self(byte)),
            found => Err(reader.error_before(1, Problem::CollectionHeader { found })),
        }
    }
}
