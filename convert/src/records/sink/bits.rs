//! Bits that are appended, up to a word of 64 at a time.

use arrow::buffer::{BooleanBuffer, Buffer, NullBuffer};

use crate::kernel::first_bits;

/// So many values are appended at a time.
pub(super) const WORD: usize = u64::BITS as usize;

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

    fn append_ones(&mut self, mut count: usize) {
        while count >= WORD {
            self.push(u64::MAX, WORD);
            count -= WORD;
        }
        self.push(first_bits(count), count);
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

    /// Appends `count` bits that were noted.
    #[inline]
    pub(super) fn append(&mut self, bits: Word, count: usize) {
        self.push(bits.bits(count), count);
    }

    pub(super) fn finish(self) -> BooleanBuffer {
        let Self { mut words, last, len } = self;
        if len % WORD > 0 {
            words.push(last.to_le());
        }
        BooleanBuffer::new(Buffer::from_vec(words), 0, len)
    }
}

/// Up to 64 bits that are noted one after another. Where all are zeros the compiler sees that.
#[derive(Clone, Copy, Default)]
pub(super) struct Word {
    /// The last bit at the top, so that each is moved by a constant.
    bits: u64,
}

impl Word {
    #[inline(always)]
    pub(super) fn note(&mut self, bit: bool) {
        self.bits = self.bits >> 1 | u64::from(bit) << (WORD - 1);
    }

    /// The `count` bits that were noted, the first at the bottom.
    #[inline(always)]
    fn bits(self, count: usize) -> u64 {
        #[expect(clippy::cast_possible_truncation, reason = "a word at most")]
        let unused = (WORD - count) as u32;
        self.bits.unbounded_shr(unused)
    }

    /// Whether all of `count` bits that were noted are set.
    #[inline(always)]
    pub(super) fn is_full(self, count: usize) -> bool {
        self.bits(count) == low_ones(count)
    }
}

/// A word whose low `count` bits are set.
#[inline(always)]
fn low_ones(count: usize) -> u64 {
    #[expect(clippy::cast_possible_truncation, reason = "a word at most")]
    let count = count as u32;
    !u64::MAX.unbounded_shl(count)
}

/// Which values of a column are null: a bitmap from the first null on.
#[derive(Default)]
pub(super) struct Validity {
    bits: Option<Bits>,
    len: usize,
}

impl Validity {
    /// Appends which of up to 64 values are null, of which the column will have `capacity` or so.
    #[inline(always)]
    pub(super) fn append(&mut self, nulls: Word, count: usize, capacity: usize) {
        if nulls.bits == 0 {
            self.append_valid(count);
        } else {
            let bits = self.begun(capacity);
            bits.push(!nulls.bits(count) & low_ones(count), count);
            self.len += count;
        }
    }

    /// Appends so many values that are there.
    pub(super) fn append_valid(&mut self, count: usize) {
        self.len += count;
        if let Some(bits) = &mut self.bits {
            bits.append_ones(count);
        }
    }

    /// The bitmap, which has a bit for each of the values so far.
    #[inline]
    fn begun(&mut self, capacity: usize) -> &mut Bits {
        self.bits.get_or_insert_with(|| {
            let mut bits = Bits::with_capacity(capacity.max(self.len + WORD));
            bits.append_ones(self.len);
            bits
        })
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

    /// The bits as they are noted, a word at a time, and how many each has.
    fn words(bits: impl IntoIterator<Item = bool>) -> Vec<(Word, usize)> {
        let bits: Vec<bool> = bits.into_iter().collect();
        let word = |bits: &[bool]| {
            let mut word = Word::default();
            bits.iter().for_each(|&bit| word.note(bit));
            (word, bits.len())
        };
        bits.chunks(WORD).map(word).collect()
    }

    #[test]
    fn bits_stand_where_they_were_appended_however_they_came() {
        let bit = |index: usize| index.is_multiple_of(3) || index % 7 == 2;
        for first in [0, 1, 63, 64, 65, 130] {
            for second in [0, 1, 62, 63, 64, 65, 128, 200] {
                let mut bits = Bits::default();
                words((0..first).map(bit)).iter().for_each(|&(word, len)| bits.append(word, len));
                bits.append_ones(second);
                words((0..77).map(bit)).iter().for_each(|&(word, len)| bits.append(word, len));
                let wanted = (0..first).map(bit).chain((0..second).map(|_| true));
                let wanted: BooleanBuffer = wanted.chain((0..77).map(bit)).collect();
                assert_eq!(bits.finish(), wanted, "{first} bits, {second} ones");
            }
        }
    }

    #[test]
    fn a_word_is_full_where_every_bit_is_set() {
        for len in 1..=WORD {
            let full =
                |zero: Option<usize>| words((0..len).map(|at| Some(at) != zero))[0].0.is_full(len);
            assert!(full(None), "{len} bits");
            assert!(!full(Some(0)) && !full(Some(len - 1)), "{len} bits but one");
        }
    }

    #[test]
    fn a_bitmap_begins_with_the_first_null() {
        let mut validity = Validity::default();
        let mut append = |valid: &[bool]| {
            let nulls = words(valid.iter().map(|valid| !valid));
            nulls.iter().for_each(|&(nulls, len)| validity.append(nulls, len, 0));
            validity.bits.is_some()
        };
        assert!(!append(&[true; 70]));
        assert!(append(&[true, false]));
        assert!(append(&[true; 3]));
        let nulls = validity.finish().unwrap();
        assert_eq!((nulls.len(), nulls.null_count(), nulls.is_null(71)), (75, 1, true));
    }
}
