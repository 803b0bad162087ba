//! Slots that are read together: eight side by side, two, or one.

use std::mem::MaybeUninit;
use std::ops::Range;

use super::block::{Block, Column, Groups};
use super::checks::{Checks, Doubt};
use super::column::ColumnBuilder;
use super::nulls::Nulls;
use crate::kernel::tile::{Tile, Words, each_of_eight};

/// Words of a row that are read together.
#[derive(Debug)]
pub(super) struct Window {
    /// Bytes from the start of the row.
    pub(super) offset: usize,
    pub(super) words: Count,
    /// The columns that words of the window are, each of which says which.
    pub(super) columns: Range<usize>,
    /// Where the values of columns go that are the words as they come; null of others.
    pub(super) places: [*mut Column; 8],
    /// All columns have their place.
    pub(super) is_direct: bool,
}

/// How many words are read together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Count {
    Eight,
    Two,
    One,
}

/// Where the words of columns go that are not wanted or not the values.
#[derive(Debug)]
#[repr(align(64))]
pub(super) struct Scratch([Column; 8]);

impl Scratch {
    pub(super) fn new() -> Self {
        Self([[[[0; 8]; 8]; 8]; 8])
    }
}

impl Window {
    /// Takes the window's words of block `index`; `columns` are those of all windows.
    ///
    /// # Safety
    ///
    /// Each place that is not null is that of `index + 1` blocks, and nobody else's.
    #[inline(always)]
    #[expect(clippy::too_many_arguments, reason = "all of them change with the block")]
    pub(super) unsafe fn push<T: Tile>(
        &self,
        tile: T,
        scratch: &mut Scratch,
        index: usize,
        block: &Block<'_>,
        columns: &mut [ColumnBuilder<'_>],
        nulls: &Nulls,
        checks: &mut Checks,
    ) -> Result<(), Doubt> {
        let spare = (&raw mut scratch.0).cast::<Column>();
        let places = each_of_eight!(at => match self.places[at].is_null() {
            true => spare.wrapping_add(at),
            false => self.places[at].wrapping_add(index),
        });
        match block.strided() {
            // SAFETY: the caller says so of places that are not null, and the others are in scratch,
            // each another column of it.
            Some(rows) => unsafe { self.transpose(tile, &rows, 8, places) },
            // SAFETY: as above.
            None => unsafe { self.transpose(tile, block, block.groups().min(8), places) },
        }
        if self.is_direct && !nulls.any() {
            return Ok(());
        }
        for column in &mut columns[self.columns.clone()] {
            let valid = nulls.valid(column.null, block.mask());
            column.push(tile, index, block, &scratch.0[column.word], valid, checks)?;
        }
        Ok(())
    }

    /// # Safety
    ///
    /// Each place can be written, and no two are the same; `groups` is 8 at most.
    #[inline(always)]
    unsafe fn transpose<'a, T: Tile>(
        &self,
        tile: T,
        rows: &impl Groups<'a>,
        groups: usize,
        places: [*mut Column; 8],
    ) {
        let offset = self.offset;
        // SAFETY: what the caller says.
        let place = |at: usize, group| unsafe { words_of(places[at], group) };
        match self.words {
            Count::Eight => {
                for group in 0..groups {
                    let to = each_of_eight!(at => place(at, group));
                    tile.transpose(rows.group(group, offset), to);
                }
            }
            Count::Two => {
                for group in 0..groups {
                    let to = [place(0, group), place(1, group)];
                    tile.transpose_pairs(rows.group(group, offset), to);
                }
            }
            Count::One => {
                for group in 0..groups {
                    let words = rows.group::<1>(group, offset);
                    place(0, group).write(each_of_eight!(at => words[at][0]));
                }
            }
        }
    }
}

/// The words of a group of eight rows in a column.
///
/// # Safety
///
/// The column can be written, by nobody else, and `group` is one of its eight.
#[inline(always)]
unsafe fn words_of<'a>(column: *mut Column, group: usize) -> &'a mut MaybeUninit<Words> {
    let words = column.cast::<MaybeUninit<Words>>().wrapping_add(group);
    // SAFETY: the caller says so; words have no alignment.
    unsafe { &mut *words }
}
