//! Bits of Arrow buffers, a word of a block of rows at a time.

use arrow::buffer::BooleanBuffer;

use crate::kernel::first_bits;

/// One bit per row, from anywhere in its first byte on.
#[derive(Debug, Clone, Copy)]
pub(super) struct Bits<'a> {
    bytes: &'a [u8],
    /// The bit of the first row.
    offset: usize,
}

impl<'a> Bits<'a> {
    pub(super) fn new(bits: &'a BooleanBuffer) -> Self {
        Self { bytes: bits.values(), offset: bits.offset() }
    }

    /// The bits of `rows` rows from `start` on, the first one lowest; there are 1 to 64 of them.
    #[inline(always)]
    pub(super) fn word(&self, start: usize, rows: usize) -> u64 {
        let at = self.offset + start;
        let (bytes, shift) = (&self.bytes[at / 8..], at % 8);
        let bits = match bytes.split_first_chunk::<8>() {
            Some((low, rest)) => {
                let high = u64::from(rest.first().copied().unwrap_or(0));
                (u64::from_le_bytes(*low) >> shift) | (high << 1 << (63 - shift))
            }
            None => {
                let mut low = [0; 8];
                low[..bytes.len()].copy_from_slice(bytes);
                u64::from_le_bytes(low) >> shift
            }
        };
        bits & first_bits(rows)
    }

    #[inline(always)]
    pub(super) fn get(&self, row: usize) -> bool {
        let at = self.offset + row;
        self.bytes[at / 8] >> (at % 8) & 1 != 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_the_bits_of_its_rows_wherever_they_start() {
        let bit = |row: usize| row.is_multiple_of(3) || row % 7 == 2;
        let all = BooleanBuffer::collect_bool(200, bit);
        for offset in 0..20 {
            let slice = all.slice(offset, 200 - offset);
            let bits = Bits::new(&slice);
            for (start, rows) in [(0, 1), (0, 64), (5, 64), (100, 64), (64, 63), (170, 7), (179, 1)]
            {
                let bit = |row| u64::from(bit(offset + start + row)) << row;
                let wanted: u64 = (0..rows).map(bit).sum();
                assert_eq!(bits.word(start, rows), wanted, "{offset} {start} {rows}");
            }
        }
    }
}
