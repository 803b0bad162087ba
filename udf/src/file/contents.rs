//! What is in a file of rows: Arrow IPC, or Parquet with a column of rows.

use std::fs::File;
use std::io::{BufRead, BufReader, Cursor, Read, Seek};
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

use datafusion::common::Result;
#[cfg(feature = "parquet")]
use ferrow_convert::parquet::file::reader::ChunkReader;
use ferrow_convert::{Error, RowFileReader};
#[cfg(feature = "parquet")]
use ferrow_convert::{ParquetRowOptions, ParquetRows};
use ferrow_row::evolution::Evolution;
use ferrow_row::{RowBatch, RowLayout};
use object_store::{GetResult, GetResultPayload};

use crate::functions::external;

/// The batches of rows of a file.
pub(super) struct FileRows {
    layout: Arc<RowLayout>,
    batches: Box<dyn Iterator<Item = Result<RowBatch, Error>> + Send>,
}

impl FileRows {
    /// The batches of a file that was found, or those that start within a range of its bytes.
    pub(super) async fn open(found: GetResult, range: Option<Range<u64>>) -> Result<Self> {
        let rows = match found.payload {
            GetResultPayload::File(file, _) => of_file(file, range),
            GetResultPayload::Stream(_) => {
                let bytes = found.bytes().await?;
                match is_parquet(&bytes) {
                    #[cfg(feature = "parquet")]
                    true => parquet(bytes, range),
                    _ => ipc(Cursor::new(bytes), range),
                }
            }
        };
        rows.map_err(external)
    }

    pub(super) fn layout(&self) -> &Arc<RowLayout> {
        &self.layout
    }
}

fn of_file(file: File, range: Option<Range<u64>>) -> Result<FileRows, Error> {
    let mut reader = BufReader::new(file);
    match is_parquet(reader.fill_buf()?) {
        #[cfg(feature = "parquet")]
        true => parquet(reader.into_inner(), range),
        _ => ipc(reader, range),
    }
}

/// The layout of the rows of the file at `path`, which errors name.
pub(super) fn layout_of_file(path: &Path) -> Result<Arc<RowLayout>, Error> {
    #[cfg(feature = "parquet")]
    if File::open(path).is_ok_and(|file| BufReader::new(file).fill_buf().is_ok_and(is_parquet)) {
        let rows = ParquetRowOptions::new().with_row_column().open(path)?;
        return Ok(Arc::clone(rows.layout()));
    }
    Ok(Arc::clone(RowFileReader::open(path)?.layout()))
}

/// How many rows a file says it has, which are read as rows of `layout`.
pub(super) fn row_count(file: File, layout: &Arc<RowLayout>) -> Result<u64, Error> {
    let mut reader = BufReader::new(file);
    match is_parquet(reader.fill_buf()?) {
        #[cfg(feature = "parquet")]
        true => {
            let rows = parquet_rows(reader.into_inner(), None)?;
            evolution(rows.layout(), layout)?;
            Ok(rows.row_count())
        }
        _ => {
            let rows = RowFileReader::try_new(reader)?;
            evolution(rows.layout(), layout)?;
            rows.count_rows()
        }
    }
}

/// How rows of `found` become rows of `wanted`; `None` where they are some.
pub(super) fn evolution(
    found: &Arc<RowLayout>,
    wanted: &Arc<RowLayout>,
) -> Result<Option<Evolution>, ferrow_row::Error> {
    match found.check_fields_readable_as(wanted) {
        Ok(()) => Ok(None),
        Err(_) => Evolution::try_new(found, wanted).map(Some),
    }
}

fn is_parquet(start: &[u8]) -> bool {
    start.starts_with(b"PAR1")
}

fn ipc<R: Read + Seek + Send + 'static>(
    reader: R,
    range: Option<Range<u64>>,
) -> Result<FileRows, Error> {
    let mut rows = RowFileReader::try_new(reader)?;
    if let Some(range) = range {
        rows = rows.within(range);
    }
    Ok(FileRows { layout: Arc::clone(rows.layout()), batches: Box::new(rows) })
}

#[cfg(feature = "parquet")]
fn parquet<R: ChunkReader + 'static>(
    reader: R,
    range: Option<Range<u64>>,
) -> Result<FileRows, Error> {
    let rows = parquet_rows(reader, range)?;
    Ok(FileRows { layout: Arc::clone(rows.layout()), batches: Box::new(rows) })
}

#[cfg(feature = "parquet")]
fn parquet_rows<R: ChunkReader + 'static>(
    reader: R,
    range: Option<Range<u64>>,
) -> Result<ParquetRows, Error> {
    let options = ParquetRowOptions::new().with_row_column();
    options.within(range.unwrap_or(0..u64::MAX)).reader(reader)
}

impl Iterator for FileRows {
    type Item = Result<RowBatch, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        self.batches.next()
    }
}
