//! Golden messages with a few bytes changed.

use ferrow_graph::Texts;

use super::vector;
use crate::generate::Random;
use crate::mutate::{Figures, mutate};

/// One mutation in so many that is read as a value is written and read again.
const WRITTEN: u64 = 8;

/// Mutates golden messages at random, `count` times, and reads them by their types. The same `seed`,
/// the same mutations.
#[must_use]
pub fn goldens(count: u64, seed: u64) -> Figures {
    let subjects: Vec<_> = vector::load()
        .into_iter()
        .map(|vector| {
            let graph = vector.graph(&vector.reader_types(), Texts::Utf8);
            let stranger = vector.graph(&vector.types().without_structs(), Texts::Utf8);
            ([graph, stranger], vector)
        })
        .collect();
    let mut random = Random(seed);
    let mut figures = Figures { vectors: subjects.len(), ..Figures::default() };
    for at in 0..count {
        let (graphs, vector) = &subjects[random.below(subjects.len())];
        let graph = &graphs[random.below(4) / 3];
        let mut bytes = vector.bytes.clone();
        for _ in 0..=random.below(8) {
            mutate(&mut bytes, &mut random);
        }
        match graph.read_value_with(&bytes, &vector.buffers) {
            Ok(value) => {
                figures.values += 1;
                if at % WRITTEN == 0 {
                    super::assert_written_again(graph, &value);
                }
            }
            Err(error) => {
                figures.errors += 1;
                let text = error.to_string();
                assert!(!text.is_empty() && error.offset().unwrap_or_default() <= bytes.len());
            }
        }
    }
    figures
}
