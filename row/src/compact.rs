//! The byte arithmetic of the compact layout, in one place; spans, words and null bits are those of
//! [`standard`](crate::standard).
//!
//! ```text
//! row   | slots of their width, sorted | null bitmap      | variable region |
//!       |                              | ceil(fields/8)   |                 |
//!         no bitmap where no field is nullable; padded to 8 where a field is variable
//!
//! list  | count   | null bitmap    | elements of their width, padded | variable region |
//!       | 4 bytes | ceil(count/8)  |                                 |                 |
//!         no bitmap where elements are not nullable; padded to 8 in front of elements of 8, 16, ..
//! ```
//!
//! ```
//! use ferrow_row::compact;
//!
//! // A field of 12 bytes goes behind those of 24, 16, 8, 4 and 2.
//! let mut widths = [2, 12, 8, 3, 24, 4];
//! widths.sort_by_key(|&width| compact::sort_key(width));
//! assert_eq!(widths, [24, 8, 4, 2, 12, 3]);
//! ```

use std::cmp::Reverse;

use crate::standard::{WORD, padded};

/// Bytes of a list's count.
pub const COUNT: usize = 4;

/// Bytes of the null bitmap of `len` fields or elements.
#[must_use]
pub const fn bitmap_width(len: usize) -> usize {
    len.div_ceil(8)
}

/// What fields are sorted by, in a stable order: widths of 2, 4 and multiples of 8 come first, then
/// the wider ones.
#[must_use]
pub const fn sort_key(width: usize) -> (bool, Reverse<usize>) {
    (!(width == 2 || width == 4 || width.is_multiple_of(WORD)), Reverse(width))
}

/// Bytes in front of a list's elements, which have no bitmap where `bitmap` is 0. Only elements of
/// fixed width that is a multiple of 8 are aligned.
#[must_use]
pub const fn list_header_width(bitmap: usize, element_width: usize, variable: bool) -> usize {
    let header = COUNT + bitmap;
    if !variable && element_width.is_multiple_of(WORD) { padded(header) } else { header }
}
