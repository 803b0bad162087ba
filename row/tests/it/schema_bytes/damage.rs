//! Schema bytes that are damaged, or none: an error with its place, or a schema.

use std::collections::BTreeSet;

use arrow_schema::{DataType, Schema};
use ferrow_row::schema::{Fingerprint, from_schema_bytes, to_schema_bytes};
use ferrow_row::{Error, ErrorKind, RowFormat};
use proptest::collection::vec;
use proptest::prelude::*;

use super::{goldens, one};

/// One list in another, to this depth in all.
fn lists(depth: usize) -> Schema {
    one((1..depth).fold(DataType::Int8, |inner, _| DataType::new_list(inner, true)))
}

#[test]
fn depth_is_bounded_on_both_sides() {
    let deepest = to_schema_bytes(&lists(64)).unwrap();
    assert_eq!(from_schema_bytes(&deepest).unwrap(), lists(64));
    assert_eq!(to_schema_bytes(&lists(65)).unwrap_err().kind(), ErrorKind::Limit);

    // One level more, and as many as memory holds.
    for levels in [64, 1_000_000] {
        let mut bytes = vec![1, 1];
        bytes.extend([0x40, b'a', 22].repeat(levels));
        bytes.extend([0x40, b'a', 2]);
        let error = from_schema_bytes(&bytes).unwrap_err();
        assert_eq!((error.kind(), error.offset()), (ErrorKind::Limit, Some(2 + 64 * 3)), "{error}");
    }
}

#[test]
fn bytes_that_are_no_schema_are_refused_with_the_offset() {
    let cases: [(&[u8], ErrorKind, usize); 21] = [
        (&[], ErrorKind::Truncated, 0),
        (&[2, 0], ErrorKind::Unsupported, 0),
        (&[1], ErrorKind::Truncated, 1),
        (&[1, 0, 0], ErrorKind::Malformed, 2),
        // More fields than there are bytes for, and numbers of more than 32 bits.
        (&[1, 2, 0x40, b'a', 2], ErrorKind::Truncated, 1),
        (&[1, 0xff, 0xff, 0xff, 0xff, 0x0f], ErrorKind::Truncated, 1),
        (&[1, 0xff, 0xff, 0xff, 0xff, 0x1f], ErrorKind::Malformed, 1),
        (&[1, 0xff, 0xff, 0xff, 0xff, 0xff, 0], ErrorKind::Malformed, 1),
        (&[1, 0x80, 0x80, 0x80, 0x80, 0x80, 0], ErrorKind::Malformed, 1),
        (&[1, 0x80, 0x80, 0x80, 0x80], ErrorKind::Truncated, 5),
        // The header: the bit that has no meaning, and the encoding that there is not.
        (&[1, 1, 0xc0, b'a', 2], ErrorKind::Malformed, 2),
        (&[1, 1, 0x43, b'a', 2], ErrorKind::Malformed, 2),
        // The name: longer than the bytes, not UTF-8, no letter of 5 bits, none at all.
        (&[1, 1, 0x44, b'a', 2], ErrorKind::Truncated, 5),
        (&[1, 1, 0x7c, 0xff, 0xff, 0xff, 0xff, 0x0f, 0], ErrorKind::Truncated, 9),
        (&[1, 1, 0x44, b'a', 0xff, 2], ErrorKind::Utf8, 4),
        (&[1, 1, 0x41, 0x7c, 2], ErrorKind::Malformed, 3),
        (&[1, 1, 0x41, 0x80, 2], ErrorKind::Malformed, 3),
        // The type: none of a row's, and a decimal that Arrow does not have.
        (&[1, 1, 0x40, b'a', 9], ErrorKind::Unsupported, 4),
        (&[1, 1, 0x40, b'a', 40, 39, 0], ErrorKind::Unsupported, 4),
        (&[1, 1, 0x40, b'a', 40, 9, 10], ErrorKind::Unsupported, 4),
        (&[1, 1, 0x40, b'a', 2, 7], ErrorKind::Malformed, 5),
    ];
    for (bytes, kind, offset) in cases {
        let error = from_schema_bytes(bytes).unwrap_err();
        assert_eq!((error.kind(), error.offset()), (kind, Some(offset)), "{bytes:x?}: {error}");
    }
}

/// Reads any bytes: an error that has its place, or a schema that comes back from its own bytes.
fn survey(bytes: &[u8]) -> Result<(), Error> {
    let schema = from_schema_bytes(bytes).inspect_err(|error| {
        assert!(error.offset().is_some_and(|offset| offset <= bytes.len()), "{error}");
    })?;
    let again = to_schema_bytes(&schema).expect("what was read can be written");
    let read = from_schema_bytes(&again).expect("what was written can be read");
    let [same, other] = [read, schema].map(|schema| Fingerprint::of(&schema, RowFormat::Standard));
    assert_eq!(same, other, "{bytes:x?}");
    Ok(())
}

/// The schema bytes of all goldens, each once.
fn distinct() -> BTreeSet<Vec<u8>> {
    goldens().into_iter().map(|golden| golden.bytes).collect()
}

#[test]
fn golden_schema_bytes_cut_anywhere_are_refused() {
    for bytes in distinct() {
        for len in 0..bytes.len() {
            let error = survey(&bytes[..len]).expect_err("a part is not a whole");
            assert_eq!(error.kind(), ErrorKind::Truncated, "{bytes:x?} cut at {len}");
        }
    }
}

#[test]
fn golden_schema_bytes_with_any_byte_overwritten_give_an_error_or_a_schema() {
    let (mut errors, mut schemas) = (0, 0);
    for mut bytes in distinct() {
        // Every value where the schema is short; where it is long, every bit.
        let far = if bytes.len() <= 100 { 8 } else { 1 };
        for at in 0..bytes.len() {
            let byte = bytes[at];
            for value in (0..=u8::MAX).filter(|value| (value ^ byte).count_ones() <= far) {
                bytes[at] = value;
                *(if survey(&bytes).is_err() { &mut errors } else { &mut schemas }) += 1;
            }
            bytes[at] = byte;
        }
    }
    println!("damaged schema bytes: {errors} errors, {schemas} schemas");
    assert!(errors > 0 && schemas > 0, "the damage must be of both kinds");
}

proptest! {
    #![proptest_config(ProptestConfig {
        failure_persistence: None,
        ..ProptestConfig::with_cases(2_000)
    })]

    #[test]
    fn any_bytes_are_an_error_or_a_schema(
        bytes in vec(any::<u8>(), 0..80),
        // Random bytes are rarely a schema: those of one, one after another, often are.
        parts in vec(0..PARTS.len(), 0..40),
    ) {
        _ = survey(&bytes);
        _ = survey(&[&[1], &bytes[..]].concat());
        let parts: Vec<_> = parts.into_iter().flat_map(|part| PARTS[part]).copied().collect();
        for count in 0..5 {
            _ = survey(&[&[1, count], &parts[..]].concat());
        }
    }
}

/// What schemas are made of: headers with their names, and types.
const PARTS: [&[u8]; 12] = [
    &[0x40, b'a'],
    &[0x41, 0],
    &[0x04, b'b', b'c'],
    &[2],
    &[21],
    &[22],
    &[24],
    &[27, 1],
    &[27, 2],
    &[40, 9, 2],
    &[41],
    &[0x49, 0x22, 0x64, 0x60],
];
