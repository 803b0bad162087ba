//! Rows as a table: a column per field.

mod data_source;
mod partitions;
mod source;

use std::sync::Arc;

use async_trait::async_trait;
use datafusion::arrow::datatypes::SchemaRef;
use datafusion::catalog::{Session, TableProvider};
use datafusion::common::{DataFusionError, Statistics};
use datafusion::datasource::source::DataSourceExec;
use datafusion::error::Result;
use datafusion::logical_expr::{Expr, TableProviderFilterPushDown, TableType};
use datafusion::physical_expr::projection::ProjectionExprs;
use datafusion::physical_plan::ExecutionPlan;
use ferrow_row::{RowBatch, RowLayout};

use partitions::Partitions;
use source::RowSource;

use crate::scan::{RowsWanted, pushdown};

/// Whether a part of a plan reads the rows of a [`RowTable`].
#[cfg(feature = "distributed")]
pub(crate) fn is_scan(plan: &Arc<dyn ExecutionPlan>) -> bool {
    let scan = plan.downcast_ref::<DataSourceExec>();
    scan.is_some_and(|scan| scan.data_source().downcast_ref::<RowSource>().is_some())
}

/// A table whose data are rows, and whose columns are their fields.
///
/// A scan decodes the columns that a query asks for and nothing else, `batch_size` rows at a time,
/// and stops at the query's limit. Comparisons of a field with a literal, null tests, `IN`, `BETWEEN` and
/// simple `LIKE`, and what `AND`, `OR` and `NOT` make of them, are asked of the bytes of the rows: those
/// that are not wanted are not decoded. The number of rows is known without a scan. A row that is itself
/// null is a row of nulls; a table that has any declares all of its columns as nullable.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// use std::sync::Arc;
///
/// use datafusion::arrow::datatypes::{DataType, Field, Schema};
/// use datafusion::prelude::SessionContext;
/// use ferrow_row::{RowBatchWriter, RowLayout};
/// use ferrow_udf::RowTable;
///
/// let layout = RowLayout::try_new(Schema::new(vec![Field::new("id", DataType::Int64, false)]))?;
/// let id = layout.column::<i64>("id")?;
/// let mut writer = RowBatchWriter::new(layout);
/// for value in 0..10 {
///     let mut row = writer.row();
///     row.set(id, value)?;
///     row.finish()?;
/// }
///
/// let ctx = SessionContext::new();
/// ctx.register_table("t", Arc::new(RowTable::new(writer.finish())))?;
/// assert_eq!(ctx.sql("SELECT id FROM t WHERE id > 6").await?.count().await?, 3);
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
pub struct RowTable {
    source: RowSource,
}

impl RowTable {
    /// A table of the rows of one batch.
    ///
    /// It has one partition; DataFusion splits it where a query gains from more.
    #[must_use]
    pub fn new(rows: RowBatch) -> Self {
        let layout = Arc::clone(rows.layout());
        Self { source: RowSource::new(layout, Partitions::new(vec![vec![rows]])) }
    }

    /// A table of many batches, a list of them per partition. No partition at all is an empty table.
    ///
    /// # Errors
    ///
    /// The partition, the batch and the field where a batch holds rows that cannot be read as rows
    /// of `layout`.
    pub fn try_new(layout: Arc<RowLayout>, partitions: Vec<Vec<RowBatch>>) -> Result<Self> {
        for (partition, batches) in partitions.iter().enumerate() {
            for (index, batch) in batches.iter().enumerate() {
                batch.layout().check_readable_as(&layout).map_err(|error| {
                    DataFusionError::External(Box::new(error))
                        .context(format!("batch {index} of partition {partition}"))
                })?;
            }
        }
        Ok(Self { source: RowSource::new(layout, Partitions::new(partitions)) })
    }

    /// The layout of the rows.
    #[must_use]
    pub fn layout(&self) -> &Arc<RowLayout> {
        self.source.layout()
    }
}

#[async_trait]
impl TableProvider for RowTable {
    fn schema(&self) -> SchemaRef {
        Arc::clone(self.source.schema())
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
        let filters = pushdown::filters(session, &self.schema(), filters)?;
        let (wanted, left) = RowsWanted::of_scan(self.layout(), filters);
        let mut source = self.source.renewed().wanting(wanted);
        if !left.is_empty() {
            let scan = DataSourceExec::from_data_source(source);
            return pushdown::filtered(scan, left, projection);
        }
        if let Some(columns) = projection {
            source = source.project(&ProjectionExprs::from_indices(columns, &self.schema()))?;
        }
        if let Some(limit) = limit {
            source = source.first(limit);
        }
        Ok(DataSourceExec::from_data_source(source))
    }

    fn supports_filters_pushdown(
        &self,
        filters: &[&Expr],
    ) -> Result<Vec<TableProviderFilterPushDown>> {
        pushdown::answers(self.layout(), &self.schema(), filters)
    }

    fn statistics(&self) -> Option<Statistics> {
        Some(self.source.statistics(self.source.row_count()))
    }
}
