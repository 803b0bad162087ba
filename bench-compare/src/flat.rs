//! A record of 16 fixed-width fields, half of which may be null: the usual row of a table.

use ferrow_derive::Record;
use fory::ForyRow;

use crate::data::Rng;

/// Mixed widths; the fields of type `Option` are null one time in five.
#[derive(Debug, Clone, PartialEq, ForyRow, Record)]
#[record(crate = ferrow_row)]
pub(crate) struct Flat {
    id: i64,
    parent: Option<i64>,
    count: i32,
    limit: Option<i32>,
    year: i16,
    delay: Option<i16>,
    level: i8,
    grade: Option<i8>,
    x: f64,
    y: Option<f64>,
    width: f32,
    height: Option<f32>,
    is_open: bool,
    is_known: Option<bool>,
    time: i64,
    pub(crate) score: Option<f64>,
}

impl Flat {
    /// The same records on every run.
    pub(crate) fn records(len: usize) -> Vec<Self> {
        let mut rng = Rng::new(0xf1a7);
        (0..len).map(|_| Self::random(&mut rng)).collect()
    }

    fn random(rng: &mut Rng) -> Self {
        Self {
            id: rng.int64(),
            parent: rng.sometimes(Rng::int64),
            count: rng.int32(),
            limit: rng.sometimes(Rng::int32),
            year: rng.int16(),
            delay: rng.sometimes(Rng::int16),
            level: rng.int8(),
            grade: rng.sometimes(Rng::int8),
            x: rng.float64(),
            y: rng.sometimes(Rng::float64),
            width: rng.float32(),
            height: rng.sometimes(Rng::float32),
            is_open: rng.bool(),
            is_known: rng.sometimes(Rng::bool),
            time: rng.int64(),
            score: rng.sometimes(Rng::float64),
        }
    }
}
