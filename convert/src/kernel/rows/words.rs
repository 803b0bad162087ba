//! The words that every row starts with: null bitmaps, then slots. They are written across, in tiles of
//! eight rows and eight words.

use std::marker::PhantomData;
use std::ops::Range;

use super::{BLOCK, ColumnWords};
use crate::kernel::bits;
use crate::kernel::tile::{Tile, each_of_eight, prefetch};

/// One word.
pub(super) type Word = [u8; 8];

pub(super) static ZEROS: ColumnWords = [[0; 8]; BLOCK];

/// Of each word that rows start with, where those of a block of rows stand, one behind another.
pub(super) struct RowWords<'a> {
    /// The words of the block's first row.
    from: Vec<*const Word>,
    /// All bits where the words of the next block stand behind those of this one, else none.
    steps: Vec<usize>,
    /// A bit per row, set where the word is written; where it is not, zero is.
    kept: Vec<[u8; 8]>,
    /// Whether any bit of `kept` is not set.
    has_nulls: bool,
    arrays: PhantomData<&'a [Word]>,
}

/// In which order the tiles of a block are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Order {
    /// Whole rows, eight at a time: their lines are not left before they are full.
    Rows,
    /// The same, and the lines behind them are asked for, which are written next.
    RowsAhead,
    /// Eight columns at a time, whose values are asked for ahead: fewer streams out of memory at once.
    Columns,
}

/// Where the rows of a block start.
pub(super) trait Places {
    fn row(&self, row: usize) -> *mut u8;

    #[inline(always)]
    fn octet(&self, octet: usize) -> [*mut u8; 8] {
        each_of_eight!(at => self.row(8 * octet + at))
    }
}

/// Rows of one length: where the first one starts, and the length.
pub(super) struct Stride(pub(super) *mut u8, pub(super) usize);

impl Places for Stride {
    #[inline(always)]
    fn row(&self, row: usize) -> *mut u8 {
        self.0.wrapping_add(row * self.1)
    }

    #[inline(always)]
    fn octet(&self, octet: usize) -> [*mut u8; 8] {
        let first = self.row(8 * octet);
        each_of_eight!(at => first.wrapping_add(at * self.1))
    }
}

impl Places for [*mut u8] {
    #[inline(always)]
    fn row(&self, row: usize) -> *mut u8 {
        self[row]
    }

    #[inline(always)]
    fn octet(&self, octet: usize) -> [*mut u8; 8] {
        self.as_chunks().0[octet]
    }
}

impl<'a> RowWords<'a> {
    /// So many words, all of which are zero.
    pub(super) fn new(words: usize) -> Self {
        Self {
            from: vec![ZEROS.as_ptr(); words],
            steps: vec![0; words],
            kept: vec![[0xff; 8]; words],
            has_nulls: false,
            arrays: PhantomData,
        }
    }

    /// Word `word` of all rows of all blocks stands in `from`, one behind another.
    #[inline]
    pub(super) fn set_direct(&mut self, word: usize, from: &'a [Word]) {
        (self.from[word], self.steps[word]) = (from.as_ptr(), usize::MAX);
    }

    /// Word `word` of this block's rows stands in `from`.
    #[inline(always)]
    pub(super) fn set(&mut self, word: usize, from: &ColumnWords) {
        self.from[word] = from.as_ptr();
    }

    /// As [`set`](Self::set), of words as this machine, which is little-endian, has them.
    #[inline(always)]
    pub(super) fn set_bits(&mut self, word: usize, from: &bits::Words) {
        self.from[word] = from.as_ptr().cast();
    }

    /// Word `word` is zero in the rows whose bits are set in `nulls`.
    #[inline(always)]
    pub(super) fn set_nulls(&mut self, word: usize, nulls: u64) {
        self.kept[word] = (!nulls).to_le_bytes();
        self.has_nulls |= nulls != 0;
    }

    #[inline(always)]
    pub(super) fn forget_nulls(&mut self) {
        self.has_nulls = false;
    }

