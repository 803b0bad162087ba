//! One row file, or a range of one, as record batches of the table.

use std::io::{BufReader, Cursor, Read, Seek};
use std::ops::Range;
use std::sync::Arc;

use datafusion::arrow::array::RecordBatch;
use datafusion::common::Result;
use datafusion::datasource::listing::PartitionedFile;
use datafusion::datasource::physical_plan::{FileOpenFuture, FileOpener};
use ferrow_convert::{Predicate, RowDecoder, RowFileReader, RowFilter};
use ferrow_row::evolution::Evolution;
use ferrow_row::{RowBatch, RowLayout};
use futures::{StreamExt, stream};
use object_store::{GetResultPayload, ObjectStore, ObjectStoreExt};

use crate::functions::external;

/// Opens row files for one scan.
pub(super) struct RowFileOpener {
    store: Arc<dyn ObjectStore>,
    /// That of the table.
    layout: Arc<RowLayout>,
    decoder: Arc<RowDecoder>,
    filter: Option<Arc<RowFilter>>,
    batch_rows: usize,
}

impl RowFileOpener {
    /// An opener that decodes the fields at `columns` of rows of `layout` for which `filter` is true.
    pub(super) fn try_new(
        store: Arc<dyn ObjectStore>,
        layout: Arc<RowLayout>,
        columns: &[usize],
        filter: Option<Predicate>,
    ) -> Result<Self> {
        let filter = filter.map(|predicate| RowFilter::try_new(&layout, &predicate)).transpose();
        let decoder = RowDecoder::new(&layout).project(columns).nullable();
        Ok(Self {
            store,
            decoder: Arc::new(decoder),
            filter: filter.map_err(external)?.map(Arc::new),
            layout,
            batch_rows: ferrow_convert::BATCH_ROWS,
        })
    }

    pub(super) fn with_batch_rows(self, batch_rows: usize) -> Self {
        Self { batch_rows: batch_rows.max(1), ..self }
    }
}

/// What is done with the rows of a file.
#[derive(Clone)]
struct Scan {
    layout: Arc<RowLayout>,
    decoder: Arc<RowDecoder>,
    filter: Option<Arc<RowFilter>>,
    batch_rows: usize,
}

/// Record batches of the table.
type Batches = Box<dyn Iterator<Item = Result<RecordBatch, ferrow_convert::Error>> + Send>;

impl Scan {
    /// Begins to read the batches of a file, or those that start in a range of its bytes.
    fn start<R: Read + Seek + Send + 'static>(
        self,
        reader: R,
        range: Option<Range<u64>>,
    ) -> Result<Batches, ferrow_convert::Error> {
        let mut rows = RowFileReader::try_new(reader)?;
        if let Some(range) = range {
            rows = rows.within(range);
        }
        let layout = Arc::clone(rows.layout());
        let evolution = match layout.check_fields_readable_as(&self.layout) {
            Ok(()) => None,
            Err(_) => Some(Evolution::try_new(&layout, &self.layout)?),
        };
        Ok(Box::new(rows.flat_map(move |rows| self.batches(rows, evolution.as_ref()))))
    }

    fn batches(
        &self,
        rows: Result<RowBatch, ferrow_convert::Error>,
        evolution: Option<&Evolution>,
    ) -> Vec<Result<RecordBatch, ferrow_convert::Error>> {
        let rows = rows.and_then(|rows| match evolution {
            Some(evolution) => Ok(evolution.read(&rows)?),
            None => Ok(rows),
        });
        let rows = match rows {
            Ok(rows) => rows,
            Err(error) => return vec![Err(error)],
        };
        let starts = (0..rows.len()).step_by(self.batch_rows);
        starts
            .map(|start| {
                let part = rows.slice(start..rows.len().min(start + self.batch_rows));
                match &self.filter {
                    Some(filter) => self.decoder.decode_filtered(&part, filter),
                    None => self.decoder.decode(&part),
                }
            })
            .filter(|batch| !batch.as_ref().is_ok_and(|batch| batch.num_rows() == 0))
            .collect()
    }
}

impl FileOpener for RowFileOpener {
    fn open(&self, file: PartitionedFile) -> Result<FileOpenFuture> {
        let store = Arc::clone(&self.store);
        let scan = Scan {
            layout: Arc::clone(&self.layout),
            decoder: Arc::clone(&self.decoder),
            filter: self.filter.clone(),
            batch_rows: self.batch_rows,
        };
        Ok(Box::pin(async move {
            let location = &file.object_meta.location;
            let range = file.range.as_ref();
            let range = range.map(|range| range.start.cast_unsigned()..range.end.cast_unsigned());
            let found = store.get(location).await?;
            let batches = match found.payload {
                GetResultPayload::File(file, _) => scan.start(BufReader::new(file), range),
                GetResultPayload::Stream(_) => scan.start(Cursor::new(found.bytes().await?), range),
            };
            let location = file.object_meta.location.clone();
            let of_file = move |error| external(error).context(format!("the row file {location}"));
            let batches = batches.map_err(&of_file)?;
            Ok(stream::iter(batches.map(move |batch| batch.map_err(&of_file))).boxed())
        }))
    }
}
