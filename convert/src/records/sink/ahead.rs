//! Memory that is asked for while other values are taken.

use crate::kernel::tile::prefetch;

/// Bytes that memory hands out at a time.
const LINE: usize = 64;

/// Where the values of the next block lie, as far as they were not asked for.
///
/// A field is taken of each record in turn, and then another: the processor does not guess from that
/// which lines come next.
#[derive(Default)]
pub(super) struct Ahead {
    /// Where each begins.
    starts: Vec<usize>,
    /// How many bytes each has.
    size: usize,
}

impl Ahead {
    /// Values of `size` bytes are ahead.
    pub(super) fn set(&mut self, starts: impl Iterator<Item = usize>, size: usize) {
        self.starts.clear();
        self.starts.extend(starts);
        self.size = size;
    }

    /// Asks for a part of them, when so many columns are left to be taken, this one included: a few at a
    /// time, since the processor waits for no more than a few.
    #[inline]
    pub(super) fn ask(&mut self, columns: usize) {
        let count = self.starts.len().div_ceil(columns.max(1));
        for start in self.starts.drain(self.starts.len() - count..) {
            for at in (0..=self.size).step_by(LINE) {
                prefetch(std::ptr::without_provenance(start.wrapping_add(at)));
            }
        }
    }
}