    /// Goes on to the block behind this one, which had so many rows.
    #[inline(always)]
    pub(super) fn advance(&mut self, rows: usize) {
        for (from, step) in self.from.iter_mut().zip(&self.steps) {
            *from = from.wrapping_add(rows & step);
        }
    }

    /// Writes the words of `rows`, which are rows of the block from a multiple of 8 on, in such an order.
    ///
    /// # Safety
    ///
    /// The words of as many rows stand where was said, and so many words from each place on are
    /// the caller's to write, which do not overlap.
    #[inline(always)]
    pub(super) unsafe fn write<T: Tile>(
        &self,
        tile: T,
        rows: Range<usize>,
        places: &(impl Places + ?Sized),
        order: Order,
    ) {
        if self.has_nulls {
            // SAFETY: the caller's promise.
            unsafe { self.write_octets::<T, true>(tile, rows.clone(), places, order) };
        } else {
            // SAFETY: as above.
            unsafe { self.write_octets::<T, false>(tile, rows.clone(), places, order) };
        }
        for row in rows.end & !7..rows.end {
            // SAFETY: as above, of one of the rows.
            unsafe { self.write_row(row, places.row(row)) };
        }
    }

    /// Writes whole eights of rows.
    ///
    /// # Safety
    ///
    /// As [`write`](Self::write).
    #[inline(always)]
    unsafe fn write_octets<T: Tile, const NULLS: bool>(
        &self,
        tile: T,
        rows: Range<usize>,
        places: &(impl Places + ?Sized),
        order: Order,
    ) {
        if order == Order::Columns {
            // SAFETY: the caller's promise.
            return unsafe { self.write_columns::<T, NULLS>(tile, rows, places) };
        }
        let words = self.from.len();
        // What is more than tiles of eight words: one or two by themselves, or a tile that the next
        // one overlaps.
        let lead = words % 8;
        let (tiles, _) = self.from[lead..].as_chunks::<8>();
        let (kept_tiles, _) = self.kept[lead..].as_chunks::<8>();
        let lines = if order == Order::RowsAhead { words.div_ceil(tiles.len().max(1)) } else { 0 };
        for octet in rows.start / 8..rows.end / 8 {
            let to = places.octet(octet);
            if lead > 2
                && let (Some(from), Some(kept)) = (self.from.first_chunk(), self.kept.first_chunk())
            {
                // SAFETY: these are the words from the first one on; the rest is the caller's promise.
                unsafe { write_tile::<T, NULLS>(tile, octet, from, kept, to) };
            } else {
                // SAFETY: the words from the first one on; the rest is the caller's promise.
                unsafe { self.write_few::<NULLS>(octet, lead, to) };
            }
            let mut ahead = to[7].cast_const().wrapping_add(8 * words);
            for (at, (from, kept)) in tiles.iter().zip(kept_tiles).enumerate() {
                for _ in 0..lines {
                    tile.prefetch_to_write(ahead);
                    ahead = ahead.wrapping_add(64);
                }
                let first = 8 * lead + 64 * at;
                let to = each_of_eight!(at => to[at].wrapping_add(first));
                // SAFETY: these are the words behind the lead; the rest is the caller's promise.
                unsafe { write_tile::<T, NULLS>(tile, octet, from, kept, to) };
            }
        }
    }

    /// Writes whole eights of rows, eight columns at a time.
    ///
    /// # Safety
    ///
    /// As [`write`](Self::write).
    #[inline(always)]
    unsafe fn write_columns<T: Tile, const NULLS: bool>(
        &self,
        tile: T,
        rows: Range<usize>,
        places: &(impl Places + ?Sized),
    ) {
        let octets = rows.start / 8..rows.end / 8;
        let words = self.from.len();
        let lead = words % 8;
        let is_tiled = lead > 2 && words > 8;
        if !is_tiled {
            for octet in octets.clone() {
                // SAFETY: the words from the first one on; the rest is the caller's promise.
                unsafe { self.write_few::<NULLS>(octet, lead, places.octet(octet)) };
            }
        }
        let overlapped = is_tiled.then_some(0);
        for first in overlapped.into_iter().chain((lead..words).step_by(8)) {
            let words = self.from[first..].first_chunk().zip(self.kept[first..].first_chunk());
            let Some((from, kept)) = words else { continue };
            for octet in octets.clone() {
                for from in from {
                    prefetch(from.wrapping_add(8 * octet + BLOCK).cast());
                }
                let to = places.octet(octet);
                let to = each_of_eight!(at => to[at].wrapping_add(8 * first));
                // SAFETY: these are eight of the words; the rest is the caller's promise.
                unsafe { write_tile::<T, NULLS>(tile, octet, from, kept, to) };
            }
        }
    }

