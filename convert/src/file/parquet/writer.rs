//! Rows to Parquet.

use std::collections::HashMap;
use std::fmt;
use std::io::Write;
use std::sync::Arc;

use arrow::datatypes::{DataType, Field, SchemaRef};
use ferrow_row::{RowBatch, RowLayout};
use parquet::arrow::ArrowWriter;
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;

use crate::RowDecoder;
use crate::error::{Error, FileProblem};
use crate::file::form::{RowColumnForm, default_type};
use crate::stream::{BATCH_ROWS, cut};

/// Writes rows to a Parquet file: their fields as columns, or whole rows as one column.
///
/// Columns are what every reader of Parquet knows, small, and read one by one. A column of rows keeps
/// what Parquet has no type for, and a row is read at once; the extension type in the Arrow schema of the
/// file says what its bytes are. [`ParquetRowOptions`](crate::ParquetRowOptions) reads both.
///
/// ```
/// use arrow::datatypes::{DataType, Field, Schema};
/// use ferrow_convert::{ParquetRowOptions, ParquetRowWriter};
/// use ferrow_row::{RowBatchWriter, RowLayout};
///
/// let layout = RowLayout::try_new(Schema::new(vec![Field::new("id", DataType::Int64, true)]))?;
/// let mut rows = RowBatchWriter::new(layout.clone());
/// rows.row().finish()?;
/// let rows = rows.finish();
///
/// let mut columns = ParquetRowWriter::try_new(Vec::new(), &layout, None)?;
/// let mut column = ParquetRowWriter::try_of_column(Vec::new(), &layout, "row", None)?;
/// columns.write(&rows)?;
/// column.write(&rows)?;
/// for file in [columns.finish()?, column.finish()?] {
///     let rows_of_file = ParquetRowOptions::new().reader(bytes::Bytes::from(file))?;
///     let found = rows_of_file.collect::<Result<Vec<_>, _>>()?;
///     assert_eq!(found, [rows.clone()]);
/// }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct ParquetRowWriter<W: Write + Send> {
    out: ArrowWriter<W>,
    contents: Contents,
    batches: usize,
}

#[derive(Debug)]
enum Contents {
    Fields(RowDecoder),
    Rows(RowColumnForm),
}

impl<W: Write + Send> ParquetRowWriter<W> {
    /// Writes every field of rows of `layout` as a column. `properties` has the compression, the rows of
    /// a row group, and what else Parquet knows.
    ///
    /// # Errors
    ///
    /// [`Unsupported`](crate::ErrorKind::Unsupported) where Parquet has no type for a field, and
    /// [`Io`](crate::ErrorKind::Io) where `out` fails.
    pub fn try_new(
        out: W,
        layout: &Arc<RowLayout>,
        properties: Option<WriterProperties>,
    ) -> Result<Self, Error> {
        Self::try_of_decoder(out, RowDecoder::new(layout), properties)
    }

    /// Writes what `decoder` makes of rows, which may be a few of their fields.
    ///
    /// # Errors
    ///
    /// As [`try_new`](Self::try_new).
    pub fn try_of_decoder(
        out: W,
        decoder: RowDecoder,
        properties: Option<WriterProperties>,
    ) -> Result<Self, Error> {
        let out = start(out, decoder.schema(), properties)?;
        Ok(Self { out, contents: Contents::Fields(decoder), batches: 0 })
    }

    /// Writes rows of `layout` as one column `name` of rows.
    ///
    /// # Errors
    ///
    /// [`Io`](crate::ErrorKind::Io) where `out` fails.
    pub fn try_of_column(
        out: W,
        layout: &Arc<RowLayout>,
        name: &str,
        properties: Option<WriterProperties>,
    ) -> Result<Self, Error> {
        let form = RowColumnForm::new(layout, name, default_type(layout), HashMap::new());
        let out = ArrowWriter::try_new(out, Arc::clone(form.schema()), properties)?;
        Ok(Self { out, contents: Contents::Rows(form), batches: 0 })
    }

    /// Writes `rows`. They are held in memory until a row group is full.
    ///
    /// # Errors
    ///
    /// [`Row`](crate::ErrorKind::Row) where these are rows of another layout, else as
    /// [`RowDecoder::decode`] and the output.
    pub fn write(&mut self, rows: &RowBatch) -> Result<(), Error> {
        for rows in cut(rows.clone(), BATCH_ROWS) {
            self.write_batch(&rows).map_err(|error| error.in_batch(self.batches))?;
        }
        self.batches += 1;
        Ok(())
    }

    fn write_batch(&mut self, rows: &RowBatch) -> Result<(), Error> {
        let batch = match &self.contents {
            Contents::Fields(decoder) => decoder.decode(rows)?,
            Contents::Rows(form) => form.batch(rows)?,
        };
        Ok(self.out.write(&batch)?)
    }

    /// Writes the row group that is not full, and the end of the file.
    ///
    /// # Errors
    ///
    /// [`Io`](crate::ErrorKind::Io) where the output fails.
    pub fn finish(self) -> Result<W, Error> {
        Ok(self.out.into_inner()?)
    }
}

fn start<W: Write + Send>(
    out: W,
    schema: &SchemaRef,
    properties: Option<WriterProperties>,
) -> Result<ArrowWriter<W>, Error> {
    let unsupported = |what: String| {
        let what = format!("{what}; Parquet keeps such fields in a column of whole rows");
        Error::from(FileProblem::Unsupported { what })
    };
    // Of these the writer does not even say that it has no type.
    let is_union = |field: &&Field| matches!(field.data_type(), DataType::Union(..));
    if let Some(field) = schema.flattened_fields().into_iter().find(is_union) {
        let what = format!("Parquet has no type for {}", field.data_type());
        return Err(unsupported(what).in_column(field.name()));
    }
    ArrowWriter::try_new(out, Arc::clone(schema), properties).map_err(|error| match error {
        ParquetError::ArrowError(what) => unsupported(what),
        error => error.into(),
    })
}

impl<W: Write + Send> fmt::Debug for ParquetRowWriter<W> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ParquetRowWriter")
            .field("contents", &self.contents)
            .field("batches", &self.batches)
            .finish_non_exhaustive()
    }
}
