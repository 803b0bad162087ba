//! Rows to record batches.

use std::sync::Arc;

use arrow::array::{ArrayRef, RecordBatch, RecordBatchOptions};
use arrow::datatypes::{FieldRef, Schema, SchemaRef};
use ferrow_row::{RowArray, RowBatch, RowLayout};

use crate::by_value::columns::{read_column, read_column_lenient};
use crate::error::{Error, Problem};
use crate::extension::check_data_type;
use crate::kernel::columns::{read_columns, readable};
use crate::kernel::knows;

/// Turns batches of rows into record batches, of all fields or of a few.
///
/// The rows may be of either layout of bytes, whichever the decoder's own is.
///
/// ```
/// use arrow::datatypes::{DataType, Field, Schema};
/// use ferrow_convert::RowDecoder;
/// use ferrow_row::{RowBatchWriter, RowLayout};
///
/// let layout = RowLayout::try_new(Schema::new(vec![
///     Field::new("id", DataType::Int64, false),
///     Field::new("name", DataType::Utf8, true),
/// ]))?;
/// let mut writer = RowBatchWriter::new(layout.clone());
/// let mut row = writer.row();
/// row.set(layout.column::<i64>("id")?, 7)?;
/// row.finish()?;
///
/// let batch = RowDecoder::new(&layout).project(&[1]).decode(&writer.finish())?;
/// assert_eq!(batch.num_columns(), 1);
/// assert_eq!(batch.column(0).null_count(), 1);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct RowDecoder {
    layout: Arc<RowLayout>,
    fields: Vec<usize>,
    schema: SchemaRef,
}

impl RowDecoder {
    /// A decoder of every field of `layout`.
    #[must_use]
    pub fn new(layout: &Arc<RowLayout>) -> Self {
        Self {
            layout: Arc::clone(layout),
            fields: (0..layout.len()).collect(),
            schema: Arc::clone(layout.schema()),
        }
    }

    /// Decodes only `columns`, in that order: ordinals of what this decoder decodes, as those of
    /// [`RecordBatch::project`] are.
    ///
    /// # Panics
    ///
    /// When there is no such column.
    #[must_use]
    pub fn project(self, columns: &[usize]) -> Self {
        let len = self.fields.len();
        let (fields, names): (Vec<usize>, Vec<_>) = (columns.iter())
            .map(|&column| match self.fields.get(column) {
                Some(&field) => (field, Arc::clone(&self.schema.fields()[column])),
                None => panic!("column {column} of {len} columns"),
            })
            .unzip();
        let schema = Schema::new_with_metadata(names, self.schema.metadata().clone());
        Self { fields, schema: Arc::new(schema), ..self }
    }

    /// Makes every column nullable, so that a row that is itself null becomes a row of nulls.
    #[must_use]
    pub fn nullable(self) -> Self {
        let fields = self.schema.fields().iter();
        let fields = fields.map(|field| field.as_ref().clone().with_nullable(true));
        let schema =
            Schema::new_with_metadata(fields.collect::<Vec<_>>(), self.schema.metadata().clone());
        Self { schema: Arc::new(schema), ..self }
    }

    /// The schema of the record batches.
    #[must_use]
    pub fn schema(&self) -> &SchemaRef {
        &self.schema
    }

    /// Decodes `rows`.
    ///
    /// # Errors
    ///
    /// [`Row`](crate::ErrorKind::Row) where the rows are not of this decoder's layout,
    /// [`NotNull`](crate::ErrorKind::NotNull) where a row is null and a column may not be, and
    /// [`TooLarge`](crate::ErrorKind::TooLarge) where a text or binary column passes 2 GiB.
    pub fn decode(&self, rows: &RowBatch) -> Result<RecordBatch, Error> {
        self.check(rows.layout())?;
        let takes_null = |field: &FieldRef| field.is_nullable() || field.data_type().is_null();
        let nullable = self.schema.fields().iter().all(takes_null);
        if rows.null_count() > 0 && !nullable {
            return Err(Error::new(Problem::NullRows { count: rows.null_count() }));
        }
        let arrays = read_fields(&self.layout, &self.fields, rows)?;
        let options = RecordBatchOptions::new().with_row_count(Some(rows.len()));
        Ok(RecordBatch::try_new_with_options(Arc::clone(&self.schema), arrays, &options)?)
    }

    /// Checks that rows of `found` have this decoder's fields, wherever they stand.
    pub(crate) fn check(&self, found: &RowLayout) -> Result<(), Error> {
        Ok(found.check_fields_readable_as(&self.layout)?)
    }
}

/// Reads `fields` out of rows that can be read as rows of `layout`, as arrays of its types.
pub(crate) fn read_fields(
    layout: &RowLayout,
    fields: &[usize],
    rows: &RowBatch,
) -> Result<Vec<ArrayRef>, Error> {
    let is_known = |index: usize| knows(rows.layout(), index);
    let known: Vec<usize> = fields.iter().copied().filter(|&index| is_known(index)).collect();
    let mut known = read_columns(rows.layout(), &known, rows.array(), None)?.into_iter();
    (fields.iter())
        .map(|&index| {
            let field = layout.schema().field(index);
            match is_known(index).then(|| known.next()).flatten() {
                Some(array) => Ok(array),
                None => read_column(field.data_type(), rows, index)
                    .map_err(|error| error.in_column(field.name())),
            }
        })
        .collect()
}

/// Rows that have no bytes could be there in any number.
const MOST_EMPTY_ROWS: usize = 1 << 28;

/// Picks one field out of rows that nobody has validated, as SQL functions do.
#[derive(Debug)]
pub struct FieldDecoder {
    layout: Arc<RowLayout>,
    index: usize,
}

impl FieldDecoder {
    /// A decoder of field `index`.
    ///
    /// # Panics
    ///
    /// When the layout has no such field.
    #[must_use]
    pub fn new(layout: &Arc<RowLayout>, index: usize) -> Self {
        assert!(index < layout.len(), "field {index} of a row of {} fields", layout.len());
        Self { layout: Arc::clone(layout), index }
    }

    /// The field of every row; null where the field or the row is null, or where the row is
    /// malformed as far as this field is concerned.
    ///
    /// # Errors
    ///
    /// [`NotRows`](crate::ErrorKind::NotRows) where all values are of one length that is too short
    /// for a row, and [`TooLarge`](crate::ErrorKind::TooLarge) where a text or binary column passes
    /// 2 GiB.
    pub fn decode_lenient(&self, rows: &RowArray) -> Result<ArrayRef, Error> {
        check_data_type(rows.array().data_type(), &self.layout)?;
        if self.layout.fixed_width() == 0 && rows.len() > MOST_EMPTY_ROWS {
            return Err(Error::new(Problem::RowsTooLarge { rows: rows.len() }));
        }
        if !knows(&self.layout, self.index) {
            return read_column_lenient(&self.layout, self.index, rows)
                .map_err(|error| error.in_column(self.layout.schema().field(self.index).name()));
        }
        let readable = readable(self.layout.kind(self.index));
        let keep = |row: &[u8]| readable(&self.layout, self.index, row);
        Ok(read_columns(&self.layout, &[self.index], rows, Some(&keep))?.remove(0))
    }
}
