//! The validity of a column that is being built.

use arrow::buffer::{BooleanBuffer, Buffer, NullBuffer};

/// Collects bits, up to 64 at a time: bit `i` of a word is row `i` of its block.
#[derive(Debug, Default)]
pub(super) struct Bits {
    words: Vec<u64>,
    len: usize,
}

impl Bits {
    pub(super) fn with_capacity(bits: usize) -> Self {
        Self { words: Vec::with_capacity(bits.div_ceil(64)), len: 0 }
    }

    /// Appends `len` bits of `word`. Every word but the last has 64.
    #[inline]
    pub(super) fn push(&mut self, word: u64, len: usize) {
        debug_assert!(self.len.is_multiple_of(64) && len <= 64, "only the last word is short");
        self.words.push(word.to_le());
        self.len += len;
    }

    pub(super) fn finish(self) -> BooleanBuffer {
        BooleanBuffer::new(Buffer::from_vec(self.words), 0, self.len)
    }
}

/// Collects which values are null; costs nothing to carry while none is.
#[derive(Debug, Default)]
pub(super) struct Validity {
    bits: Bits,
    nulls: usize,
}

impl Validity {
    pub(super) fn with_capacity(rows: usize) -> Self {
        Self { bits: Bits::with_capacity(rows), nulls: 0 }
    }

    /// Appends the validity of a block of `len` rows: a set bit is a value.
    #[inline]
    pub(super) fn push(&mut self, valid: u64, len: usize) {
        self.nulls += len - valid.count_ones() as usize;
        self.bits.push(valid, len);
    }

    /// The null buffer; `None` where no value is null.
    pub(super) fn finish(self) -> Option<NullBuffer> {
        (self.nulls > 0).then(|| NullBuffer::new(self.bits.finish()))
    }
}
