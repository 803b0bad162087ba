//! Random values of Rust's types, exchanged with the crate `fory`: what one writes the other reads as
//! the same, and the bytes are the same but for what [`known`] names.

extern crate ferrow_graph as ferrow;

#[path = "../../../row/tests/it/generate/choices.rs"]
#[expect(dead_code, reason = "tests of rows use more of it")]
mod choices;
mod known;
mod make;
mod twins;
mod types;

use std::fmt::Debug;

use ferrow_graph::object::OwnedObject;
use ferrow_graph::{Graph, Mode, Object, References};
use fory::{Fory, Serializer};

use choices::{Choices, Random};
use known::{Known, known};
use make::Make;

/// How many values there are of each type, in each mode.
const VALUES: u64 = 25;

/// The most problems that are shown.
const SHOWN: usize = 10;

/// The two registries of one mode.
pub(crate) struct Exchange {
    graph: Graph,
    fory: Fory,
    compatible: bool,
    tracked: bool,
}

pub(crate) type Problems = Vec<String>;

impl Exchange {
    fn new(compatible: bool, tracked: bool) -> Self {
        let mode = if compatible { Mode::Compatible } else { Mode::SameSchema };
        let references = if tracked { References::Tracked } else { References::Values };
        let builder = Graph::builder().mode(mode).references(references);
        let builder = twins::register(types::register(builder));
        let graph = builder.build().expect("types of both");
        let mut fory =
            Fory::builder().xlang(true).compatible(compatible).track_ref(tracked).build();
        fory.register::<types::Color>(900).expect("an enum");
        types::register_fory(&mut fory);
        twins::register_fory(&mut fory);
        Self { graph, fory, compatible, tracked }
    }

    /// Those of every mode.
    fn all() -> impl Iterator<Item = Self> {
        let modes = [(false, false), (false, true), (true, false), (true, true)];
        modes.into_iter().map(|(compatible, tracked)| Self::new(compatible, tracked))
    }

    fn mode(&self) -> String {
        format!("compatible {}, tracked {}", self.compatible, self.tracked)
    }

    /// Exchanges random values of a type.
    fn values_of<T>(&self, name: &str, problems: &mut Problems)
    where
        T: Make + Object + OwnedObject + Serializer<Target = T> + PartialEq + Debug + 'static,
    {
        for seed in 0..VALUES {
            // The first one is the simplest.
            let value = T::make(&mut Choices::new(
                &Random(seed).bytes(usize::try_from(100 * seed).unwrap_or_default()),
            ));
            if let Err(problem) = self.exchange(name, &value) {
                return problems.push(format!("{name}, seed {seed}, {}: {problem}", self.mode()));
            }
        }
    }

    fn exchange<T>(&self, name: &str, value: &T) -> Result<(), String>
    where
        T: Object + OwnedObject + Serializer<Target = T> + PartialEq + Debug + 'static,
    {
        let ours = self.graph.to_vec(value).map_err(|error| format!("{error}: {value:?}"))?;
        let theirs = self.fory.serialize(value).map_err(|error| format!("fory: {error}"))?;
        let context =
            || format!("{value:?}\n    ferrow {}\n    fory   {}", to_hex(&ours), to_hex(&theirs));
        let known = known(name, self.compatible, self.tracked);
        let found = self.graph.from_slice::<T>(&theirs);
        if known == Known::Apart {
            return match (&found, self.fory.deserialize::<T>(&ours)) {
                (Err(_), Err(_)) => Ok(()),
                (found, other) => {
                    Err(format!("ferrow reads {found:?}, fory {other:?}: {}", context()))
                }
            };
        }
        match found {
            Ok(found) if found == *value => {}
            Ok(found) => return Err(format!("ferrow reads {found:?}: {}", context())),
            Err(error) => return Err(format!("ferrow: {error}: {}", context())),
        }
        match self.fory.deserialize::<T>(&ours) {
            Ok(found) if found == *value => {}
            Ok(found) => return Err(format!("fory reads {found:?}: {}", context())),
            Err(error) => return Err(format!("fory: {error}: {}", context())),
        }
        match known {
            Known::Same if ours == theirs => Ok(()),
            Known::OtherBytes => Ok(()),
            _ => Err(format!("other bytes: {}", context())),
        }
    }
}

fn to_hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[test]
fn random_values_are_exchanged() {
    const { assert!(types::COUNT >= 40) };
    let mut problems = Problems::new();
    for with in Exchange::all() {
        types::exchange(&with, &mut problems);
    }
    let shown = problems.iter().take(SHOWN).cloned().collect::<Vec<_>>().join("\n");
    assert!(problems.is_empty(), "{}:\n{shown}", problems.len());
}
