//! The targets, in the order in which they are measured and printed.

#[cfg(feature = "sql")]
use crate::contests::sql;
use crate::contests::{
    APPEND, ARROW_CONVERT, ARROW_ROW, BUILDERS, CHECK, COMPATIBLE_READ, COMPATIBLE_WRITE,
    CONNECTION_READ, CONNECTION_WRITE, DECODE, DECODE_AVX2, DECODE_AVX512, DECODE_BATCHES,
    DECODE_BATCHES_REUSED, DECODE_BATCHES_UNTRUSTED, DECODE_FIRST, DECODE_PORTABLE, DECODE_REUSED,
    DECODE_UNTRUSTED, DECODE_UNTRUSTED_REUSED, ENCODE_REUSED, FILTER, FORY, LAZY_OFFSETS,
    LAZY_STRIDE, MEMCPY, MEMCPY_BY_PARTS, OBJECTS, READ, SAME_READ, SAME_WRITE, SERDE_ARROW,
    TO_BATCH, TO_RECORDS, TOUCH, WRITE,
};
use crate::gates::Gate;
use crate::harness::Name;

/// All targets.
pub(crate) const GATES: &[Gate] = &[
    // 294 KB of rows into columns that are there.
    avx512("rows-to-columns-8-i64-in-l2-avx512", "i64-8-to-columns", 1.0),
    avx2("rows-to-columns-8-i64-in-l2-avx2", "i64-8-to-columns", 0.85),
    portable("rows-to-columns-8-i64-in-l2-portable", "i64-8-to-columns", 0.65),
    avx512("rows-to-columns-16-i64-in-l2-avx512", "i64-16-to-columns", 0.95),
    avx2("rows-to-columns-16-i64-in-l2-avx2", "i64-16-to-columns", 0.85),
    portable("rows-to-columns-16-i64-in-l2-portable", "i64-16-to-columns", 0.65),
    avx512("rows-to-columns-64-i64-in-l2-avx512", "i64-64-to-columns", 0.88),
    avx2("rows-to-columns-64-i64-in-l2-avx2", "i64-64-to-columns", 0.80),
    portable("rows-to-columns-64-i64-in-l2-portable", "i64-64-to-columns", 0.65),
    avx512("rows-to-columns-8-i64-nulls-in-l2-avx512", "i64-8-nulls-to-columns", 0.75),
    avx512("rows-to-columns-16-i64-nulls-in-l2-avx512", "i64-16-nulls-to-columns", 0.80),
    avx512("rows-to-columns-64-i64-nulls-in-l2-avx512", "i64-64-nulls-to-columns", 0.78),
    avx512("rows-to-columns-16-mixed-in-l2-avx512", "mixed-16-to-columns", 0.80),
    // A million rows into columns.
    copied("rows-to-batches-16-i64-1m", "i64-16-1m-to-columns", DECODE_BATCHES, 0.90),
    copied("rows-to-columns-8-i64-1m-reused", "i64-8-1m-to-columns", DECODE_REUSED, 1.3),
    copied("rows-to-columns-16-i64-1m-reused", "i64-16-1m-to-columns", DECODE_REUSED, 1.15),
    copied("rows-to-columns-64-i64-1m-reused", "i64-64-1m-to-columns", DECODE_REUSED, 1.0),
    cached("rows-to-batches-16-i64-1m-by-parts", "i64-16-1m-to-columns", DECODE_BATCHES, 0.90),
    cached("rows-to-columns-8-i64-1m-reused-by-parts", "i64-8-1m-to-columns", DECODE_REUSED, 1.3),
    cached(
        "rows-to-columns-16-i64-1m-reused-by-parts",
        "i64-16-1m-to-columns",
        DECODE_REUSED,
        1.15,
    ),
    cached("rows-to-columns-64-i64-1m-reused-by-parts", "i64-64-1m-to-columns", DECODE_REUSED, 1.0),
    // Columns into rows.
    copied("columns-to-rows-16-i64-in-l2", "i64-16-to-rows", ENCODE_REUSED, 0.88),
    copied("columns-to-rows-64-i64-in-l2", "i64-64-to-rows", ENCODE_REUSED, 0.88),
    copied("columns-to-rows-8-i64-nulls-in-l2", "i64-8-nulls-to-rows", ENCODE_REUSED, 0.50),
    copied("columns-to-rows-16-i64-nulls-in-l2", "i64-16-nulls-to-rows", ENCODE_REUSED, 0.60),
    copied("columns-to-rows-64-i64-nulls-in-l2", "i64-64-nulls-to-rows", ENCODE_REUSED, 0.60),
    copied("columns-to-rows-16-i64-1m", "i64-16-1m-to-rows", ENCODE_REUSED, 1.3),
    copied("columns-to-rows-64-i64-1m", "i64-64-1m-to-rows", ENCODE_REUSED, 0.8),
    cached("columns-to-rows-16-i64-1m-by-parts", "i64-16-1m-to-rows", ENCODE_REUSED, 1.3),
    cached("columns-to-rows-64-i64-1m-by-parts", "i64-64-1m-to-rows", ENCODE_REUSED, 0.8),
    // Six integers and two short texts, of rows that were validated before or are by the way.
    copied("rows-to-columns-text-in-l2", "text-to-columns", DECODE_REUSED, 0.50),
    copied(
        "rows-to-columns-text-validated-in-l2",
        "text-to-columns",
        DECODE_UNTRUSTED_REUSED,
        0.50,
    ),
    copied("rows-to-columns-text-1m", "text-1m-to-columns", DECODE_BATCHES_REUSED, 0.75),
    copied(
        "rows-to-columns-text-validated-1m",
        "text-1m-to-columns",
        DECODE_BATCHES_UNTRUSTED,
        0.75,
    ),
    cached("rows-to-columns-text-1m-by-parts", "text-1m-to-columns", DECODE_BATCHES_REUSED, 0.75),
    copied("columns-to-rows-text-in-l2", "text-to-rows", ENCODE_REUSED, 0.42),
    copied("columns-to-rows-text-1m", "text-1m-to-rows", ENCODE_REUSED, 0.95),
    cached("columns-to-rows-text-1m-by-parts", "text-1m-to-rows", ENCODE_REUSED, 0.95),
    // The same arrays through `arrow-row`.
    arrow_row("arrow-row-i64-to-columns", DECODE_REUSED, ARROW_ROW, 15.0),
    arrow_row("arrow-row-text-to-columns", DECODE_REUSED, ARROW_ROW, 10.0),
    arrow_row("arrow-row-text-to-rows", ENCODE_REUSED, APPEND, 3.5),
    // Records into columns and back.
    to_batch("records-flat-to-batch-builders", "records-flat-to-batch", BUILDERS, 2.5),
    to_batch("records-flat-to-batch-serde-arrow", "records-flat-to-batch", SERDE_ARROW, 10.0),
    to_batch("records-flights-to-batch-builders", "records-flights-to-batch", BUILDERS, 1.3),
    to_batch("records-flights-to-batch-serde-arrow", "records-flights-to-batch", SERDE_ARROW, 4.0),
    to_batch("records-features-to-batch-builders", "records-features-to-batch", BUILDERS, 1.3),
    to_batch(
        "records-features-to-batch-serde-arrow",
        "records-features-to-batch",
        SERDE_ARROW,
        4.0,
    ),
    to_records("batch-to-records-flat-arrow-convert", ARROW_CONVERT, 1.5),
    to_records("batch-to-records-flat-serde-arrow", SERDE_ARROW, 5.0),
    // One field of a million rows.
    Gate::speed("lazy-scan-stride", "lazy-scan", LAZY_STRIDE, TOUCH, 0.95),
    Gate::speed("lazy-scan-offsets", "lazy-scan", LAZY_OFFSETS, TOUCH, 0.85),
    // Rows of unknown origin.
    Gate::time("untrusted-rows-to-columns", "untrusted-rows", DECODE_UNTRUSTED, DECODE, 1.1),
    Gate::time("untrusted-rows-check-alone", "untrusted-rows", CHECK, DECODE, 0.5),
    // Object graphs.
    graph("graph-write-order", 2.5),
    graph("graph-read-order", 1.9),
    graph("graph-write-numbers", 1.5),
    graph("graph-read-numbers", 2.3),
    graph("graph-write-numeric-struct", 1.3),
    graph("graph-read-numeric-struct", 1.3),
    graph("graph-write-sample", 1.3),
    graph("graph-read-sample", 1.3),
    graph("graph-write-media-content", 1.3),
    graph("graph-read-media-content", 1.3),
    graph("graph-write-numeric-structs", 1.3),
    graph("graph-read-numeric-structs", 1.3),
    graph("graph-write-samples", 1.3),
    graph("graph-read-samples", 1.3),
    graph("graph-write-media-contents", 1.3),
    graph("graph-read-media-contents", 1.3),
    graph("graph-write-map", 1.5),
    graph("graph-read-map", 1.1),
    graph("graph-write-texts", 1.5),
    graph("graph-read-texts", 1.3),
    modes("graph-compatible-write", "graph-compatible-structs", COMPATIBLE_WRITE, SAME_WRITE),
    modes("graph-compatible-read", "graph-compatible-structs", COMPATIBLE_READ, SAME_READ),
    modes("graph-connection-write", "graph-connection", CONNECTION_WRITE, SAME_WRITE),
    modes("graph-connection-read", "graph-connection", CONNECTION_READ, SAME_READ),
    // A hundredth of a stream of rows of 64 fields.
    Gate::speed("stream-filter-decoding-first", "stream-filter", FILTER, DECODE_FIRST, 5.0),
    Gate::speed("stream-filter-fory", "stream-filter", FILTER, FORY, 3.0),
    // SQL over rows.
    #[cfg(feature = "sql")]
    Gate::time(
        "sql-carrier-average",
        "sql-carrier-average",
        sql::QUERY_ROWS,
        sql::QUERY_BATCHES,
        1.5,
    ),
    #[cfg(feature = "sql")]
    Gate::speed(
        "sql-filter-one-percent-64-columns",
        "sql-filter-one-percent-64-columns",
        sql::QUERY_ROWS,
        sql::DECODE_IN_QUERY,
        5.0,
    ),
    #[cfg(feature = "sql")]
    Gate::speed("sql-row-get", "sql-row-get", sql::ROW_GET, LAZY_STRIDE, 0.6),
    #[cfg(feature = "sql")]
    Gate::time("sql-three-reads", "sql-row-get", sql::ROW_GET_THREE, sql::ROW_GET, 1.5),
    #[cfg(feature = "sql")]
    Gate::at_least("tpch-0.1-answers", "tpch-0.1-answers", sql::EQUAL_ANSWERS, 22.0),
    #[cfg(feature = "sql")]
    Gate::at_most(
        "convert-10m-flights-memory",
        "convert-10m-flights-memory",
        sql::MEGABYTES,
        300.0,
    ),
    // One record.
    fory("fory-write-flat", WRITE, 3.0),
    fory("fory-write-mixed", WRITE, 1.8),
    fory("fory-read-mixed", READ, 2.0),
    fory("fory-read-one-field", READ, 1.0),
    fory("fory-read-one-field-of-mixed", READ, 1.0),
    // Sixteen columns of mixed widths, a fifth of half of them null.
    Gate::speed("flat-to-rows-arrow-row", "flat-to-rows", ENCODE_REUSED, APPEND, 1.5),
    Gate::speed("flat-to-rows-fory", "flat-to-rows", ENCODE_REUSED, FORY, 5.0),
    Gate::speed("flat-1m-to-rows-arrow-row", "flat-1m-to-rows", ENCODE_REUSED, APPEND, 1.7),
    Gate::speed("flat-1m-to-rows-fory", "flat-1m-to-rows", ENCODE_REUSED, FORY, 1.7),
    Gate::speed("flat-to-columns-arrow-row", "flat-to-columns", DECODE, ARROW_ROW, 5.0),
    Gate::speed("flat-to-columns-fory", "flat-to-columns", DECODE, FORY, 6.0),
    Gate::speed("flat-1m-to-columns-arrow-row", "flat-1m-to-columns", DECODE, ARROW_ROW, 5.0),
    Gate::speed("flat-1m-to-columns-fory", "flat-1m-to-columns", DECODE, FORY, 1.8),
];

