//! Damaged rows: an error or a value from every reader, and the same one from all of them.

use std::sync::Arc;

use arrow_array::BinaryArray;
use arrow_schema::{DataType, Field, Schema};
use ferrow_row::{Error, ErrorKind, RowBatch, RowFormat, RowLayout, RowRef, ValueRef};
use proptest::prelude::*;

use crate::codec::Plan;
use crate::field::{Scalar, assert_reads, read_lazy, write_row};
use crate::schemas::{self, Rows};
use crate::validity;
use crate::vector;

/// A golden row of the standard layout without nested fields.
struct FlatRow {
    name: String,
    layout: Arc<RowLayout>,
    bytes: Vec<u8>,
}

fn flat_rows() -> Vec<FlatRow> {
    let vectors = vector::load().into_iter().filter(|vector| vector.format == RowFormat::Standard);
    let rows = vectors.filter_map(|vector| match vector.plan() {
        Plan::Row(layout) if !layout.values().iter().any(|value| value.kind().is_nested()) => {
            Some(FlatRow { name: vector.name, layout, bytes: vector.bytes })
        }
        _ => None,
    });
    let rows: Vec<_> = rows.collect();
    assert!(!rows.is_empty(), "no golden row is flat");
    rows
}

/// Reads all of `bytes` every way that there is and asserts that all ways agree with each other and
/// with the model of the format; gives what is wrong with the row.
fn survey(layout: &Arc<RowLayout>, bytes: &[u8]) -> Option<ErrorKind> {
    let batch = RowBatch::try_new(Arc::clone(layout), BinaryArray::from_iter_values([bytes]));
    let lazy: Result<Vec<_>, Error> = layout
        .open(bytes)
        .map(|row| (0..layout.len()).map(|index| read_lazy(row, index)).collect());
    match (RowRef::try_new(layout, bytes), validity::decode(layout, bytes)) {
        (Ok(row), Ok(wanted)) => {
            let batch = batch.expect("a valid row is valid in a batch");
            let batch_row = batch.row(0).expect("the row is not null");
            assert_reads("alone", row, &wanted);
            assert_reads("in a batch", batch_row, &wanted);
            None
        }
        (Err(error), Err(wrong)) => {
            assert!(wrong.contains(&error.kind()), "{error} is none of {wrong:?}");
            let same_error =
                |other: &Error| (other.kind(), other.offset()) == (error.kind(), error.offset());
            let batch_error = batch.expect_err("a bad row is bad in a batch");
            assert!(same_error(&batch_error), "{batch_error} in a batch, {error} alone");
            assert_eq!(batch_error.row(), Some(0));
            match lazy {
                Ok(fields) => {
                    let mut errors = fields.iter().filter_map(|field| field.as_ref().err());
                    // A field alone cannot know that others share its bytes.
                    assert!(
                        errors.any(|lazy| same_error(lazy) && lazy.path() == error.path())
                            || validity::shares_bytes(layout, bytes),
                        "no field gives the error of the whole row: {error}"
                    );
                }
                Err(lazy) => assert!(same_error(&lazy), "{lazy} at opening, {error} in all"),
            }
            Some(error.kind())
        }
        (Ok(_), Err(wrong)) => panic!("a row was accepted that has {wrong:?}"),
        (Err(error), Ok(_)) => panic!("a valid row was refused: {error}"),
    }
}

/// Words to write over those of a row: the edges of the format's integers, and some at random.
fn words(random: &mut u64) -> [u64; 9] {
    let [a, b, c] = [(); 3].map(|()| next(random));
    // A small span, as such a word is rarely random.
    let span = ((a % 512) << 32) | (b % 64);
    [0, 1, 1 << 31, (1 << 32) - 1, 1 << 63, a, b, c, span]
}

