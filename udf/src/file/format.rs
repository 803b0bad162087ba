//! The format `FERROW`: what a listing of row files asks of it.

use std::collections::HashMap;
use std::sync::Arc;

use async_trait::async_trait;
use datafusion::arrow::datatypes::{Schema, SchemaRef};
use datafusion::catalog::Session;
use datafusion::common::stats::Precision;
use datafusion::common::{GetExt, Result, Statistics, not_impl_err, plan_err};
use datafusion::datasource::file_format::file_compression_type::FileCompressionType;
use datafusion::datasource::file_format::{FileFormat, FileFormatFactory};
use datafusion::datasource::physical_plan::{FileScanConfig, FileSinkConfig, FileSource};
use datafusion::datasource::sink::DataSinkExec;
use datafusion::datasource::source::DataSourceExec;
use datafusion::datasource::table_schema::TableSchema;
use datafusion::logical_expr::dml::InsertOp;
use datafusion::physical_expr::LexRequirement;
use datafusion::physical_plan::ExecutionPlan;
use ferrow_convert::RowDecoder;
use ferrow_row::RowLayout;
use object_store::{
    GetOptions, GetRange, GetResultPayload, ObjectMeta, ObjectStore, ObjectStoreExt,
};
use tokio::task::spawn_blocking;

use super::contents::{FileRows, row_count};
use super::sink::RowFileSink;
use super::source::RowFileSource;
use crate::functions::external;

/// Bytes that hold the schema of a row file, unless it is very long.
const HEAD: u64 = 1 << 20;

/// Makes [`RowFormat`]s, by the name `FERROW`.
#[derive(Debug, Default)]
pub struct RowFormatFactory;

/// Row files as a format of DataFusion: Arrow IPC with one column of rows, whose fields are the
/// columns of the table; by the feature `parquet`, Parquet with one column of rows as well.
///
/// Only the fields that a query asks for are decoded, filters are asked of the bytes of the rows, a
/// file is read by several threads in ranges that begin and end with its batches or row groups, and files
/// of older versions of the schema read as the table's. What is written is Arrow IPC.
#[derive(Debug, Default)]
pub struct RowFormat;

impl GetExt for RowFormatFactory {
    fn get_ext(&self) -> String {
        "ferrow".to_owned()
    }
}

impl FileFormatFactory for RowFormatFactory {
    fn create(
        &self,
        _: &dyn Session,
        options: &HashMap<String, String>,
    ) -> Result<Arc<dyn FileFormat>> {
        // Other options are those of the store and of the writing as such.
        match options.keys().find(|option| option.starts_with("format.")) {
            None => Ok(Arc::new(RowFormat)),
            Some(option) => plan_err!("the format FERROW has no options, {option} was given"),
        }
    }

    fn default(&self) -> Arc<dyn FileFormat> {
        Arc::new(RowFormat)
    }
}

#[async_trait]
impl FileFormat for RowFormat {
    fn get_ext(&self) -> String {
        RowFormatFactory.get_ext()
    }

    fn get_ext_with_compression(&self, compression: &FileCompressionType) -> Result<String> {
        match compression.is_compressed() {
            false => Ok(self.get_ext()),
            true => {
                plan_err!("row files are compressed inside, batch by batch, and not as a whole")
            }
        }
    }

    fn compression_type(&self) -> Option<FileCompressionType> {
        None
    }

    async fn infer_schema(
        &self,
        _: &dyn Session,
        store: &Arc<dyn ObjectStore>,
        objects: &[ObjectMeta],
    ) -> Result<SchemaRef> {
        let mut schemas = Vec::with_capacity(objects.len());
        for object in objects {
            let schema = schema_of(store, object)
                .await
                .map_err(|error| error.context(format!("the row file {}", object.location)))?;
            schemas.push(schema);
        }
        Ok(Arc::new(Schema::try_merge(schemas)?))
    }

    async fn infer_stats(
        &self,
        _: &dyn Session,
        store: &Arc<dyn ObjectStore>,
        table_schema: SchemaRef,
        object: &ObjectMeta,
    ) -> Result<Statistics> {
        let mut statistics = Statistics::new_unknown(&table_schema);
        // To count rows takes reading here and there in a file, which is cheap on this machine alone.
        let start = GetOptions { range: Some(GetRange::Bounded(0..8)), ..Default::default() };
        let found = store.get_opts(&object.location, start).await.map(|found| found.payload);
        if let Ok(GetResultPayload::File(file, _)) = found {
            let layout = RowLayout::try_new(table_schema).map_err(external)?;
            let rows = spawn_blocking(move || row_count(file, &layout)).await;
            if let Ok(Ok(rows)) = rows {
                statistics.num_rows = Precision::Exact(usize::try_from(rows).unwrap_or(usize::MAX));
            }
        }
        let size = usize::try_from(object.size).unwrap_or(usize::MAX);
        statistics.total_byte_size = Precision::Inexact(size);
        Ok(statistics)
    }

    async fn create_physical_plan(
        &self,
        _: &dyn Session,
        config: FileScanConfig,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        Ok(DataSourceExec::from_data_source(config))
    }

    async fn create_writer_physical_plan(
        &self,
        input: Arc<dyn ExecutionPlan>,
        _: &dyn Session,
        config: FileSinkConfig,
        order: Option<LexRequirement>,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        if config.insert_op != InsertOp::Append {
            return not_impl_err!("row files are added to a table, and not overwritten");
        }
        let sink = Arc::new(RowFileSink::try_new(config)?);
        Ok(Arc::new(DataSinkExec::new(input, sink, order)))
    }

    fn file_source(&self, table_schema: TableSchema) -> Arc<dyn FileSource> {
        Arc::new(RowFileSource::new(table_schema))
    }
}

/// What is asked of a store to learn the schema of a file.
fn head() -> GetOptions {
    GetOptions { range: Some(GetRange::Bounded(0..HEAD)), ..Default::default() }
}

/// The columns of a file of rows. Any row may be null, and then all of them are.
async fn schema_of(store: &Arc<dyn ObjectStore>, object: &ObjectMeta) -> Result<Schema> {
    let found = store.get_opts(&object.location, head()).await?;
    let is_whole = found.range == (0..object.size);
    let rows = match FileRows::open(found, None).await {
        Err(_) if !is_whole => FileRows::open(store.get(&object.location).await?, None).await,
        rows => rows,
    };
    let decoder = RowDecoder::new(rows?.layout()).nullable();
    Ok(decoder.schema().as_ref().clone())
}
