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
            true => OffsetsWriter::Stride(0),
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
        RowWriter::start(&self.layout, &mut self.buffer, Some(&mut self.offsets))
    }

    /// Copies a row that was written elsewhere, after checking it.
    ///
    /// # Errors
    ///
    /// As [`RowRef::try_new`].
    pub fn push(&mut self, bytes: &[u8]) -> Result<(), Error> {
        RowRef::try_new(&self.layout, bytes)?;
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
    pub fn finish(self) -> RowBatch {
        let values = Buffer::from_vec(self.buffer);
        let rows = match self.offsets {
            OffsetsWriter::Stride(rows) => {
                let stride = i32::try_from(self.layout.fixed_len());
                let stride = stride.expect("a schema's slots take less than 2 GiB");
                FixedSizeBinaryArray::try_new_with_len(stride, values, None, rows)
                    .map(RowArray::from)
                    .expect("every row was written with the layout's stride")
            }
            OffsetsWriter::Small(offsets) => {
                let offsets = OffsetBuffer::new(ScalarBuffer::from(offsets));
                RowArray::from(BinaryArray::new(offsets, values, None))
            }
            OffsetsWriter::Large(offsets) => {
                let offsets = OffsetBuffer::new(ScalarBuffer::from(offsets));
                RowArray::from(LargeBinaryArray::new(offsets, values, None))
            }
        };
        RowBatch::from_parts(self.layout, rows)
    }
}

/// The ends of the rows written so far, in the smallest form that holds them.
#[derive(Debug)]
pub(crate) enum OffsetsWriter {
    /// So many rows of equal length.
    Stride(usize),
    Small(Vec<i32>),
    Large(Vec<i64>),
}

impl OffsetsWriter {
    fn small(rows: usize) -> Self {
        let mut offsets = Vec::with_capacity(rows.saturating_add(1));
        offsets.push(0);
        Self::Small(offsets)
    }

    fn len(&self) -> usize {
        match self {
            Self::Stride(rows) => *rows,
            Self::Small(offsets) => offsets.len() - 1,
            Self::Large(offsets) => offsets.len() - 1,
        }
    }

    /// Records that a row ends `end` bytes from the start of the first.
    #[inline]
    pub(crate) fn push(&mut self, end: usize) {
        match self {
            Self::Stride(rows) => *rows += 1,
            Self::Small(offsets) => match i32::try_from(end) {
                Ok(end) => offsets.push(end),
                Err(_) => self.push_large(end),
            },
            Self::Large(offsets) => offsets.push(end_offset(end)),
        }
    }

    #[cold]
    fn push_large(&mut self, end: usize) {
        if let Self::Small(offsets) = self {
            *self = Self::Large(offsets.iter().map(|&offset| i64::from(offset)).collect());
        }
        self.push(end);
    }

    fn leave_stride(&mut self, stride: usize) {
        if let Self::Stride(rows) = *self {
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
        let OffsetsWriter::Large(written) = offsets else { panic!("still 32 bits") };
        assert_eq!(written, [0, 10, 2_147_483_647, 2_147_483_648, 5_000_000_000]);
    }
}
