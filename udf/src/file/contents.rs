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

/// The layout of the rows of the file at `path`.
pub(super) fn layout_of_file(path: &Path) -> Result<Arc<RowLayout>, Error> {
    Ok(of_file(File::open(path)?, None)?.layout)
}

/// How many rows a file says it has.
pub(super) fn row_count(file: File) -> Result<u64, Error> {
    let mut reader = BufReader::new(file);
    match is_parquet(reader.fill_buf()?) {
        #[cfg(feature = "parquet")]
        true => Ok(parquet_rows(reader.into_inner(), None)?.row_count()),
        _ => RowFileReader::try_new(reader)?.count_rows(),
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
