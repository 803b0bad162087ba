//! Rows over Arrow Flight.

use std::collections::HashMap;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use arrow::array::RecordBatch;
use arrow_flight::FlightData;
use arrow_flight::decode::FlightRecordBatchStream;
use arrow_flight::encode::{FlightDataEncoder, FlightDataEncoderBuilder};
use arrow_flight::error::FlightError;
use ferrow_row::{RowBatch, RowLayout};
use futures::stream::{Stream, StreamExt};

use super::form::{RowColumnForm, default_type};
use crate::RowType;
use crate::error::{Error, FileProblem};
use crate::find;

/// The Flight messages of rows of `layout`, as one column `name` that is marked as rows: what a Flight
/// service streams to a client.
///
/// Any client of Arrow reads them; [`FlightRows`] reads them as rows.
///
/// ```
/// use arrow::datatypes::{DataType, Field, Schema};
/// use ferrow_convert::{Error, FlightRows, flight_data};
/// use ferrow_row::{RowBatchWriter, RowLayout};
/// use futures::{TryStreamExt, executor::block_on, stream};
///
/// let layout = RowLayout::try_new(Schema::new(vec![Field::new("id", DataType::Int64, true)]))?;
/// let mut rows = RowBatchWriter::new(layout.clone());
/// rows.row().finish()?;
/// let rows = rows.finish();
///
/// let sent = flight_data(&layout, "row", stream::iter([Ok::<_, Error>(rows.clone())]));
/// let received = FlightRows::new(sent);
/// assert_eq!(block_on(received.try_collect::<Vec<_>>())?, [rows]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn flight_data<S, E>(layout: &Arc<RowLayout>, name: &str, rows: S) -> FlightDataEncoder
where
    S: Stream<Item = Result<RowBatch, E>> + Send + 'static,
    E: Into<Error> + 'static,
{
    let form = RowColumnForm::new(layout, name, default_type(layout), HashMap::new());
    let schema = Arc::clone(form.schema());
    let batches = rows.map(move |rows| {
        let batch = rows.map_err(Into::into).and_then(|rows| form.batch(&rows));
        batch.map_err(|error| FlightError::ExternalError(Box::new(error)))
    });
    FlightDataEncoderBuilder::new().with_schema(schema).build(batches)
}

/// Batches of rows out of Flight messages that have a column of rows.
///
/// The rows are checked. The messages are read by the `arrow-flight` crate, which does not promise to
/// survive any bytes at all.
#[derive(Debug)]
#[must_use = "streams do nothing unless polled"]
pub struct FlightRows {
    batches: FlightRecordBatchStream,
    /// The name of the column, where it need not be the only one of rows.
    column: Option<String>,
    count: usize,
}

impl FlightRows {
    /// The rows of `messages`, as [`FlightClient`](arrow_flight::FlightClient) and tonic's streams give
    /// them: of the only column that is marked as rows.
    pub fn new<S>(messages: S) -> Self
    where
        S: Stream<Item = Result<FlightData, FlightError>> + Send + 'static,
    {
        let batches = FlightRecordBatchStream::new_from_flight_data(messages);
        Self { batches, column: None, count: 0 }
    }

    /// The same of the column of rows `name`.
    pub fn of_column<S>(messages: S, name: impl Into<String>) -> Self
    where
        S: Stream<Item = Result<FlightData, FlightError>> + Send + 'static,
    {
        Self { column: Some(name.into()), ..Self::new(messages) }
    }

    fn rows_of(&self, batch: &RecordBatch) -> Result<RowBatch, Error> {
        let fields = batch.schema_ref().fields();
        let index = match &self.column {
            Some(name) => find::column(fields, name),
            None => find::row_column(fields),
        }?;
        RowType::try_from_field(&fields[index])?.rows_of(batch.column(index))
    }
}

impl Stream for FlightRows {
    type Item = Result<RowBatch, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let batch = ready!(self.batches.poll_next_unpin(context));
        let rows =
            batch.map(|batch| self.rows_of(&batch?).map_err(|error| error.in_batch(self.count)));
        self.count += 1;
        Poll::Ready(rows)
    }
}

impl From<FlightError> for Error {
    fn from(error: FlightError) -> Self {
        match error {
            FlightError::Arrow(error) => error.into(),
            FlightError::ExternalError(error) => match error.downcast::<Self>() {
                Ok(ours) => *ours,
                Err(error) => FileProblem::Flight(FlightError::ExternalError(error)).into(),
            },
            error => FileProblem::Flight(error).into(),
        }
    }
}
