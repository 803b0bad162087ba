//! Tiles in AVX-512: one 8x8 square.

use std::arch::x86_64::{
    __m256i, __m512i, _bzhi_u32, _mm_sfence, _mm256_loadu_si256, _mm256_maskz_loadu_epi8,
    _mm256_storeu_si256, _mm512_castsi256_si512, _mm512_inserti64x4, _mm512_loadu_si512,
    _mm512_shuffle_i64x2, _mm512_storeu_si512, _mm512_stream_si512, _mm512_test_epi8_mask,
    _mm512_unpackhi_epi64, _mm512_unpacklo_epi64,
};
use std::mem::MaybeUninit;

use super::{Line, Pair, Tile, TileKernel, Words, avx2};
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
        let [a, b, c, d, e, f, g, h] = to;
        // SAFETY: this machine has AVX-512: `self` is the proof.
        unsafe { columns::<0>(from, [a, b, c, d]) };
        // SAFETY: as above.
        unsafe { columns::<1>(from, [e, f, g, h]) };
    }

    #[inline(always)]
    fn transpose_pairs(self, from: [&Pair; 8], to: [&mut MaybeUninit<Words>; 2]) {
        // SAFETY: this machine has AVX2, which AVX-512 comes on top of: `self` is the proof.
        unsafe { avx2::pairs(from, to) };
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

    /// Loads are masked.
    const OVER_READ: usize = 0;

    #[inline(always)]
    unsafe fn copy_over(self, from: *const u8, len: usize, to: *mut u8) {
        // SAFETY: this machine has AVX-512: `self` is the proof; the caller promised the rest.
        unsafe { copy_over(from, len, to) };
    }
}

#[inline]
#[target_feature(enable = "avx512f,avx512bw")]
fn nonzero(bytes: &[u8; 64]) -> u64 {
    // SAFETY: 64 bytes are at the reference; the load works at any address.
    let bytes = unsafe { _mm512_loadu_si512(bytes.as_ptr().cast()) };
    _mm512_test_epi8_mask(bytes, bytes)
}

/// # Safety
///
/// As [`Tile::copy_over`].
#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512vl,bmi2")]
unsafe fn copy_over(from: *const u8, len: usize, to: *mut u8) {
    let mut at = 0;
    while at + 32 <= len {
        // SAFETY: these 32 bytes are among those that the caller lets us read.
        let bytes = unsafe { _mm256_loadu_si256(from.wrapping_add(at).cast()) };
        // SAFETY: and these among those that we may write.
        unsafe { _mm256_storeu_si256(to.wrapping_add(at).cast(), bytes) };
        at += 32;
    }
    #[expect(clippy::cast_possible_truncation, reason = "less than 32 are left")]
    let left = _bzhi_u32(u32::MAX, (len - at) as u32);
    // SAFETY: the mask has a bit for each byte that is left, and no other is read.
    let bytes = unsafe { _mm256_maskz_loadu_epi8(left, from.wrapping_add(at).cast()) };
    // SAFETY: these end 32 bytes behind the last at most, where the caller lets us write.
    unsafe { _mm256_storeu_si256(to.wrapping_add(at).cast(), bytes) };
}

/// Words `4 * HALF` to `4 * HALF + 3` of eight places.
///
/// The upper halves of registers are filled from memory, which costs no shuffle: places 0 and 2 in
/// one, 1 and 3 in the next, 4 and 6, 5 and 7. Unpacking two of them pairs places within columns,
/// and each column is then two quarters of one register and two of another.
#[inline]
#[target_feature(enable = "avx512f")]
fn columns<const HALF: usize>(from: [&Words; 8], to: [&mut MaybeUninit<Words>; 4]) {
    let [a, b, c, d, e, f, g, h] = each_of_eight!(at => &from[at].as_chunks().0[HALF]);
    let (even, odd) = (two(a, c), two(b, d));
    let (low, high) = (_mm512_unpacklo_epi64(even, odd), _mm512_unpackhi_epi64(even, odd));
    let (even, odd) = (two(e, g), two(f, h));
    let (more_low, more_high) =
        (_mm512_unpacklo_epi64(even, odd), _mm512_unpackhi_epi64(even, odd));
    // Quarters 0 and 2 of both, and quarters 1 and 3.
    let [first, second, third, fourth] = to;
    store(_mm512_shuffle_i64x2::<0b10_00_10_00>(low, more_low), first);
    store(_mm512_shuffle_i64x2::<0b10_00_10_00>(high, more_high), second);
    store(_mm512_shuffle_i64x2::<0b11_01_11_01>(low, more_low), third);
    store(_mm512_shuffle_i64x2::<0b11_01_11_01>(high, more_high), fourth);
}

#[inline]
#[target_feature(enable = "avx512f")]
fn two(low: &[[u8; 8]; 4], high: &[[u8; 8]; 4]) -> __m512i {
    _mm512_inserti64x4::<1>(_mm512_castsi256_si512(load(low)), load(high))
}

#[inline]
#[target_feature(enable = "avx512f")]
fn load(words: &[[u8; 8]; 4]) -> __m256i {
    // SAFETY: 32 bytes are at the reference; the load works at any address.
    unsafe { _mm256_loadu_si256(std::ptr::from_ref(words).cast()) }
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
    // SAFETY: a line, which is 64 bytes and aligned to them.
    unsafe { _mm512_stream_si512(to.as_mut_ptr().cast(), words) };
}
