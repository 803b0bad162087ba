//! A record with texts, a list and a map: the usual message.

use std::collections::BTreeMap;

use ferrow_derive::Record;
use fory::ForyRow;

use crate::data::Rng;

#[derive(Debug, Clone, PartialEq, ForyRow, Record)]
#[record(crate = ferrow_row)]
pub(crate) struct Mixed {
    pub(crate) id: i64,
    pub(crate) time: i64,
    pub(crate) name: String,
    pub(crate) email: String,
    pub(crate) score: f64,
    pub(crate) is_active: bool,
    /// None to four.
    pub(crate) tags: Vec<String>,
    /// None to three.
    pub(crate) attributes: BTreeMap<String, i64>,
}

const KEYS: [&str; 8] = ["age", "color", "group", "rank", "region", "size", "tier", "weight"];

impl Mixed {
    /// The same records on every run.
    pub(crate) fn records(len: usize) -> Vec<Self> {
        let mut rng = Rng::new(0x0031_3ed1);
        (0..len).map(|_| Self::random(&mut rng)).collect()
    }

    fn random(rng: &mut Rng) -> Self {
        let (tags, attributes) = (rng.below(5), rng.below(4));
        Self {
            id: rng.int64(),
            time: rng.int64(),
            name: rng.word(9, 15),
            email: rng.word(9, 15) + "@example.com",
            score: rng.float64(),
            is_active: rng.bool(),
            tags: (0..tags).map(|_| rng.word(3, 9)).collect(),
            attributes: (0..attributes)
                .map(|_| (KEYS[usize::from(rng.below(8))].to_owned(), rng.int64()))
                .collect(),
        }
    }
}
