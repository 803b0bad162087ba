//! Records that come one by one, as record batches.

use std::fmt;
use std::sync::Arc;

use arrow::array::{RecordBatch, RecordBatchOptions};
use ferrow_row::Record;
use ferrow_row::record::ColumnSink as _;

use super::sink::ArraySink;
use crate::error::{Error, ErrorKind};

/// Bytes of records that stay in the first cache while their fields are taken one after another, with
/// those of the next block and what is written.
const BLOCK_BYTES: usize = 24 << 10;

/// So many records with lists inside as the second cache holds, with all that they point to.
const NESTED_BLOCK: usize = 32;

fn block_len<T: Record>() -> usize {
    let layout = T::layout();
    let nested = (0..layout.len()).any(|index| layout.kind(index).is_nested());
    if nested { NESTED_BLOCK } else { flat_block_len(size_of::<T>()) }
}

/// As many as fill whole words of a bitmap.
const fn flat_block_len(size: usize) -> usize {
    match BLOCK_BYTES / if size > 0 { size } else { 1 } {
        ..128 => 64,
        128..192 => 128,
        192..256 => 192,
        256.. => 256,
    }
}

/// Builds a record batch from records that come one by one, or some at a time.
///
/// ```
/// use ferrow_convert::RecordBatchBuilder;
/// use ferrow_convert::prelude::*;
/// use ferrow_derive::Record;
///
/// #[derive(Record)]
/// #[record(crate = ferrow_row)]
/// struct Flight {
///     carrier: String,
///     dep_delay: Option<i16>,
/// }
///
/// let mut builder = RecordBatchBuilder::with_capacity(2);
/// for (carrier, dep_delay) in [("UA", Some(-3)), ("AA", None)] {
///     builder.append(Flight { carrier: carrier.to_owned(), dep_delay })?;
/// }
/// let batch = builder.finish()?;
/// assert_eq!((batch.num_rows(), batch.num_columns()), (2, 2));
/// assert!(builder.is_empty());
/// # Ok::<(), ferrow_convert::Error>(())
/// ```
pub struct RecordBatchBuilder<T: Record> {
    /// Those that are not yet in the columns.
    pending: Vec<T>,
    columns: ArraySink,
    /// How many are in the columns.
    len: usize,
    capacity: usize,
    block_len: usize,
}

impl<T: Record> RecordBatchBuilder<T> {
    /// Builds batches of which nothing is known.
    #[must_use]
    pub fn new() -> Self {
        Self::with_capacity(0)
    }

    /// Builds batches of `capacity` records or so.
    #[must_use]
    pub fn with_capacity(capacity: usize) -> Self {
        let (columns, block_len) = (columns::<T>(capacity), block_len::<T>());
        Self { pending: Vec::new(), columns, len: 0, capacity, block_len }
    }

    /// The number of records.
    #[must_use]
    pub fn len(&self) -> usize {
        self.len + self.pending.len()
    }

    /// Whether there are no records.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Appends a record.
    ///
    /// # Errors
    ///
    /// As [`append_all`](Self::append_all).
    #[inline]
    pub fn append(&mut self, record: T) -> Result<(), Error> {
        self.pending.push(record);
        if self.pending.len() == self.block_len { self.append_pending() } else { Ok(()) }
    }

    /// Appends records, as of a slice or a `Vec`.
    ///
    /// # Errors
    ///
    /// [`TooLarge`](crate::ErrorKind::TooLarge) where a text or binary column passes 2 GiB, and
    /// [`Row`](crate::ErrorKind::Row) where a row does not hold a record, as one whose map has a key
    /// twice. The batch begins anew then.
    pub fn append_all<'a>(&mut self, records: impl IntoIterator<Item = &'a T>) -> Result<(), Error>
    where
        T: 'a,
    {
        self.append_pending()?;
        let mut records = records.into_iter();
        let mut block = Vec::with_capacity(self.block_len.min(records.size_hint().0));
        loop {
            block.clear();
            block.extend(records.by_ref().take(self.block_len));
            if block.is_empty() {
                return Ok(());
            }
            self.append_block(block.iter().copied(), &[])?;
        }
    }

    /// The records as a batch; the next one begins.
    ///
    /// # Errors
    ///
    /// As [`append_all`](Self::append_all).
    pub fn finish(&mut self) -> Result<RecordBatch, Error> {
        self.append_pending()?;
        if self.len == 0 {
            // So the columns are there.
            self.append_block([].into_iter(), &[])?;
        }
        let len = std::mem::take(&mut self.len);
        let columns = std::mem::replace(&mut self.columns, columns::<T>(self.capacity));
        let options = RecordBatchOptions::new().with_row_count(Some(len));
        let schema = Arc::clone(T::layout().schema());
        Ok(RecordBatch::try_new_with_options(schema, columns.finish()?, &options)?)
    }

    fn append_pending(&mut self) -> Result<(), Error> {
        let mut pending = std::mem::take(&mut self.pending);
        if !pending.is_empty() {
            self.append_block(pending.iter(), &[])?;
            pending.clear();
            self.pending = pending;
        }
        Ok(())
    }

    /// Appends not many records, of which the next are those of `ahead`.
    fn append_block<'a>(
        &mut self,
        records: impl ExactSizeIterator<Item = &'a T> + Clone,
        ahead: &[T],
    ) -> Result<(), Error>
    where
        T: 'a,
    {
        self.columns.rewind();
        self.columns.look_ahead_at(ahead);
        if let Err(error) = T::to_columns(records.clone().map(Some), &mut self.columns) {
            let error = in_words_of_rows(error, records, self.len);
            (self.columns, self.len) = (columns::<T>(self.capacity), 0);
            return Err(error);
        }
        self.len += records.len();
        Ok(())
    }
}

fn columns<T: Record>(capacity: usize) -> ArraySink {
    ArraySink::new(T::layout().schema().fields().clone(), capacity)
}

/// The error with the record and the path inside it, which columns do not know and rows do.
#[cold]
fn in_words_of_rows<'a, T: Record + 'a>(
    error: Error,
    records: impl Iterator<Item = &'a T>,
    before: usize,
) -> Error {
    if !matches!(error.kind(), ErrorKind::Row(_)) {
        return error;
    }
    match T::rows(records) {
        Err(found) => {
            let row = found.row().unwrap_or_default();
            found.in_row(before + row).into()
        }
        Ok(_) => error,
    }
}

impl<T: Record> Default for RecordBatchBuilder<T> {
    fn default() -> Self {
        Self::new()
    }
}

impl<T: Record> fmt::Debug for RecordBatchBuilder<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RecordBatchBuilder").field("len", &self.len()).finish_non_exhaustive()
    }
}

/// The columns of `records`.
pub(crate) fn to_record_batch<T: Record>(records: &[T]) -> Result<RecordBatch, Error> {
    let mut builder = RecordBatchBuilder::with_capacity(records.len());
    let block_len = builder.block_len;
    let mut records = records;
    while !records.is_empty() {
        let (block, others) = records.split_at(records.len().min(block_len));
        builder.append_block(block.iter(), &others[..others.len().min(block_len)])?;
        records = others;
    }
    builder.finish()
}
