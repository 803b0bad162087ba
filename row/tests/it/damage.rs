//! Golden rows, lists and maps of both layouts, damaged at every place: an error or a value, from every
//! reader the same.

use arrow_schema::DataType;

use crate::generate::Random;
use crate::survey::Subject;
use crate::vector::{self, Root, Vector};

fn subject(vector: &Vector) -> Subject {
    let data_type = match &vector.root {
        Root::Row(schema) => DataType::Struct(schema.fields().clone()),
        Root::Bare(data_type) => data_type.clone(),
    };
    Subject::new(vector.format, &data_type).expect("a schema that rows have")
}

/// Every word of `bytes`, also the last one that is not whole, as zeros, ones, anything and with each
/// of its bits flipped.
fn each_word_damaged(bytes: &[u8], random: &mut Random, mut check: impl FnMut(&[u8])) {
    let mut damaged = bytes.to_vec();
    for start in (0..bytes.len()).step_by(8) {
        let word = start..bytes.len().min(start + 8);
        for content in [vec![0; 8], vec![0xff; 8], random.bytes(8), random.bytes(8)] {
            damaged[word.clone()].copy_from_slice(&content[..word.len()]);
            check(&damaged);
            damaged[word.clone()].copy_from_slice(&bytes[word.clone()]);
        }
        for bit in 0..word.len() * 8 {
            damaged[start + bit / 8] ^= 1 << (bit % 8);
            check(&damaged);
            damaged[start + bit / 8] ^= 1 << (bit % 8);
        }
    }
}

#[test]
fn every_golden_with_any_word_damaged_gives_an_error_or_a_value() {
    let (mut random, mut errors, mut values) = (Random(42), 0, 0);
    for vector in vector::load() {
        let subject = subject(&vector);
        each_word_damaged(&vector.bytes, &mut random, |bytes| match subject.survey(bytes) {
            Ok(_) => values += 1,
            Err(_) => errors += 1,
        });
    }
    println!("damaged goldens: {errors} errors, {values} values");
    assert!(errors > 10_000 && values > 10_000, "the damage must be of both kinds");
}

#[test]
fn every_golden_cut_at_any_byte_gives_an_error_or_the_same_value() {
    for vector in vector::load() {
        let subject = subject(&vector);
        for len in 0..vector.bytes.len() {
            if let Ok(value) = subject.survey(&vector.bytes[..len]) {
                assert_eq!(value, vector.value, "{} cut at {len}", vector.name);
            }
        }
    }
}