    /// Writes the first words of eight rows one by one.
    ///
    /// # Safety
    ///
    /// As [`write`](Self::write).
    #[inline(always)]
    unsafe fn write_few<const NULLS: bool>(&self, octet: usize, words: usize, to: [*mut u8; 8]) {
        for (word, (from, kept)) in self.from[..words].iter().zip(&self.kept).enumerate() {
            let to = each_of_eight!(at => to[at].wrapping_add(8 * word));
            // SAFETY: this is one of the words; the rest is the caller's promise.
            unsafe { write_word::<NULLS>(octet, *from, kept, to) };
        }
    }

    /// Writes the words of one row.
    ///
    /// # Safety
    ///
    /// As [`write`](Self::write).
    #[inline(always)]
    unsafe fn write_row(&self, row: usize, to: *mut u8) {
        for (word, (from, kept)) in self.from.iter().zip(&self.kept).enumerate() {
            let kept = 0_u64.wrapping_sub(u64::from(kept[row / 8] >> (row % 8) & 1));
            // SAFETY: the row is one of those whose words stand there, and bytes need no alignment.
            let value = unsafe { from.wrapping_add(row).read() };
            let value = (u64::from_le_bytes(value) & kept).to_le_bytes();
            let to = to.wrapping_add(8 * word).cast::<Word>();
            // SAFETY: the word is the caller's to write.
            unsafe { to.write(value) };
        }
    }
}

/// Writes 8 words of eight rows, from each of `to` on.
///
/// # Safety
///
/// The words of these rows stand where was said, and as many are the caller's to write, which do not
/// overlap.
#[inline(always)]
unsafe fn write_tile<T: Tile, const NULLS: bool>(
    tile: T,
    octet: usize,
    from: &[*const Word; 8],
    kept: &[[u8; 8]; 8],
    to: [*mut u8; 8],
) {
    // SAFETY: the eight words stand one behind another.
    let from = each_of_eight!(at => unsafe { &*from[at].wrapping_add(8 * octet).cast() });
    // SAFETY: the eight words are the caller's to write, and rows do not overlap.
    let to = each_of_eight!(at => unsafe { &mut *to[at].cast() });
    if NULLS {
        tile.transpose_kept(from, each_of_eight!(at => kept[at][octet % 8]), to);
    } else {
        tile.transpose(from, to);
    }
}

/// Writes one word of eight rows.
///
/// # Safety
///
/// As [`write_tile`].
#[inline(always)]
unsafe fn write_word<const NULLS: bool>(
    octet: usize,
    from: *const Word,
    kept: &[u8; 8],
    to: [*mut u8; 8],
) {
    // SAFETY: the eight words stand one behind another.
    let from: &[Word; 8] = unsafe { &*from.wrapping_add(8 * octet).cast() };
    let kept = kept[octet % 8];
    for (row, (to, word)) in to.into_iter().zip(from).enumerate() {
        let mut word = u64::from_le_bytes(*word);
        // Bitmaps have no nulls themselves.
        if NULLS && kept != 0xff {
            word &= 0_u64.wrapping_sub(u64::from(kept >> row & 1));
        }
        // SAFETY: the word is the caller's to write, and bytes need no alignment.
        unsafe { to.cast::<Word>().write(word.to_le_bytes()) };
    }
}
