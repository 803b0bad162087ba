//! Tiles in AVX2: four 4x4 squares.

use std::arch::x86_64::{
    __m128i, __m256i, _mm_loadu_si128, _mm_sfence, _mm256_castsi128_si256, _mm256_cmpeq_epi8,
    _mm256_inserti128_si256, _mm256_loadu_si256, _mm256_movemask_epi8, _mm256_set_m128i,
    _mm256_setzero_si256, _mm256_storeu_si256, _mm256_stream_si256, _mm256_unpackhi_epi64,
    _mm256_unpacklo_epi64,
};
use std::mem::MaybeUninit;

use super::{Line, Pair, Tile, TileKernel, Words, pair_of};
use crate::kernel::instructions::Set;
use crate::kernel::{InstructionSet, bits};

/// The proof that the machine has [`Set::Avx2`].
#[derive(Debug, Clone, Copy)]
pub(super) struct Avx2(());

impl Avx2 {
    /// # Panics
    ///
    /// When `set` is another one.
    pub(super) fn new(set: InstructionSet) -> Self {
        assert_eq!(set.set(), Set::Avx2, "the set that was matched");
        Self(())
    }
}

#[target_feature(enable = "avx2,bmi2")]
pub(super) fn run<K: TileKernel>(kernel: K, tile: Avx2) -> K::Output {
    kernel.run(tile)
}

impl Tile for Avx2 {
    #[inline(always)]
    fn transpose(self, from: [&Words; 8], to: [&mut MaybeUninit<Words>; 8]) {
        // SAFETY: this machine has AVX2: `self` is the proof.
        unsafe { transpose(from, to) };
    }

    #[inline(always)]
    fn transpose_past_caches(self, from: [&Words; 8], to: [&mut MaybeUninit<Line>; 8]) {
        // SAFETY: this machine has AVX2: `self` is the proof.
        unsafe { transpose_past_caches(from, to) };
    }

    #[inline(always)]
    fn transpose_pairs(self, from: [&Pair; 8], to: [&mut MaybeUninit<Words>; 2]) {
        // SAFETY: this machine has AVX2: `self` is the proof.
        unsafe { pairs(from, to) };
    }

    #[inline(always)]
    fn stream(self, from: &Words, to: &mut MaybeUninit<Line>) {
        // SAFETY: this machine has AVX2: `self` is the proof.
        unsafe { stream(from, to) };
    }

    #[inline(always)]
    fn fence(self) {
        // SAFETY: SSE is part of x86-64.
        unsafe { _mm_sfence() };
    }

    #[inline(always)]
    fn rows_to_columns(self, words: &mut bits::Words, columns: usize) {
        // SAFETY: this machine has AVX2 and BMI2: `self` is the proof.
        unsafe { bits::avx2::rows_to_columns(words, columns) };
    }

    #[inline(always)]
    fn nonzero(self, bytes: &[u8; 64]) -> u64 {
        // SAFETY: this machine has AVX2: `self` is the proof.
        unsafe { nonzero(bytes) }
    }

    const STORES_OF_LINE: usize = 2;

    const OVER_READ: usize = 32;

    #[inline(always)]
    unsafe fn copy_over(self, from: *const u8, len: usize, to: *mut u8) {
        // SAFETY: this machine has AVX2: `self` is the proof; the caller promised the rest.
        unsafe { copy_over(from, len, to) };
    }
}

#[inline]
#[target_feature(enable = "avx2")]
fn nonzero(bytes: &[u8; 64]) -> u64 {
    let (quarters, _) = bytes.as_chunks();
    let low = zeros(&quarters[0], &quarters[1]);
    let high = zeros(&quarters[2], &quarters[3]);
    !(u64::from(low) | u64::from(high) << 32)
}

#[inline]
#[target_feature(enable = "avx2")]
fn zeros(low: &[u8; 16], high: &[u8; 16]) -> u32 {
    let bytes = _mm256_set_m128i(load_bytes(high), load_bytes(low));
    _mm256_movemask_epi8(_mm256_cmpeq_epi8(bytes, _mm256_setzero_si256())).cast_unsigned()
}

#[inline]
#[target_feature(enable = "avx2")]
fn load_bytes(bytes: &[u8; 16]) -> __m128i {
    // SAFETY: 16 bytes are at the reference; the load works at any address.
    unsafe { _mm_loadu_si128(std::ptr::from_ref(bytes).cast()) }
}

/// # Safety
///
/// As [`Tile::copy_over`].
#[inline]
#[target_feature(enable = "avx2")]
pub(super) unsafe fn copy_over(from: *const u8, len: usize, to: *mut u8) {
    let mut at = 0;
    loop {
        // SAFETY: `at` is no more than `len`, and 32 bytes more can be read: the caller says so.
        let bytes = unsafe { _mm256_loadu_si256(from.wrapping_add(at).cast()) };
        // SAFETY: as above, and written.
        unsafe { _mm256_storeu_si256(to.wrapping_add(at).cast(), bytes) };
        at += 32;
        if at >= len {
            break;
        }
    }
}

