//! Golden rows with a few bytes changed.

use std::hint::black_box;

use arrow_schema::DataType;
use ferrow_row::{LazyList, LazyMap, ListRef, MapRef, RowRef};

use crate::codec::Plan;
use crate::generate::Random;
use crate::show;
use crate::survey::{Subject, hash};
use crate::vector::{self, Root};

/// What became of what was mutated.
#[derive(Debug, Default)]
pub struct Figures {
    /// Golden vectors that were mutated.
    pub vectors: usize,
    /// Mutations whose bytes were valid.
    pub values: u64,
    /// Mutations whose bytes were refused.
    pub errors: u64,
}

/// One mutation in so many is read every way that there is, shown and explained.
const SURVEYED: u64 = 32;

/// Mutates golden vectors at random, `count` times, and validates the bytes; what is valid is walked,
/// and what is not is read lazily. The same `seed`, the same mutations.
#[must_use]
pub fn goldens(count: u64, seed: u64) -> Figures {
    let subjects: Vec<(Subject, Vec<u8>)> = vector::load()
        .into_iter()
        .map(|vector| {
            let root = match &vector.root {
                Root::Row(schema) => DataType::Struct(schema.fields().clone()),
                Root::Bare(data_type) => data_type.clone(),
            };
            (Subject::new(vector.format, &root).expect("a schema that rows have"), vector.bytes)
        })
        .collect();
    let mut random = Random(seed);
    let mut figures = Figures { vectors: subjects.len(), ..Figures::default() };
    for at in 0..count {
        let (subject, golden) = &subjects[random.below(subjects.len())];
        let mut bytes = golden.clone();
        for _ in 0..=random.below(8) {
            mutate(&mut bytes, &mut random);
        }
        let valid = read(&subject.plan, &bytes);
        match valid {
            true => figures.values += 1,
            false => figures.errors += 1,
        }
        if at % SURVEYED == 0 {
            assert_eq!(subject.survey(&bytes).is_ok(), valid);
            show(&subject.plan, &bytes, valid);
        }
    }
    figures
}

/// Reads all that there is to read: whether the bytes are valid.
fn read(plan: &Plan, bytes: &[u8]) -> bool {
    let hashed = match plan {
        Plan::Row(layout) => RowRef::try_new(layout, bytes).map(hash),
        Plan::List(layout) => ListRef::try_new(layout, bytes).map(hash),
        Plan::Map(layout) => MapRef::try_new(layout, bytes).map(hash),
    };
    if hashed.is_err() {
        match plan {
            Plan::Row(layout) => {
                if let Ok(row) = layout.open(bytes) {
                    (0..layout.len()).for_each(|index| _ = black_box(row.value(index).map(hash)));
                }
            }
            Plan::List(layout) => {
                if let Ok(list) = LazyList::open(layout, bytes) {
                    read_elements(list);
                }
            }
            Plan::Map(layout) => {
                if let Ok(map) = LazyMap::open(layout, bytes) {
                    read_elements(map.keys());
                    read_elements(map.values());
                }
            }
        }
    }
    black_box(hashed).is_ok()
}

fn read_elements(list: LazyList<'_>) {
    (0..list.len()).for_each(|index| _ = black_box(list.value(index).map(hash)));
}

/// Changes a byte, a bit, a word or the length.
pub(crate) fn mutate(bytes: &mut Vec<u8>, random: &mut Random) {
    if bytes.is_empty() {
        bytes.push(0);
    }
    let at = random.below(bytes.len());
    match random.below(12) {
        0..4 => bytes[at] = random.bytes(1)[0],
        4..7 => bytes[at] ^= 1 << random.below(8),
        7 => bytes[at] = 0,
        8 => bytes[at] = bytes[at].wrapping_add(1),
        9 => {
            // A small number in place of a count, a size or an offset.
            let start = at / 4 * 4;
            let word =
                u32::try_from(random.below(2 * bytes.len())).expect("a length").to_le_bytes();
            let end = bytes.len().min(start + 4);
            bytes[start..end].copy_from_slice(&word[..end - start]);
        }
        10 => {
            let from = random.below(bytes.len());
            let len = random.below(17).min(bytes.len() - at.max(from));
            bytes.copy_within(from..from + len, at);
        }
        _ => match random.below(8) {
            0 => bytes.truncate(at),
            _ => bytes.extend(random.bytes(at % 9)),
        },
    }
}
