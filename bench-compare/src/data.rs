//! Synthetic data, the same on every run.

use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::types::{Int8Type, Int16Type, Int32Type, Int64Type};
use arrow_array::{
    Array, ArrayRef, BooleanArray, Int8Array, Int16Array, Int32Array, Int64Array, RecordBatch,
    StringArray,
};
use arrow_schema::{DataType, Field, Schema};
use ferrow_row::{RowBatch, RowBatchWriter, RowLayout, ValueRef};

use crate::Failure;

/// Which values of a column are null.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Nulls {
    /// None, and the schema says so.
    Never,
    /// None, though the schema allows them: that is found out on the way.
    Absent,
    /// One in ten, each by itself.
    TenPercent,
}

/// A record batch and the same values as rows.
pub(crate) struct Sample {
    pub(crate) batch: RecordBatch,
    pub(crate) rows: RowBatch,
}

/// `columns` columns of 64-bit integers over the whole range, with anything standing under nulls.
pub(crate) fn integers(columns: usize, rows: usize, nulls: Nulls) -> Result<Sample, Failure> {
    let mut rng = Rng::new(0x0146_4b0d);
    sample((0..columns).map(|_| rng.integers(rows, nulls)).collect(), nulls)
}

/// Six columns of 64-bit integers and two of ASCII text of 0 to 23 bytes, without nulls.
pub(crate) fn integers_and_text(rows: usize) -> Result<Sample, Failure> {
    let mut rng = Rng::new(0x7e87);
    let mut columns: Vec<ArrayRef> = (0..6).map(|_| rng.integers(rows, Nulls::Never)).collect();
    columns.extend((0..2).map(|_| rng.text(rows)));
    sample(columns, Nulls::Never)
}

/// Sixteen columns of integers of every width and of booleans, without nulls.
pub(crate) fn mixed(rows: usize) -> Result<Sample, Failure> {
    let mut rng = Rng::new(0x313e);
    // Half of 64 bits, as in most tables, and the others among them.
    let widths = [64, 32, 64, 16, 32, 64, 1, 64, 64, 32, 8, 64, 64, 1, 32, 64];
    let column = |width| -> ArrayRef {
        match width {
            64 => rng.integers(rows, Nulls::Never),
            32 => Arc::new(Int32Array::from_iter_values((0..rows).map(|_| rng.int32()))),
            16 => Arc::new(Int16Array::from_iter_values((0..rows).map(|_| rng.int16()))),
            8 => Arc::new(Int8Array::from_iter_values((0..rows).map(|_| rng.int8()))),
            _ => Arc::new(BooleanArray::from_iter((0..rows).map(|_| Some(rng.bool())))),
        }
    };
    sample(widths.into_iter().map(column).collect(), Nulls::Never)
}

fn sample(columns: Vec<ArrayRef>, nulls: Nulls) -> Result<Sample, Failure> {
    let field = |(index, column): (usize, &ArrayRef)| {
        Field::new(format!("f{index}"), column.data_type().clone(), nulls != Nulls::Never)
    };
    let schema = Schema::new(columns.iter().enumerate().map(field).collect::<Vec<_>>());
    let batch = RecordBatch::try_new(Arc::new(schema), columns)?;
    let rows = row_by_row(&batch)?;
    Ok(Sample { batch, rows })
}

/// The reference that conversions are checked against: the row writer, a value at a time.
fn row_by_row(batch: &RecordBatch) -> Result<RowBatch, Failure> {
    let layout = RowLayout::try_new(batch.schema())?;
    let mut writer = RowBatchWriter::with_capacity(layout, batch.num_rows());
    for index in 0..batch.num_rows() {
        let mut row = writer.row();
        for (field, column) in batch.columns().iter().enumerate() {
            row.set_value(field, value(column, index))?;
        }
        row.finish()?;
    }
    Ok(writer.finish())
}

fn value(column: &ArrayRef, row: usize) -> ValueRef<'_> {
    match column.data_type() {
        _ if column.is_null(row) => ValueRef::Null,
        DataType::Int64 => ValueRef::Int64(column.as_primitive::<Int64Type>().value(row)),
        DataType::Int32 => ValueRef::Int32(column.as_primitive::<Int32Type>().value(row)),
        DataType::Int16 => ValueRef::Int16(column.as_primitive::<Int16Type>().value(row)),
        DataType::Int8 => ValueRef::Int8(column.as_primitive::<Int8Type>().value(row)),
        DataType::Boolean => ValueRef::Bool(column.as_boolean().value(row)),
        _ => ValueRef::Utf8(column.as_string::<i32>().value(row)),
    }
}

