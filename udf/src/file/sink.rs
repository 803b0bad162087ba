//! Record batches that are added to a table as row files.

use std::fmt;
use std::sync::Arc;

use async_trait::async_trait;
use datafusion::arrow::datatypes::SchemaRef;
use datafusion::common::runtime::{JoinSet, SpawnedTask};
use datafusion::common::{DataFusionError, Result};
use datafusion::datasource::file_format::file_compression_type::FileCompressionType;
use datafusion::datasource::file_format::write::demux::DemuxedStreamReceiver;
use datafusion::datasource::file_format::write::{ObjectWriterBuilder, SharedBuffer};
use datafusion::datasource::physical_plan::{FileSink, FileSinkConfig};
use datafusion::datasource::sink::DataSink;
use datafusion::execution::{SendableRecordBatchStream, TaskContext};
use datafusion::physical_plan::{DisplayAs, DisplayFormatType};
use ferrow_convert::{RowEncoder, RowFileWriter};
use ferrow_row::RowLayout;
use object_store::ObjectStore;
use tokio::io::{AsyncWrite, AsyncWriteExt};

use crate::functions::external;

/// Bytes that are put together before they are handed on.
const BUFFER: usize = 1 << 20;

/// Writes row files of one layout.
pub(super) struct RowFileSink {
    config: FileSinkConfig,
    layout: Arc<RowLayout>,
}

impl RowFileSink {
    /// A sink of record batches of the table's schema.
    pub(super) fn try_new(config: FileSinkConfig) -> Result<Self> {
        let schema = datafusion::datasource::file_format::write::get_writer_schema(&config);
        let layout = RowLayout::try_new(schema).map_err(external)?;
        Ok(Self { config, layout })
    }
}

/// A file that all of its batches were written to.
struct Written {
    writer: RowFileWriter<SharedBuffer>,
    buffer: SharedBuffer,
    object: Box<dyn AsyncWrite + Send + Unpin>,
    rows: u64,
}

impl Written {
    /// Ends the file, which is there from now on.
    async fn finish(mut self) -> Result<u64> {
        self.writer.finish().map_err(external)?;
        self.object.write_all(&self.buffer.buffer.lock().await).await?;
        self.object.shutdown().await?;
        Ok(self.rows)
    }
}

#[async_trait]
impl FileSink for RowFileSink {
    fn config(&self) -> &FileSinkConfig {
        &self.config
    }

    async fn spawn_writer_tasks_and_join(
        &self,
        context: &Arc<TaskContext>,
        demux: SpawnedTask<Result<()>>,
        mut files: DemuxedStreamReceiver,
        store: Arc<dyn ObjectStore>,
    ) -> Result<u64> {
        let buffer_size =
            context.session_config().options().execution.objectstore_writer_buffer_size;
        let mut tasks: JoinSet<Result<Written>> = JoinSet::new();
        while let Some((path, mut batches)) = files.recv().await {
            let (layout, buffer) = (Arc::clone(&self.layout), SharedBuffer::new(BUFFER));
            let mut object = ObjectWriterBuilder::new(
                FileCompressionType::UNCOMPRESSED,
                &path,
                Arc::clone(&store),
            )
            .with_buffer_size(Some(buffer_size))
            .build()?;
            tasks.spawn(async move {
                let encoder = RowEncoder::new(&layout);
                let mut writer =
                    RowFileWriter::try_new(buffer.clone(), &layout).map_err(external)?;
                let mut rows = 0;
                while let Some(batch) = batches.recv().await {
                    rows += batch.num_rows() as u64;
                    let batch = encoder.encode(&batch).map_err(external)?;
                    writer.write(&batch).map_err(external)?;
                    let mut bytes = buffer.buffer.lock().await;
                    if bytes.len() > BUFFER {
                        object.write_all(&bytes).await?;
                        bytes.clear();
                    }
                }
                Ok(Written { writer, buffer, object, rows })
            });
        }
        let mut written = Vec::new();
        while let Some(file) = tasks.join_next().await {
            written.push(file.map_err(|error| DataFusionError::ExecutionJoin(Box::new(error)))??);
        }
        // Batches end as well where what gives them fails: then there is no file.
        demux
            .join_unwind()
            .await
            .map_err(|error| DataFusionError::ExecutionJoin(Box::new(error)))??;
        let mut rows = 0;
        for file in written {
            rows += file.finish().await?;
        }
        Ok(rows)
    }
}

#[async_trait]
impl DataSink for RowFileSink {
    fn schema(&self) -> &SchemaRef {
        self.config.output_schema()
    }

    async fn write_all(
        &self,
        batches: SendableRecordBatchStream,
        context: &Arc<TaskContext>,
    ) -> Result<u64> {
        FileSink::write_all(self, batches, context).await
    }
}

impl fmt::Debug for RowFileSink {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RowFileSink").finish_non_exhaustive()
    }
}

impl DisplayAs for RowFileSink {
    fn fmt_as(&self, _: DisplayFormatType, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "RowFileSink(url={})", self.config.original_url)
    }
}
