//! Any bytes at all are explained: nothing panics, nothing is left out, and what keeps a value from
//! being read is marked.

use ferrow_row::{ListRef, MapRef, RowRef};
use proptest::prelude::*;

use super::explained;
use crate::codec::Plan;
use crate::generate::{self, Choices, Random};
use crate::{model, vector};
use arrow_schema::Schema;
use ferrow_row::RowFormat;

/// Shows `bytes` in every way there is, and asserts what holds for all bytes.
fn survey(plan: &Plan, bytes: &[u8]) -> bool {
    let read = match plan {
        Plan::Row(layout) => {
            drop(layout.open(bytes).map(|row| format!("{row:?}")));
            RowRef::try_new(layout, bytes).map(|row| format!("{row} {row:?}"))
        }
        Plan::List(layout) => {
            ListRef::try_new(layout, bytes).map(|list| format!("{list} {list:?}"))
        }
        Plan::Map(layout) => MapRef::try_new(layout, bytes).map(|map| format!("{map} {map:?}")),
    };
    let explanation = explained(plan, bytes);
    let shown = explanation.to_string();
    let is_valid = read.is_ok();
    match read {
        Ok(line) => {
            assert!(explanation.error().is_none() && !line.contains('\n'), "{line}");
            assert!(marks(&shown).next().is_none(), "marks in a valid row:\n{shown}");
        }
        Err(error) => {
            let marked = marks(&shown).any(|mark| mark == error.to_string());
            assert!(marked, "no mark says {error}:\n{shown}");
            assert_eq!(explanation.error().map(ToString::to_string), Some(error.to_string()));
        }
    }
    assert!(shown.lines().count() <= 1_210, "{} lines", shown.lines().count());
    if !shown.contains("  ...") {
        assert_all_shown(bytes, &shown);
    }
    is_valid
}

/// What marks say.
fn marks(shown: &str) -> impl Iterator<Item = &str> {
    let marks = shown.lines().filter(|line| line.starts_with("         "));
    marks.filter_map(|line| line.split_once("   !! ")).map(|(_, mark)| mark)
}

/// Asserts that every byte is on a line at its offset.
fn assert_all_shown(bytes: &[u8], shown: &str) {
    let mut is_shown = vec![false; bytes.len()];
    for (offset, on_line) in dumped(shown) {
        assert_eq!(bytes[offset..offset + on_line.len()], on_line, "at {offset}:\n{shown}");
        is_shown[offset..offset + on_line.len()].fill(true);
    }
    let missing = is_shown.iter().position(|is_shown| !is_shown);
    assert_eq!(missing, None, "a byte is not shown:\n{shown}");
}

/// The offset and the bytes of each line that has some.
fn dumped(shown: &str) -> impl Iterator<Item = (usize, Vec<u8>)> {
    shown.lines().filter(|line| !line.starts_with("         ")).map(|line| {
        let (offset, rest) = line.trim_start().split_once("  ").expect("an offset");
        let hex = rest.split("   ").next().expect("bytes");
        let byte = |digits| u8::from_str_radix(digits, 16).expect("hexadecimal digits");
        (offset.parse().expect("an offset"), hex.split_whitespace().map(byte).collect())
    })
}

/// Asserts that each line starts where the one before it ends.
fn assert_in_order(shown: &str) {
    let mut end = 0;
    for (offset, on_line) in dumped(shown) {
        assert_eq!(offset, end, "{shown}");
        end += on_line.len();
    }
}

#[test]
fn every_byte_of_a_golden_vector_is_shown_once_and_in_order() {
    for vector in vector::load() {
        let plan = vector.plan();
        assert!(survey(&plan, &vector.bytes), "{} is valid", vector.name);
        let shown = explained(&plan, &vector.bytes).to_string();
        assert!(!shown.contains("behind the last value"), "{}:\n{shown}", vector.name);
        if !shown.contains("  ...") {
            assert_in_order(&shown);
        }
    }
}

#[test]
fn a_golden_vector_cut_at_any_byte_is_explained() {
    for vector in vector::load() {
        let plan = vector.plan();
        for len in 0..vector.bytes.len() {
            survey(&plan, &vector.bytes[..len]);
        }
    }
}

#[test]
fn a_golden_vector_with_any_byte_overwritten_is_explained() {
    let (mut valid, mut broken) = (0, 0);
    for vector in vector::load() {
        let (plan, mut bytes) = (vector.plan(), vector.bytes.clone());
        // Two vectors are of thousands of bytes of text.
        for at in (0..bytes.len()).step_by(if bytes.len() > 2_000 { 31 } else { 1 }) {
            bytes[at] = [0xff, bytes[at] ^ 8, bytes[at] ^ 1][at % 3];
            match survey(&plan, &bytes) {
                true => valid += 1,
                false => broken += 1,
            }
            bytes[at] = vector.bytes[at];
        }
    }
    assert!(valid > 1_000 && broken > 1_000, "{valid} valid, {broken} broken");
}

proptest! {
    #![proptest_config(ProptestConfig {
        failure_persistence: None,
        ..ProptestConfig::with_cases(64)
    })]

    #[test]
    fn rows_of_any_types_are_explained_whole_or_damaged(
        choices in proptest::collection::vec(any::<u8>(), 0..600),
        seed: u64,
        is_compact: bool,
    ) {
        let mut choices = Choices::new(&choices);
        let format = if is_compact { RowFormat::Compact } else { RowFormat::Standard };
        let fields = generate::fields(&mut choices);
        let plan = Plan::row(Schema::new(fields.clone()), format);
        // Lists of nothing, which could be of any length, are no layout.
        prop_assume!(plan.is_ok());
        let plan = plan.unwrap();
        let bytes = model::row(format, &fields, &generate::row(&mut choices, &fields));
        assert!(survey(&plan, &bytes));
        let shown = explained(&plan, &bytes).to_string();
        if !shown.contains("  ...") {
            assert_in_order(&shown);
        }
        let mut random = Random(seed);
        for _ in 0..if bytes.is_empty() { 0 } else { 200 } {
            let mut damaged = bytes.clone();
            let at = random.below(bytes.len());
            let few = random.bytes(1 + random.clone().below(4));
            damaged.splice(at..bytes.len().min(at + few.len()), few);
            survey(&plan, &damaged);
            survey(&plan, &damaged[..at]);
        }
    }
}
