//! Which values of a column that is being built are null.

use arrow::buffer::{BooleanBuffer, Buffer, NullBuffer};

use crate::kernel::BLOCK;

/// Collects a word per block, bit `i` of which is set where row `i` has a value. There is no memory
/// for it until a null comes, and blocks without nulls need not come at all.
#[derive(Debug)]
pub(super) struct Validity {
    words: Vec<u64>,
    rows: usize,
    nulls: usize,
    spent: Option<Buffer>,
}

impl Validity {
    /// Of `rows` rows in all.
    pub(super) fn new(rows: usize, spent: Option<Buffer>) -> Self {
        Self { words: Vec::new(), rows, nulls: 0, spent }
    }

    /// Takes block `index`, which `mask` has a bit per row of.
    #[inline(always)]
    pub(super) fn push(&mut self, index: usize, valid: u64, mask: u64) {
        if valid != mask {
            if self.nulls == 0 {
                self.begin();
            }
            self.nulls += (mask & !valid).count_ones() as usize;
            // The blocks that did not come have no nulls.
            self.words.resize(index, u64::MAX);
            self.words.push(valid.to_le());
        }
    }

    #[cold]
    fn begin(&mut self) {
        let spent = self.spent.take().and_then(|buffer| buffer.into_vec().ok());
        self.words = spent.unwrap_or_default();
        self.words.clear();
        self.words.reserve(self.rows.div_ceil(BLOCK));
    }

    /// The null buffer; `None` where no value is null.
    pub(super) fn finish(mut self) -> Option<NullBuffer> {
        (self.nulls > 0).then(|| {
            self.words.resize(self.rows.div_ceil(BLOCK), u64::MAX);
            let bits = BooleanBuffer::new(Buffer::from_vec(self.words), 0, self.rows);
            NullBuffer::new(bits)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_are_no_null_bits_until_the_first_null() {
        let mut validity = Validity::new(130, None);
        validity.push(0, u64::MAX, u64::MAX);
        assert_eq!(validity.words.capacity(), 0);
        validity.push(2, 0b01, 0b11);
        let nulls = validity.finish().unwrap();
        assert_eq!(nulls.null_count(), 1);
        assert_eq!(nulls.len(), 130);
        assert!(nulls.is_null(129) && nulls.is_valid(128) && nulls.is_valid(0));

        let mut validity = Validity::new(3, None);
        validity.push(0, 0b111, 0b111);
        assert_eq!(validity.finish(), None);
    }

    #[test]
    fn blocks_without_nulls_behind_the_first_have_their_bits_all_the_same() {
        let mut validity = Validity::new(256, None);
        validity.push(0, !1, u64::MAX);
        validity.push(2, !2, u64::MAX);
        let nulls = validity.finish().unwrap();
        let found: Vec<usize> = (0..256).filter(|&row| nulls.is_null(row)).collect();
        assert_eq!(found, [0, 129]);
    }
}
