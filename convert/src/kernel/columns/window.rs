//! Slots that are read together: eight side by side, two, or one.

use std::mem::MaybeUninit;
use std::ops::Range;

use super::Output;
use super::block::{Block, BlockWords, Groups};
use super::checks::{Checks, Doubt};
use super::column::Column;
use super::nulls::Nulls;
use super::room::Address;
use crate::kernel::tile::{Line, Tile, Words, each_of_eight, prefetch};

/// Words of a row that are read together.
#[derive(Debug)]
pub(super) struct Window {
    /// Bytes from the start of the row.
    pub(super) offset: usize,
    pub(super) words: Count,
    /// The columns that words of the window are, each of which says which.
    pub(super) columns: Range<usize>,
    /// Where the values of columns go that are the words as they come; null of others.
    pub(super) places: [Address<BlockWords>; 8],
    /// All columns have their place.
    pub(super) is_direct: bool,
    /// All words have.
    pub(super) is_full: bool,
}

/// How many words are read together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Count {
    Eight,
    Two,
    One,
}

impl Count {
    pub(super) const fn bytes(self) -> usize {
        match self {
            Self::Eight => 64,
            Self::Two => 16,
            Self::One => 8,
        }
    }
}

/// Where the words of columns go that are not wanted or not the values.
#[derive(Debug)]
#[repr(align(64))]
pub(super) struct Scratch([BlockWords; 8]);

impl Scratch {
    pub(super) fn new() -> Self {
        Self([[[[0; 8]; 8]; 8]; 8])
    }
}

impl Window {
    /// Where the words of block `index` go; `spare` is for those that have no place.
    #[inline(always)]
    fn places(&self, index: usize, spare: *mut BlockWords) -> [*mut BlockWords; 8] {
        if self.is_full {
            return each_of_eight!(at => self.places[at].0.wrapping_add(index));
        }
        each_of_eight!(at => self.place(at, index, spare))
    }

    /// Where word `at` of block `index` goes, which is to `spare` if it has no place.
    #[inline(always)]
    fn place(&self, at: usize, index: usize, spare: *mut BlockWords) -> *mut BlockWords {
        match self.places[at].is_nowhere() {
            true => spare.wrapping_add(at),
            false => self.places[at].0.wrapping_add(index),
        }
    }

