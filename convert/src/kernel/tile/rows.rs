//! What the making of rows asks of an instruction set besides tiles.

use std::mem::MaybeUninit;

use super::portable::Portable;
use super::{Tile, Words};
use crate::kernel::bits;

#[cfg(target_arch = "x86_64")]
use super::{avx2::Avx2, avx512::Avx512};
#[cfg(target_arch = "x86_64")]
use std::arch::x86_64::{
    _MM_HINT_ET0, _bzhi_u32, _mm_prefetch, _mm256_loadu_si256, _mm256_mask_storeu_epi64,
    _mm256_maskz_loadu_epi8, _mm256_storeu_si256, _mm512_maskz_loadu_epi64, _mm512_storeu_si512,
};

/// What an instruction set does with rows that are being made.
pub(crate) trait RowTile: Copy {
    /// As in [`bits`].
    fn columns_to_rows(self, words: &mut bits::Words, columns: usize);

    /// As [`Tile::transpose`](super::Tile::transpose), with zeros for words that are not kept: bit `i` of
    /// `kept[j]` is set where word `i` of `from[j]` is.
    fn transpose_kept(self, from: [&Words; 8], kept: [u8; 8], to: [&mut MaybeUninit<Words>; 8]);

    /// Copies `len` bytes and writes zeros from there up to the next multiple of 8.
    ///
    /// # Safety
    ///
    /// `len` bytes can be read, and as many as said are the caller's to write.
    unsafe fn copy_padded(self, from: *const u8, len: usize, to: *mut u8);

    /// How many bytes behind a value [`copy_roomy`](Self::copy_roomy) reads and writes, at most.
    const ROOM: usize;

    /// As [`copy_padded`](Self::copy_padded), and then writes any bytes.
    ///
    /// # Safety
    ///
    /// `len` and [`ROOM`](Self::ROOM) bytes can be read, and as many are the caller's to write.
    unsafe fn copy_roomy(self, from: *const u8, len: usize, to: *mut u8);

    /// Asks for the line at `address`, all of which will be written soon. Any address will do.
    #[inline(always)]
    fn prefetch_to_write(self, _address: *const u8) {}
}

