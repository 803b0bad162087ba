//! Where rows start and end.

use std::ops::Range;

use ferrow_row::standard;

use super::{BLOCK, Fields};
use crate::error::Problem;
use crate::kernel::tile::{Tile, TileKernel};

/// Where each row starts, and the last one ends.
#[derive(Debug)]
pub(super) enum RowOffsets {
    /// Rows of so many bytes each.
    Stride(usize),
    /// Ascending from 0 on, one more than there are rows; as the next.
    Small(Vec<i32>),
    /// For rows that 32 bits do not reach the end of.
    Large(Vec<i64>),
}

impl RowOffsets {
    /// Copies the offsets from `start` on.
    #[inline(always)]
    #[expect(clippy::cast_possible_truncation, reason = "lengths of what is in memory")]
    pub(super) fn copy_to(&self, start: usize, offsets: &mut [usize]) {
        match self {
            Self::Stride(stride) => {
                for (row, to) in offsets.iter_mut().enumerate() {
                    *to = (start + row) * stride;
                }
            }
            Self::Small(from) => {
                for (to, offset) in offsets.iter_mut().zip(&from[start..]) {
                    *to = offset.cast_unsigned() as usize;
                }
            }
            Self::Large(from) => {
                for (to, offset) in offsets.iter_mut().zip(&from[start..]) {
                    *to = offset.cast_unsigned() as usize;
                }
            }
        }
    }

    /// Where row `row` starts and ends.
    #[inline(always)]
    pub(super) fn range(&self, row: usize) -> Range<usize> {
        let mut ends = [0; 2];
        self.copy_to(row, &mut ends);
        ends[0]..ends[1]
    }

    /// Bytes of so many rows; `None` where no memory holds them.
    pub(super) fn total(&self, rows: usize) -> Option<usize> {
        match self {
            Self::Stride(stride) => stride.checked_mul(rows),
            Self::Small(offsets) => usize::try_from(*offsets.last()?).ok(),
            Self::Large(offsets) => usize::try_from(*offsets.last()?).ok(),
        }
    }
}

/// Finds where the rows of variable fields start: the smallest offsets that reach.
pub(super) struct MeasureRows<'j> {
    pub(super) fields: &'j Fields<'j>,
    pub(super) rows: usize,
    /// Memory for offsets.
    pub(super) spent: Vec<i32>,
}

impl TileKernel for MeasureRows<'_> {
    type Output = Result<RowOffsets, Problem>;

    #[inline(always)]
    #[expect(clippy::cast_possible_truncation, reason = "the end of the block is known to fit")]
    #[expect(clippy::cast_possible_wrap, reason = "as above")]
    fn run<T: Tile>(self, _: T) -> Self::Output {
        let (fields, rows) = (self.fields, self.rows);
        let fixed_width = standard::slot_offset(fields.len, fields.len);
        let mut small = self.spent;
        small.clear();
        small.try_reserve_exact(rows + 1).map_err(|_| Problem::RowsTooLarge { rows })?;
        small.resize(rows + 1, 0);
        let mut large = Vec::new();
        let mut end = 0_usize;
        for start in (0..rows).step_by(BLOCK) {
            let count = (rows - start).min(BLOCK);
            let mut sizes = [fixed_width; BLOCK];
            for field in &fields.variable {
                let (values, nulls) = (&field.content, fields.nulls(field, start, count));
                let rows = start..start + count;
                match &field.picks {
                    None => values.add_sizes(rows, nulls, &mut sizes),
                    Some(picks) => values.add_picked_sizes(&picks[rows], nulls, &mut sizes),
                }
            }
            let sizes = &sizes[..count];
            let largest = sizes.iter().fold(0, |all, size| all | size);
            if u32::try_from(largest).is_err()
                && let Some(at) = sizes.iter().position(|size| u32::try_from(*size).is_err())
            {
                return Err(Problem::RowTooLarge { row: start + at, len: sizes[at] });
            }
            let block: usize = sizes.iter().sum();
            if large.is_empty() && i32::try_from(end + block).is_err() {
                large = vec![0; rows + 1];
                for (large, small) in large.iter_mut().zip(&small[..=start]) {
                    *large = i64::from(*small);
                }
            }
            if large.is_empty() {
                for (offset, size) in small[start + 1..].iter_mut().zip(sizes) {
                    end += size;
                    *offset = end as i32;
                }
            } else {
                for (offset, size) in large[start + 1..].iter_mut().zip(sizes) {
                    end += size;
                    *offset = end as i64;
                }
            }
        }
        Ok(if large.is_empty() { RowOffsets::Small(small) } else { RowOffsets::Large(large) })
    }
}