    /// Writes the window's words of block `index`, to scratch where they have no place. What is written next are
    /// those of block `next.1` in window `next.0`.
    ///
    /// # Safety
    ///
    /// Each place that is not nowhere is that of so many blocks, and nobody else's.
    #[inline(always)]
    pub(super) unsafe fn read<'a, T: Tile>(
        &self,
        tile: T,
        index: usize,
        next: (&Self, usize),
        rows: &impl Groups<'a>,
        spare: *mut Scratch,
        output: Output,
    ) {
        let spare = spare.cast::<BlockWords>();
        let (places, next) = (self.places(index, spare), next.0.places(next.1, spare));
        match output {
            // What goes by way of scratch is better in the caches.
            Output::PastCaches if self.is_direct => {
                // SAFETY: the caller says so of places that are not nowhere, and the others are in
                // scratch, each another column of it. All begin with a line.
                unsafe { self.stream(tile, rows, places) }
            }
            // SAFETY: as above.
            _ => unsafe { self.transpose(tile, rows, places, next) },
        }
    }

    /// Gives the columns their words of block `index`, if none has values elsewhere.
    #[inline(always)]
    pub(super) fn push_slots<T: Tile>(
        &self,
        tile: T,
        scratch: &Scratch,
        index: usize,
        columns: &mut [Column],
        output: Output,
    ) {
        if self.is_direct {
            return;
        }
        for column in &mut columns[self.columns.clone()] {
            if self.places[column.word].is_nowhere() {
                column.push_slots(tile, index, &scratch.0[column.word], output);
            }
        }
    }

    /// Gives the columns their words of block `index` of `blocks`; `columns` are those of all windows.
    #[inline(always)]
    #[expect(clippy::too_many_arguments, reason = "all of them change with the block")]
    pub(super) fn push<T: Tile>(
        &self,
        tile: T,
        scratch: &Scratch,
        (index, blocks): (usize, usize),
        block: &Block<'_>,
        columns: &mut [Column],
        nulls: &mut Nulls,
        checks: &mut Checks,
        output: Output,
    ) -> Result<(), Doubt> {
        if self.is_direct {
            return Ok(());
        }
        for column in &mut columns[self.columns.clone()] {
            if self.places[column.word].is_nowhere() {
                let words = &scratch.0[column.word];
                column.push(tile, (index, blocks), block, words, nulls, checks, output)?;
            }
        }
        Ok(())
    }

    /// Writes the words of block `index` that `windows` show, to scratch where they have no place, row after
    /// row, and asks memory for the bytes at `lines` of the rows of the next block.
    ///
    /// # Safety
    ///
    /// Each place that is not nowhere is that of so many blocks, and nobody else's.
    #[inline(always)]
    pub(super) unsafe fn read_together<'a, T: Tile>(
        windows: &[Self],
        tile: T,
        index: usize,
        rows: &impl Groups<'a>,
        lines: &[usize],
        scratch: &mut [Scratch],
    ) {
        for group in 0..rows.groups().min(8) {
            rows.ask_ahead(group, lines);
            for (window, spare) in windows.iter().zip(&mut *scratch) {
                let spare = std::ptr::from_mut(spare).cast::<BlockWords>();
                // SAFETY: the caller says so of places that are not nowhere, and the others are in
                // scratch, each another column of it; the group is one of eight.
                unsafe {
                    window.transpose_group(tile, rows, group, |at| window.place(at, index, spare));
                }
            }
        }
    }

    /// # Safety
    ///
    /// Each place can be written, and no two are the same.
    #[inline(always)]
    unsafe fn transpose<'a, T: Tile>(
        &self,
        tile: T,
        rows: &impl Groups<'a>,
        places: [*mut BlockWords; 8],
        next: [*mut BlockWords; 8],
    ) {
        for group in 0..rows.groups().min(8) {
            if self.words == Count::Eight {
                // Lines are asked for ahead: stores alone keep few of them under way.
                for at in 0..8 {
                    let (lines, line) = match T::STORES_OF_LINE {
                        1 | 2 => (places[at], group + 2),
                        _ if group < 7 => (places[at], group + 1),
                        _ => (next[at], 0),
                    };
                    prefetch(lines.cast::<Words>().wrapping_add(line).cast());
                }
            }
            // SAFETY: what the caller says.
            unsafe { self.transpose_group(tile, rows, group, |at| places[at]) };
        }
    }

    /// Writes the words of a group of eight rows to the places.
    ///
    /// # Safety
    ///
    /// The group is one of eight, each place can be written, and no two are the same.
    #[inline(always)]
    unsafe fn transpose_group<'a, T: Tile>(
        &self,
        tile: T,
        rows: &impl Groups<'a>,
        group: usize,
        place: impl Fn(usize) -> *mut BlockWords,
    ) {
        let offset = self.offset;
        // SAFETY: what the caller says.
        let place = |at: usize| unsafe { words_of(place(at), group) };
        match self.words {
            Count::Eight => {
                let to = each_of_eight!(at => place(at));
                // SAFETY: windows are within rows, and the group is one of eight; so below.
                tile.transpose(unsafe { rows.group(group, offset) }, to);
            }
            Count::Two => {
                // SAFETY: as above.
                tile.transpose_pairs(unsafe { rows.group(group, offset) }, [place(0), place(1)]);
            }
            Count::One => {
                // SAFETY: as above.
                let words = unsafe { rows.group::<1>(group, offset) };
                place(0).write(each_of_eight!(at => words[at][0]));
            }
        }
    }

    /// As [`transpose`](Self::transpose), past the caches.
    ///
    /// # Safety
    ///
    /// As there, and each place begins with a line.
    #[inline(always)]
    unsafe fn stream<'a, T: Tile>(
        &self,
        tile: T,
        rows: &impl Groups<'a>,
        places: [*mut BlockWords; 8],
    ) {
        let Count::Eight = self.words else {
            // SAFETY: what the caller says.
            return unsafe { self.transpose(tile, rows, places, places) };
        };
        // SAFETY: what the caller says.
        let place = |at: usize, group| unsafe { line_of(places[at], group) };
        for group in 0..rows.groups().min(8) {
            let to = each_of_eight!(at => place(at, group));
            // SAFETY: windows are within rows, and the group is one of eight.
            tile.transpose_past_caches(unsafe { rows.group(group, self.offset) }, to);
        }
    }
}

/// The words of a group of eight rows in a column.
///
/// # Safety
///
/// The column can be written, by nobody else, and `group` is one of its eight.
#[inline(always)]
unsafe fn words_of<'a>(column: *mut BlockWords, group: usize) -> &'a mut MaybeUninit<Words> {
    let words = column.cast::<MaybeUninit<Words>>().wrapping_add(group);
    // SAFETY: the caller says so; words have no alignment.
    unsafe { &mut *words }
}

/// As [`words_of`], as a line.
///
/// # Safety
///
/// As there, and the column begins with a line.
#[inline(always)]
unsafe fn line_of<'a>(column: *mut BlockWords, group: usize) -> &'a mut MaybeUninit<Line> {
    let line = column.cast::<MaybeUninit<Line>>().wrapping_add(group);
    // SAFETY: the caller says so.
    unsafe { &mut *line }
}
