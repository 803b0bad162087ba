//! Tiles in AVX-512: one 8x8 square.

use std::arch::x86_64::{
    __m256i, __m512i, _mm_sfence, _mm256_loadu_si256, _mm512_castsi256_si512, _mm512_inserti64x4,
    _mm512_loadu_si512, _mm512_shuffle_i64x2, _mm512_storeu_si512, _mm512_stream_si512,
    _mm512_unpackhi_epi64, _mm512_unpacklo_epi64,
};
use std::mem::MaybeUninit;

use super::{Line, Pair, Tile, TileKernel, Words, avx2};
use crate::kernel::InstructionSet;
use crate::kernel::instructions::Set;

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
}

/// Words `4 * HALF` to `4 * HALF + 3` of eight places.
///
/// The upper halves of registers are filled from memory, which costs no shuffle: places 0 and 2 in
/// one, 1 and 3 in the next, 4 and 6, 5 and 7. Unpacking two of them pairs places within columns,
/// and each column is then two quarters of one register and two of another.
#[inline]
#[target_feature(enable = "avx512f")]
fn columns<const HALF: usize>(from: [&Words; 8], to: [&mut MaybeUninit<Words>; 4]) {
    let [a, b, c, d, e, f, g, h] = from.map(|row| &row.as_chunks().0[HALF]);
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
