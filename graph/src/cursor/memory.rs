//! Values in memory of their own: texts and numbers of bytes, and values beside others.

use bytemuck::AnyBitPattern;

use super::copy::put_bytes;
use super::overdrawn;
use crate::error::{Error, Problem, Result};

/// UTF-8 as a string, quickly where it is ASCII and short.
#[inline]
pub(crate) fn utf8(bytes: &[u8]) -> Result<&str> {
    if bytes.len() <= 64 && is_ascii(bytes) {
        // SAFETY: ASCII is UTF-8.
        return Ok(unsafe { str::from_utf8_unchecked(bytes) });
    }
    simdutf8::basic::from_utf8(bytes).map_err(|_| Error::new(Problem::Utf8))
}

/// The text in memory of its own, copied by parts of words where it is short.
#[inline]
pub(crate) fn owned(text: &str) -> String {
    let bytes = copied(text.as_bytes());
    // SAFETY: the bytes are those of the text.
    unsafe { String::from_utf8_unchecked(bytes) }
}

/// A text of ASCII, which a look at its bytes told.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Ascii<'b>(&'b [u8]);

impl<'b> Ascii<'b> {
    /// The bytes as a text, where they are one.
    #[inline(always)]
    pub(crate) fn of(bytes: &'b [u8]) -> Option<Self> {
        is_ascii(bytes).then_some(Self(bytes))
    }

    /// The text in memory of its own.
    #[inline(always)]
    pub(crate) fn owned(self) -> Box<str> {
        let bytes = copied(self.0);
        // SAFETY: ASCII is UTF-8.
        unsafe { String::from_utf8_unchecked(bytes) }.into_boxed_str()
    }
}

#[inline(always)]
fn copied(bytes: &[u8]) -> Vec<u8> {
    let mut copy = Vec::with_capacity(bytes.len());
    // SAFETY: the vector has a capacity of as many bytes, which nothing else refers to.
    unsafe { put_bytes(copy.as_mut_ptr(), bytes) };
    // SAFETY: as many were written.
    unsafe { copy.set_len(bytes.len()) };
    copy
}

/// Values that stand in memory as their bytes do: as many as there are bytes for.
#[inline(always)]
pub(crate) fn plain<T: AnyBitPattern>(bytes: &[u8]) -> Box<[T]> {
    const { assert!(size_of::<T>() > 0, "values take bytes") };
    let count = bytes.len() / size_of::<T>();
    let mut values: Vec<T> = Vec::with_capacity(count);
    let whole = bytes.get(..count * size_of::<T>()).unwrap_or_default();
    // SAFETY: the vector has a capacity of as many bytes, which nothing else refers to.
    unsafe { put_bytes(values.as_mut_ptr().cast(), whole) };
    // SAFETY: as many values were written, whose type takes any bytes.
    unsafe { values.set_len(count) };
    values.into_boxed_slice()
}

/// Adds a value where there is room for it: in place, as nothing can happen between that would have to drop
/// it.
///
/// # Panics
///
/// Where there is no room.
#[inline(always)]
pub(crate) fn add_in_place<T>(values: &mut Vec<T>, value: T) {
    let len = values.len();
    match values.spare_capacity_mut().first_mut() {
        Some(place) => {
            place.write(value);
            // SAFETY: the capacity is larger, and one more was written.
            unsafe { values.set_len(len + 1) };
        }
        None => {
            std::mem::forget(value);
            overdrawn();
        }
    }
}

/// Whether no byte has its highest bit set: of short ones by their ends, which may overlap.
#[inline(always)]
fn is_ascii(bytes: &[u8]) -> bool {
    const HIGH: u64 = u64::from_le_bytes([0x80; 8]);
    let words = |bytes: &[u8; 16]| {
        let [a, b, c, d, e, f, g, h, rest @ ..] = *bytes;
        u64::from_le_bytes([a, b, c, d, e, f, g, h]) | u64::from_le_bytes(rest)
    };
    let high = match bytes.len() {
        8..=16 => ends::<8>(bytes)
            .map(|[first, last]| u64::from_le_bytes(first) | u64::from_le_bytes(last)),
        17..=32 => ends::<16>(bytes).map(|[first, last]| words(&first) | words(&last)),
        33..=64 => ends::<32>(bytes).map(|[first, last]| {
            let halves = |bytes: &[u8; 32]| {
                let ([low, high], []) = bytes.as_chunks() else { return u64::MAX };
                words(low) | words(high)
            };
            halves(&first) | halves(&last)
        }),
        4..8 => ends::<4>(bytes)
            .map(|[first, last]| u64::from(u32::from_le_bytes(first) | u32::from_le_bytes(last))),
        0..4 => Some(u64::from(bytes.iter().fold(0, |all, byte| all | byte))),
        _ => None,
    };
    high.map_or_else(|| bytes.is_ascii(), |high| high & HIGH == 0)
}

#[inline(always)]
fn ends<const N: usize>(bytes: &[u8]) -> Option<[[u8; N]; 2]> {
    Some([*bytes.first_chunk()?, *bytes.last_chunk()?])
}

#[cfg(test)]
mod tests {
    use super::{Ascii, add_in_place, is_ascii, owned, plain, utf8};

    #[test]
    fn texts_are_what_the_standard_library_takes_for_them() {
        for len in 0..80 {
            let mut bytes = vec![b'a'; len];
            assert!(utf8(&bytes).is_ok());
            for at in 0..len {
                bytes[at] = 0xc3;
                assert!(!is_ascii(&bytes));
                assert_eq!(utf8(&bytes).is_ok(), str::from_utf8(&bytes).is_ok());
                if at + 1 < len {
                    let next = std::mem::replace(&mut bytes[at + 1], 0xa9);
                    assert_eq!(utf8(&bytes).unwrap(), str::from_utf8(&bytes).unwrap());
                    bytes[at + 1] = next;
                }
                bytes[at] = b'a';
            }
        }
    }

    #[test]
    fn copies_are_what_was_copied_whatever_its_length() {
        for len in 0..200 {
            let text: String = "0123456789".chars().cycle().take(len).collect();
            assert_eq!(owned(&text), text);
            assert_eq!(&*Ascii::of(text.as_bytes()).unwrap().owned(), text);
            let long = format!("{text}é");
            assert_eq!(owned(&long), long);
            assert!(Ascii::of(long.as_bytes()).is_none());
        }
    }

    #[test]
    fn values_are_added_where_there_is_room() {
        let mut values = Vec::with_capacity(3);
        for text in ["one", "two", "three"] {
            add_in_place(&mut values, text.to_owned());
        }
        assert_eq!(values, ["one", "two", "three"]);
    }

    #[test]
    #[should_panic(expected = "than was asked for")]
    fn values_are_not_added_where_there_is_none() {
        add_in_place(&mut Vec::new(), 1_u64);
    }

    #[test]
    fn numbers_of_memory_are_those_of_their_bytes() {
        for count in 0..40 {
            let numbers: Vec<i32> = (0..count).map(|at| at * -0x0102_0304).collect();
            let bytes: &[u8] = bytemuck::cast_slice(&numbers);
            assert_eq!(*plain::<i32>(bytes), numbers);
            // What makes no whole number is left.
            assert_eq!(*plain::<i32>(&[bytes, &[1, 2, 3]].concat()), numbers);
        }
    }
}
