//! The end of a channel that rows come out of, in batches of those that are there.

use std::fmt;
use std::mem;
use std::sync::{Arc, Mutex, PoisonError};

use datafusion::arrow::array::{BinaryBuilder, RecordBatch};
use datafusion::arrow::datatypes::SchemaRef;
use datafusion::common::{Result, exec_datafusion_err};
use datafusion::execution::{SendableRecordBatchStream, TaskContext};
use datafusion::physical_expr::projection::ProjectionExprs;
use datafusion::physical_plan::stream::RecordBatchStreamAdapter;
use datafusion::physical_plan::streaming::PartitionStream;
use ferrow_row::{RowBatch, RowLayout};
use futures::stream::{self, TryStreamExt};
use tokio::sync::mpsc::Receiver;

use super::sender::Message;
use crate::functions::external;
use crate::scan::{RowProjection, RowReader, RowsWanted};

/// The messages of a table, which one scan at a time reads.
pub(super) struct Messages {
    layout: Arc<RowLayout>,
    /// `None` while they are being read.
    receiver: Mutex<Option<Receiver<Message>>>,
}

impl Messages {
    pub(super) fn new(layout: &Arc<RowLayout>, receiver: Receiver<Message>) -> Self {
        Self { layout: Arc::clone(layout), receiver: Mutex::new(Some(receiver)) }
    }

    /// Puts a receiver into its place, and gives what was there.
    fn swap(&self, receiver: Option<Receiver<Message>>) -> Option<Receiver<Message>> {
        mem::replace(&mut *self.receiver.lock().unwrap_or_else(PoisonError::into_inner), receiver)
    }
}

/// The messages while they are read. Dropped, it gives them back.
struct Reading {
    messages: Arc<Messages>,
    receiver: Option<Receiver<Message>>,
    /// A batch that came as one message behind single rows, to be read next.
    ahead: Option<RowBatch>,
}

impl Drop for Reading {
    fn drop(&mut self) {
        self.messages.swap(self.receiver.take());
    }
}

impl Reading {
    fn start(messages: &Arc<Messages>) -> Result<Self> {
        let receiver = messages.swap(None).ok_or_else(|| {
            exec_datafusion_err!(
                "the rows of a stream are read once, and another scan is reading them; end it first"
            )
        })?;
        Ok(Self { messages: Arc::clone(messages), receiver: Some(receiver), ahead: None })
    }

    /// The rows that have come, `most` of them at most but for batches; waits for the first one. `None`
    /// where no more will come.
    async fn next(&mut self, most: usize) -> Result<Option<RowBatch>> {
        if let Some(rows) = self.ahead.take() {
            return Ok(Some(rows));
        }
        let Some(receiver) = &mut self.receiver else { return Ok(None) };
        let mut rows = BinaryBuilder::new();
        let mut count = 0;
        let mut next = receiver.recv().await;
        while let Some(message) = next {
            match message {
                Message::Row(row) => {
                    rows.append_value(&row);
                    count += 1;
                }
                Message::Rows(batch) if count == 0 => return Ok(Some(batch)),
                Message::Rows(batch) => {
                    self.ahead = Some(batch);
                    break;
                }
            }
            next = if count < most { receiver.try_recv().ok() } else { None };
        }
        if count == 0 {
            return Ok(None);
        }
        let rows = RowBatch::try_new(Arc::clone(&self.messages.layout), rows.finish());
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
        let reading = Reading::start(&self.messages)?;
        let batches = stream::try_unfold(reading, move |mut reading| async move {
            let rows = reading.next(part_rows.max(1)).await?;
            Ok(rows.map(|rows| (rows, reading)))
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
