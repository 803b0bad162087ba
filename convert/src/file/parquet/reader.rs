//! Rows from Parquet.

use std::fs::File;
use std::iter::FusedIterator;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use arrow::array::RecordBatch;
use arrow::datatypes::Schema;
use ferrow_row::{RowBatch, RowLayout};
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::{ParquetRecordBatchReader, ParquetRecordBatchReaderBuilder};
use parquet::file::reader::ChunkReader;

use crate::error::{Error, FileProblem};
use crate::file::progress::{Meter, Progress};
use crate::stream::BATCH_ROWS;
use crate::{RowEncoder, RowType, find};

/// How a Parquet file is read as rows: chosen fields, row groups and lengths of batches.
///
/// A file of one column that is marked as rows gives these; the columns of any other file become the
/// fields of rows. [`column`](Self::column) reads a column of rows among others.
///
/// The Parquet reader is that of the `parquet` crate, which is made for files that may be damaged but does
/// not promise to survive any bytes at all.
#[derive(Debug)]
#[must_use]
pub struct ParquetRowReader<T: ChunkReader> {
    builder: ParquetRecordBatchReaderBuilder<T>,
    /// Ordinals of the columns that are read.
    fields: Vec<usize>,
    row_groups: Option<Vec<usize>>,
    batch_rows: usize,
    path: Option<PathBuf>,
    meter: Meter,
}

impl ParquetRowReader<File> {
    /// Opens the file at `path`.
    ///
    /// # Errors
    ///
    /// [`Io`](crate::ErrorKind::Io) where it cannot be opened, else as
    /// [`try_new`](ParquetRowReader::try_new).
    pub fn open(path: impl AsRef<Path>) -> Result<Self, Error> {
        let path = path.as_ref();
        let reader = File::open(path).map_err(Error::from).and_then(Self::try_new);
        let reader = reader.map_err(|error| error.in_file(Some(path)))?;
        Ok(Self { path: Some(path.to_owned()), ..reader })
    }
}

impl<T: ChunkReader + 'static> ParquetRowReader<T> {
    /// A reader of all of a file.
    ///
    /// # Errors
    ///
    /// [`Damaged`](crate::ErrorKind::Damaged) where this is no Parquet file.
    pub fn try_new(input: T) -> Result<Self, Error> {
        let builder = ParquetRecordBatchReaderBuilder::try_new(input)?;
        Ok(Self {
            fields: (0..builder.schema().fields().len()).collect(),
            builder,
            row_groups: None,
            batch_rows: BATCH_ROWS,
            path: None,
            meter: Meter::default(),
        })
    }

    /// Reads only the columns named, in the order of the file.
    ///
    /// # Errors
    ///
    /// [`NoSuchColumn`](crate::ErrorKind::NoSuchColumn) where one does not exist.
    pub fn project(self, names: &[&str]) -> Result<Self, Error> {
        let fields = names.iter().map(|name| self.index_of(name));
        Ok(Self { fields: fields.collect::<Result<_, _>>()?, ..self })
    }

    /// Reads the column of rows `name`.
    ///
    /// # Errors
    ///
    /// [`NoSuchColumn`](crate::ErrorKind::NoSuchColumn) where it does not exist, and
    /// [`NotRows`](crate::ErrorKind::NotRows) where it is not marked as rows.
    pub fn column(self, name: &str) -> Result<Self, Error> {
        let index = self.index_of(name)?;
        RowType::try_from_field(self.builder.schema().field(index))?;
        Ok(Self { fields: vec![index], ..self })
    }

    /// Reads only these row groups, in this order.
    pub fn with_row_groups(self, row_groups: Vec<usize>) -> Self {
        Self { row_groups: Some(row_groups), ..self }
    }

    /// Makes batches of `rows` rows.
    ///
    /// # Panics
    ///
    /// When `rows` is 0.
    pub fn with_batch_rows(self, rows: usize) -> Self {
        assert!(rows > 0, "a batch of 0 rows");
        Self { batch_rows: rows, ..self }
    }

    /// Calls `report` after every batch. The bytes are those of the row groups that were read.
    pub fn on_progress(mut self, report: impl FnMut(&Progress) + Send + 'static) -> Self {
        self.meter.set_report(report);
        self
    }

    /// The rows.
    ///
    /// # Errors
    ///
    /// [`Row`](crate::ErrorKind::Row) where rows do not hold a type,
    /// [`OutOfRange`](crate::ErrorKind::OutOfRange) where a row group does not exist.
    pub fn rows(self) -> Result<ParquetRows, Error> {
        let path = self.path.clone();
        self.build().map_err(|error| error.in_file(path.as_deref()))
    }

    fn build(mut self) -> Result<ParquetRows, Error> {
        let metadata = Arc::clone(self.builder.metadata());
        let count = metadata.num_row_groups();
        let row_groups = self.row_groups.unwrap_or_else(|| (0..count).collect());
        if let Some(&group) = row_groups.iter().find(|group| **group >= count) {
            return Err(FileProblem::NoSuchRowGroup { group, groups: count }.into());
        }
        let (mut rows, mut bytes) = (0, 0);
        let ends = row_groups.iter().map(|group| {
            let group = metadata.row_group(*group);
            rows += u64::try_from(group.num_rows()).unwrap_or(0);
            bytes += u64::try_from(group.compressed_size()).unwrap_or(0);
            (rows, bytes)
        });
        let ends = ends.collect();
        self.meter.progress.total_rows = Some(rows);
        self.meter.progress.total_bytes = Some(bytes);

        let is_wanted = |at: &usize| self.fields.contains(at);
        let fields = self.builder.schema().fields().iter().enumerate();
        let fields = fields.filter(|(at, _)| is_wanted(at)).map(|(_, field)| Arc::clone(field));
        let schema = Schema::new(fields.collect::<Vec<_>>());
        let contents = Contents::of(&schema)?;
        let mask = ProjectionMask::roots(self.builder.parquet_schema(), self.fields);
        let reader = (self.builder.with_projection(mask))
            .with_row_groups(row_groups)
            .with_batch_size(self.batch_rows)
            .build()?;
        let (path, meter) = (self.path, self.meter);
        Ok(ParquetRows { reader: Some(reader), contents, ends, batches: 0, path, meter })
    }

    fn index_of(&self, name: &str) -> Result<usize, Error> {
        find::column(self.builder.schema().fields(), name)
    }
}

