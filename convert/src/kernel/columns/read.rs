//! The loops over all blocks.
//!
//! Where the rows are in the caches, or most of each is read, windows are read one after another: each
//! is a few columns. Where they are far, and little is read of each, windows are read together, row
//! after row, and memory is asked for what is read of the next block.

use std::ops::Range;

use ferrow_row::RowLayout;

use super::block::{Block, Strided};
use super::checks::{Checks, Doubt};
use super::plan::Plan;
use super::window::Window;
use super::{Output, Reading, Trust};
use crate::kernel::tile::{Tile, TileKernel};
use crate::kernel::{BLOCK, blocks};

/// Reads all blocks.
pub(super) struct Read<'r> {
    pub(super) layout: &'r RowLayout,
    pub(super) reading: &'r Reading<'r>,
    pub(super) plan: &'r mut Plan,
}

impl TileKernel for Read<'_> {
    type Output = Result<(), Doubt>;

    #[inline(always)]
    fn run<T: Tile>(self, tile: T) -> Result<(), Doubt> {
        let Self { layout, reading, plan } = self;
        let (len, width) = (reading.selected.len(), layout.fixed_width());
        if plan.columns.is_empty() {
            return Ok(());
        }
        let output = match plan.output_width.saturating_mul(len) > reading.how.caches {
            true => Output::PastCaches,
            false => Output::ToCaches,
        };
        let mut done = 0;
        if !plan.has_spans
            && reading.keep.is_none()
            && let Some(rows) = Strided::blocks(reading.rows, reading.selected, width)
        {
            read_strided(tile, width, reading, plan, rows, output)?;
            done = len / BLOCK;
        }
        if done * BLOCK < len {
            read_blocks(tile, layout, reading, plan, done, output)?;
        }
        tile.fence();
        Ok(())
    }
}

/// The window that comes behind the one at `at` in block `index`, and its block.
#[inline(always)]
fn next_of(windows: &[Window], at: usize, index: usize) -> (&Window, usize) {
    match windows.get(at + 1) {
        Some(window) => (window, index),
        None => (&windows[0], index + 1),
    }
}

/// Reads full blocks of rows at one stride, none of which has values elsewhere than in slots.
#[inline(always)]
fn read_strided<'a, T: Tile>(
    tile: T,
    width: usize,
    reading: &Reading<'a>,
    plan: &mut Plan,
    rows: impl Iterator<Item = Strided<'a>>,
    output: Output,
) -> Result<(), Doubt> {
    let Plan { nulls, windows, columns, scratch, far_lines, .. } = plan;
    let far_lines = far_lines.as_deref().filter(|_| reading.is_far(width));
    for (index, rows) in rows.enumerate() {
        if !nulls.load(tile, &rows, index) && reading.trust == Trust::Doubt {
            return Err(Doubt);
        }
        if let Some(lines) = far_lines {
            // SAFETY: the places of a window are the rooms of its columns, which have room for all
            // blocks and are not touched until all of them are written; so below.
            unsafe { Window::read_together(windows, tile, index, &rows, lines, scratch) };
            for (window, scratch) in windows.iter().zip(&*scratch) {
                window.push_slots(tile, scratch, index, columns, output);
            }
            continue;
        }
        for (at, window) in windows.iter().enumerate() {
            let next = next_of(windows, at, index);
            // SAFETY: as above.
            unsafe { window.read(tile, index, next, &rows, &mut scratch[0], output) };
            window.push_slots(tile, &scratch[0], index, columns, output);
        }
    }
    Ok(())
}

/// Reads the blocks from `first` on, whatever they are.
#[inline(always)]
fn read_blocks<T: Tile>(
    tile: T,
    layout: &RowLayout,
    reading: &Reading<'_>,
    plan: &mut Plan,
    first: usize,
    output: Output,
) -> Result<(), Doubt> {
    let Plan { nulls, windows, columns, scratch, far_lines, .. } = plan;
    let far_lines = far_lines.as_deref().filter(|_| reading.is_far(layout.fixed_width()));
    let mut checks = Checks::new(reading.trust);
    // Where rows are far, those of the next block are looked up while this one is read.
    let [mut block, mut behind] = [0, 1].map(|_| Block::new(layout.empty_row()));
    let (mut block, mut behind) = (&mut block, &mut behind);
    let len = reading.selected.len();
    let mut ranges = blocks(len).enumerate().skip(first).peekable();
    if far_lines.is_some()
        && let Some((_, range)) = ranges.peek()
    {
        reading.fill(behind, range.clone())?;
    }
    while let Some((index, range)) = ranges.next() {
        let at = (index, len.div_ceil(BLOCK));
        if let Some(lines) = far_lines {
            std::mem::swap(&mut block, &mut behind);
            if let Some((_, next)) = ranges.peek() {
                reading.fill(behind, next.clone())?;
                block.set_ahead(behind);
            }
            if !nulls.load(tile, block, index) && reading.trust == Trust::Doubt {
                return Err(Doubt);
            }
            // SAFETY: the places of a window are the rooms of its columns, which have room for all
            // blocks and are not touched until all of them are written.
            unsafe { Window::read_together(windows, tile, index, block, lines, scratch) };
            for (window, scratch) in windows.iter().zip(&*scratch) {
                window.push(tile, scratch, at, block, columns, nulls, &mut checks, output)?;
            }
        } else {
            reading.fill(block, range)?;
            if !nulls.load(tile, block, index) && reading.trust == Trust::Doubt {
                return Err(Doubt);
            }
            for (window_at, window) in windows.iter().enumerate() {
                let next = next_of(windows, window_at, index);
                let scratch = &mut scratch[0];
                // SAFETY: as above.
                unsafe { window.read(tile, index, next, block, scratch, output) };
                window.push(tile, scratch, at, block, columns, nulls, &mut checks, output)?;
            }
        }
        checks.end(block)?;
    }
    Ok(())
}

impl<'a> Reading<'a> {
    /// Puts the rows `range` of what is selected into a block.
    #[inline(always)]
    fn fill(&self, block: &mut Block<'a>, range: Range<usize>) -> Result<(), Doubt> {
        if block.fill(self.rows, self.selected, range, self.keep) {
            return Ok(());
        }
        match self.trust {
            Trust::Valid => unreachable!("a validated row has all of its slots"),
            Trust::Lenient => Ok(()),
            Trust::Doubt => Err(Doubt),
        }
    }
}
