//! What the making of rows asks of an instruction set besides tiles.

use std::mem::MaybeUninit;

use super::portable::Portable;
use super::{Tile, Words};
use crate::kernel::bits;

#[cfg(target_arch = "x86_64")]
use super::{avx2::Avx2, avx512::Avx512};
#[cfg(target_arch = "x86_64")]
use std::arch::x86_64::{
    _MM_HINT_ET0, _bzhi_u32, _bzhi_u64, _mm_prefetch, _mm512_loadu_si512, _mm512_mask_storeu_epi64,
    _mm512_maskz_loadu_epi8, _mm512_maskz_loadu_epi64, _mm512_storeu_si512,
};

/// What an instruction set does with rows that are being made.
pub(crate) trait RowTile: Copy {
    /// As in [`bits`].
    fn columns_to_rows(self, words: &mut bits::Words, columns: usize);

    /// Copies `len` bytes and writes zeros from there up to the next multiple of 8.
    ///
    /// # Safety
    ///
    /// `len` bytes can be read, and as many as said are the caller's to write.
    unsafe fn copy_padded(self, from: *const u8, len: usize, to: *mut u8);

    /// Asks for the line at `address`, all of which will be written soon. Any address will do.
    #[inline(always)]
    fn prefetch_to_write(self, _address: *const u8) {}

    /// Zeros where `nulls` has a bit.
    #[inline(always)]
    fn clear(self, words: &mut [[u8; 8]; 64], nulls: u64) {
        for (row, word) in words.iter_mut().enumerate() {
            let kept = (nulls >> row & 1).wrapping_sub(1);
            *word = (u64::from_le_bytes(*word) & kept).to_le_bytes();
        }
    }

    /// Writes the first words of eight rows: word `i` of `from[j]` becomes word `j` of row `i`, for so
    /// many columns, which are fewer than 8.
    ///
    /// # Safety
    ///
    /// `columns` words from each of `rows` on are the caller's to write.
    #[inline(always)]
    unsafe fn write_columns(self, from: [&Words; 8], columns: usize, rows: [*mut u8; 8]) {
        for (at, words) in from[..columns].iter().enumerate() {
            for (row, word) in rows.into_iter().zip(words.iter()) {
                // SAFETY: `at` is one of the columns, so its word is the caller's to write.
                unsafe { store(row, 8 * at, *word) };
            }
        }
    }
}

impl RowTile for Portable {
    #[inline(always)]
    fn columns_to_rows(self, words: &mut bits::Words, columns: usize) {
        bits::portable::columns_to_rows(words, columns);
    }

    #[inline(always)]
    unsafe fn copy_padded(self, from: *const u8, len: usize, to: *mut u8) {
        // SAFETY: the caller's promise is the same.
        unsafe { copy_words(from, len, to) }
    }
}

#[cfg(target_arch = "x86_64")]
impl RowTile for Avx2 {
    #[inline(always)]
    fn columns_to_rows(self, words: &mut bits::Words, columns: usize) {
        // SAFETY: this machine has AVX2 and BMI2: `self` is the proof.
        unsafe { bits::avx2::columns_to_rows(words, columns) }
    }

    #[inline(always)]
    fn prefetch_to_write(self, address: *const u8) {
        // SAFETY: a prefetch reads nothing and never faults; where it is not known it does nothing.
        unsafe { _mm_prefetch::<_MM_HINT_ET0>(address.cast()) };
    }

    #[inline(always)]
    unsafe fn copy_padded(self, from: *const u8, len: usize, to: *mut u8) {
        // SAFETY: the caller's promise is the same.
        unsafe { copy_words(from, len, to) }
    }
}

#[cfg(target_arch = "x86_64")]
impl RowTile for Avx512 {
    #[inline(always)]
    fn columns_to_rows(self, words: &mut bits::Words, columns: usize) {
        // SAFETY: this machine has the instructions: `self` is the proof.
        unsafe { bits::avx512::columns_to_rows(words, columns) }
    }

    #[inline(always)]
    fn prefetch_to_write(self, address: *const u8) {
        // SAFETY: a prefetch reads nothing and never faults; where it is not known it does nothing.
        unsafe { _mm_prefetch::<_MM_HINT_ET0>(address.cast()) };
    }

    #[inline(always)]
    fn clear(self, words: &mut [[u8; 8]; 64], nulls: u64) {
        // SAFETY: this machine has the instructions: `self` is the proof.
        unsafe { clear_masked(words, nulls) }
    }

    #[inline(always)]
    unsafe fn copy_padded(self, from: *const u8, len: usize, to: *mut u8) {
        // SAFETY: `self` is the proof of the instructions, the rest is the caller's promise.
        unsafe { copy_masked(from, len, to) }
    }

    #[inline(always)]
    unsafe fn write_columns(self, from: [&Words; 8], columns: usize, rows: [*mut u8; 8]) {
        let mut tile = [const { MaybeUninit::uninit() }; 8];
        self.transpose(from, tile.each_mut());
        for (row, words) in rows.into_iter().zip(&tile) {
            // SAFETY: `self` is the proof of the instructions, the rest is the caller's promise.
            unsafe { copy_words_masked(words, columns, row) };
        }
    }
}

/// As [`RowTile::clear`].
#[cfg(target_arch = "x86_64")]
#[inline]
#[target_feature(enable = "avx512f")]
fn clear_masked(words: &mut [[u8; 8]; 64], nulls: u64) {
    let (octets, _) = words.as_chunks_mut::<8>();
    for (words, nulls) in octets.iter_mut().zip(nulls.to_le_bytes()) {
        // SAFETY: the reference is to 64 bytes.
        let kept = unsafe { _mm512_maskz_loadu_epi64(!nulls, words.as_ptr().cast()) };
        // SAFETY: as above.
        unsafe { _mm512_storeu_si512(words.as_mut_ptr().cast(), kept) };
    }
}

