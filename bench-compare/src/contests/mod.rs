//! What is measured against what.

mod arrow_row;
mod conversion;
mod copies;
mod flat;
mod fory;
mod graph;
mod integers;
mod lazy;
mod records;
#[cfg(feature = "sql")]
pub(crate) mod sql;
mod stream;
mod text;
mod trust;
mod untrusted;

use std::env;
use std::path::{Path, PathBuf};

use crate::Failure;
use crate::harness::{Figures, Name, Settings};

// Names of variants, which gates refer to.
pub(crate) const MEMCPY: Name = Name::rival("memcpy of the rows");
pub(crate) const MEMCPY_BY_PARTS: Name = Name::rival("memcpy of 1 MiB at a time");
pub(crate) const MEMCPY_FRESH: Name = Name::rival("memcpy into fresh memory");
pub(crate) const STREAM: Name = Name::rival("non-temporal copy");
pub(crate) const DECODE: Name = Name::ours("rows to columns");
pub(crate) const DECODE_REUSED: Name = Name::ours("rows to columns, reused");
pub(crate) const DECODE_AVX512: Name = Name::ours("rows to columns, reused, avx512");
pub(crate) const DECODE_AVX2: Name = Name::ours("rows to columns, reused, avx2");
pub(crate) const DECODE_PORTABLE: Name = Name::ours("rows to columns, reused, portable");
pub(crate) const DECODE_BATCHES: Name = Name::ours("rows to batches of 4,096");
pub(crate) const DECODE_BATCHES_REUSED: Name = Name::ours("rows to batches of 4,096, reused");
pub(crate) const ENCODE: Name = Name::ours("columns to rows");
pub(crate) const ENCODE_REUSED: Name = Name::ours("columns to rows, reused");
pub(crate) const ENCODE_BATCHES: Name = Name::ours("batches of 4,096 to rows");
pub(crate) const TOUCH: Name = Name::rival("one line per row");
pub(crate) const LAZY_STRIDE: Name = Name::ours("one field, stride");
pub(crate) const LAZY_OFFSETS: Name = Name::ours("one field, offsets");
pub(crate) const ARROW_ROW: Name = Name::rival("arrow-row");
pub(crate) const APPEND: Name = Name::rival("arrow-row, reused");
pub(crate) const FORY: Name = Name::rival("fory");
pub(crate) const WRITE: Name = Name::ours("row writer");
pub(crate) const READ: Name = Name::ours("lazy row");
/// A copy of the value in memory, without bytes in between.
pub(crate) const CLONE: Name = Name::rival("a clone");
pub(crate) const OBJECTS: Name = Name::ours("object graphs");
pub(crate) const SAME_WRITE: Name = Name::ours("same schema, writing");
pub(crate) const SAME_READ: Name = Name::ours("same schema, reading");
pub(crate) const COMPATIBLE_WRITE: Name = Name::ours("compatible, writing");
pub(crate) const COMPATIBLE_READ: Name = Name::ours("compatible, reading");
pub(crate) const CONNECTION_WRITE: Name = Name::ours("connection, writing");
pub(crate) const CONNECTION_READ: Name = Name::ours("connection, reading");
pub(crate) const BUILDERS: Name = Name::rival("arrow builders");
pub(crate) const SERDE_ARROW: Name = Name::rival("serde_arrow");
pub(crate) const ARROW_CONVERT: Name = Name::rival("arrow_convert");
pub(crate) const ARROW_JSON: Name = Name::rival("arrow-json, of JSON lines");
pub(crate) const ARROW_JSON_SERDE: Name = Name::rival("arrow-json, of serde");
pub(crate) const TO_BATCH: Name = Name::ours("records to columns");
pub(crate) const TO_RECORDS: Name = Name::ours("columns to records");
pub(crate) const DECODE_UNTRUSTED: Name = Name::ours("unknown rows to columns");
pub(crate) const DECODE_UNTRUSTED_REUSED: Name = Name::ours("unknown rows to columns, reused");
pub(crate) const DECODE_BATCHES_UNTRUSTED: Name =
    Name::ours("unknown rows to batches of 4,096, reused");
pub(crate) const DECODE_FIRST: Name = Name::rival("decoding each message first");
pub(crate) const FILTER: Name = Name::ours("lazy filter of the stream");
pub(crate) const CHECK: Name = Name::ours("check of unknown rows");

/// A contest by the name that it is asked for with.
pub(crate) struct Entry {
    pub(crate) name: &'static str,
    /// Makes the data, checks every variant, and measures.
    pub(crate) measure: fn(&Settings) -> Result<Figures, Failure>,
    /// The file of real data that it measures with.
    file: Option<&'static str>,
    /// The program whose memory it measures, built to where this one was.
    program: Option<&'static str>,
}

impl Entry {
    /// Whether its data and its program are there.
    pub(crate) fn can_run(&self) -> bool {
        self.file.is_none_or(|file| data_file(file).exists())
            && self.program.is_none_or(|program| {
                Path::new("/proc/self/status").exists()
                    && program_file(program).is_ok_and(|program| program.exists())
            })
    }
}

/// A contest that needs a file of the examples' data.
const fn of_file(
    name: &'static str,
    file: &'static str,
    measure: fn(&Settings) -> Result<Figures, Failure>,
) -> Entry {
    Entry { file: Some(file), ..entry(name, measure) }
}

const fn entry(name: &'static str, measure: fn(&Settings) -> Result<Figures, Failure>) -> Entry {
    Entry { name, measure, file: None, program: None }
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
        contests: fory::CONTESTS,
    },
    Subject {
        name: "graph",
        title: "Speed of object graphs beside fory",
        contests: graph::CONTESTS,
    },
    Subject {
        name: "stream",
        title: "Speed of filters over streams of rows of 64 fields",
        contests: stream::CONTESTS,
    },
    #[cfg(feature = "sql")]
    Subject { name: "sql", title: "Speed of SQL over rows", contests: sql::CONTESTS },
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

const FLIGHTS: &str = "flights.parquet";

/// Where a file of the examples' data stands.
fn data_file(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples/data").join(name)
}

/// Where a program stands that was built beside this one.
fn program_file(name: &str) -> std::io::Result<PathBuf> {
    Ok(env::current_exe()?.with_file_name(name).with_extension(env::consts::EXE_EXTENSION))
}
