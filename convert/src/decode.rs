//! Rows to record batches.

use std::sync::Arc;

use arrow::array::RecordBatch;
use arrow::datatypes::{FieldRef, Schema, SchemaRef};
use ferrow_row::{RowArray, RowBatch, RowLayout};

use crate::column_buffers::{ColumnBuffers, DecodedColumns};
use crate::error::{Error, Problem};
use crate::kernel::InstructionSet;
use crate::kernel::columns::How;
use crate::path::FieldPlace;
use crate::projection::ProjectedColumn;
use crate::selection::Selected;
use crate::{FieldPath, RowFilter, Selection};

/// Turns batches of rows into record batches, of all fields or of a few, of all rows or of some.
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
#[derive(Debug, Clone)]
pub struct RowDecoder {
    layout: Arc<RowLayout>,
    columns: Arc<[ProjectedColumn]>,
    schema: SchemaRef,
    how: How,
}

impl RowDecoder {
    /// A decoder of every field of `layout`.
    #[must_use]
    pub fn new(layout: &Arc<RowLayout>) -> Self {
        let columns = (0..layout.len())
            .map(|index| ProjectedColumn::of_field(layout, FieldPlace::of_row(index)))
            .collect();
        let (layout, schema) = (Arc::clone(layout), Arc::clone(layout.schema()));
        Self { layout, columns, schema, how: How::default() }
    }

    /// Decodes only `columns`, in that order: ordinals of what this decoder decodes, as those of
    /// [`RecordBatch::project`] are.
    ///
    /// # Panics
    ///
    /// When there is no such column.
    #[must_use]
    pub fn project(self, columns: &[usize]) -> Self {
        let len = self.columns.len();
        let (columns, fields): (Vec<_>, Vec<_>) = (columns.iter())
            .map(|&column| match self.columns.get(column) {
                Some(found) => (found.clone(), Arc::clone(&self.schema.fields()[column])),
                None => panic!("column {column} of {len} columns"),
            })
            .unzip();
        let schema = Schema::new_with_metadata(fields, self.schema.metadata().clone());
        Self { columns: columns.into(), schema: Arc::new(schema), ..self }
    }

    /// Decodes these fields of the rows, in this order, whatever was chosen before: a field of a struct
    /// becomes a column of its own, which is named by its path and null where a struct on the way is.
    /// The struct's other fields are not touched.
    ///
    /// ```
    /// use arrow::datatypes::{DataType, Field, Schema};
    /// use ferrow_convert::RowDecoder;
    /// use ferrow_row::RowLayout;
    ///
    /// let status = DataType::Struct(vec![
    ///     Field::new("deprecated", DataType::Boolean, false),
    ///     Field::new("experimental", DataType::Boolean, false),
    /// ].into());
    /// let layout = RowLayout::try_new(Schema::new(vec![
    ///     Field::new("id", DataType::Int64, false),
    ///     Field::new("status", status, true),
    /// ]))?;
    /// let decoder = RowDecoder::new(&layout).project_paths(["id", "status.deprecated"])?;
    /// assert_eq!(*decoder.schema().field(1), Field::new("status.deprecated", DataType::Boolean, true));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`Row`](crate::ErrorKind::Row) where a field does not exist, with the names that do, and
    /// [`WrongType`](crate::ErrorKind::WrongType) where a path leads through what is no struct.
    ///
    /// # Panics
    ///
    /// When an ordinal of a path is out of range.
    pub fn project_paths<P: Into<FieldPath>>(
        self,
        paths: impl IntoIterator<Item = P>,
    ) -> Result<Self, Error> {
        let columns = (paths.into_iter())
            .map(|path| {
                Ok(ProjectedColumn::of_field(&self.layout, path.into().resolve(&self.layout)?))
            })
            .collect::<Result<Arc<[_]>, Error>>()?;
        let fields: Vec<_> = columns.iter().map(|column| column.field(&self.layout)).collect();
        let schema = Schema::new_with_metadata(fields, self.layout.schema().metadata().clone());
        Ok(Self { columns, schema: Arc::new(schema), ..self })
    }