/// As [`Tile::transpose`].
#[inline]
#[target_feature(enable = "avx2")]
fn transpose(from: [&Words; 8], [a, b, c, d, e, f, g, h]: [&mut MaybeUninit<Words>; 8]) {
    pairs(each_of_eight!(at => pair_of(from[at], 0)), [a, b]);
    pairs(each_of_eight!(at => pair_of(from[at], 1)), [c, d]);
    pairs(each_of_eight!(at => pair_of(from[at], 2)), [e, f]);
    pairs(each_of_eight!(at => pair_of(from[at], 3)), [g, h]);
}

/// As [`Tile::transpose_past_caches`].
#[inline]
#[target_feature(enable = "avx2")]
fn transpose_past_caches(from: [&Words; 8], [a, b, c, d, e, f, g, h]: [&mut MaybeUninit<Line>; 8]) {
    pairs_past_caches(each_of_eight!(at => pair_of(from[at], 0)), [a, b]);
    pairs_past_caches(each_of_eight!(at => pair_of(from[at], 1)), [c, d]);
    pairs_past_caches(each_of_eight!(at => pair_of(from[at], 2)), [e, f]);
    pairs_past_caches(each_of_eight!(at => pair_of(from[at], 3)), [g, h]);
}

/// Both words of eight places.
#[inline]
#[target_feature(enable = "avx2")]
pub(super) fn pairs(from: [&Pair; 8], to: [&mut MaybeUninit<Words>; 2]) {
    let [first, second] = columns(from);
    let [even, odd] = to;
    store(first, even);
    store(second, odd);
}

#[inline]
#[target_feature(enable = "avx2")]
fn pairs_past_caches(from: [&Pair; 8], [even, odd]: [&mut MaybeUninit<Line>; 2]) {
    let [first, second] = columns(from);
    store_past_caches(first, even);
    store_past_caches(second, odd);
}

/// The upper halves of registers are filled from memory, which costs no shuffle: of places 0 and 2 in
/// one, 1 and 3 in the other, one unpacking of the two makes a column.
#[inline]
#[target_feature(enable = "avx2")]
fn columns(from: [&Pair; 8]) -> [[__m256i; 2]; 2] {
    let [a, b, c, d, e, f, g, h] = from;
    let (even_low, odd_low) = (two(a, c), two(b, d));
    let (even_high, odd_high) = (two(e, g), two(f, h));
    [
        [_mm256_unpacklo_epi64(even_low, odd_low), _mm256_unpacklo_epi64(even_high, odd_high)],
        [_mm256_unpackhi_epi64(even_low, odd_low), _mm256_unpackhi_epi64(even_high, odd_high)],
    ]
}

#[inline]
#[target_feature(enable = "avx2")]
pub(super) fn two(low: &Pair, high: &Pair) -> __m256i {
    _mm256_inserti128_si256::<1>(_mm256_castsi128_si256(load(low)), load(high))
}

#[inline]
#[target_feature(enable = "avx2")]
fn load(pair: &Pair) -> __m128i {
    // SAFETY: 16 bytes are at the reference; the load works at any address.
    unsafe { _mm_loadu_si128(std::ptr::from_ref(pair).cast()) }
}

#[inline]
#[target_feature(enable = "avx2")]
fn store(halves: [__m256i; 2], to: &mut MaybeUninit<Words>) {
    let to = to.as_mut_ptr().cast::<__m256i>();
    // SAFETY: 64 bytes are at the reference, of which these are the first 32; the store works at
    // any address.
    unsafe { _mm256_storeu_si256(to, halves[0]) };
    // SAFETY: as above, and these are the last 32.
    unsafe { _mm256_storeu_si256(to.wrapping_add(1), halves[1]) };
}

#[inline]
#[target_feature(enable = "avx2")]
fn stream(from: &Words, to: &mut MaybeUninit<Line>) {
    let from = std::ptr::from_ref(from).cast::<__m256i>();
    // SAFETY: the first 32 of the 64 bytes at the reference; the load works at any address.
    let low = unsafe { _mm256_loadu_si256(from) };
    // SAFETY: the last 32 of them.
    let high = unsafe { _mm256_loadu_si256(from.wrapping_add(1)) };
    store_past_caches([low, high], to);
}

#[inline]
#[target_feature(enable = "avx2")]
fn store_past_caches(halves: [__m256i; 2], to: &mut MaybeUninit<Line>) {
    let to = to.as_mut_ptr().cast::<__m256i>();
    // SAFETY: the first half of a line, which is aligned to 64 bytes.
    unsafe { _mm256_stream_si256(to, halves[0]) };
    // SAFETY: the second half of it.
    unsafe { _mm256_stream_si256(to.wrapping_add(1), halves[1]) };
}
