//! Files that this crate reads itself, as tables: text, Arrow IPC, and rows inside Parquet.

use std::sync::Arc;

use arrow::array::{RecordBatch, RecordBatchOptions};
use arrow::datatypes::SchemaRef;
use async_trait::async_trait;
use datafusion::catalog::{Session, TableProvider};
use datafusion::common::{DataFusionError, Result};
use datafusion::execution::{SendableRecordBatchStream, TaskContext};
use datafusion::logical_expr::{Expr, TableType};
use datafusion::physical_plan::ExecutionPlan;
use datafusion::physical_plan::stream::RecordBatchReceiverStreamBuilder;
use datafusion::physical_plan::streaming::{PartitionStream, StreamingTableExec};

use crate::args::InputArgs;
use crate::failure::Failure;
use crate::input::ColumnInput;

/// Batches that wait for who reads them.
const WAITING: usize = 2;

/// A table of files that are read anew by each scan, from front to back, a partition each. Only the columns
/// that a query asks for are made.
#[derive(Debug)]
pub(super) struct InputTable {
    files: Vec<InputArgs>,
    schema: SchemaRef,
}

impl InputTable {
    pub(super) fn new(files: Vec<InputArgs>, schema: SchemaRef) -> Self {
        Self { files, schema }
    }
}

#[async_trait]
impl TableProvider for InputTable {
    fn schema(&self) -> SchemaRef {
        Arc::clone(&self.schema)
    }

    fn table_type(&self) -> TableType {
        TableType::Base
    }

    async fn scan(
        &self,
        _: &dyn Session,
        projection: Option<&Vec<usize>>,
        _: &[Expr],
        limit: Option<usize>,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        let columns = projection.cloned();
        let columns = columns.unwrap_or_else(|| (0..self.schema.fields().len()).collect());
        let schema = Arc::new(self.schema.project(&columns)?);
        let partitions = self.files.iter().map(|file| {
            let (columns, schema) = (columns.clone(), Arc::clone(&schema));
            let part =
                Part { file: file.clone(), table: Arc::clone(&self.schema), columns, schema };
            Arc::new(part) as Arc<dyn PartitionStream>
        });
        let partitions = partitions.collect();
        let scan = StreamingTableExec::try_new(schema, partitions, None, None, false, limit)?;
        Ok(Arc::new(scan))
    }
}

/// Some columns of one file.
#[derive(Debug, Clone)]
struct Part {
    file: InputArgs,
    table: SchemaRef,
    columns: Vec<usize>,
    schema: SchemaRef,
}

impl Part {
    fn open(&self) -> Result<ColumnInput, Failure> {
        let input = ColumnInput::of_columns(&self.file, &self.table, &self.columns)?;
        if input.schema.fields() == self.schema.fields() {
            return Ok(input);
        }
        // It was another when the session began.
        let problem = "its columns are not those of the table";
        Err(Failure::data(self.file.file.display(), problem))
    }

    /// `batch` with the schema of the scan, which may have other metadata.
    fn of_schema(&self, batch: &RecordBatch) -> Result<RecordBatch> {
        let options = RecordBatchOptions::new().with_row_count(Some(batch.num_rows()));
        let (schema, columns) = (Arc::clone(&self.schema), batch.columns().to_vec());
        Ok(RecordBatch::try_new_with_options(schema, columns, &options)?)
    }
}

impl PartitionStream for Part {
    fn schema(&self) -> &SchemaRef {
        &self.schema
    }

    fn execute(&self, _: Arc<TaskContext>) -> SendableRecordBatchStream {
        let part = self.clone();
        let mut stream = RecordBatchReceiverStreamBuilder::new(Arc::clone(&self.schema), WAITING);
        let batches = stream.tx();
        stream.spawn_blocking(move || {
            for batch in part.open().map_err(external)? {
                let batch = part.of_schema(&batch.map_err(external)?)?;
                // A query that has enough takes no more.
                if batches.blocking_send(Ok(batch)).is_err() {
                    break;
                }
            }
            Ok(())
        });
        stream.build()
    }
}

/// A failure that passes through DataFusion unchanged.
pub(super) fn external(failure: Failure) -> DataFusionError {
    DataFusionError::External(Box::new(failure))
}
