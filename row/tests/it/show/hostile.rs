//! Bytes that are made to be much: what is shown of them is bounded, and so is the time it takes.

use std::time::{Duration, Instant};

use arrow_schema::{DataType, Field, Schema};
use ferrow_row::{ErrorKind, RowFormat};

use super::{explained, list};
use crate::codec::Plan;

/// A standard list of `len` elements, all of which are `inside`.
fn aliased(len: usize, inside: &[u8]) -> Vec<u8> {
    let word = |number: usize| u64::try_from(number).expect("a length").to_le_bytes();
    let offset = 8 + len.div_ceil(64) * 8 + len * 8;
    let mut bytes = word(len).to_vec();
    bytes.resize(8 + len.div_ceil(64) * 8, 0);
    for _ in 0..len {
        bytes.extend(word(offset << 32 | inside.len()));
    }
    bytes.extend(inside);
    bytes
}

/// A row of one field, which is `inside`.
fn row_of(inside: &[u8]) -> Vec<u8> {
    let span = (16_u64 << 32) | u64::try_from(inside.len()).expect("a length");
    [&[0; 8], &span.to_le_bytes(), inside].concat()
}

fn explain(data_type: DataType, bytes: &[u8]) -> (Option<ErrorKind>, String) {
    let schema = Schema::new(vec![Field::new("f", data_type, true)]);
    let plan = Plan::row(schema, RowFormat::Standard).expect("types that rows hold");
    let started = Instant::now();
    let explanation = explained(&plan, bytes);
    let shown = explanation.to_string();
    assert!(started.elapsed() < Duration::from_secs(20), "{:?}", started.elapsed());
    assert!(shown.lines().count() < 1_300, "{} lines", shown.lines().count());
    (explanation.error().map(ferrow_row::Error::kind), shown)
}

#[test]
fn lists_that_alias_one_another_are_not_walked_over_and_over() {
    let words = aliased(200, &[]);
    let (mut bytes, mut data_type) = (words, list(DataType::Utf8));
    for _ in 0..2 {
        bytes = aliased(200, &bytes);
        data_type = list(data_type);
    }
    let (kind, shown) = explain(data_type, &row_of(&bytes));
    assert_eq!(kind, Some(ErrorKind::Overlap));
    assert!(shown.contains("!! f[1]: the values up to the one at offset"), "{shown}");

    // Deeper, and longer: nine levels of nine thousand each.
    let (mut bytes, mut data_type) = (vec![], DataType::Binary);
    for _ in 0..9 {
        bytes = aliased(9_000, &bytes);
        data_type = list(data_type);
    }
    assert_eq!(explain(data_type, &row_of(&bytes)).0, Some(ErrorKind::Overlap));
}

#[test]
fn counts_that_no_memory_holds_are_marked() {
    for count in [u64::MAX, 1 << 60, 1 << 32] {
        let mut bytes = count.to_le_bytes().to_vec();
        bytes.resize(1 << 20, 0);
        let (kind, shown) = explain(list(DataType::Int8), &row_of(&bytes));
        assert_eq!(kind, Some(ErrorKind::Truncated));
        assert!(shown.contains(&format!("f: {count} elements\n")), "{shown}");
        assert!(shown.lines().count() < 20, "what was not read is cut:\n{shown}");
    }
}

#[test]
fn what_is_long_is_cut_and_what_is_wrong_behind_it_is_shown() {
    // The list has a text for each of ten thousand elements, of which one is none.
    let texts = aliased(10_000, &[]);
    let mut bytes = texts.clone();
    let bad = 8 + 157 * 8 + 7_777 * 8;
    bytes[bad + 4..bad + 8].fill(0xff);
    let (kind, shown) = explain(list(DataType::Utf8), &row_of(&texts));
    assert_eq!(kind, None);
    assert!(shown.contains("... 9968 more elements"), "{shown}");
    let (kind, shown) = explain(list(DataType::Utf8), &row_of(&bytes));
    assert_eq!(kind, Some(ErrorKind::Truncated));
    assert!(
        shown.contains("   [7777]: \"\", no bytes at ") && shown.contains("!! f[7777]: "),
        "{shown}"
    );
    assert!(shown.lines().count() < 60, "{shown}");

    let mut long = "é".repeat(5_000).into_bytes();
    long[9_000] = 0xff;
    let (kind, shown) = explain(DataType::Utf8, &row_of(&long));
    assert_eq!(kind, Some(ErrorKind::Utf8));
    let at = shown.lines().position(|line| line.contains("!! f: ")).expect("a mark");
    assert!(shown.lines().nth(at - 1).is_some_and(|line| line.contains(" ff ")), "{shown}");
    assert!(shown.lines().count() < 20, "{shown}");
}

#[test]
fn a_dump_has_an_end() {
    let fields: Vec<_> =
        (0..3_000).map(|i| Field::new(format!("f{i}"), DataType::Utf8, false)).collect();
    let plan = Plan::row(Schema::new(fields), RowFormat::Standard).expect("types that rows hold");
    // Every field is null, and none may be.
    let shown = explained(&plan, &[0xff; 30_000]).to_string();
    assert!(shown.contains("!! f0: null in a field that is not nullable"), "{shown}");
    // No field is null, and all are far away.
    let bytes = [vec![0; 376], vec![0xff; 24_000]].concat();
    let shown = explained(&plan, &bytes).to_string();
    assert!(shown.ends_with("... more lines are not shown, the most are 1000\n"), "{shown}");
    assert!(shown.lines().count() < 1_300, "{} lines", shown.lines().count());
}
