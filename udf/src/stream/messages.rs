//! The end of a channel that rows come out of, in batches of those that are there.

use std::fmt;
use std::sync::Arc;

use datafusion::arrow::array::{ArrayBuilder, BinaryBuilder, RecordBatch};
use datafusion::arrow::datatypes::SchemaRef;
use datafusion::common::{Result, exec_err};
use datafusion::execution::{SendableRecordBatchStream, TaskContext};
use datafusion::physical_expr::projection::ProjectionExprs;
use datafusion::physical_plan::stream::RecordBatchStreamAdapter;
use datafusion::physical_plan::streaming::PartitionStream;
use ferrow_row::{RowBatch, RowLayout};
use futures::stream::{self, TryStreamExt};
use tokio::sync::mpsc::Receiver;
use tokio::sync::{Mutex, OwnedMutexGuard};

use super::sender::Message;
use crate::functions::external;
use crate::scan::{RowProjection, RowReader, RowsWanted};

/// The messages of a table, which one scan at a time reads.
pub(super) struct Messages {
    layout: Arc<RowLayout>,
    receiver: Arc<Mutex<Receiver<Message>>>,
}

/// A batch of single rows ends with the one that takes it beyond so many bytes.
const MOST_BYTES: usize = 16 << 20;

/// How often a scan lets others run while it waits for one that was dropped, whose task may not know yet.
const PATIENCE: usize = 1_000;

impl Messages {
    pub(super) fn new(layout: &Arc<RowLayout>, receiver: Receiver<Message>) -> Self {
        Self { layout: Arc::clone(layout), receiver: Arc::new(Mutex::new(receiver)) }
    }

    /// Takes the messages, until what it gives is dropped.
    async fn read(&self) -> Result<Reading> {
        for _ in 0..PATIENCE {
            if let Ok(receiver) = Arc::clone(&self.receiver).try_lock_owned() {
                return Ok(Reading { layout: Arc::clone(&self.layout), receiver, ahead: None });
            }
            tokio::task::yield_now().await;
        }
        exec_err!(
            "the rows of a stream are read once, and another scan is reading them; end it first"
        )
    }
}

/// The messages while they are read.
struct Reading {
    layout: Arc<RowLayout>,
    receiver: OwnedMutexGuard<Receiver<Message>>,
    /// What came behind single rows and is no part of their batch.
    ahead: Option<Message>,
}

impl Reading {
    /// The rows that have come, `most` of them at most but for batches; waits for the first one. `None`
    /// where no more will come.
    async fn next(&mut self, most: usize) -> Result<Option<RowBatch>> {
        let mut next = match self.ahead.take() {
            Some(message) => Some(message),
            None => self.receiver.recv().await,
        };
        let mut rows = BinaryBuilder::new();
        while let Some(message) = next {
            match message {
                Message::Row(row)
                    if rows.is_empty() || rows.values_slice().len() + row.len() <= MOST_BYTES =>
                {
                    rows.append_value(&row);
                }
                Message::Rows(batch) if rows.is_empty() => return Ok(Some(batch)),
                message => {
                    self.ahead = Some(message);
                    break;
                }
            }
            next = if rows.len() < most { self.receiver.try_recv().ok() } else { None };
        }
        if rows.is_empty() {
            return Ok(None);
        }
        let count = rows.len();
        let rows = RowBatch::try_new(Arc::clone(&self.layout), rows.finish());
        rows.map(Some).map_err(|error| {
            external(error).context(format!("a message of {count} that came together is no row"))
        })
    }
}

/// A scan of the messages.
pub(super) struct RowPartition {
    messages: Arc<Messages>,
    projection: ProjectionExprs,
    wanted: RowsWanted,
    schema: SchemaRef,
}

impl RowPartition {
    pub(super) fn new(
        messages: Arc<Messages>,
        projection: ProjectionExprs,
        wanted: RowsWanted,
        schema: SchemaRef,
    ) -> Self {
        Self { messages, projection, wanted, schema }
    }

    fn start(
        &self,
        part_rows: usize,
    ) -> Result<impl stream::Stream<Item = Result<RecordBatch>> + Send + use<>> {
        let layout = &self.messages.layout;
        let fields = RowProjection::try_new(layout, &self.projection)?.nullable();
        let projector = fields.projector(&self.schema)?;
        let mut reader = RowReader::new(fields.decoder, self.wanted.ask(layout));
        let messages = Arc::clone(&self.messages);
        let batches = stream::try_unfold(None, move |reading: Option<Reading>| {
            let messages = Arc::clone(&messages);
            async move {
                let mut reading = match reading {
                    Some(reading) => reading,
                    None => messages.read().await?,
                };
                let rows = reading.next(part_rows.max(1)).await?;
                Ok(rows.map(|rows| (rows, Some(reading))))
            }
        });
        Ok(batches.try_filter_map(move |rows| {
            let columns = reader.read(&rows, usize::MAX);
            let batch = columns.and_then(|columns| projector.project(&columns));
            let batch = batch.map(|batch| (batch.num_rows() > 0).then_some(batch));
            async { batch }
        }))
    }
}

impl PartitionStream for RowPartition {
    fn schema(&self) -> &SchemaRef {
        &self.schema
    }

    fn execute(&self, context: Arc<TaskContext>) -> SendableRecordBatchStream {
        let schema = Arc::clone(&self.schema);
        match self.start(context.session_config().batch_size()) {
            Ok(batches) => Box::pin(RecordBatchStreamAdapter::new(schema, batches)),
            Err(error) => {
                let error = stream::iter([Err(error)]);
                Box::pin(RecordBatchStreamAdapter::new(schema, error))
            }
        }
    }
}

impl fmt::Debug for RowPartition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RowPartition").field("schema", &self.schema).finish_non_exhaustive()
    }
}
