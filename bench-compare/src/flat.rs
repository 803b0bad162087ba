//! A record of 16 fixed-width fields, half of which may be null: the usual row of a table.

use std::sync::Arc;

use arrow_schema::{DataType, Field, Schema};
use ferrow_row::record::Field as RecordField;
use ferrow_row::{Error, RowLayout, RowWriter};
use fory::ForyRow;

use crate::data::Rng;

/// Mixed widths; the fields of type `Option` are null one time in five.
#[derive(Debug, Clone, PartialEq, ForyRow)]
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

    /// The layout of these records' rows.
    pub(crate) fn layout() -> Result<Arc<RowLayout>, Error> {
        let field = |name: &str, data_type, nullable| Field::new(name, data_type, nullable);
        RowLayout::try_new(Schema::new(vec![
            field("id", DataType::Int64, false),
            field("parent", DataType::Int64, true),
            field("count", DataType::Int32, false),
            field("limit", DataType::Int32, true),
            field("year", DataType::Int16, false),
            field("delay", DataType::Int16, true),
            field("level", DataType::Int8, false),
            field("grade", DataType::Int8, true),
            field("x", DataType::Float64, false),
            field("y", DataType::Float64, true),
            field("width", DataType::Float32, false),
            field("height", DataType::Float32, true),
            field("is_open", DataType::Boolean, false),
            field("is_known", DataType::Boolean, true),
            field("time", DataType::Int64, false),
            field("score", DataType::Float64, true),
        ]))
    }

    /// Appends this record as one row of [`layout`](Self::layout).
    pub(crate) fn append_to(&self, layout: &RowLayout, message: &mut Vec<u8>) -> Result<(), Error> {
        let mut row = RowWriter::new(layout, message);
        put(&mut row, 0, &self.id)?;
        put(&mut row, 1, &self.parent)?;
        put(&mut row, 2, &self.count)?;
        put(&mut row, 3, &self.limit)?;
        put(&mut row, 4, &self.year)?;
        put(&mut row, 5, &self.delay)?;
        put(&mut row, 6, &self.level)?;
        put(&mut row, 7, &self.grade)?;
        put(&mut row, 8, &self.x)?;
        put(&mut row, 9, &self.y)?;
        put(&mut row, 10, &self.width)?;
        put(&mut row, 11, &self.height)?;
        put(&mut row, 12, &self.is_open)?;
        put(&mut row, 13, &self.is_known)?;
        put(&mut row, 14, &self.time)?;
        put(&mut row, 15, &self.score)?;
        row.finish()
    }
}

#[inline]
fn put<F: RecordField>(row: &mut RowWriter<'_>, index: usize, field: &F) -> Result<(), Error> {
    match field.to_value() {
        Some(value) => row.set_at::<F::Value>(index, value),
        None => row.set_null(index),
    }
}