/// The words whose bits are set, and zeros.
#[inline(always)]
fn masked(words: &Words, kept: u8) -> Words {
    each_of_eight!(row => {
        let kept = 0_u64.wrapping_sub(u64::from(kept) >> row & 1);
        (u64::from_le_bytes(words[row]) & kept).to_le_bytes()
    })
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

    const ROOM: usize = CHUNK;

    #[inline(always)]
    unsafe fn copy_roomy(self, from: *const u8, len: usize, to: *mut u8) {
        // SAFETY: the caller's promise is the same.
        unsafe { copy_chunks(from, len, to) }
    }

    #[inline(always)]
    fn transpose_kept(self, from: [&Words; 8], kept: [u8; 8], to: [&mut MaybeUninit<Words>; 8]) {
        let words = each_of_eight!(at => masked(from[at], kept[at]));
        self.transpose(each_of_eight!(at => &words[at]), to);
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

    const ROOM: usize = CHUNK;

    #[inline(always)]
    unsafe fn copy_roomy(self, from: *const u8, len: usize, to: *mut u8) {
        // SAFETY: the caller's promise is the same.
        unsafe { copy_chunks(from, len, to) }
    }

    #[inline(always)]
    fn transpose_kept(self, from: [&Words; 8], kept: [u8; 8], to: [&mut MaybeUninit<Words>; 8]) {
        let words = each_of_eight!(at => masked(from[at], kept[at]));
        self.transpose(each_of_eight!(at => &words[at]), to);
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
    fn transpose_kept(self, from: [&Words; 8], kept: [u8; 8], to: [&mut MaybeUninit<Words>; 8]) {
        // SAFETY: this machine has the instructions: `self` is the proof.
        unsafe { transpose_masked(from, kept, to) }
    }

    #[inline(always)]
    unsafe fn copy_padded(self, from: *const u8, len: usize, to: *mut u8) {
        // SAFETY: `self` is the proof of the instructions, the rest is the caller's promise.
        unsafe { copy_masked(from, len, to) }
    }

    /// Loads and stores are masked.
    const ROOM: usize = 0;

    #[inline(always)]
    unsafe fn copy_roomy(self, from: *const u8, len: usize, to: *mut u8) {
        // SAFETY: the caller's promise is the same.
        unsafe { self.copy_padded(from, len, to) }
    }
}

/// As [`RowTile::transpose_kept`].
#[cfg(target_arch = "x86_64")]
#[inline]
#[target_feature(enable = "avx512f")]
fn transpose_masked(from: [&Words; 8], kept: [u8; 8], to: [&mut MaybeUninit<Words>; 8]) {
    // SAFETY: the references are to 64 bytes each.
    let words = each_of_eight!(at => unsafe {
        _mm512_maskz_loadu_epi64(kept[at], from[at].as_ptr().cast())
    });
    for (to, words) in to.into_iter().zip(bits::avx512::transpose_words(words)) {
        // SAFETY: as above.
        unsafe { _mm512_storeu_si512(to.as_mut_ptr().cast(), words) };
    }
}

/// As [`RowTile::copy_padded`]. Half a line at a time crosses fewer lines than a whole one.
///
/// # Safety
///
/// As there.
#[cfg(target_arch = "x86_64")]
#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512vl,bmi2")]
#[expect(clippy::cast_possible_truncation, reason = "what is left are at most 32 bytes")]
unsafe fn copy_masked(from: *const u8, len: usize, to: *mut u8) {
    let mut at = 0;
    while len - at > 32 {
        // SAFETY: there are more than 32 bytes left of the value.
        let value = unsafe { _mm256_loadu_si256(from.wrapping_add(at).cast()) };
        // SAFETY: as above, and so much is to be written.
        unsafe { _mm256_storeu_si256(to.wrapping_add(at).cast(), value) };
        at += 32;
    }
    let left = (len - at) as u32;
    let bytes = _bzhi_u32(u32::MAX, left);
    // SAFETY: the bytes of the mask alone are read, which are those left of the value.
    let value = unsafe { _mm256_maskz_loadu_epi8(bytes, from.wrapping_add(at).cast()) };
    let words = _bzhi_u32(0xff, left.div_ceil(8)) as u8;
    // SAFETY: the words of the mask alone are written, which reach to the padded length.
    unsafe { _mm256_mask_storeu_epi64(to.wrapping_add(at).cast(), words, value) };
}

/// Bytes that [`copy_chunks`] copies at a time.
const CHUNK: usize = 16;

/// Copies more than the value where that is less work, and zeros its padding.
///
/// # Safety
///
/// As [`RowTile::copy_roomy`], with a chunk of room.
#[inline(always)]
unsafe fn copy_chunks(from: *const u8, len: usize, to: *mut u8) {
    if len > LONG {
        // SAFETY: the caller's promise: so many bytes to read and to write, which are apart.
        unsafe { to.copy_from_nonoverlapping(from, len) }
    } else {
        let mut at = 0;
        loop {
            // SAFETY: the chunk starts within the value or where it is empty, and there is room for one.
            let chunk = unsafe { load::<CHUNK>(from, at) };
            // SAFETY: as above.
            unsafe { store(to, at, chunk) };
            at += CHUNK;
            if at >= len {
                break;
            }
        }
    }
    // SAFETY: there is room for a word behind the value.
    unsafe { store(to, len, [0; 8]) };
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
/// `N` bytes at `at` are the caller's to write.
#[inline(always)]
unsafe fn store<const N: usize>(to: *mut u8, at: usize, bytes: [u8; N]) {
    // SAFETY: the caller's promise.
    let to = unsafe { to.add(at) };
    // SAFETY: the caller's promise; bytes need no alignment.
    unsafe { to.cast::<[u8; N]>().write(bytes) }
}
