//! Writing many rows of one layout.

use std::sync::Arc;

use arrow_array::{BinaryArray, FixedSizeBinaryArray, LargeBinaryArray};
use arrow_buffer::{Buffer, OffsetBuffer, ScalarBuffer};

use crate::{Error, RowArray, RowBatch, RowLayout, RowRef, RowWriter};

/// Collects rows of one layout into a [`RowBatch`].
///
/// ```
/// use arrow_schema::{DataType, Field, Schema};
/// use ferrow_row::{RowBatchWriter, RowLayout};
///
/// let layout = RowLayout::try_new(Schema::new(vec![Field::new("id", DataType::Int64, false)]))?;
/// let id = layout.column::<i64>("id")?;
/// let mut writer = RowBatchWriter::new(layout);
/// for value in 0..3 {
///     let mut row = writer.row();
///     row.set(id, value)?;
///     row.finish()?;
/// }
/// assert_eq!(writer.finish().len(), 3);
/// # Ok::<(), ferrow_row::Error>(())
/// ```
#[derive(Debug)]
pub struct RowBatchWriter {
    layout: Arc<RowLayout>,
    buffer: Vec<u8>,
    offsets: OffsetsWriter,
}

impl RowBatchWriter {
    /// A writer of an empty batch.
    #[must_use]
    pub fn new(layout: Arc<RowLayout>) -> Self {
        Self::with_capacity(layout, 0)
    }

    /// A writer with room for the fixed part of `rows` rows.
    #[must_use]
    pub fn with_capacity(layout: Arc<RowLayout>, rows: usize) -> Self {
        let buffer = Vec::with_capacity(rows.saturating_mul(layout.fixed_len()));
        let offsets = match layout.is_fixed() {
            true => OffsetsWriter::stride(),
            false => OffsetsWriter::small(rows),
        };
        Self { layout, buffer, offsets }
    }

    /// The layout of the rows.
    #[must_use]
    pub fn layout(&self) -> &Arc<RowLayout> {
        &self.layout
    }

    /// The number of rows that were finished.
    #[must_use]
    pub fn len(&self) -> usize {
        self.offsets.len()
    }

    /// Whether no row was finished.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Starts a row. It is part of the batch once it is [finished](RowWriter::finish).
    pub fn row(&mut self) -> RowWriter<'_> {
        // A writer that was leaked did not take its row back.
        self.buffer.truncate(self.offsets.end());
        RowWriter::start(&self.layout, &mut self.buffer, Some(&mut self.offsets))
    }

    /// Copies a row that was written elsewhere, after checking it.
    ///
    /// # Errors
    ///
    /// As [`RowRef::try_new`].
    pub fn push(&mut self, bytes: &[u8]) -> Result<(), Error> {
        RowRef::try_new(&self.layout, bytes)?;
        self.buffer.truncate(self.offsets.end());
        if self.layout.is_fixed() && bytes.len() != self.layout.fixed_len() {
            // Trailing bytes are valid, a longer row breaks the stride.
            self.offsets.leave_stride(self.layout.fixed_len());
        }
        self.buffer.extend_from_slice(bytes);
        self.offsets.push(self.buffer.len());
        Ok(())
    }

    /// The batch of all rows that were finished.
    #[must_use]
    pub fn finish(mut self) -> RowBatch {
        self.buffer.truncate(self.offsets.end());
        let values = Buffer::from_vec(self.buffer);
        let rows = match self.offsets.form {
            Form::Stride(rows) => {
                let stride = i32::try_from(self.layout.fixed_len());
                let stride = stride.expect("a schema's slots take less than 2 GiB");
                FixedSizeBinaryArray::try_new_with_len(stride, values, None, rows)
                    .map(RowArray::from)
                    .expect("every row was written with the layout's stride")
            }
            Form::Small(offsets) => {
                let offsets = OffsetBuffer::new(ScalarBuffer::from(offsets));
                RowArray::from(BinaryArray::new(offsets, values, None))
            }
            Form::Large(offsets) => {
                let offsets = OffsetBuffer::new(ScalarBuffer::from(offsets));
                RowArray::from(LargeBinaryArray::new(offsets, values, None))
            }
        };
        RowBatch::from_parts(self.layout, rows)
    }
}

/// The ends of the rows written so far.
#[derive(Debug)]
pub(crate) struct OffsetsWriter {
    end: usize,
    form: Form,
}

/// The smallest form that holds all ends.
#[derive(Debug)]
enum Form {
    /// So many rows of equal length.
    Stride(usize),
    Small(Vec<i32>),
    Large(Vec<i64>),
}

impl OffsetsWriter {
    fn stride() -> Self {
        Self { end: 0, form: Form::Stride(0) }
    }

    fn small(rows: usize) -> Self {
        let mut offsets = Vec::with_capacity(rows.saturating_add(1));
        offsets.push(0);
        Self { end: 0, form: Form::Small(offsets) }
    }

    fn len(&self) -> usize {
        match &self.form {
            Form::Stride(rows) => *rows,
            Form::Small(offsets) => offsets.len() - 1,
            Form::Large(offsets) => offsets.len() - 1,
        }
    }

    /// The end of the last row, from the start of the first.
    fn end(&self) -> usize {
        self.end
    }

    /// Records that a row ends `end` bytes from the start of the first.
    #[inline]
    pub(crate) fn push(&mut self, end: usize) {
        self.end = end;
        match &mut self.form {
            Form::Stride(rows) => *rows += 1,
            Form::Small(offsets) => match i32::try_from(end) {
                Ok(end) => offsets.push(end),
                Err(_) => {
                    let mut large: Vec<i64> = offsets.iter().map(|&end| end.into()).collect();
                    large.push(end_offset(end));
                    self.form = Form::Large(large);
                }
            },
            Form::Large(offsets) => offsets.push(end_offset(end)),
        }
    }

    fn leave_stride(&mut self, stride: usize) {
        if let Form::Stride(rows) = self.form {
            *self = Self::small(rows);
            (1..=rows).for_each(|row| self.push(row * stride));
        }
    }
}

fn end_offset(end: usize) -> i64 {
    i64::try_from(end).expect("a length in memory fits 63 bits")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn offsets_grow_to_64_bits_when_a_batch_passes_2_gib() {
        let mut offsets = OffsetsWriter::small(2);
        let ends = [10, i32::MAX as usize, i32::MAX as usize + 1, 5_000_000_000];
        ends.iter().for_each(|&end| offsets.push(end));
        let Form::Large(written) = offsets.form else { panic!("still 32 bits") };
        assert_eq!(written, [0, 10, 2_147_483_647, 2_147_483_648, 5_000_000_000]);
    }
}
