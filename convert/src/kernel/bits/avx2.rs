//! Bit matrices as the [portable](super::portable) ones, four words at a time.

use super::Words;
use super::portable::{few_or_all_to_columns, few_or_all_to_rows};

/// As the [module](super) says.
#[inline]
#[target_feature(enable = "avx2,bmi2")]
pub(crate) fn rows_to_columns(words: &mut Words, columns: usize) {
    few_or_all_to_columns(words, columns);
}

/// As the [module](super) says.
#[inline]
#[target_feature(enable = "avx2,bmi2")]
pub(crate) fn columns_to_rows(words: &mut Words, columns: usize) {
    few_or_all_to_rows(words, columns);
}
