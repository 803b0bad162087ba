//! What is measured against what.

mod arrow_row;
mod fory_row;
mod lazy;
mod memcpy;
mod trust;

use crate::Failure;
use crate::data::Nulls;
use crate::harness::{Figures, Settings};

// Names of variants, which gates refer to.
pub(crate) const MEMCPY: &str = "memcpy of the rows";
pub(crate) const DECODE: &str = "rows to columns";
pub(crate) const ENCODE: &str = "columns to rows";
pub(crate) const TOUCH: &str = "one line per row";
pub(crate) const LAZY_STRIDE: &str = "one field, stride";
pub(crate) const LAZY_OFFSETS: &str = "one field, offsets";
pub(crate) const ARROW_ROW: &str = "arrow-row";
pub(crate) const FORY: &str = "fory";
pub(crate) const WRITE: &str = "row writer";
pub(crate) const READ: &str = "lazy row";

/// A contest by the name that it is asked for with.
pub(crate) struct Entry {
    pub(crate) name: &'static str,
    /// Makes the data, checks every variant, and measures.
    pub(crate) measure: fn(&Settings) -> Result<Figures, Failure>,
}

/// All contests.
pub(crate) const CONTESTS: &[Entry] = &[
    // 4,096, 2,048 and 512 rows are each about 294 KB of rows: in L2, not in L1.
    entry("i64-8", |settings| memcpy::integers(8, 4096, Nulls::Never, settings)),
    entry("i64-16", |settings| memcpy::integers(16, 2048, Nulls::Never, settings)),
    entry("i64-64", |settings| memcpy::integers(64, 512, Nulls::Never, settings)),
    entry("i64-8-nulls", |settings| memcpy::integers(8, 4096, Nulls::TenPercent, settings)),
    entry("i64-16-nulls", |settings| memcpy::integers(16, 2048, Nulls::TenPercent, settings)),
    entry("i64-64-nulls", |settings| memcpy::integers(64, 512, Nulls::TenPercent, settings)),
    entry("lazy-scan", lazy::scan),
    entry("arrow-row-i64-to-columns", arrow_row::integers_to_columns),
    entry("arrow-row-text-to-columns", arrow_row::text_to_columns),
    entry("arrow-row-text-to-rows", arrow_row::text_to_rows),
    entry("fory-write-flat", fory_row::write_flat),
    entry("fory-read-one-field", fory_row::read_one_field),
    entry("trust-in-text", trust::text),
    entry("trust-in-encoder", trust::encode),
];

const fn entry(name: &'static str, measure: fn(&Settings) -> Result<Figures, Failure>) -> Entry {
    Entry { name, measure }
}
