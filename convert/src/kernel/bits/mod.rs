//! Bit matrices of 64 words, turned around: a word per column becomes a word per row, and back.
//!
//! Bit `r` of the word of column `c` is bit `c` of the word of row `r`. There are functions per
//! instruction set, for kernels of that set to call, and each does both:
//!
//! - `rows_to_columns(words, columns)`: 64 words of rows, of which the bits below `columns` count,
//!   become the words of so many columns; words behind them are left as they come.
//! - `columns_to_rows(words, columns)`: the words of so many columns become 64 words of rows, whose bits
//!   from `columns` on are zero; what stands in words behind those of columns does not matter.

#![expect(unsafe_code, reason = "vectors are loaded and stored by address")]

#[cfg(target_arch = "x86_64")]
pub(crate) mod avx2;
#[cfg(target_arch = "x86_64")]
pub(crate) mod avx512;
pub(crate) mod portable;

/// As many words as a word has bits.
pub(crate) const WORDS: usize = 64;

/// A bit matrix: a word per row or a word per column.
pub(crate) type Words = [u64; WORDS];

/// How many groups of 8 hold so many columns, of which there are at most 64.
#[inline(always)]
fn groups(columns: usize) -> usize {
    assert!(columns <= WORDS, "{columns} columns of a word");
    columns.div_ceil(8)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::InstructionSet;
    use crate::kernel::instructions::Set;

    fn rows_to_columns(set: InstructionSet, words: &mut Words, columns: usize) {
        match set.set() {
            Set::Portable => portable::rows_to_columns(words, columns),
            // SAFETY: a value of `InstructionSet` is the proof that the machine has it.
            #[cfg(target_arch = "x86_64")]
            Set::Avx2 => unsafe { avx2::rows_to_columns(words, columns) },
            // SAFETY: as above.
            #[cfg(target_arch = "x86_64")]
            Set::Avx512 => unsafe { avx512::rows_to_columns(words, columns) },
        }
    }

    fn columns_to_rows(set: InstructionSet, words: &mut Words, columns: usize) {
        match set.set() {
            Set::Portable => portable::columns_to_rows(words, columns),
            // SAFETY: a value of `InstructionSet` is the proof that the machine has it.
            #[cfg(target_arch = "x86_64")]
            Set::Avx2 => unsafe { avx2::columns_to_rows(words, columns) },
            // SAFETY: as above.
            #[cfg(target_arch = "x86_64")]
            Set::Avx512 => unsafe { avx512::columns_to_rows(words, columns) },
        }
    }

    /// The safe twin: bit by bit.
    fn transposed(words: &Words) -> Words {
        let bit = |row: usize, column: usize| (words[row] >> column & 1) << row;
        std::array::from_fn(|column| (0..WORDS).map(|row| bit(row, column)).sum())
    }

    fn random(seed: u64) -> Words {
        let mut state = seed | 1;
        std::array::from_fn(|_| {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            state
        })
    }

    /// The words of so many columns, and zeros behind them.
    fn of_columns(words: &Words, columns: usize) -> Words {
        std::array::from_fn(|column| if column < columns { words[column] } else { 0 })
    }

    #[test]
    fn every_instruction_set_turns_the_words_of_rows_into_those_of_columns() {
        for set in InstructionSet::available() {
            for columns in 0..=WORDS {
                let rows = random(columns as u64 + 3);
                let mut found = rows;
                rows_to_columns(set, &mut found, columns);
                assert_eq!(found[..columns], transposed(&rows)[..columns], "{columns} by {set}");
            }
        }
    }

    #[test]
    fn every_instruction_set_turns_the_words_of_columns_into_those_of_rows() {
        for set in InstructionSet::available() {
            for columns in 0..=WORDS {
                let words = random(columns as u64 + 5);
                let mut found = words;
                columns_to_rows(set, &mut found, columns);
                let wanted = transposed(&of_columns(&words, columns));
                assert_eq!(found, wanted, "{columns} by {set}");
            }
        }
    }

    #[test]
    fn every_bit_finds_its_place() {
        for set in InstructionSet::available() {
            for (row, column) in (0..WORDS).flat_map(|row| (0..WORDS).map(move |c| (row, c))) {
                let mut rows = [0; WORDS];
                rows[row] = 1 << column;
                let mut columns = [0; WORDS];
                columns[column] = 1 << row;
                let mut found = rows;
                rows_to_columns(set, &mut found, WORDS);
                assert_eq!(found, columns, "{set}");
                columns_to_rows(set, &mut found, WORDS);
                assert_eq!(found, rows, "{set}");
            }
        }
    }
}
