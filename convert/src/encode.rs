//! Record batches to rows.

use std::sync::Arc;

use arrow::array::RecordBatch;
use ferrow_row::{RowBatch, RowLayout};

use crate::column_check::CheckedColumns;
use crate::error::Error;
use crate::kernel::rows::Spent;
use crate::{InstructionSet, by_value, kernel};

/// Turns record batches into batches of rows.
///
/// ```
/// use std::sync::Arc;
/// use arrow::array::{ArrayRef, Int64Array, RecordBatch, StringArray};
/// use ferrow_convert::RowEncoder;
/// use ferrow_row::RowLayout;
///
/// let id: ArrayRef = Arc::new(Int64Array::from(vec![1, 2]));
/// let name: ArrayRef = Arc::new(StringArray::from(vec![Some("Ada"), None]));
/// let batch = RecordBatch::try_from_iter_with_nullable([("id", id, false), ("name", name, true)])?;
///
/// let layout = RowLayout::try_new(batch.schema())?;
/// let rows = RowEncoder::new(&layout).encode(&batch)?;
/// let name = layout.column::<str>("name")?;
/// assert_eq!(rows.row(0).and_then(|row| row.get(name)), Some("Ada"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct RowEncoder {
    layout: Arc<RowLayout>,
    instructions: InstructionSet,
}

impl RowEncoder {
    /// An encoder of batches whose columns are the fields of `layout`.
    #[must_use]
    pub fn new(layout: &Arc<RowLayout>) -> Self {
        Self { layout: Arc::clone(layout), instructions: InstructionSet::best() }
    }

    /// The same encoder with other instructions than the best that the machine has: for measuring and
    /// testing. The bytes are the same.
    #[must_use]
    pub fn with_instructions(self, instructions: InstructionSet) -> Self {
        Self { instructions, ..self }
    }

    /// The layout of the rows.
    #[must_use]
    pub fn layout(&self) -> &Arc<RowLayout> {
        &self.layout
    }

    /// Encodes the rows of `batch`, whose columns are the layout's fields, in their order. A column may
    /// have its values in any of Arrow's forms: text as `Utf8`, `LargeUtf8` or `Utf8View`, bytes and
    /// lists likewise, and everything as a dictionary or as runs.
    ///
    /// # Errors
    ///
    /// [`NoSuchColumn`](crate::ErrorKind::NoSuchColumn) and
    /// [`WrongType`](crate::ErrorKind::WrongType) where the columns are not the layout's fields,
    /// [`NotNull`](crate::ErrorKind::NotNull) for a null that the layout forbids,
    /// [`Row`](crate::ErrorKind::Row) with the row and the path for one inside a nested value and for
    /// a key that is twice in a map, and [`TooLarge`](crate::ErrorKind::TooLarge) where a row would
    /// pass 4 GiB.
    pub fn encode(&self, batch: &RecordBatch) -> Result<RowBatch, Error> {
        self.encode_into(batch, Spent::default())
    }

    /// As [`encode`](Self::encode), into the memory of rows that are no longer needed. Where others
    /// still hold them, or they are too short, new memory is allocated.
    ///
    /// ```
    /// use std::sync::Arc;
    /// use arrow::array::{ArrayRef, Int64Array, RecordBatch};
    /// use ferrow_convert::RowEncoder;
    /// use ferrow_row::{RowArray, RowLayout};
    ///
    /// let id: ArrayRef = Arc::new(Int64Array::from(vec![1, 2]));
    /// let batch = RecordBatch::try_from_iter([("id", id)])?;
    /// let encoder = RowEncoder::new(&RowLayout::try_new(batch.schema())?);
    /// let mut rows = encoder.encode(&batch)?;
    /// for _ in 0..3 {
    ///     rows = encoder.encode_reusing(&batch, rows)?;
    /// }
    /// assert_eq!(rows.len(), 2);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As [`encode`](Self::encode).
    pub fn encode_reusing(&self, batch: &RecordBatch, spent: RowBatch) -> Result<RowBatch, Error> {
        self.encode_into(batch, spent.into())
    }

    fn encode_into(&self, batch: &RecordBatch, spent: Spent) -> Result<RowBatch, Error> {
        let columns = CheckedColumns::try_new(&self.layout, batch)?;
        match kernel::rows::write_rows(self.instructions, columns, spent)? {
            Some(rows) => Ok(rows),
            None => {
                columns.check_nulls()?;
                by_value::rows::write_rows(&self.layout, columns.columns(), columns.len())
            }
        }
    }
}
