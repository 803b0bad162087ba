//! One file of rows, or a range of one, as record batches of the table.

use std::sync::Arc;

use datafusion::common::Result;
use datafusion::datasource::listing::PartitionedFile;
use datafusion::datasource::physical_plan::{FileOpenFuture, FileOpener};
use ferrow_convert::RowDecoder;
use ferrow_row::{RowBatch, RowLayout};
use futures::{StreamExt, stream};
use object_store::{ObjectStore, ObjectStoreExt};

use super::contents::{FileRows, evolution};
use crate::functions::external;
use crate::scan::{RowReader, RowScan, RowsWanted};

/// Opens files of rows for one scan.
pub(super) struct RowFileOpener {
    store: Arc<dyn ObjectStore>,
    rows: Arc<Rows>,
}

/// What is read of the rows of a file.
pub(super) struct Rows {
    /// That of the table.
    pub(super) layout: Arc<RowLayout>,
    pub(super) decoder: RowDecoder,
    pub(super) wanted: RowsWanted,
    pub(super) part_rows: usize,
}

impl RowFileOpener {
    pub(super) fn new(store: Arc<dyn ObjectStore>, rows: Rows) -> Self {
        Self { store, rows: Arc::new(rows) }
    }
}

/// Rows of `layout` out of `batches`, which may be of an older version.
fn of_version(
    layout: &Arc<RowLayout>,
    batches: FileRows,
) -> Result<impl Iterator<Item = Result<RowBatch>> + Send + use<>> {
    let evolution = evolution(batches.layout(), layout).map_err(external)?;
    Ok(batches.map(move |rows| {
        let rows = rows.map_err(external)?;
        match &evolution {
            Some(evolution) => evolution.read(&rows).map_err(external),
            None => Ok(rows),
        }
    }))
}

impl FileOpener for RowFileOpener {
    fn open(&self, file: PartitionedFile) -> Result<FileOpenFuture> {
        let (store, rows) = (Arc::clone(&self.store), Arc::clone(&self.rows));
        Ok(Box::pin(async move {
            let location = file.object_meta.location.clone();
            let range = file.range.as_ref();
            let range = range.map(|range| range.start.cast_unsigned()..range.end.cast_unsigned());
            let found = store.get(&location).await?;
            let contents = FileRows::open(found, range).await;
            let in_file = move |error: datafusion::error::DataFusionError| {
                error.context(format!("the row file {location}"))
            };
            let batches = contents.and_then(|contents| of_version(&rows.layout, contents));
            let reader = RowReader::new(rows.decoder.clone(), rows.wanted.ask(&rows.layout));
            let scan = RowScan::new(reader, batches.map_err(&in_file)?, rows.part_rows);
            Ok(stream::iter(scan.map(move |batch| batch.map_err(&in_file))).boxed())
        }))
    }
}