/// The next word of a sequence that is the same in every run.
fn next(state: &mut u64) -> u64 {
    *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mixed = (*state ^ (*state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed ^ (mixed >> 27)
}

/// Overwrites each word and each half of a word of `bytes` in turn; `check` sees every such row.
fn each_overwritten(bytes: &[u8], random: &mut u64, mut check: impl FnMut(&[u8])) {
    let mut row = bytes.to_vec();
    for at in (0..bytes.len() / 8).map(|word| word * 8) {
        for word in words(random) {
            row[at..at + 8].copy_from_slice(&word.to_le_bytes());
            check(&row);
            for half in [at, at + 4] {
                row.copy_from_slice(bytes);
                row[half..half + 4].copy_from_slice(&word.to_le_bytes()[..4]);
                check(&row);
            }
            row.copy_from_slice(bytes);
        }
    }
}

#[test]
fn a_golden_row_cut_at_any_byte_gives_an_error_or_a_value() {
    for vector in flat_rows() {
        for len in 0..vector.bytes.len() {
            let wrong = survey(&vector.layout, &vector.bytes[..len]);
            if len < vector.layout.fixed_width() {
                assert_eq!(wrong, Some(ErrorKind::Truncated), "{} cut at {len}", vector.name);
            }
            // What is cut off is padding, or else it is missed.
            assert!(wrong.is_some() || vector.bytes.len() - len < 8, "{}: {len}", vector.name);
        }
    }
}

#[test]
fn a_golden_row_with_any_word_overwritten_gives_an_error_or_a_value() {
    let (mut random, mut errors, mut values) = (42, 0, 0);
    for vector in flat_rows() {
        each_overwritten(&vector.bytes, &mut random, |row| match survey(&vector.layout, row) {
            Some(_) => errors += 1,
            None => values += 1,
        });
    }
    println!("damaged golden rows: {errors} errors, {values} with values");
    assert!(errors > 0 && values > 0, "the damage must be of both kinds");
}

#[test]
fn an_error_says_what_is_wrong_and_where() {
    let fields = [("id", DataType::Int64, false), ("name", DataType::Utf8, true)]
        .map(|(name, data_type, nullable)| Field::new(name, data_type, nullable));
    let layout = RowLayout::try_new(Schema::new(fields.to_vec())).unwrap();
    let name = Scalar::Text("hello".into());
    let row = write_row(&layout, &[Scalar::Plain(ValueRef::Int64(1)), name]);
    let with = |at: usize, byte: u8| {
        let mut row = row.clone();
        row[at] = byte;
        row
    };
    let cases = [
        (row[..23].to_vec(), ErrorKind::Truncated, "", Some(23)),
        (row[..28].to_vec(), ErrorKind::Truncated, "name", Some(24)),
        (with(0, 1), ErrorKind::NotNull, "id", None),
        // The slot of `name`: its size, then its offset.
        (with(16, 9), ErrorKind::Truncated, "name", Some(24)),
        (with(20, 23), ErrorKind::Overlap, "name", Some(23)),
        (with(26, 0xff), ErrorKind::Utf8, "name", Some(26)),
    ];
    for (bytes, kind, path, offset) in cases {
        assert_eq!(survey(&layout, &bytes), Some(kind));
        let error = RowRef::try_new(&layout, &bytes).unwrap_err();
        assert_eq!((error.path().as_str(), error.offset()), (path, offset), "{error}");
    }
}

#[test]
fn a_batch_gives_the_error_of_its_first_bad_row() {
    let fields = ["a", "b"].map(|name| Field::new(name, DataType::Utf8, true));
    let layout = RowLayout::try_new(Schema::new(fields.to_vec())).unwrap();
    let good = write_row(&layout, &[Scalar::Text("x".into()), Scalar::Text("y".into())]);
    let bad_at = |byte: usize| {
        let mut row = good.clone();
        row[byte] = 0xff;
        row
    };
    let (bad_a, bad_b) = (bad_at(24), bad_at(32));
    for first in [0, 3, 63, 64, 65] {
        let mut rows = vec![&good; first];
        rows.extend([&bad_b, &bad_a, &good]);
        let error = RowBatch::try_new(Arc::clone(&layout), BinaryArray::from_iter_values(rows));
        let error = error.unwrap_err();
        assert_eq!((error.row(), error.path()), (Some(first), format!("[{first}].b")));
    }
}

proptest! {
    #![proptest_config(ProptestConfig {
        failure_persistence: None,
        ..ProptestConfig::with_cases(24)
    })]

    #[test]
    fn a_random_row_that_is_damaged_gives_an_error_or_a_value(
        Rows { layout, rows } in schemas::rows(1..=20),
        seed: u64,
    ) {
        let bytes = write_row(&layout, &rows[0]);
        assert_eq!(survey(&layout, &bytes), None);
        (0..bytes.len()).for_each(|len| _ = survey(&layout, &bytes[..len]));
        each_overwritten(&bytes, &mut seed.clone(), |row| _ = survey(&layout, row));
    }

    #[test]
    fn any_bytes_give_an_error_or_a_value(
        Rows { layout, .. } in schemas::rows(0..=70),
        bytes in proptest::collection::vec(any::<u8>(), 0..700),
    ) {
        survey(&layout, &bytes);
    }
}
