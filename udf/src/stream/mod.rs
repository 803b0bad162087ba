//! Rows that come as messages, as a table without an end.

mod messages;
mod sender;

use std::fmt;
use std::sync::Arc;

use async_trait::async_trait;
use datafusion::arrow::datatypes::SchemaRef;
use datafusion::catalog::{Session, TableProvider};
use datafusion::error::Result;
use datafusion::logical_expr::{Expr, TableProviderFilterPushDown, TableType};
use datafusion::physical_expr::projection::ProjectionExprs;
use datafusion::physical_plan::ExecutionPlan;
use datafusion::physical_plan::streaming::StreamingTableExec;
use ferrow_convert::RowDecoder;
use ferrow_row::RowLayout;
use tokio::sync::mpsc;

use crate::scan::{RowsWanted, pushdown};
use messages::{Messages, RowPartition};
pub use sender::{RowSender, SendError};

/// A table of rows that come while it is queried, one message after another, through a [`RowSender`].
///
/// A query reads on until every sender is dropped. It gives rows as soon as they are there: a batch has
/// those that have come meanwhile, up to the session's `batch_size`. Columns and filters work as those of
/// a [`RowTable`](crate::RowTable); a row that is null is a row of nulls. Messages are checked as they
/// are read: one that is no row of the layout ends the query with an error.
///
/// A message is read once. Two scans at a time, as those of a join of the table with itself, are an
/// error; a query that comes later goes on where the last one stopped, without what that one had read
/// and not used. One that is dropped may read on for a moment, until its tasks know.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// use std::sync::Arc;
///
/// use datafusion::arrow::datatypes::{DataType, Field, Schema};
/// use datafusion::prelude::SessionContext;
/// use ferrow_row::{RowLayout, RowMut};
/// use ferrow_udf::RowStreamTable;
/// use futures::StreamExt;
///
/// let layout = RowLayout::try_new(Schema::new(vec![Field::new("dep_delay", DataType::Int16, true)]))?;
/// let dep_delay = layout.column::<i16>("dep_delay")?;
/// let (sender, table) = RowStreamTable::channel(&layout, 1024);
///
/// let ctx = SessionContext::new();
/// ctx.register_table("departures", Arc::new(table))?;
/// let late = ctx.sql("SELECT dep_delay FROM departures WHERE dep_delay > 30").await?;
/// let mut late = late.execute_stream().await?;
///
/// for delay in [2, 90, 45] {
///     let row = RowMut::write(&layout, |row| row.set(dep_delay, delay))?;
///     sender.send(row.bytes()).await?;
/// }
/// let batch = late.next().await.ok_or("the query has ended")??;
/// assert_eq!(batch.num_rows(), 2);
///
/// drop(sender);
/// assert!(late.next().await.is_none());
/// # Ok(())
/// # }
/// ```
pub struct RowStreamTable {
    layout: Arc<RowLayout>,
    schema: SchemaRef,
    messages: Arc<Messages>,
}

impl RowStreamTable {
    /// A table of rows of `layout`, and the sender of its messages, which waits where `capacity` of them
    /// are not read yet.
    ///
    /// # Panics
    ///
    /// When the capacity is 0.
    #[must_use]
    pub fn channel(layout: &Arc<RowLayout>, capacity: usize) -> (RowSender, Self) {
        let (sender, receiver) = mpsc::channel(capacity);
        let table = Self {
            layout: Arc::clone(layout),
            schema: Arc::clone(RowDecoder::new(layout).nullable().schema()),
            messages: Arc::new(Messages::new(layout, receiver)),
        };
        (RowSender::new(layout, sender), table)
    }

    /// The layout of the rows.
    #[must_use]
    pub fn layout(&self) -> &Arc<RowLayout> {
        &self.layout
    }
}

#[async_trait]
impl TableProvider for RowStreamTable {
    fn schema(&self) -> SchemaRef {
        Arc::clone(&self.schema)
    }

    fn table_type(&self) -> TableType {
        TableType::Base
    }

    async fn scan(
        &self,
        session: &dyn Session,
        projection: Option<&Vec<usize>>,
        filters: &[Expr],
        limit: Option<usize>,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        let filters = pushdown::filters(session, &self.schema, filters)?;
        let (wanted, left) = RowsWanted::of_scan(&self.layout, filters);
        let scan = |projection: Option<&Vec<usize>>, limit| {
            let all = || (0..self.layout.len()).collect();
            let columns = projection.cloned().unwrap_or_else(all);
            let schema = Arc::new(self.schema.project(&columns)?);
            let projection = ProjectionExprs::from_indices(&columns, &self.schema);
            let messages = Arc::clone(&self.messages);
            let partition = RowPartition::new(messages, projection, wanted, Arc::clone(&schema));
            let partitions = vec![Arc::new(partition) as _];
            StreamingTableExec::try_new(schema, partitions, None, [], true, limit).map(Arc::new)
        };
        match left.is_empty() {
            true => Ok(scan(projection, limit)?),
            false => pushdown::filtered(scan(None, None)?, left, projection),
        }
    }

    fn supports_filters_pushdown(
        &self,
        filters: &[&Expr],
    ) -> Result<Vec<TableProviderFilterPushDown>> {
        pushdown::answers(&self.layout, &self.schema, filters)
    }
}

impl fmt::Debug for RowStreamTable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RowStreamTable").field("schema", &self.schema).finish_non_exhaustive()
    }
}
