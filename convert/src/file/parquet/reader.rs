//! Rows from Parquet.

use std::collections::BTreeSet;
use std::fs::File;
use std::iter::FusedIterator;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use arrow::array::RecordBatch;
use arrow::datatypes::Schema;
use ferrow_row::{RowBatch, RowLayout};
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::{ParquetRecordBatchReader, ParquetRecordBatchReaderBuilder};
use parquet::file::metadata::RowGroupMetaData;
use parquet::file::reader::ChunkReader;

use crate::error::{Error, FileProblem};
use crate::file::progress::{Meter, Progress};
use crate::stream::BATCH_ROWS;
use crate::{RowEncoder, RowType, find};

/// How a Parquet file is read as rows.
///
/// A file of one column that is marked as rows gives these; the columns of any other file become the
/// fields of rows.
///
/// The Parquet reader is that of the `parquet` crate, which is made for files that may be damaged but does
/// not promise to survive any bytes at all.
#[derive(Debug, Clone)]
#[must_use]
pub struct ParquetRowOptions {
    columns: Columns,
    row_groups: Option<Vec<usize>>,
    within: Range<u64>,
    batch_rows: usize,
}

/// The columns that are read.
#[derive(Debug, Clone)]
enum Columns {
    All,
    Named(Vec<String>),
    /// One of rows.
    Rows(String),
    /// The one that is marked as rows.
    OnlyRows,
}

impl Default for ParquetRowOptions {
    fn default() -> Self {
        Self {
            columns: Columns::All,
            row_groups: None,
            within: 0..u64::MAX,
            batch_rows: BATCH_ROWS,
        }
    }
}

impl ParquetRowOptions {
    /// Reads all of a file, in batches of [`BATCH_ROWS`].
    pub fn new() -> Self {
        Self::default()
    }

    /// Reads only the columns named, in the order of the file.
    pub fn with_columns<N: Into<String>>(self, names: impl IntoIterator<Item = N>) -> Self {
        let columns = Columns::Named(names.into_iter().map(Into::into).collect());
        Self { columns, ..self }
    }

    /// Reads the column of rows `name`, whatever else there is.
    pub fn with_column(self, name: impl Into<String>) -> Self {
        Self { columns: Columns::Rows(name.into()), ..self }
    }

    /// Reads the only column that is marked as rows, whatever else there is.
    pub fn with_row_column(self) -> Self {
        Self { columns: Columns::OnlyRows, ..self }
    }

    /// Reads only the row groups that start within these bytes of the file, so that several readers share
    /// one: a row group belongs to the range that its first byte is in.
    pub fn within(self, bytes: Range<u64>) -> Self {
        Self { within: bytes, ..self }
    }

    /// Reads only these row groups, in this order.
    pub fn with_row_groups(self, row_groups: impl IntoIterator<Item = usize>) -> Self {
        Self { row_groups: Some(row_groups.into_iter().collect()), ..self }
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

    /// Reads the file at `path`.
    ///
    /// # Errors
    ///
    /// [`Io`](crate::ErrorKind::Io) where it cannot be opened, else as [`reader`](Self::reader).
    pub fn open(&self, path: impl AsRef<Path>) -> Result<ParquetRows, Error> {
        let path = path.as_ref();
        let rows = File::open(path).map_err(Error::from).and_then(|file| self.reader(file));
        let rows = rows.map_err(|error| error.in_file(Some(path)))?;
        Ok(ParquetRows { path: Some(path.to_owned()), ..rows })
    }

    /// Reads the file that `input` is.
    ///
    /// # Errors
    ///
    /// [`Damaged`](crate::ErrorKind::Damaged) where this is no Parquet file,
    /// [`NoSuchColumn`](crate::ErrorKind::NoSuchColumn) where a column does not exist, and
    /// [`NotRows`](crate::ErrorKind::NotRows) where one is not marked as rows,
    /// [`OutOfRange`](crate::ErrorKind::OutOfRange) where a row group does not exist, and
    /// [`Row`](crate::ErrorKind::Row) where rows do not hold a type.
    pub fn reader<T: ChunkReader + 'static>(&self, input: T) -> Result<ParquetRows, Error> {
        let builder = ParquetRecordBatchReaderBuilder::try_new(input)?;
        let fields = self.columns.of(builder.schema())?;
        let wanted = fields.iter().map(|&at| Arc::clone(&builder.schema().fields()[at]));
        let contents = Contents::of(&Schema::new(wanted.collect::<Vec<_>>()))?;

        let metadata = Arc::clone(builder.metadata());
        let count = metadata.num_row_groups();
        let mut row_groups = self.row_groups.clone().unwrap_or_else(|| (0..count).collect());
        if let Some(&group) = row_groups.iter().find(|group| **group >= count) {
            return Err(FileProblem::NoSuchRowGroup { group, groups: count }.into());
        }
        if self.within != (0..u64::MAX) {
            let starts = row_groups.iter().map(|group| start_of(metadata.row_group(*group)));
            let starts = starts.collect::<Result<Vec<_>, Error>>()?;
            let mut starts = starts.iter();
            row_groups.retain(|_| starts.next().is_some_and(|start| self.within.contains(start)));
        }
        let (mut rows, mut bytes) = (0, 0);
        let ends = row_groups.iter().map(|group| {
            let group = metadata.row_group(*group);
            rows += u64::try_from(group.num_rows()).unwrap_or(0);
            bytes += u64::try_from(group.compressed_size()).unwrap_or(0);
            (rows, bytes)
        });
        let ends = ends.collect();
        let mut meter = Meter::default();
        meter.progress.total_rows = Some(rows);
        meter.progress.total_bytes = Some(bytes);

        let mask = ProjectionMask::roots(builder.parquet_schema(), fields);
        let reader = (builder.with_projection(mask))
            .with_row_groups(row_groups)
            .with_batch_size(self.batch_rows)
            .build()?;
        Ok(ParquetRows { reader: Some(reader), contents, ends, batches: 0, path: None, meter })
    }
}

/// The first byte of a row group.
fn start_of(group: &RowGroupMetaData) -> Result<u64, Error> {
    let starts = group.columns().iter().map(|column| {
        let start = column.dictionary_page_offset().unwrap_or_else(|| column.data_page_offset());
        u64::try_from(start)
            .map_err(|_| FileProblem::damaged(format!("a column that starts at {start}")))
    });
    let starts = starts.collect::<Result<Vec<_>, _>>()?;
    Ok(starts.into_iter().min().unwrap_or(0))
}

impl Columns {
    /// The ordinals of the columns, in the order of the file.
    fn of(&self, schema: &Schema) -> Result<Vec<usize>, Error> {
        let fields = schema.fields();
        match self {
            Self::All => Ok((0..fields.len()).collect()),
            Self::Named(names) => {
                let found = names.iter().map(|name| find::column(fields, name));
                Ok(found.collect::<Result<BTreeSet<_>, _>>()?.into_iter().collect())
            }
            Self::OnlyRows => Ok(vec![find::row_column(fields)?]),
            Self::Rows(name) => {
                let index = find::column(fields, name)?;
                RowType::try_from_field(&fields[index])?;
                Ok(vec![index])
            }
        }
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
    /// Calls `report` after every batch. The bytes are those of the row groups that were read.
    #[must_use]
    pub fn on_progress(mut self, report: impl FnMut(&Progress) + Send + 'static) -> Self {
        self.meter.set_report(report);
        self
    }

    /// How many rows there are in all, as the file says.
    #[must_use]
    pub fn row_count(&self) -> u64 {
        self.ends.last().map_or(0, |(rows, _)| *rows)
    }

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
