//! Where the variable values of a column are, in the rows of a block.

use super::block::{Block, BlockWords};
use crate::kernel::BLOCK;

/// The spans of one column in a block, all of which lie in their rows; those of nulls are empty.
#[derive(Debug)]
pub(super) struct Spans {
    pub(super) offsets: [u32; BLOCK],
    pub(super) sizes: [u32; BLOCK],
    /// Bytes of all values together.
    pub(super) total: usize,
}

impl Spans {
    pub(super) fn new() -> Self {
        Self { offsets: [0; BLOCK], sizes: [0; BLOCK], total: 0 }
    }

    /// Takes the spans in the slots `words`; those whose bit of `valid` is clear do not count. Gives a
    /// bit per row, set where a span leaves its row or starts in front of the variable region: it
    /// counts as empty.
    #[inline(always)]
    pub(super) fn read(&mut self, block: &Block<'_>, words: &BlockWords, valid: u64) -> u64 {
        let fixed = block.width() as u64;
        let mut total = 0;
        let mut any_wrong = 0;
        for (at, word) in words.as_flattened().iter().enumerate() {
            let counts = (valid >> at & 1).wrapping_neg();
            let slot = u64::from_le_bytes(*word) & counts;
            let (size, offset) = (slot & u64::from(u32::MAX), slot >> 32);
            // No sum of two 32-bit numbers wraps.
            let outside = u64::from(offset + size > block.lens()[at] as u64);
            let inside_slots = u64::from(size != 0) & u64::from(offset < fixed);
            any_wrong |= outside | inside_slots;
            total += size;
            self.offsets[at] = half(offset);
            self.sizes[at] = half(size);
        }
        self.total = usize::try_from(total).unwrap_or(usize::MAX);
        if any_wrong == 0 { 0 } else { self.clear_wrong(block) }
    }

    /// Makes the spans empty that are wrong.
    #[cold]
    #[inline(never)]
    fn clear_wrong(&mut self, block: &Block<'_>) -> u64 {
        let mut wrong = 0;
        for at in 0..BLOCK {
            let (offset, size) = (self.offsets[at] as usize, self.sizes[at] as usize);
            if offset + size > block.lens()[at] || (size != 0 && offset < block.width()) {
                (self.offsets[at], self.sizes[at]) = (0, 0);
                wrong |= 1 << at;
            }
        }
        self.total = self.sizes.iter().map(|&size| size as usize).sum();
        wrong
    }

    /// The address and the size of the value in row `at` of the block.
    #[inline(always)]
    pub(super) fn value(&self, block: &Block<'_>, at: usize) -> (*const u8, usize) {
        (block.address(at).wrapping_add(self.offsets[at] as usize), self.sizes[at] as usize)
    }
}

#[expect(clippy::cast_possible_truncation, reason = "a half of a slot")]
#[inline(always)]
fn half(value: u64) -> u32 {
    value as u32
}
