//! Tiles of what every machine has: plain Rust, with SSE2 where that is part of the architecture.

use std::mem::MaybeUninit;

use super::{Line, Pair, Tile, Words, pair_of};
use crate::kernel::bits;

#[derive(Debug, Clone, Copy)]
pub(super) struct Portable;

impl Tile for Portable {
    #[inline(always)]
    fn transpose(self, from: [&Words; 8], to: [&mut MaybeUninit<Words>; 8]) {
        // Two words at a time are what every machine has registers for.
        let [a, b, c, d, e, f, g, h] = to;
        self.transpose_pairs(each_of_eight!(at => pair_of(from[at], 0)), [a, b]);
        self.transpose_pairs(each_of_eight!(at => pair_of(from[at], 1)), [c, d]);
        self.transpose_pairs(each_of_eight!(at => pair_of(from[at], 2)), [e, f]);
        self.transpose_pairs(each_of_eight!(at => pair_of(from[at], 3)), [g, h]);
    }

    #[inline(always)]
    fn transpose_past_caches(self, from: [&Words; 8], to: [&mut MaybeUninit<Line>; 8]) {
        self.transpose(from, to.map(Line::words));
    }

    #[inline(always)]
    fn transpose_pairs(self, from: [&Pair; 8], to: [&mut MaybeUninit<Words>; 2]) {
        #[cfg(target_arch = "x86_64")]
        // SAFETY: SSE2 is part of x86-64.
        unsafe {
            super::sse2::pairs(from, to);
        }
        #[cfg(not(target_arch = "x86_64"))]
        {
            let [even, odd] = to;
            even.write(each_of_eight!(at => from[at][0]));
            odd.write(each_of_eight!(at => from[at][1]));
        }
    }

    #[inline(always)]
    fn stream(self, from: &Words, to: &mut MaybeUninit<Line>) {
        to.write(Line(*from));
    }

    #[inline(always)]
    fn fence(self) {}

    #[inline(always)]
    fn rows_to_columns(self, words: &mut bits::Words, columns: usize) {
        bits::portable::rows_to_columns(words, columns);
    }

    #[inline(always)]
    fn nonzero(self, bytes: &[u8; 64]) -> u64 {
        const LOW: u64 = 0x7f7f_7f7f_7f7f_7f7f;
        let mut found = 0;
        for (at, bytes) in bytes.as_chunks::<8>().0.iter().enumerate() {
            let word = u64::from_le_bytes(*bytes);
            // The top bit of each byte says whether any bit of it is set; a product gathers the eight.
            let top = (((word & LOW) + LOW) | word) & !LOW;
            found |= ((top >> 7).wrapping_mul(0x0102_0408_1020_4080) >> 56) << (8 * at);
        }
        found
    }

    const STORES_OF_LINE: usize = 4;

    const OVER_READ: usize = CHUNK;

    #[inline(always)]
    unsafe fn copy_over(self, from: *const u8, len: usize, to: *mut u8) {
        let mut at = 0;
        loop {
            let (from, to) = (from.wrapping_add(at), to.wrapping_add(at));
            // SAFETY: `at` is no more than `len`, and so many bytes more can be read and written,
            // which do not overlap: the caller says so.
            unsafe { std::ptr::copy_nonoverlapping(from, to, CHUNK) };
            at += CHUNK;
            if at >= len {
                break;
            }
        }
    }
}

/// Bytes that are copied at a time.
const CHUNK: usize = 16;
