//! Columns to rows: one writer per shape of array.

mod bind;
mod encoded;
mod list;
mod record;
mod scalar;

use std::ops::Range;
use std::sync::Arc;

use arrow::array::{Array, ArrayRef};
use arrow::buffer::{Buffer, NullBuffer};
use ferrow_row::{
    Error as RowError, ListWriter, RowArray, RowBatch, RowBatchWriter, RowLayout, SlotWriter,
};

use crate::column_check::check_memory;
use crate::error::Error;
use bind::value_writer;

/// Writes the values of one array to places of its type.
trait ValueWriter {
    /// Writes value `index` of the array.
    fn write(&self, index: usize, slot: SlotWriter<'_>) -> Result<(), RowError>;

    /// Writes values of the array as the next elements of a list.
    fn write_elements(
        &self,
        mut elements: Range<usize>,
        list: &mut ListWriter<'_>,
    ) -> Result<(), RowError> {
        elements.try_for_each(|index| self.write(index, list.slot()?))
    }
}

/// Writes the nulls of an array, and what is not null through another writer.
struct Nullable<W> {
    nulls: Option<NullBuffer>,
    values: W,
}

impl<W: ValueWriter> Nullable<W> {
    fn new(array: &dyn Array, values: W) -> Self {
        Self { nulls: array.nulls().filter(|nulls| nulls.null_count() > 0).cloned(), values }
    }
}

impl<W: ValueWriter> ValueWriter for Nullable<W> {
    fn write(&self, index: usize, slot: SlotWriter<'_>) -> Result<(), RowError> {
        match &self.nulls {
            Some(nulls) if nulls.is_null(index) => slot.set_null(),
            _ => self.values.write(index, slot),
        }
    }
}

/// Writes `len` rows out of `arrays`, one of `len` values per field of `layout` in its order, whose
/// values are of the fields' kinds.
///
/// # Panics
///
/// When there are more or fewer arrays or values, or values of another kind.
pub(crate) fn write_rows(
    layout: &Arc<RowLayout>,
    arrays: &[ArrayRef],
    len: usize,
) -> Result<RowBatch, Error> {
    assert_eq!(arrays.len(), layout.len(), "an array per field");
    assert!(arrays.iter().all(|array| array.len() == len), "{len} values per array");
    if layout.len() == 0 {
        // Rows of no fields need no bytes, so there may be any number of them.
        let rows = RowArray::from_stride(Buffer::default(), layout.fixed_width(), len);
        return Ok(RowBatch::try_new(Arc::clone(layout), rows)?);
    }
    check_memory(layout.fixed_width(), len)?;
    let columns = arrays.iter().map(value_writer).collect::<Result<Vec<_>, Error>>()?;
    let mut writer = RowBatchWriter::with_capacity(Arc::clone(layout), len);
    for index in 0..len {
        let in_row = |error: RowError| error.in_row(index);
        let mut row = writer.row();
        for &field in layout.storage_order() {
            columns[field].write(index, row.slot(field)).map_err(in_row)?;
        }
        row.finish().map_err(in_row)?;
    }
    Ok(writer.finish())
}