/// Beside a copy of the rows, with the kernels of AVX-512.
const fn avx512(name: &'static str, contest: &'static str, least: f64) -> Gate {
    copied(name, contest, DECODE_AVX512, least).on("avx512")
}

const fn avx2(name: &'static str, contest: &'static str, least: f64) -> Gate {
    copied(name, contest, DECODE_AVX2, least).on("avx2")
}

const fn portable(name: &'static str, contest: &'static str, least: f64) -> Gate {
    copied(name, contest, DECODE_PORTABLE, least)
}

/// Beside a copy of the rows into warm memory.
const fn copied(name: &'static str, contest: &'static str, variant: Name, least: f64) -> Gate {
    Gate::speed(name, contest, variant, MEMCPY, least)
}

/// Beside a copy through the caches, which a memcpy of a million rows is on some machines only. The
/// targets were set on one of them.
const fn cached(name: &'static str, contest: &'static str, variant: Name, least: f64) -> Gate {
    Gate::speed(name, contest, variant, MEMCPY_BY_PARTS, least)
}

/// Beside `arrow-row`, in the contest of the gate's name.
const fn arrow_row(name: &'static str, variant: Name, baseline: Name, least: f64) -> Gate {
    Gate::speed(name, name, variant, baseline, least)
}

const fn to_batch(name: &'static str, contest: &'static str, baseline: Name, least: f64) -> Gate {
    Gate::speed(name, contest, TO_BATCH, baseline, least)
}

const fn to_records(name: &'static str, baseline: Name, least: f64) -> Gate {
    Gate::speed(name, "batch-to-records-flat", TO_RECORDS, baseline, least)
}

/// Beside `fory`, in the contest of the gate's name.
const fn fory(name: &'static str, variant: Name, least: f64) -> Gate {
    Gate::speed(name, name, variant, FORY, least)
}

/// Beside `fory`, in the contest of the gate's name.
const fn graph(name: &'static str, least: f64) -> Gate {
    Gate::speed(name, name, OBJECTS, FORY, least)
}

/// What definitions may take.
const fn modes(name: &'static str, contest: &'static str, variant: Name, baseline: Name) -> Gate {
    Gate::time(name, contest, variant, baseline, 1.1)
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;
    use crate::contests::contests;

    #[test]
    fn every_gate_has_its_own_name_and_a_contest() {
        let names: HashSet<&str> = GATES.iter().map(|gate| gate.name).collect();
        assert_eq!(names.len(), GATES.len());
        for gate in GATES {
            let found = contests().filter(|contest| contest.name == gate.contest);
            assert_eq!(found.count(), 1, "{} has one contest", gate.name);
        }
    }
}