    /// Decodes to batches of exactly `schema`, whatever was chosen before: some of the fields, found by
    /// name or by path, in any order, with the metadata that the schema has.
    ///
    /// A type may be another form of the field's: text and bytes with 32- or 64-bit offsets or as views,
    /// bytes of a fixed size as bytes of any; lists in each of Arrow's forms, of which those of a fixed
    /// length are lists of any; values encoded as a dictionary or as runs, or not. Structs, at any
    /// depth, may have fewer of their fields, in any order.
    ///
    /// ```
    /// use arrow::datatypes::{DataType, Field, Schema};
    /// use ferrow_convert::RowDecoder;
    /// use ferrow_row::RowLayout;
    ///
    /// let layout = RowLayout::try_new(Schema::new(vec![
    ///     Field::new("id", DataType::Int64, false),
    ///     Field::new("name", DataType::Utf8, true),
    /// ]))?;
    /// let names = DataType::Dictionary(Box::new(DataType::Int32), Box::new(DataType::Utf8View));
    /// let wanted = Schema::new(vec![Field::new("name", names, true)]);
    /// let decoder = RowDecoder::new(&layout).project_schema(&wanted.into())?;
    /// assert_eq!(decoder.schema().fields().len(), 1);
    ///
    /// let wanted = Schema::new(vec![Field::new("id", DataType::Utf8, false)]);
    /// let error = RowDecoder::new(&layout).project_schema(&wanted.into()).unwrap_err();
    /// assert!(error.to_string().starts_with("id: the field is Int64, which is not decoded to Utf8"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`Row`](crate::ErrorKind::Row) where a field does not exist,
    /// [`WrongType`](crate::ErrorKind::WrongType) where a type is no form of the field's, and
    /// [`NotNull`](crate::ErrorKind::NotNull) where a field may be null and is asked for as one that
    /// may not.
    pub fn project_schema(self, schema: &SchemaRef) -> Result<Self, Error> {
        let columns = (schema.fields().iter())
            .map(|field| {
                let place = FieldPath::from(field.name().as_str()).resolve(&self.layout)?;
                ProjectedColumn::try_as(&self.layout, place, field)
            })
            .collect::<Result<Arc<[_]>, Error>>()?;
        Ok(Self { columns, schema: Arc::clone(schema), ..self })
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

    /// Makes columns of views, `Utf8View` and `BinaryView`, point into the rows instead of into copies of
    /// their values, as far as values are longer than the 12 bytes that stand in a view itself. The columns
    /// keep all bytes of all rows alive then, also those of other fields:
    /// [`gc`](arrow::array::GenericByteViewArray::gc) copies what a column needs of them.
    ///
    /// This is for fields of rows in the standard layout that are of these types themselves. Values are
    /// copied all the same out of rows of the compact layout, out of rows that are themselves views, out
    /// of structs and lists, and where a schema asks for views of fields that are of another form.
    #[must_use]
    pub fn zero_copy_views(self) -> Self {
        Self { how: How { views_in_rows: true, ..self.how }, ..self }
    }

    /// Uses `instructions`, which need not be the best that the machine has: for measuring and
    /// testing.
    #[must_use]
    pub fn with_instructions(self, instructions: InstructionSet) -> Self {
        Self { how: How { instructions, ..self.how }, ..self }
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
        self.decode_selected(rows, &Selection::all())
    }

    /// Decodes `rows` into memory that is used again: for many batches of rows one after another, this
    /// is the fastest.
    ///
    /// ```
    /// use arrow::array::AsArray;
    /// use arrow::datatypes::{DataType, Field, Int64Type, Schema};
    /// use ferrow_convert::{ColumnBuffers, RowDecoder};
    /// use ferrow_row::{RowBatchWriter, RowLayout};
    ///
    /// let layout = RowLayout::try_new(Schema::new(vec![Field::new("id", DataType::Int64, false)]))?;
    /// let mut writer = RowBatchWriter::new(layout.clone());
    /// for id in 0..100 {
    ///     let mut row = writer.row();
    ///     row.set_at::<i64>(0, id)?;
    ///     row.finish()?;
    /// }
    /// let rows = writer.finish();
    ///
    /// let decoder = RowDecoder::new(&layout);
    /// let mut buffers = ColumnBuffers::new();
    /// let mut sum = 0;
    /// for part in [rows.slice(0..50), rows.slice(50..100)] {
    ///     let mut columns = decoder.decode_into(&part, &mut buffers)?;
    ///     sum += columns.column(0)?.as_primitive::<Int64Type>().values().iter().sum::<i64>();
    /// }
    /// assert_eq!(sum, 4950);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As [`decode`](Self::decode).
    pub fn decode_into<'b>(
        &'b self,
        rows: &RowBatch,
        buffers: &'b mut ColumnBuffers,
    ) -> Result<DecodedColumns<'b>, Error> {
        self.read(rows, &Selection::all(), buffers)
    }

    /// Checks rows that nobody has validated and decodes them, in one go.
    ///
    /// # Errors
    ///
    /// As [`RowBatch::try_new`], whose errors these are, and [`decode`](Self::decode).
    pub fn decode_untrusted(&self, rows: &RowArray) -> Result<RecordBatch, Error> {
        self.decode_untrusted_into(rows, &mut ColumnBuffers::new())?.record_batch()
    }

    /// As [`decode_untrusted`](Self::decode_untrusted), into memory that is used again.
    ///
    /// # Errors
    ///
    /// As there.
    pub fn decode_untrusted_into<'b>(
        &'b self,
        rows: &RowArray,
        buffers: &'b mut ColumnBuffers,
    ) -> Result<DecodedColumns<'b>, Error> {
        if buffers.reader(&self.columns, &self.layout, self.how).read_unknown(rows)? {
            let reader = buffers.reader(&self.columns, &self.layout, self.how);
            return Ok(DecodedColumns { reader, schema: &self.schema, rows: rows.len() });
        }
        // What is wrong, if anything is, or what is rare.
        let rows = RowBatch::try_new(Arc::clone(&self.layout), rows.clone())?;
        self.read(&rows, &Selection::all(), buffers)
    }

    /// Decodes the rows of a selection, in its order; no others are looked at.
    ///
    /// ```
    /// use std::sync::Arc;
    /// use arrow::array::{ArrayRef, Int64Array, RecordBatch};
    /// use ferrow_convert::prelude::*;
    /// use ferrow_convert::{RowDecoder, Selection};
    ///
    /// let ids: ArrayRef = Arc::new(Int64Array::from(vec![7, 8, 9]));
    /// let batch = RecordBatch::try_from_iter([("id", ids)])?;
    /// let rows = RowBatch::try_from_record_batch(&batch)?;
    /// let some = RowDecoder::new(rows.layout()).decode_selected(&rows, &Selection::indices([2, 0]))?;
    /// assert_eq!(some.column(0).as_ref(), &Int64Array::from(vec![9, 7]));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As [`decode`](Self::decode), of the selected rows alone, and
    /// [`OutOfRange`](crate::ErrorKind::OutOfRange) where the batch does not have them.
    pub fn decode_selected(
        &self,
        rows: &RowBatch,
        selection: &Selection,
    ) -> Result<RecordBatch, Error> {
        self.read(rows, selection, &mut ColumnBuffers::new())?.record_batch()
    }

    fn read<'b>(
        &'b self,
        rows: &RowBatch,
        selection: &Selection,
        buffers: &'b mut ColumnBuffers,
    ) -> Result<DecodedColumns<'b>, Error> {
        rows.layout().check_fields_readable_as(&self.layout)?;
        let selected = selection.of(rows.len())?;
        if rows.null_count() > 0 && !self.takes_null_rows() {
            match null_rows(rows, &selected) {
                0 => {}
                count => return Err(Error::new(Problem::NullRows { count })),
            }
        }
        let reader = buffers.reader(&self.columns, rows.layout(), self.how);
        reader.read(rows, &selected)?;
        Ok(DecodedColumns { reader, schema: &self.schema, rows: selected.len() })
    }

    /// Whether every column can be null.
    fn takes_null_rows(&self) -> bool {
        let takes_null = |field: &FieldRef| field.is_nullable() || field.data_type().is_null();
        self.schema.fields().iter().all(takes_null)
    }

    /// Decodes the rows that `filter` keeps, and of these the columns of this decoder; the fields that
    /// are asked need not be among them. Where no row is kept the batch is empty.
    ///
    /// ```
    /// use std::sync::Arc;
    /// use arrow::array::{ArrayRef, Int64Array, RecordBatch, StringArray};
    /// use ferrow_convert::prelude::*;
    /// use ferrow_convert::{Predicate, RowDecoder, RowFilter};
    ///
    /// let id: ArrayRef = Arc::new(Int64Array::from(vec![7, 8]));
    /// let name: ArrayRef = Arc::new(StringArray::from(vec!["Ada", "Grace"]));
    /// let batch = RecordBatch::try_from_iter([("id", id), ("name", name)])?;
    /// let rows = RowBatch::try_from_record_batch(&batch)?;
    ///
    /// let filter = RowFilter::try_new(rows.layout(), &Predicate::column("id").gt(7_i64))?;
    /// let decoder = RowDecoder::new(rows.layout()).project_paths(["name"])?;
    /// let kept = decoder.decode_filtered(&rows, &filter)?;
    /// assert_eq!(kept.column(0).as_ref(), &StringArray::from(vec!["Grace"]));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As [`RowFilter::select`] and [`decode_selected`](Self::decode_selected).
    pub fn decode_filtered(
        &self,
        rows: &RowBatch,
        filter: &RowFilter,
    ) -> Result<RecordBatch, Error> {
        self.decode_selected(rows, &filter.select(rows)?)
    }
}

/// How many of the selected rows are null.
fn null_rows(rows: &RowBatch, selected: &Selected<'_>) -> usize {
    match selected {
        Selected::Range(range) => rows.slice(range.clone()).null_count(),
        Selected::Indices(indices) => {
            indices.iter().filter(|&&index| rows.row_bytes(index as usize).is_none()).count()
        }
    }
}
