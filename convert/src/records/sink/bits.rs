//! Bits that are appended, up to a word of 64 at a time.

use arrow::buffer::{BooleanBuffer, Buffer, NullBuffer};

const WORD: usize = u64::BITS as usize;

/// A growing bitmap.
#[derive(Default)]
pub(super) struct Bits {
    /// The whole words, as they lie in an Arrow buffer.
    words: Vec<u64>,
    /// The bits behind them; zeros above.
    last: u64,
    len: usize,
}

impl Bits {
    pub(super) fn with_capacity(len: usize) -> Self {
        Self { words: Vec::with_capacity(len.div_ceil(WORD)), last: 0, len: 0 }
    }

    #[inline]
    pub(super) fn append(&mut self, mut bits: impl ExactSizeIterator<Item = bool>) {
        let mut left = bits.len();
        while left > 0 {
            let count = left.min(WORD);
            let mut word = 0;
            for (at, bit) in (0..count).zip(bits.by_ref()) {
                word |= u64::from(bit) << at;
            }
            self.push(word, count);
            left -= count;
        }
    }

    fn append_ones(&mut self, mut count: usize) {
        while count >= WORD {
            self.push(u64::MAX, WORD);
            count -= WORD;
        }
        self.push((1 << count) - 1, count);
    }

    /// Appends the low `count` bits of `word`, which has none above.
    #[inline]
    fn push(&mut self, word: u64, count: usize) {
        let at = self.len % WORD;
        self.last |= word << at;
        self.len += count;
        if at + count >= WORD {
            self.words.push(self.last.to_le());
            self.last = if at == 0 { 0 } else { word >> (WORD - at) };
        }
    }

    pub(super) fn finish(self) -> BooleanBuffer {
        let Self { mut words, last, len } = self;
        if len % WORD > 0 {
            words.push(last.to_le());
        }
        BooleanBuffer::new(Buffer::from_vec(words), 0, len)
    }
}

/// Which values of a column are null: a bitmap from the first null on.
#[derive(Default)]
pub(super) struct Validity {
    bits: Option<Bits>,
    len: usize,
}

impl Validity {
    #[inline]
    pub(super) fn append(
        &mut self,
        valid: impl ExactSizeIterator<Item = bool> + Clone,
        capacity: usize,
    ) {
        let (before, count) = (self.len, valid.len());
        self.len += count;
        // No more than a look where the values are never null: the compiler knows what it finds.
        let nulls = valid.clone().filter(|valid| !valid).count();
        if nulls == 0 {
            if let Some(bits) = &mut self.bits {
                bits.append_ones(count);
            }
            return;
        }
        let bits = self.bits.get_or_insert_with(|| {
            let mut bits = Bits::with_capacity(capacity.max(before + count));
            bits.append_ones(before);
            bits
        });
        bits.append(valid);
    }

    /// How many values there are.
    pub(super) fn len(&self) -> usize {
        self.len
    }

    pub(super) fn finish(self) -> Option<NullBuffer> {
        self.bits.map(|bits| NullBuffer::new(bits.finish()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bits_stand_where_they_were_appended_however_they_came() {
        let bit = |index: usize| index.is_multiple_of(3) || index % 7 == 2;
        for first in [0, 1, 63, 64, 65, 130] {
            for second in [0, 1, 62, 63, 64, 65, 128, 200] {
                let mut bits = Bits::default();
                bits.append((0..first).map(bit));
                bits.append_ones(second);
                bits.append((0..77).map(bit));
                let wanted = (0..first).map(bit).chain((0..second).map(|_| true));
                let wanted: BooleanBuffer = wanted.chain((0..77).map(bit)).collect();
                assert_eq!(bits.finish(), wanted, "{first} bits, {second} ones");
            }
        }
    }

    #[test]
    fn a_bitmap_begins_with_the_first_null() {
        let mut validity = Validity::default();
        validity.append([true; 70].into_iter(), 0);
        assert!(validity.bits.is_none());
        validity.append([true, false].into_iter(), 0);
        validity.append([true; 3].into_iter(), 0);
        let nulls = validity.finish().unwrap();
        assert_eq!((nulls.len(), nulls.null_count(), nulls.is_null(71)), (75, 1, true));
    }
}
