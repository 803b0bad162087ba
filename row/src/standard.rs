//! The byte arithmetic of the standard layout, in one place.
//!
//! ```text
//! row   | null bitmap       | slot 0  | slot 1  | ... | variable region          |
//!       | ceil(fields/64)*8 | 8 bytes | 8 bytes |     | values padded to 8 bytes |
//!
//! list  | count   | null bitmap      | elements of their width, padded | variable region |
//!       | 8 bytes | ceil(count/64)*8 |                                 |                 |
//!
//! map   | size of the key list | key list | value list |
//!       | 8 bytes              |          |            |
//! ```
//!
//! Every word is little-endian and every load works at any address.
//!
//! ```
//! use ferrow_row::standard::{self, Span};
//!
//! assert_eq!(standard::bitmap_width(65), 16);
//! assert_eq!(standard::slot_offset(65, 2), 32);
//! assert_eq!(standard::padded(13), 16);
//!
//! let span = Span { offset: 16, size: 5 };
//! assert_eq!(Span::from_slot(span.to_slot()), span);
//! ```

/// Bytes of a slot, and the unit that variable values are padded to.
pub const WORD: usize = 8;

/// Bytes of the null bitmap of a row of `fields` fields: whole words, one bit a field.
#[must_use]
#[inline]
pub const fn bitmap_width(fields: usize) -> usize {
    fields.div_ceil(64) * WORD
}

/// Bytes from the start of a row of `fields` fields to the slot of field `index`; at `fields` itself,
/// to the end of the slots.
#[must_use]
#[inline]
pub const fn slot_offset(fields: usize, index: usize) -> usize {
    bitmap_width(fields) + index * WORD
}

/// The boolean in a slot: the first byte, of which anything but zero is true.
#[must_use]
#[inline]
pub const fn bool_from_slot(slot: u64) -> bool {
    slot & 0xff != 0
}

/// Bytes that a variable value of `size` bytes takes with its padding.
///
/// # Panics
///
/// In debug builds when `size` is within 7 of `usize::MAX`; a size read from a row is a `u32`.
#[must_use]
#[inline]
pub const fn padded(size: usize) -> usize {
    (size + (WORD - 1)) & !(WORD - 1)
}

/// Bytes in front of a list's elements: the count and the null bitmap of `len` elements, or `None`
/// where no memory holds so many.
#[must_use]
#[inline]
pub fn list_header_width(len: usize) -> Option<usize> {
    len.div_ceil(64).checked_mul(WORD)?.checked_add(WORD)
}

/// Where a variable value stands: `offset` bytes from the start of its row, `size` bytes long.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Span {
    /// Bytes from the start of the row.
    pub offset: u32,
    /// Bytes of the value, without padding.
    pub size: u32,
}

impl Span {
    /// The span of `start..start + size`, or `None` where either does not fit 32 bits.
    #[must_use]
    #[inline]
    pub fn try_new(start: usize, size: usize) -> Option<Self> {
        Some(Self { offset: u32::try_from(start).ok()?, size: u32::try_from(size).ok()? })
    }

    /// Reads the span out of a slot: offset in the high half, size in the low half.
    #[must_use]
    #[inline]
    #[expect(clippy::cast_possible_truncation, reason = "the halves of the slot")]
    pub const fn from_slot(slot: u64) -> Self {
        Self { offset: (slot >> 32) as u32, size: slot as u32 }
    }

    /// The slot that holds this span.
    #[must_use]
    #[inline]
    pub const fn to_slot(self) -> u64 {
        ((self.offset as u64) << 32) | self.size as u64
    }

    /// The bytes that the span covers, or `None` where it leaves `row`.
    #[must_use]
    #[inline]
    pub fn of(self, row: &[u8]) -> Option<&[u8]> {
        let start = self.offset as usize;
        row.get(start..start.checked_add(self.size as usize)?)
    }
}

/// Loads the little-endian word at `offset`.
///
/// # Panics
///
/// When `bytes` has fewer than `offset + 8` bytes.
#[must_use]
#[inline]
pub fn load(bytes: &[u8], offset: usize) -> u64 {
    let mut word = [0; WORD];
    word.copy_from_slice(&bytes[offset..offset + WORD]);
    u64::from_le_bytes(word)
}

/// Stores `word` at `offset`, little-endian.
///
/// # Panics
///
/// When `bytes` has fewer than `offset + 8` bytes.
#[inline]
pub fn store(bytes: &mut [u8], offset: usize, word: u64) {
    bytes[offset..offset + WORD].copy_from_slice(&word.to_le_bytes());
}

/// Loads up to 8 bytes as the word that begins with them and goes on with zeros.
///
/// # Panics
///
/// When there are more than 8.
#[must_use]
#[inline(always)]
pub fn load_short(bytes: &[u8]) -> u64 {
    assert!(bytes.len() <= WORD, "{} bytes are no word", bytes.len());
    // The first and the last 4 bytes overlap where there are less than 8.
    if let (Some(first), Some(last)) = (bytes.first_chunk(), bytes.last_chunk()) {
        let [first, last] = [first, last].map(|half| u64::from(u32::from_le_bytes(*half)));
        return first | last << (8 * (bytes.len() - 4));
    }
    match *bytes {
        [a, b, c] => u64::from(u32::from_le_bytes([a, b, c, 0])),
        [a, b] => u64::from(u16::from_le_bytes([a, b])),
        [a] => u64::from(a),
        _ => 0,
    }
}

/// Whether the null bit of field `index` is set.
///
/// # Panics
///
/// When `row` is too short to hold the bit.
#[must_use]
#[inline]
pub fn is_null(row: &[u8], index: usize) -> bool {
    row[index / 8] & (1 << (index % 8)) != 0
}

/// Sets the null bit of field `index`.
///
/// # Panics
///
/// When `row` is too short to hold the bit.
#[inline]
pub fn set_null(row: &mut [u8], index: usize) {
    row[index / 8] |= 1 << (index % 8);
}

/// Clears the null bit of field `index`.
///
/// # Panics
///
/// When `row` is too short to hold the bit.
#[inline]
pub fn clear_null(row: &mut [u8], index: usize) {
    row[index / 8] &= !(1 << (index % 8));
}