/// The first words of eight.
///
/// # Safety
///
/// So many words are the caller's to write.
#[cfg(target_arch = "x86_64")]
#[inline]
#[target_feature(enable = "avx512f,bmi2")]
#[expect(clippy::cast_possible_truncation, reason = "fewer than 8")]
unsafe fn copy_words_masked(from: &MaybeUninit<Words>, words: usize, to: *mut u8) {
    // SAFETY: the reference is to 64 bytes, which were written.
    let value = unsafe { _mm512_loadu_si512(from.as_ptr().cast()) };
    let mask = _bzhi_u32(0xff, words as u32) as u8;
    // SAFETY: the words of the mask alone are written, which are the caller's.
    unsafe { _mm512_mask_storeu_epi64(to.cast(), mask, value) };
}

/// As [`RowTile::copy_padded`].
///
/// # Safety
///
/// As there.
#[cfg(target_arch = "x86_64")]
#[inline]
#[target_feature(enable = "avx512f,avx512bw,bmi2")]
#[expect(clippy::cast_possible_truncation, reason = "what is left are at most 64 bytes")]
unsafe fn copy_masked(from: *const u8, len: usize, to: *mut u8) {
    let mut at = 0;
    while len - at > 64 {
        // SAFETY: there are more than 64 bytes left of the value.
        let source = unsafe { from.add(at) };
        // SAFETY: as above.
        let value = unsafe { _mm512_loadu_si512(source.cast()) };
        // SAFETY: as above, and so much is to be written.
        let target = unsafe { to.add(at) };
        // SAFETY: as above.
        unsafe { _mm512_storeu_si512(target.cast(), value) };
        at += 64;
    }
    let left = (len - at) as u32;
    // SAFETY: `at` is at most `len`.
    let source = unsafe { from.add(at) };
    let bytes = _bzhi_u64(u64::MAX, left);
    // SAFETY: the bytes of the mask alone are read, which are those left of the value.
    let value = unsafe { _mm512_maskz_loadu_epi8(bytes, source.cast()) };
    let words = _bzhi_u32(0xff, left.div_ceil(8)) as u8;
    // SAFETY: `at` is at most `len`.
    let target = unsafe { to.add(at) };
    // SAFETY: the words of the mask alone are written, which reach to the padded length.
    unsafe { _mm512_mask_storeu_epi64(target.cast(), words, value) };
}

/// Longer values are left to the system's copy, whose start takes a while.
const LONG: usize = 128;

/// Copies word by word; the last one is put together from bytes of the value alone.
///
/// # Safety
///
/// As [`RowTile::copy_padded`].
#[inline(always)]
unsafe fn copy_words(from: *const u8, len: usize, to: *mut u8) {
    let whole = len & !7;
    if len > LONG {
        // SAFETY: the caller's promise: at least so many bytes to read and to write, which are apart.
        unsafe { to.copy_from_nonoverlapping(from, whole) }
    } else {
        for at in (0..whole).step_by(8) {
            // SAFETY: the word ends at `whole` or before, which is within the value.
            let word = unsafe { load::<8>(from, at) };
            // SAFETY: as above, within what is to be written.
            unsafe { store(to, at, word) };
        }
    }
    if len > whole {
        // SAFETY: the caller's promise, for the same value.
        let last = unsafe { last_word(from, len) };
        // SAFETY: a word more than `whole` is `len` padded.
        unsafe { store(to, whole, last.to_le_bytes()) };
    }
}

/// The last `len % 8` bytes of a value, which are not none, as a word.
///
/// # Safety
///
/// `len` bytes can be read.
#[inline(always)]
unsafe fn last_word(from: *const u8, len: usize) -> u64 {
    let rest = len % 8;
    if len > 8 {
        // SAFETY: the last 8 of more than 8 bytes.
        let word = u64::from_le_bytes(unsafe { load::<8>(from, len - 8) });
        word >> (8 * (8 - rest))
    } else if rest >= 4 {
        // SAFETY: the first 4 of at least 4 bytes.
        let first = u32::from_le_bytes(unsafe { load::<4>(from, 0) });
        // SAFETY: the last 4 of at least 4 bytes.
        let last = u32::from_le_bytes(unsafe { load::<4>(from, rest - 4) });
        u64::from(first) | u64::from(last) << (8 * (rest - 4))
    } else {
        // 1 to 3 bytes: the first, the middle one and the last, some of them twice.
        // SAFETY: there is at least one byte.
        let [first] = unsafe { load::<1>(from, 0) };
        // SAFETY: half of the length is less than it.
        let [middle] = unsafe { load::<1>(from, rest / 2) };
        // SAFETY: the last byte.
        let [last] = unsafe { load::<1>(from, rest - 1) };
        u64::from(first)
            | u64::from(middle) << (8 * (rest / 2))
            | u64::from(last) << (8 * (rest - 1))
    }
}

/// # Safety
///
/// `N` bytes at `at` can be read.
#[inline(always)]
unsafe fn load<const N: usize>(from: *const u8, at: usize) -> [u8; N] {
    // SAFETY: the caller's promise.
    let from = unsafe { from.add(at) };
    // SAFETY: the caller's promise; bytes need no alignment.
    unsafe { from.cast::<[u8; N]>().read() }
}

/// # Safety
///
/// 8 bytes at `at` are the caller's to write.
#[inline(always)]
unsafe fn store(to: *mut u8, at: usize, word: [u8; 8]) {
    // SAFETY: the caller's promise.
    let to = unsafe { to.add(at) };
    // SAFETY: the caller's promise; bytes need no alignment.
    unsafe { to.cast::<[u8; 8]>().write(word) }
}
