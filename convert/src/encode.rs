//! Record batches to rows.

use std::sync::Arc;

use arrow::array::RecordBatch;
use ferrow_row::{RowBatch, RowLayout};

use crate::column_check::check;
use crate::error::{Error, Problem};
use crate::{by_value, kernel};

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
}

impl RowEncoder {
    /// An encoder of batches whose columns are the fields of `layout`.
    #[must_use]
    pub fn new(layout: &Arc<RowLayout>) -> Self {
        Self { layout: Arc::clone(layout) }
    }

    /// The layout of the rows.
    #[must_use]
    pub fn layout(&self) -> &Arc<RowLayout> {
        &self.layout
    }

    /// Encodes the rows of `batch`, whose columns are the layout's fields, in their order.
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
        let (wanted, found) = (self.layout.len(), batch.num_columns());
        if wanted != found {
            return Err(Error::new(Problem::ColumnCount { wanted, found }));
        }
        let schema = self.layout.schema();
        for (wanted, found) in schema.fields().iter().zip(batch.schema_ref().fields()) {
            if wanted.name() != found.name() {
                let found = found.name().clone();
                return Err(Error::new(Problem::ColumnName { found }).in_column(wanted.name()));
            }
        }
        let (layout, len) = (&self.layout, batch.num_rows());
        if (0..layout.len()).all(|index| kernel::knows(layout, index)) {
            return kernel::rows::write_rows(layout, batch.columns(), len);
        }
        for (index, array) in batch.columns().iter().enumerate() {
            check(layout, index, array)?;
        }
        by_value::rows::write_rows(layout, batch.columns(), len)
    }
}