/// Pseudo-random numbers: xorshift, multiplied.
#[derive(Debug, Clone)]
pub(crate) struct Rng(u64);

impl Rng {
    pub(crate) fn new(seed: u64) -> Self {
        // Zero is the one state that xorshift never leaves.
        Self(seed | 1 << 63)
    }

    pub(crate) fn bits(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d)
    }

    /// A number below `end`.
    pub(crate) fn below(&mut self, end: u8) -> u8 {
        // The high bits are the good ones; the remainder by a u8 is below it and always fits.
        u8::try_from((self.bits() >> 32) % u64::from(end)).unwrap_or(0)
    }

    pub(crate) fn int64(&mut self) -> i64 {
        self.bits().cast_signed()
    }

    pub(crate) fn int32(&mut self) -> i32 {
        i32::from_le_bytes(self.array())
    }

    pub(crate) fn int16(&mut self) -> i16 {
        i16::from_le_bytes(self.array())
    }

    pub(crate) fn int8(&mut self) -> i8 {
        i8::from_le_bytes(self.array())
    }

    /// A number from -2^15 to 2^15, with a fraction.
    pub(crate) fn float64(&mut self) -> f64 {
        f64::from(self.int32()) / 65536.0
    }

    /// A number from -2^11 to 2^11, with a fraction.
    pub(crate) fn float32(&mut self) -> f32 {
        f32::from(self.int16()) / 16.0
    }

    pub(crate) fn bool(&mut self) -> bool {
        self.below(2) == 1
    }

    /// Nothing one time in five.
    pub(crate) fn sometimes<T>(&mut self, value: impl FnOnce(&mut Self) -> T) -> Option<T> {
        (self.below(5) != 0).then(|| value(self))
    }

    /// Letters, from `least` to `most` of them.
    pub(crate) fn word(&mut self, least: u8, most: u8) -> String {
        let len = least + self.below(most - least + 1);
        (0..len).map(|_| char::from(b'a' + self.below(26))).collect()
    }

    /// The high bytes of a number, the good ones.
    fn array<const N: usize>(&mut self) -> [u8; N] {
        let bytes = self.bits().to_le_bytes();
        std::array::from_fn(|at| bytes[8 - N + at])
    }

    pub(crate) fn bytes(&mut self, len: usize) -> Vec<u8> {
        let words = std::iter::repeat_with(|| self.bits().to_le_bytes());
        words.flatten().take(len).collect()
    }

    fn integers(&mut self, rows: usize, nulls: Nulls) -> ArrayRef {
        let values: Vec<i64> = (0..rows).map(|_| self.int64()).collect();
        let valid = match nulls {
            Nulls::Never | Nulls::Absent => None,
            Nulls::TenPercent => {
                Some((0..rows).map(|_| self.below(10) != 0).collect::<Vec<bool>>().into())
            }
        };
        Arc::new(Int64Array::new(values.into(), valid))
    }

    fn text(&mut self, rows: usize) -> ArrayRef {
        let texts = (0..rows).map(|_| self.word(0, 23));
        Arc::new(StringArray::from_iter_values(texts))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn samples_are_the_same_each_time_and_have_the_shape_that_they_are_named_for() {
        let sample = integers(16, 2048, Nulls::TenPercent).unwrap();
        assert_eq!(sample.batch, integers(16, 2048, Nulls::TenPercent).unwrap().batch);
        assert_eq!(sample.rows.byte_len(), 2048 * (8 + 16 * 8));
        let nulls: usize = sample.batch.columns().iter().map(Array::null_count).sum();
        assert!((2_900..3_700).contains(&nulls), "{nulls} of 32768 are null");

        let sample = mixed(64).unwrap();
        assert_eq!((sample.batch.num_columns(), sample.rows.byte_len()), (16, 64 * (8 + 16 * 8)));

        let sample = integers_and_text(4096).unwrap();
        let lens = sample.batch.column(7).as_string::<i32>().iter().flatten().map(str::len);
        assert_eq!((lens.clone().min(), lens.max()), (Some(0), Some(23)));
    }
}
