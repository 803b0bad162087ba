//! A folder of row files as a table that Ballista ships.

use std::any::Any;
use std::sync::Arc;

use async_trait::async_trait;
use ballista_core::serde::BallistaLogicalExtensionCodec;
use datafusion::arrow::datatypes::SchemaRef;
use datafusion::catalog::{Session, TableProvider};
use datafusion::common::{Result, TableReference, exec_err, not_impl_err};
use datafusion::datasource::file_format::FileFormatFactory;
use datafusion::datasource::listing::{
    ListingOptions, ListingTable, ListingTableConfig, ListingTableUrl,
};
use datafusion::execution::TaskContext;
use datafusion::logical_expr::{
    Expr, Extension, LogicalPlan, TableProviderFilterPushDown, TableType,
};
use datafusion::physical_plan::ExecutionPlan;
use datafusion_proto::logical_plan::LogicalExtensionCodec;
use ferrow::udf::RowFormat;

/// The row files of a folder. A `ListingTable` by itself would be written by DataFusion, which knows its own
/// formats alone.
#[derive(Debug)]
pub(crate) struct RowFiles {
    folder: String,
    files: ListingTable,
}

impl RowFiles {
    /// The files of `folder`, which every machine has at the same place.
    pub(crate) fn open(folder: &str, schema: SchemaRef) -> Result<Self> {
        let options = ListingOptions::new(Arc::new(RowFormat)).with_file_extension(".ferrow");
        let config = ListingTableConfig::new(ListingTableUrl::parse(folder)?)
            .with_listing_options(options)
            .with_schema(schema);
        Ok(Self { folder: folder.to_owned(), files: ListingTable::try_new(config)? })
    }
}

#[async_trait]
impl TableProvider for RowFiles {
    fn schema(&self) -> SchemaRef {
        self.files.schema()
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
        self.files.scan(session, projection, filters, limit).await
    }

    fn supports_filters_pushdown(
        &self,
        filters: &[&Expr],
    ) -> Result<Vec<TableProviderFilterPushDown>> {
        self.files.supports_filters_pushdown(filters)
    }
}

/// Writes such tables into logical plans, beside what Ballista writes.
#[derive(Debug, Default)]
pub(crate) struct RowFilesCodec {
    ballista: BallistaLogicalExtensionCodec,
}

impl LogicalExtensionCodec for RowFilesCodec {
    fn try_decode(
        &self,
        bytes: &[u8],
        inputs: &[LogicalPlan],
        context: &TaskContext,
    ) -> Result<Extension> {
        self.ballista.try_decode(bytes, inputs, context)
    }

    fn try_encode(&self, node: &Extension, bytes: &mut Vec<u8>) -> Result<()> {
        self.ballista.try_encode(node, bytes)
    }

    fn try_decode_table_provider(
        &self,
        bytes: &[u8],
        _: &TableReference,
        schema: SchemaRef,
        _: &TaskContext,
    ) -> Result<Arc<dyn TableProvider>> {
        match std::str::from_utf8(bytes) {
            Ok(folder) => Ok(Arc::new(RowFiles::open(folder, schema)?)),
            Err(error) => exec_err!("the folder of a table: {error}"),
        }
    }

    fn try_encode_table_provider(
        &self,
        name: &TableReference,
        table: Arc<dyn TableProvider>,
        bytes: &mut Vec<u8>,
    ) -> Result<()> {
        let table: &dyn Any = table.as_ref();
        match table.downcast_ref::<RowFiles>() {
            Some(table) => bytes.extend_from_slice(table.folder.as_bytes()),
            None => return not_impl_err!("the table {name} is not of row files"),
        }
        Ok(())
    }

    fn try_decode_file_format(
        &self,
        bytes: &[u8],
        context: &TaskContext,
    ) -> Result<Arc<dyn FileFormatFactory>> {
        self.ballista.try_decode_file_format(bytes, context)
    }

    fn try_encode_file_format(
        &self,
        bytes: &mut Vec<u8>,
        format: Arc<dyn FileFormatFactory>,
    ) -> Result<()> {
        self.ballista.try_encode_file_format(bytes, format)
    }
}
