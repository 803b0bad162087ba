//! Tiles in AVX-512: one 8x8 square.

use std::arch::x86_64::{
    __m512i, _mm_sfence, _mm512_castsi256_si512, _mm512_inserti64x4, _mm512_loadu_si512,
    _mm512_storeu_si512, _mm512_stream_si512, _mm512_test_epi8_mask, _mm512_unpackhi_epi64,
    _mm512_unpacklo_epi64,
};
use std::mem::MaybeUninit;

use super::{Line, Pair, Tile, TileKernel, Words, avx2, pair_of};
use crate::kernel::instructions::Set;
use crate::kernel::{InstructionSet, bits};

/// The proof that the machine has [`Set::Avx512`].
#[derive(Debug, Clone, Copy)]
pub(super) struct Avx512(());

impl Avx512 {
    /// # Panics
    ///
    /// When `set` is another one.
    pub(super) fn new(set: InstructionSet) -> Self {
        assert_eq!(set.set(), Set::Avx512, "the set that was matched");
        Self(())
    }
}

#[target_feature(enable = "avx512f,avx512bw,avx512dq,avx512vl,avx512vbmi,gfni,bmi2")]
pub(super) fn run<K: TileKernel>(kernel: K, tile: Avx512) -> K::Output {
    kernel.run(tile)
}

impl Tile for Avx512 {
    #[inline(always)]
    fn transpose(self, from: [&Words; 8], to: [&mut MaybeUninit<Words>; 8]) {
        // SAFETY: this machine has AVX-512: `self` is the proof.
        unsafe { transpose(from, to) };
    }

    #[inline(always)]
    fn transpose_past_caches(self, from: [&Words; 8], to: [&mut MaybeUninit<Line>; 8]) {
        // SAFETY: this machine has AVX-512: `self` is the proof.
        unsafe { transpose_past_caches(from, to) };
    }

    #[inline(always)]
    fn transpose_pairs(self, from: [&Pair; 8], to: [&mut MaybeUninit<Words>; 2]) {
        // SAFETY: this machine has AVX-512: `self` is the proof.
        unsafe { pairs(from, to) };
    }

    #[inline(always)]
    fn stream(self, from: &Words, to: &mut MaybeUninit<Line>) {
        // SAFETY: this machine has AVX-512: `self` is the proof.
        unsafe { stream(from, to) };
    }

    #[inline(always)]
    fn fence(self) {
        // SAFETY: SSE is part of x86-64.
        unsafe { _mm_sfence() };
    }

    #[inline(always)]
    fn rows_to_columns(self, words: &mut bits::Words, columns: usize) {
        // SAFETY: this machine has AVX-512 with GFNI: `self` is the proof.
        unsafe { bits::avx512::rows_to_columns(words, columns) };
    }

    #[inline(always)]
    fn nonzero(self, bytes: &[u8; 64]) -> u64 {
        // SAFETY: this machine has AVX-512: `self` is the proof.
        unsafe { nonzero(bytes) }
    }

    const STORES_OF_LINE: usize = 1;

    const OVER_READ: usize = 32;

    #[inline(always)]
    unsafe fn copy_over(self, from: *const u8, len: usize, to: *mut u8) {
        // SAFETY: this machine has AVX-512: `self` is the proof; the caller promised the rest.
        unsafe { avx2::copy_over(from, len, to) };
    }
}

#[inline]
#[target_feature(enable = "avx512f,avx512bw")]
fn nonzero(bytes: &[u8; 64]) -> u64 {
    // SAFETY: 64 bytes are at the reference; the load works at any address.
    let bytes = unsafe { _mm512_loadu_si512(bytes.as_ptr().cast()) };
    _mm512_test_epi8_mask(bytes, bytes)
}

/// As [`Tile::transpose`].
#[inline]
#[target_feature(enable = "avx512f")]
fn transpose(from: [&Words; 8], [a, b, c, d, e, f, g, h]: [&mut MaybeUninit<Words>; 8]) {
    pairs(each_of_eight!(at => pair_of(from[at], 0)), [a, b]);
    pairs(each_of_eight!(at => pair_of(from[at], 1)), [c, d]);
    pairs(each_of_eight!(at => pair_of(from[at], 2)), [e, f]);
    pairs(each_of_eight!(at => pair_of(from[at], 3)), [g, h]);
}

/// As [`Tile::transpose_past_caches`].
#[inline]
#[target_feature(enable = "avx512f")]
fn transpose_past_caches(from: [&Words; 8], [a, b, c, d, e, f, g, h]: [&mut MaybeUninit<Line>; 8]) {
    pairs_past_caches(each_of_eight!(at => pair_of(from[at], 0)), [a, b]);
    pairs_past_caches(each_of_eight!(at => pair_of(from[at], 1)), [c, d]);
    pairs_past_caches(each_of_eight!(at => pair_of(from[at], 2)), [e, f]);
    pairs_past_caches(each_of_eight!(at => pair_of(from[at], 3)), [g, h]);
}

/// As [`Tile::transpose_pairs`].
#[inline]
#[target_feature(enable = "avx512f")]
fn pairs(from: [&Pair; 8], [even, odd]: [&mut MaybeUninit<Words>; 2]) {
    let [first, second] = columns(from);
    store(first, even);
    store(second, odd);
}

#[inline]
#[target_feature(enable = "avx512f")]
fn pairs_past_caches(from: [&Pair; 8], [even, odd]: [&mut MaybeUninit<Line>; 2]) {
    let [first, second] = columns(from);
    store_past_caches(first, even);
    store_past_caches(second, odd);
}

/// Registers are filled from memory a pair at a time, which costs no shuffle, and few loads cross a
/// line: of even places one, of odd ones the other, so that one unpacking of the two makes a column.
#[inline]
#[target_feature(enable = "avx512f")]
fn columns([a, b, c, d, e, f, g, h]: [&Pair; 8]) -> [__m512i; 2] {
    let (even, odd) = (four([a, c, e, g]), four([b, d, f, h]));
    [_mm512_unpacklo_epi64(even, odd), _mm512_unpackhi_epi64(even, odd)]
}

#[inline]
#[target_feature(enable = "avx512f")]
fn four([a, b, c, d]: [&Pair; 4]) -> __m512i {
    _mm512_inserti64x4::<1>(_mm512_castsi256_si512(avx2::two(a, b)), avx2::two(c, d))
}

#[inline]
#[target_feature(enable = "avx512f")]
fn store(words: __m512i, to: &mut MaybeUninit<Words>) {
    // SAFETY: 64 bytes are at the reference; the store works at any address.
    unsafe { _mm512_storeu_si512(to.as_mut_ptr().cast(), words) };
}

#[inline]
#[target_feature(enable = "avx512f")]
fn stream(from: &Words, to: &mut MaybeUninit<Line>) {
    // SAFETY: 64 bytes are at the reference; the load works at any address.
    let words = unsafe { _mm512_loadu_si512(std::ptr::from_ref(from).cast()) };
    store_past_caches(words, to);
}

#[inline]
#[target_feature(enable = "avx512f")]
fn store_past_caches(words: __m512i, to: &mut MaybeUninit<Line>) {
    // SAFETY: a line, which is 64 bytes and aligned to them.
    unsafe { _mm512_stream_si512(to.as_mut_ptr().cast(), words) };
}
