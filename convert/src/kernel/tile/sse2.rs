//! What every x86-64 has, which the compiler does not find by itself.

use std::arch::x86_64::{
    __m128i, _mm_loadu_si128, _mm_or_si128, _mm_setzero_si128, _mm_storeu_si128,
    _mm_unpackhi_epi64, _mm_unpacklo_epi64,
};
use std::mem::MaybeUninit;

use super::{Pair, Words};

/// Both words of eight places.
#[inline]
#[target_feature(enable = "sse2")]
pub(super) fn pairs(from: [&Pair; 8], to: [&mut MaybeUninit<Words>; 2]) {
    let [a, b, c, d, e, f, g, h] = from;
    let [even, odd] = to;
    two(a, b, even, odd, 0);
    two(c, d, even, odd, 1);
    two(e, f, even, odd, 2);
    two(g, h, even, odd, 3);
}

/// Places `2 * pair` and the one behind it.
#[inline]
#[target_feature(enable = "sse2")]
fn two(
    low: &Pair,
    high: &Pair,
    even: &mut MaybeUninit<Words>,
    odd: &mut MaybeUninit<Words>,
    pair: usize,
) {
    let (low, high) = (load(low), load(high));
    store(_mm_unpacklo_epi64(low, high), even, pair);
    store(_mm_unpackhi_epi64(low, high), odd, pair);
}

#[inline]
#[target_feature(enable = "sse2")]
fn load(pair: &Pair) -> __m128i {
    // SAFETY: 16 bytes are at the reference; the load works at any address.
    unsafe { _mm_loadu_si128(std::ptr::from_ref(pair).cast()) }
}

#[inline]
#[target_feature(enable = "sse2")]
fn store(words: __m128i, to: &mut MaybeUninit<Words>, pair: usize) {
    assert!(pair < 4, "eight words are four pairs");
    let to = to.as_mut_ptr().cast::<__m128i>().wrapping_add(pair);
    // SAFETY: 64 bytes are at the reference, of which these are 16; the store works at any address.
    unsafe { _mm_storeu_si128(to, words) };
}

#[inline(always)]
pub(super) fn zeros() -> __m128i {
    // SAFETY: SSE2 is part of x86-64.
    unsafe { _mm_setzero_si128() }
}

/// The bits of both. Plain words that are far apart would be gathered, which takes longer.
#[inline(always)]
pub(super) fn or(bits: __m128i, pair: &Pair) -> __m128i {
    // SAFETY: SSE2 is part of x86-64.
    let pair = unsafe { load(pair) };
    // SAFETY: as above.
    unsafe { _mm_or_si128(bits, pair) }
}

#[inline(always)]
pub(super) fn pair(bits: __m128i) -> Pair {
    let mut pair = [[0; 8]; 2];
    // SAFETY: 16 bytes are at the reference; the store works at any address, and SSE2 is there.
    unsafe { _mm_storeu_si128((&raw mut pair).cast(), bits) };
    pair
}
