//! Texts: whether bytes are one, and copies of short ones.

use super::Room;
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
    let mut bytes = Vec::with_capacity(text.len());
    Room::behind(&mut bytes, text.len(), |room| room.bytes(text.as_bytes()));
    // SAFETY: the bytes are those of the text.
    unsafe { String::from_utf8_unchecked(bytes) }
}

/// Whether no byte has its highest bit set, a word at a time.
#[inline]
fn is_ascii(bytes: &[u8]) -> bool {
    const HIGH: u64 = 0x8080_8080_8080_8080;
    match bytes.last_chunk::<8>() {
        Some(last) => {
            let (words, _) = bytes.as_chunks::<8>();
            let words = words
                .iter()
                .fold(u64::from_le_bytes(*last), |all, word| all | u64::from_le_bytes(*word));
            words & HIGH == 0
        }
        None => bytes.iter().fold(0, |all, byte| all | byte) < 0x80,
    }
}

#[cfg(test)]
mod tests {
    use super::{is_ascii, utf8};

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
}
