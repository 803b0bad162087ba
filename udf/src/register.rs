//! A session that knows all of this crate.

use std::sync::Arc;

use datafusion::error::Result;
use datafusion::execution::FunctionRegistry;
use datafusion::prelude::SessionContext;

use crate::functions;

/// Registers every SQL function of this crate with `ctx`, and lets Parquet files keep the row type
/// of their columns.
///
/// Call it before tables are registered: DataFusion drops the metadata of Parquet fields, and with it
/// the row schema, unless `datafusion.execution.parquet.skip_metadata` is false at the time a table
/// is. This sets it to false, for every Parquet table that is registered later.
///
/// ```
/// use datafusion::execution::FunctionRegistry;
/// use datafusion::prelude::SessionContext;
///
/// let ctx = SessionContext::new();
/// ferrow_udf::register_all(&ctx)?;
/// assert!(ctx.udf("row_get").is_ok());
/// # Ok::<(), datafusion::error::DataFusionError>(())
/// ```
///
/// # Errors
///
/// Where the session takes no functions.
pub fn register_all(ctx: &SessionContext) -> Result<()> {
    let state = ctx.state_ref();
    let mut state = state.write();
    state.config_mut().options_mut().execution.parquet.skip_metadata = false;
    for function in functions::all() {
        state.register_udf(Arc::new(function))?;
    }
    Ok(())
}