/// Batches of the rows of a Parquet file. An error ends it.
#[derive(Debug)]
pub struct ParquetRows {
    /// `None` once it has ended or failed.
    reader: Option<ParquetRecordBatchReader>,
    contents: Contents,
    /// The rows and bytes up to the end of each row group.
    ends: Vec<(u64, u64)>,
    batches: usize,
    path: Option<PathBuf>,
    meter: Meter,
}

#[derive(Debug)]
enum Contents {
    Fields(RowEncoder),
    Rows(RowType),
}

impl Contents {
    fn of(schema: &Schema) -> Result<Self, Error> {
        if let [field] = &schema.fields()[..]
            && find::is_rows(field)
        {
            return Ok(Self::Rows(RowType::try_from_field(field)?));
        }
        Ok(Self::Fields(RowEncoder::new(&RowLayout::try_new(schema.clone())?)))
    }
}

impl ParquetRows {
    /// The layout of the rows.
    #[must_use]
    pub fn layout(&self) -> &Arc<RowLayout> {
        match &self.contents {
            Contents::Fields(encoder) => encoder.layout(),
            Contents::Rows(rows) => rows.layout(),
        }
    }

    fn encode(&self, batch: &RecordBatch) -> Result<RowBatch, Error> {
        match &self.contents {
            Contents::Fields(encoder) => encoder.encode(batch),
            Contents::Rows(rows) => rows.rows_of(batch.column(0)),
        }
    }

    fn tell(&mut self, rows: usize) {
        let done = self.meter.progress.rows + rows as u64;
        let whole = self.ends.iter().take_while(|(rows, _)| *rows <= done);
        let bytes = whole.last().map_or(0, |(_, bytes)| *bytes);
        self.meter.advance(rows, bytes);
    }
}

impl Iterator for ParquetRows {
    type Item = Result<RowBatch, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        let Some(batch) = self.reader.as_mut()?.next() else {
            self.reader = None;
            return None;
        };
        let rows = batch.map_err(Error::from).and_then(|batch| self.encode(&batch));
        match &rows {
            Ok(rows) => {
                self.batches += 1;
                self.tell(rows.len());
            }
            Err(_) => self.reader = None,
        }
        Some(rows.map_err(|error| error.in_batch(self.batches).in_file(self.path.as_deref())))
    }
}

impl FusedIterator for ParquetRows {}
