//! Record batches to rows, in two passes: measure, then write.

mod bind;

use std::sync::Arc;

use arrow::array::{Array, RecordBatch};
use ferrow_row::{RowBatch, RowLayout};

use crate::error::{Error, Problem};
use crate::kernel::rows::write_rows;
use bind::column_writer;

/// Turns record batches into batches of rows.
///
/// Made once for a layout, then used for batch after batch.
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

    /// Encodes the rows of `batch`, whose columns stand in the order of the layout's fields.
    ///
    /// # Errors
    ///
    /// [`NoSuchColumn`](crate::ErrorKind::NoSuchColumn) and
    /// [`WrongType`](crate::ErrorKind::WrongType) where the columns are not the layout's fields,
    /// [`NotNull`](crate::ErrorKind::NotNull) for a null that the layout forbids, and
    /// [`TooLarge`](crate::ErrorKind::TooLarge) where a row would pass 4 GiB.
    pub fn encode(&mut self, batch: &RecordBatch) -> Result<RowBatch, Error> {
        let (wanted, found) = (self.layout.len(), batch.num_columns());
        if wanted != found {
            return Err(Error::new(Problem::ColumnCount { wanted, found }));
        }
        let columns = (batch.columns().iter().enumerate())
            .map(|(index, array)| {
                self.check(index, array)?;
                Ok(column_writer(&self.layout, index, array))
            })
            .collect::<Result<Vec<_>, Error>>()?;
        write_rows(&self.layout, &columns, batch.num_rows())
    }

    fn check(&self, index: usize, array: &dyn Array) -> Result<(), Error> {
        let field = self.layout.schema().field(index);
        let problem = if field.data_type() != array.data_type() {
            let (wanted, found) = (field.data_type().clone(), array.data_type().clone());
            Problem::WrongType { wanted, found }
        } else if !self.layout.is_nullable(index) && array.null_count() > 0 {
            Problem::Nulls { count: array.null_count() }
        } else {
            return Ok(());
        };
        Err(Error::new(problem).in_column(field.name()))
    }
}
