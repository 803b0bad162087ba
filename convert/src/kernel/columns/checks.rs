//! What is checked of rows while they are read.

use super::Trust;
use super::block::{Block, BlockWords};
use super::spans::Spans;
use crate::kernel::BLOCK;

/// Rows are malformed, or may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Doubt;

/// The checks of one block after another.
#[derive(Debug)]
pub(super) struct Checks {
    trust: Trust,
    /// Bytes of the variable values so far, of each row of the block.
    sizes: [u64; BLOCK],
    spans: Spans,
}

impl Checks {
    pub(super) fn new(trust: Trust) -> Self {
        Self { trust, sizes: [0; BLOCK], spans: Spans::new() }
    }

    /// The spans of a column, and a bit for each that is wrong and taken to be empty; `valid` has a bit
    /// for each that counts.
    #[inline(always)]
    pub(super) fn spans(
        &mut self,
        block: &Block<'_>,
        words: &BlockWords,
        valid: u64,
    ) -> Result<(&Spans, u64), Doubt> {
        let wrong = self.spans.read(block, words, valid);
        if wrong != 0 {
            match self.trust {
                Trust::Valid => unreachable!("the spans of a validated row lie in it"),
                Trust::Lenient => {}
                Trust::Doubt => return Err(Doubt),
            }
        }
        if self.trust == Trust::Doubt {
            for (sum, size) in self.sizes.iter_mut().zip(self.spans.sizes) {
                *sum += u64::from(size);
            }
        }
        Ok((&self.spans, wrong))
    }

    /// Ends a block: the variable values of a row are together no longer than their region.
    #[inline(always)]
    pub(super) fn end(&mut self, block: &Block<'_>) -> Result<(), Doubt> {
        if self.trust != Trust::Doubt {
            return Ok(());
        }
        let width = block.width() as u64;
        let mut all_fit = true;
        for (sum, len) in self.sizes.iter_mut().zip(block.lens()) {
            all_fit &= *sum + width <= *len as u64;
            *sum = 0;
        }
        if all_fit { Ok(()) } else { Err(Doubt) }
    }
}
