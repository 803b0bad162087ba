//! A copy that goes past the caches: what memory itself takes when nothing written is read again.

#![expect(unsafe_code, reason = "the instruction is only there as an unsafe function")]

use std::arch::x86_64::{__m128i, _mm_sfence, _mm_stream_si128};

/// Room for a copy of `len` bytes, but for those after the last whole 16.
pub(crate) fn room_for(len: usize) -> Vec<__m128i> {
    vec![bytemuck::cast([0_u8; 16]); len / 16]
}

/// Copies `from` but for the bytes after the last whole 16.
pub(crate) fn copy(from: &[u8], to: &mut [__m128i]) {
    let (parts, _) = from.as_chunks::<16>();
    for (part, to) in parts.iter().zip(to) {
        // SAFETY: x86-64 has SSE2. `to` is an exclusive reference, so it is aligned to 16 and valid
        // for a write of 16 bytes; nothing reads them before the fence below.
        unsafe { _mm_stream_si128(to, bytemuck::cast(*part)) };
    }
    // SAFETY: x86-64 has SSE.
    unsafe { _mm_sfence() };
}

/// Whether `to` holds what [`copy`] copies of `from`.
pub(crate) fn is_copy(to: &[__m128i], from: &[u8]) -> bool {
    let copied: &[u8] = bytemuck::cast_slice(to);
    from.starts_with(copied) && from.len() - copied.len() < 16
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_but_the_last_few_bytes_are_copied() {
        for len in [0, 1, 15, 16, 17, 64, 1000] {
            let from: Vec<u8> = (0..len).map(|at| u8::try_from(at % 251).unwrap() + 1).collect();
            let mut to = room_for(len);
            assert_eq!(is_copy(&to, &from), len < 16, "{len} bytes, before");
            copy(&from, &mut to);
            assert!(is_copy(&to, &from), "{len} bytes");
        }
    }
}
