//! Writing many rows of one layout.

use std::fmt;
use std::sync::Arc;

use arrow_buffer::{Buffer, NullBufferBuilder};

use crate::writer::measured::append_measured;
use crate::{Error, Record, RowArray, RowLayout, RowRef, RowWriter};

/// Collects rows of one layout into a [`RowBatch`](crate::RowBatch).
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
pub struct RowBatchWriter {
    layout: Arc<RowLayout>,
    buffer: Vec<u8>,
    ends: RowEnds,
}

/// Where the rows written so far end, counted from the start of the first, and which are null.
#[derive(Debug)]
pub(crate) struct RowEnds {
    ends: Vec<usize>,
    validity: NullBufferBuilder,
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
        let buffer = Vec::with_capacity(rows.saturating_mul(layout.fixed_width()));
        let ends = Vec::with_capacity(rows);
        Self { layout, buffer, ends: RowEnds { ends, validity: NullBufferBuilder::new(rows) } }
    }

    /// The layout of the rows.
    #[must_use]
    pub fn layout(&self) -> &Arc<RowLayout> {
        &self.layout
    }

    /// The number of rows that were finished.
    #[must_use]
    pub fn len(&self) -> usize {
        self.ends.ends.len()
    }

    /// Whether no row was finished.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Starts a row. It is part of the batch once it is [finished](RowWriter::finish).
    pub fn row(&mut self) -> RowWriter<'_> {
        self.take_back_leaked();
        RowWriter::of_batch(&self.layout, &mut self.buffer, &mut self.ends)
    }

    /// Writes a record as a row.
    ///
    /// # Errors
    ///
    /// [`LayoutMismatch`](crate::ErrorKind::LayoutMismatch) where rows of `T` cannot be read with
    /// this batch's layout, and [`TooLarge`](crate::ErrorKind::TooLarge) where the row would pass
    /// 4 GiB.
    pub fn append<T: Record>(&mut self, record: &T) -> Result<(), Error> {
        T::layout().check_fields_readable_as(&self.layout)?;
        self.take_back_leaked();
        if append_measured(record, &self.layout, &mut self.buffer) {
            self.ends.push(self.buffer.len());
            return Ok(());
        }
        let mut row = self.row();
        record.write(&mut row)?;
        row.finish()
    }

    /// Copies a row that was written elsewhere, byte for byte, after checking it.
    ///
    /// # Errors
    ///
    /// As [`RowRef::try_new`].
    pub fn push(&mut self, bytes: &[u8]) -> Result<(), Error> {
        RowRef::try_new(&self.layout, bytes)?;
        self.take_back_leaked();
        self.buffer.extend_from_slice(bytes);
        self.ends.push(self.buffer.len());
        Ok(())
    }

    /// Appends a row that is itself null.
    pub fn push_null(&mut self) {
        self.take_back_leaked();
        if self.layout.is_fixed() {
            // Under a null, too, a constant stride has its bytes.
            self.buffer.resize(self.buffer.len() + self.layout.fixed_width(), 0);
        }
        self.ends.push_null(self.buffer.len());
    }

    /// The layout, and all rows that were finished.
    pub(crate) fn into_parts(mut self) -> (Arc<RowLayout>, RowArray) {
        self.take_back_leaked();
        let RowEnds { ends, mut validity } = self.ends;
        let (values, nulls) = (Buffer::from_vec(self.buffer), validity.finish());
        let stride = self.layout.fixed_width();
        // A row that was pushed with bytes after its end breaks the stride.
        let is_stride = self.layout.is_fixed()
            && ends.iter().enumerate().all(|(row, end)| *end == (row + 1) * stride);
        let rows = if is_stride {
            RowArray::at_stride(values, stride, ends.len(), nulls)
        } else {
            RowArray::between(values, &ends, nulls)
        };
        (self.layout, rows)
    }

    /// Removes the row of a writer that was leaked, which did not take it back itself.
    fn take_back_leaked(&mut self) {
        self.buffer.truncate(self.ends.ends.last().copied().unwrap_or(0));
    }
}

impl RowEnds {
    /// Records that a row ends `end` bytes from the start of the first.
    #[inline]
    pub(crate) fn push(&mut self, end: usize) {
        self.ends.push(end);
        self.validity.append_non_null();
    }

    fn push_null(&mut self, end: usize) {
        self.ends.push(end);
        self.validity.append_null();
    }
}

impl fmt::Debug for RowBatchWriter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RowBatchWriter")
            .field("rows", &self.len())
            .field("bytes", &self.buffer.len())
            .finish_non_exhaustive()
    }
}
