//! What is measured against what.

mod arrow_row;
mod conversion;
mod copies;
mod flat;
mod fory_mixed;
mod fory_row;
mod integers;
mod lazy;
mod records;
mod text;
mod trust;
mod untrusted;

use std::path::{Path, PathBuf};

use crate::Failure;
use crate::harness::{Figures, Settings};

// Names of variants, which gates refer to.
pub(crate) const MEMCPY: &str = "memcpy of the rows";
pub(crate) const MEMCPY_BY_PARTS: &str = "memcpy of 1 MiB at a time";
pub(crate) const MEMCPY_FRESH: &str = "memcpy into fresh memory";
pub(crate) const STREAM: &str = "non-temporal copy";
pub(crate) const DECODE: &str = "rows to columns";
pub(crate) const DECODE_REUSED: &str = "rows to columns, reused";
pub(crate) const DECODE_AVX512: &str = "rows to columns, reused, avx512";
pub(crate) const DECODE_AVX2: &str = "rows to columns, reused, avx2";
pub(crate) const DECODE_PORTABLE: &str = "rows to columns, reused, portable";
pub(crate) const DECODE_BATCHES: &str = "rows to batches of 4,096";
pub(crate) const DECODE_BATCHES_REUSED: &str = "rows to batches of 4,096, reused";
pub(crate) const ENCODE: &str = "columns to rows";
pub(crate) const ENCODE_REUSED: &str = "columns to rows, reused";
pub(crate) const ENCODE_BATCHES: &str = "batches of 4,096 to rows";
pub(crate) const TOUCH: &str = "one line per row";
pub(crate) const LAZY_STRIDE: &str = "one field, stride";
pub(crate) const LAZY_OFFSETS: &str = "one field, offsets";
pub(crate) const ARROW_ROW: &str = "arrow-row";
pub(crate) const APPEND: &str = "arrow-row, reused";
pub(crate) const FORY: &str = "fory";
pub(crate) const WRITE: &str = "row writer";
pub(crate) const READ: &str = "lazy row";
pub(crate) const BUILDERS: &str = "arrow builders";
pub(crate) const SERDE_ARROW: &str = "serde_arrow";
pub(crate) const ARROW_CONVERT: &str = "arrow_convert";
pub(crate) const ARROW_JSON: &str = "arrow-json, of JSON lines";
pub(crate) const ARROW_JSON_SERDE: &str = "arrow-json, of serde";
pub(crate) const TO_BATCH: &str = "records to columns";
pub(crate) const TO_RECORDS: &str = "columns to records";
pub(crate) const DECODE_UNTRUSTED: &str = "unknown rows to columns";
pub(crate) const DECODE_UNTRUSTED_REUSED: &str = "unknown rows to columns, reused";
pub(crate) const DECODE_BATCHES_UNTRUSTED: &str = "unknown rows to batches of 4,096, reused";
pub(crate) const CHECK: &str = "check of unknown rows";

/// How the names of variants that are this library begin.
pub(crate) const OURS: [&str; 10] = [
    "rows to",
    "columns to",
    "batches of",
    "records to",
    "unknown rows",
    CHECK,
    "one field",
    WRITE,
    READ,
    "trusted",
];

/// A contest by the name that it is asked for with.
pub(crate) struct Entry {
    pub(crate) name: &'static str,
    /// Makes the data, checks every variant, and measures.
    pub(crate) measure: fn(&Settings) -> Result<Figures, Failure>,
    /// The file of real data that it measures with.
    file: Option<&'static str>,
}

impl Entry {
    /// Whether its data is there.
    pub(crate) fn has_data(&self) -> bool {
        self.file.is_none_or(|file| data_file(file).exists())
    }
}

const fn entry(name: &'static str, measure: fn(&Settings) -> Result<Figures, Failure>) -> Entry {
    Entry { name, measure, file: None }
}

/// Contests with something in common, which share a plot.
pub(crate) struct Subject {
    /// The name of the plot's file.
    pub(crate) name: &'static str,
    pub(crate) title: &'static str,
    pub(crate) contests: &'static [Entry],
}

/// All contests, in the order in which they are measured.
pub(crate) const SUBJECTS: &[Subject] = &[
    Subject {
        name: "in-cache",
        title: "Speed beside memcpy, 294 KB of rows",
        contests: integers::IN_CACHE,
    },
    Subject {
        name: "out-of-cache",
        title: "Speed beside memcpy, a million rows",
        contests: integers::OUT_OF_CACHE,
    },
    Subject {
        name: "text",
        title: "Speed beside memcpy, 6 int64 and 2 texts",
        contests: text::CONTESTS,
    },
    Subject { name: "arrow-row", title: "Speed beside arrow-row", contests: arrow_row::CONTESTS },
    Subject {
        name: "flat",
        title: "Speed of 16 columns of mixed widths, half of them with nulls",
        contests: flat::CONTESTS,
    },
    Subject {
        name: "records",
        title: "Speed of records to columns and back",
        contests: records::CONTESTS,
    },
    Subject {
        name: "one-record",
        title: "Speed of one record at a time beside fory",
        contests: &[
            entry("fory-write-flat", fory_row::write_flat),
            entry("fory-write-mixed", fory_mixed::write),
            entry("fory-read-mixed", fory_mixed::read),
            entry("fory-read-one-field", fory_row::read_one_field),
            entry("fory-read-one-field-of-mixed", fory_mixed::read_one_field),
        ],
    },
    Subject {
        name: "trust",
        title: "Speed of reading rows that stay rows, and what trust earns",
        contests: &[
            entry("lazy-scan", lazy::scan),
            entry("untrusted-rows", untrusted::rows),
            entry("trust-in-text", trust::text),
            entry("trust-in-encoder", trust::encode),
        ],
    },
];

/// All contests.
pub(crate) fn contests() -> impl Iterator<Item = &'static Entry> {
    SUBJECTS.iter().flat_map(|subject| subject.contests)
}

/// Where a file of the examples' data stands.
fn data_file(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples/data").join(name)
}
