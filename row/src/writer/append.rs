//! Appending few bytes, for which a call that copies any number costs more than the copy.

use crate::standard::{self, WORD};

/// Bytes that are appended in steps of a size that the compiler knows.
const SHORT: usize = 32;

/// Appends `value`, and zeros up to `padded` bytes: to the end of its last word, or none.
#[inline]
pub(super) fn padded(buffer: &mut Vec<u8>, value: &[u8], padded: usize) {
    debug_assert!(padded == value.len() || padded == standard::padded(value.len()));
    let end = buffer.len() + padded;
    // More than is wanted, which is cut off.
    if let (Some(first), true) = (value.first_chunk::<{ SHORT / 2 }>(), value.len() <= SHORT) {
        let rest = load_half(&value[SHORT / 2..]).to_le_bytes();
        let mut both = [0; SHORT];
        both[..SHORT / 2].copy_from_slice(first);
        both[SHORT / 2..].copy_from_slice(&rest);
        buffer.extend_from_slice(&both);
    } else if value.len() <= SHORT {
        buffer.extend_from_slice(&load_half(value).to_le_bytes());
    } else {
        buffer.reserve(padded + WORD);
        buffer.extend_from_slice(value);
        buffer.extend_from_slice(&[0; WORD]);
    }
    buffer.truncate(end);
}

/// Appends `len` zeros.
#[inline]
pub(super) fn zeros(buffer: &mut Vec<u8>, len: usize) {
    let end = buffer.len() + len;
    if len <= 2 * SHORT {
        buffer.extend_from_slice(&[0; 2 * SHORT]);
        buffer.truncate(end);
    } else {
        buffer.resize(end, 0);
    }
}

/// Up to 16 bytes, and zeros behind them.
#[inline]
fn load_half(bytes: &[u8]) -> u128 {
    match bytes.first_chunk::<WORD>() {
        // The last word overlaps the first where there are less than two.
        Some(first) => {
            let last = standard::load(bytes, bytes.len() - WORD);
            let behind = 8 * (bytes.len() - WORD);
            u128::from(u64::from_le_bytes(*first)) | u128::from(last) << behind
        }
        None => u128::from(standard::load_short(bytes)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_appended_is_the_value_and_zeros_behind_it_whatever_its_length() {
        let value: Vec<u8> = (1..=100).collect();
        for len in 0..value.len() {
            for end in [len, standard::padded(len)] {
                let mut buffer = vec![0xee; 3];
                padded(&mut buffer, &value[..len], end);
                let mut wanted = [&[0xee; 3], &value[..len]].concat();
                wanted.resize(3 + end, 0);
                assert_eq!(buffer, wanted, "{len} of {end} bytes");
            }
            let mut buffer = vec![0xee; 3];
            zeros(&mut buffer, len);
            assert_eq!(buffer, [&[0xee; 3][..], &vec![0; len]].concat());
        }
    }
}
