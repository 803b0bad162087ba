//! A record of 16 fixed-width fields, half of which may be null: the usual row of a table.

use arrow_array::RecordBatch;
use arrow_convert::{ArrowDeserialize, ArrowField, ArrowSerialize};
use arrow_schema::SchemaRef;
use ferrow_derive::Record;
use fory::ForyRow;
use serde::{Deserialize, Serialize};

use crate::Failure;
use crate::cells::{Cell, FixedCell, builders};
use crate::data::Rng;

/// Mixed widths; the fields of type `Option` are null one time in five.
#[derive(
    Debug,
    Clone,
    PartialEq,
    ForyRow,
    Record,
    Serialize,
    Deserialize,
    ArrowField,
    ArrowSerialize,
    ArrowDeserialize,
)]
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

/// What a person writes who has `fory` and columns, or Arrow's builders and records.
macro_rules! by_hand {
    ($($field:ident: $type:ty,)*) => {
        builders! { Builders of Flat { $($field: $type,)* } }

        /// The columns, found once per batch.
        struct Columns<'a> {
            $($field: &'a <$type as FixedCell>::Array,)*
        }

        impl<'a> Columns<'a> {
            fn of(batch: &'a RecordBatch) -> Option<Self> {
                let mut columns = batch.columns().iter();
                Some(Self { $($field: columns.next()?.as_any().downcast_ref()?,)* })
            }

            #[inline]
            fn record(&self, row: usize) -> Flat {
                Flat { $($field: FixedCell::read(self.$field, row),)* }
            }
        }

        impl Builders {
            fn extend_from_fory(&mut self, rows: &[u8], row_len: usize) -> Result<(), Failure> {
                for row in rows.chunks_exact(row_len) {
                    let view = fory::from_row::<Flat>(row)?;
                    $(<$type as Cell>::append(&view.$field()?, &mut self.$field);)*
                }
                Ok(())
            }
        }
    };
}

by_hand! {
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
    score: Option<f64>,
}

/// Fills Arrow's builders record by record.
pub(crate) fn build(records: &[Flat], schema: &SchemaRef) -> Result<RecordBatch, Failure> {
    let mut builders = Builders::new(records.len());
    records.iter().for_each(|record| builders.push(record));
    Ok(RecordBatch::try_new(schema.clone(), builders.finish())?)
}

/// Writes the rows of a batch with `fory`, one after another.
pub(crate) fn batch_to_fory(
    batch: &RecordBatch,
    row: &mut Vec<u8>,
    rows: &mut Vec<u8>,
) -> Result<(), Failure> {
    let columns = Columns::of(batch).ok_or("these are not columns of flat records")?;
    rows.clear();
    for index in 0..batch.num_rows() {
        fory::to_row_into(&columns.record(index), row)?;
        rows.extend_from_slice(row);
    }
    Ok(())
}

/// Reads rows with `fory` into Arrow's builders.
pub(crate) fn fory_to_batch(
    rows: &[u8],
    row_len: usize,
    schema: &SchemaRef,
) -> Result<RecordBatch, Failure> {
    let mut builders = Builders::new(rows.len() / row_len);
    builders.extend_from_fory(rows, row_len)?;
    Ok(RecordBatch::try_new(schema.clone(), builders.finish())?)
}
