//! Bit matrices by bytes: a permutation brings 8x8 bits into one word, and GFNI turns those.

use std::arch::x86_64::{
    __m512i, _mm_cvtsi64_si128, _mm512_cvtepu8_epi64, _mm512_gf2p8affine_epi64_epi8,
    _mm512_loadu_si512, _mm512_maskz_loadu_epi64, _mm512_permutexvar_epi8, _mm512_set1_epi64,
    _mm512_setzero_si512, _mm512_shuffle_i64x2, _mm512_storeu_si512, _mm512_unpackhi_epi64,
    _mm512_unpacklo_epi64,
};

use super::{Words, groups};

/// As the [module](super) says.
#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512vbmi,gfni")]
pub(crate) fn rows_to_columns(words: &mut Words, columns: usize) {
    let groups = groups(columns);
    let (rows, _) = words.as_chunks::<8>();
    // A word per group of columns, with that byte of 8 rows.
    let bytes: [__m512i; 8] = std::array::from_fn(|octet| for_turning(load(&rows[octet])));
    let bytes = transpose_words(bytes);
    let (words, _) = words.as_chunks_mut::<8>();
    for (words, bytes) in words.iter_mut().zip(bytes).take(groups) {
        store(words, transpose_bytes(turned(bytes)));
    }
}

/// As the [module](super) says.
#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512vbmi,gfni")]
pub(crate) fn columns_to_rows(words: &mut Words, columns: usize) {
    let groups = groups(columns);
    let (given, _) = words.as_chunks::<8>();
    // Of every group of columns, the byte that it gives each of the 64 rows.
    let bytes: [__m512i; 8] = std::array::from_fn(|group| {
        if group < groups {
            let unused = 8 - (columns - 8 * group).min(8);
            turned(for_turning(load_some(&given[group], 0xff >> unused)))
        } else {
            _mm512_setzero_si512()
        }
    });
    let (words, _) = words.as_chunks_mut::<8>();
    if groups <= 1 {
        let mut rows = [0; 8];
        store(&mut rows, bytes[0]);
        for (words, bytes) in words.iter_mut().zip(rows) {
            store(words, _mm512_cvtepu8_epi64(_mm_cvtsi64_si128(bytes.cast_signed())));
        }
        return;
    }
    for (words, bytes) in words.iter_mut().zip(transpose_words(bytes)) {
        store(words, transpose_bytes(bytes));
    }
}

#[inline]
#[target_feature(enable = "avx512f")]
fn load(words: &[u64; 8]) -> __m512i {
    // SAFETY: the reference is to 64 bytes.
    unsafe { _mm512_loadu_si512(words.as_ptr().cast()) }
}

/// The words whose bits are set in `mask`; the others are zero.
#[inline]
#[target_feature(enable = "avx512f")]
fn load_some(words: &[u64; 8], mask: u8) -> __m512i {
    // SAFETY: the reference is to 64 bytes.
    unsafe { _mm512_maskz_loadu_epi64(mask, words.as_ptr().cast()) }
}

#[inline]
#[target_feature(enable = "avx512f")]
fn store(words: &mut [u64; 8], value: __m512i) {
    // SAFETY: the reference is to 64 bytes.
    unsafe { _mm512_storeu_si512(words.as_mut_ptr().cast(), value) }
}

/// Byte `b` of word `w` becomes byte `w` of word `b`.
#[inline]
#[target_feature(enable = "avx512f,avx512vbmi")]
fn transpose_bytes(words: __m512i) -> __m512i {
    const FROM: [u64; 8] = byte_places(false);
    _mm512_permutexvar_epi8(load(&FROM), words)
}

/// Byte `b` of word `w` becomes byte `7 - w` of word `b`: GFNI counts the rows of its matrix from the
/// last.
#[inline]
#[target_feature(enable = "avx512f,avx512vbmi")]
fn for_turning(words: __m512i) -> __m512i {
    const FROM: [u64; 8] = byte_places(true);
    _mm512_permutexvar_epi8(load(&FROM), words)
}

/// In each word the 8x8 bits whose rows stand from the last to the first, turned.
#[inline]
#[target_feature(enable = "avx512f,gfni")]
fn turned(words: __m512i) -> __m512i {
    // Row `i` of the product is column `i` of the matrix: the identity's rows pick them one by one.
    const IDENTITY: u64 = 0x8040_2010_0804_0201;
    _mm512_gf2p8affine_epi64_epi8::<0>(_mm512_set1_epi64(IDENTITY.cast_signed()), words)
}

/// Where each byte of 8 words comes from: byte `b` of word `w` is byte `w` of word `b`, or of word
/// `7 - b` when reversed.
const fn byte_places(reversed: bool) -> [u64; 8] {
    let mut words = [0; 8];
    let mut word = 0;
    while word < 8 {
        let mut byte = 0;
        while byte < 8 {
            let from = if reversed { 7 - byte } else { byte };
            words[word] |= ((8 * from + word) as u64) << (8 * byte);
            byte += 1;
        }
        word += 1;
    }
    words
}

/// Word `b` of vector `a` becomes word `a` of vector `b`.
#[inline]
#[target_feature(enable = "avx512f")]
pub(crate) fn transpose_words(v: [__m512i; 8]) -> [__m512i; 8] {
    let even: [__m512i; 4] = std::array::from_fn(|i| _mm512_unpacklo_epi64(v[2 * i], v[2 * i + 1]));
    let odd: [__m512i; 4] = std::array::from_fn(|i| _mm512_unpackhi_epi64(v[2 * i], v[2 * i + 1]));
    let [w0, w2, w4, w6] = transpose_pairs(even);
    let [w1, w3, w5, w7] = transpose_pairs(odd);
    [w0, w1, w2, w3, w4, w5, w6, w7]
}

/// Pair `b` of vector `a` becomes pair `a` of vector `b`.
#[inline]
#[target_feature(enable = "avx512f")]
fn transpose_pairs(v: [__m512i; 4]) -> [__m512i; 4] {
    let near = _mm512_shuffle_i64x2::<0x88>(v[0], v[1]);
    let far = _mm512_shuffle_i64x2::<0xdd>(v[0], v[1]);
    let next_near = _mm512_shuffle_i64x2::<0x88>(v[2], v[3]);
    let next_far = _mm512_shuffle_i64x2::<0xdd>(v[2], v[3]);
    [
        _mm512_shuffle_i64x2::<0x88>(near, next_near),
        _mm512_shuffle_i64x2::<0x88>(far, next_far),
        _mm512_shuffle_i64x2::<0xdd>(near, next_near),
        _mm512_shuffle_i64x2::<0xdd>(far, next_far),
    ]
}
