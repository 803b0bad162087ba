//! Scans of row files as bytes, beside the plans that DataFusion writes itself.

use std::sync::Arc;

use datafusion::common::{Result, exec_err, not_impl_err, plan_err};
use datafusion::datasource::physical_plan::{FileScanConfig, FileScanConfigBuilder, FileSource};
use datafusion::datasource::source::DataSourceExec;
use datafusion::execution::TaskContext;
use datafusion::logical_expr::{AggregateUDF, ScalarUDF};
use datafusion::physical_expr::PhysicalExpr;
use datafusion::physical_plan::ExecutionPlan;
use datafusion::physical_plan::streaming::StreamingTableExec;
use datafusion_proto::physical_plan::from_proto::{
    parse_protobuf_file_scan_config, parse_table_schema_from_proto,
};
use datafusion_proto::physical_plan::to_proto::serialize_file_scan_config;
use datafusion_proto::physical_plan::{
    PhysicalExtensionCodec, PhysicalPlanDecodeContext, PhysicalProtoConverterExtension,
};
use datafusion_proto::protobuf::PhysicalExprNode;

use super::scan::RowFileScan;
use crate::file::RowFileSource;
use crate::functions;
use crate::table;

/// Writes scans of row files into plans that are shipped, and reads them: the
/// [`PhysicalExtensionCodec`] of this crate, for datafusion-distributed and whoever else ships plans of
/// DataFusion.
///
/// A scan keeps its files and their ranges, its projection, the filters that rows are asked, those that a
/// running query changes, and its limit. The bytes have a version and a checksum: others than were written are
/// an error. Functions are found by their names.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// use datafusion::prelude::SessionContext;
/// use datafusion_proto::bytes::{
///     physical_plan_from_bytes_with_extension_codec, physical_plan_to_bytes_with_extension_codec,
/// };
/// use ferrow_udf::distributed::RowPlanCodec;
///
/// let ctx = SessionContext::new();
/// ferrow_udf::register_all(&ctx)?;
/// # let folder = std::env::temp_dir().join(format!("ferrow-codec-{}", std::process::id()));
/// # let folder = folder.display();
/// # let sql = format!("COPY (VALUES (1), (2)) TO '{folder}/' STORED AS FERROW");
/// # ctx.sql(&sql).await?.collect().await?;
/// let sql = format!("CREATE EXTERNAL TABLE numbers STORED AS FERROW LOCATION '{folder}/'");
/// ctx.sql(&sql).await?;
/// let plan = ctx.sql("SELECT * FROM numbers WHERE column1 > 1").await?.create_physical_plan().await?;
///
/// let bytes = physical_plan_to_bytes_with_extension_codec(plan, &RowPlanCodec)?;
/// let plan = physical_plan_from_bytes_with_extension_codec(&bytes, &ctx.task_ctx(), &RowPlanCodec)?;
/// # std::fs::remove_dir_all(folder.to_string())?;
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, Copy, Default)]
pub struct RowPlanCodec;

impl PhysicalExtensionCodec for RowPlanCodec {
    fn try_decode(
        &self,
        bytes: &[u8],
        inputs: &[Arc<dyn ExecutionPlan>],
        context: &TaskContext,
        converter: &dyn PhysicalProtoConverterExtension,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        let scan = RowFileScan::read(bytes)?;
        let (Some(files), true) = (&scan.files, inputs.is_empty()) else {
            return exec_err!("a scan of row files names no files, or has an input");
        };
        let table_schema = parse_table_schema_from_proto(files)?;
        let context = PhysicalPlanDecodeContext::new(context, self);
        let read = |filters: &[PhysicalExprNode]| {
            let schema = table_schema.table_schema();
            let read = |filter| converter.proto_to_physical_expr(filter, schema, &context);
            filters.iter().map(read).collect::<Result<Vec<_>>>()
        };
        let (exact, dynamic) = (read(&scan.exact)?, read(&scan.dynamic)?);
        let batch_rows = usize::try_from(scan.batch_rows).unwrap_or(usize::MAX);
        let source = RowFileSource::restored(table_schema, exact, dynamic, batch_rows)?;
        let source = Arc::new(source);
        let config = parse_protobuf_file_scan_config(files, &context, converter, source)?;
        let limit = scan.limit.map(|limit| usize::try_from(limit).unwrap_or(usize::MAX));
        let config = FileScanConfigBuilder::from(config)
            .with_limit(limit)
            .with_preserve_order(scan.preserve_order);
        Ok(DataSourceExec::from_data_source(config.build()))
    }

    fn try_encode(
        &self,
        plan: Arc<dyn ExecutionPlan>,
        bytes: &mut Vec<u8>,
        converter: &dyn PhysicalProtoConverterExtension,
    ) -> Result<()> {
        check_shippable(&plan)?;
        let scan = plan.downcast_ref::<DataSourceExec>().map(DataSourceExec::data_source);
        let config = scan.and_then(|scan| scan.downcast_ref::<FileScanConfig>());
        let source = config.and_then(|config| config.file_source().downcast_ref::<RowFileSource>());
        let (Some(config), Some(source)) = (config, source) else {
            return not_impl_err!("{} is no scan of row files", plan.name());
        };
        if !source.table_schema().virtual_columns().is_empty() {
            return not_impl_err!("virtual columns of row files are not shipped");
        }
        let wanted = source.wanted();
        let scan = RowFileScan {
            files: Some(serialize_file_scan_config(config, self, converter)?),
            exact: written(wanted.exact_filters(), converter)?,
            dynamic: written(wanted.dynamic_filters(), converter)?,
            batch_rows: source.batch_rows() as u64,
            limit: config.limit.map(|limit| limit as u64),
            preserve_order: config.preserve_order,
        };
        scan.write(bytes);
        Ok(())
    }

    fn try_decode_udf(&self, name: &str, _: &[u8]) -> Result<Arc<ScalarUDF>> {
        match functions::all().into_iter().find(|function| function.name() == name) {
            Some(function) => Ok(Arc::new(function)),
            None => plan_err!("the function {name} is not registered on this machine"),
        }
    }

    fn try_decode_udaf(&self, name: &str, _: &[u8]) -> Result<Arc<AggregateUDF>> {
        let function = functions::row_agg();
        match function.name() == name {
            true => Ok(Arc::new(function)),
            false => plan_err!("the function {name} is not registered on this machine"),
        }
    }
}

fn written<'f>(
    filters: impl Iterator<Item = &'f Arc<dyn PhysicalExpr>>,
    converter: &dyn PhysicalProtoConverterExtension,
) -> Result<Vec<PhysicalExprNode>> {
    filters.map(|filter| converter.physical_expr_to_proto(filter, &RowPlanCodec)).collect()
}

/// Refuses a part of a plan that reads what this process alone has.
pub(super) fn check_shippable(plan: &Arc<dyn ExecutionPlan>) -> Result<()> {
    if table::is_scan(plan) {
        return plan_err!(
            "the rows of a RowTable are in the memory of this process, and are not sent to other machines: write \
             them to row files that every machine reads, or run the query without workers"
        );
    }
    if plan.is::<StreamingTableExec>() {
        return plan_err!(
            "a stream is read by this process, and not by other machines: write its rows to row files that every \
             machine reads, or run the query without workers"
        );
    }
    Ok(())
}
