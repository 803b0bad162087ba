//! A session that knows all of this crate.

use std::sync::Arc;

use datafusion::catalog::TableFunction;
use datafusion::error::Result;
use datafusion::execution::{SessionStateBuilder, SessionStateDefaults};
use datafusion::optimizer::OptimizerRule;
use datafusion::optimizer::extract_leaf_expressions::ExtractLeafExpressions;
use datafusion::physical_optimizer::PhysicalOptimizerRule;
use datafusion::physical_optimizer::projection_pushdown::ProjectionPushdown;
use datafusion::prelude::SessionContext;

use crate::file::{READ_ROWS, ReadRows, RowFormatFactory};
use crate::functions;
use crate::planning::{JoinKeys, MergeReads, RowOperators, TypedReads};
use datafusion::datasource::provider::DefaultTableFactory;

/// Registers all of this crate with `ctx`: the SQL functions, the operators on columns of rows, and
/// reading several values of a column in one pass. Parquet files keep the row type of their columns.
///
/// A session that knows all of it stays as it is. Call it first: statements that were prepared before are
/// forgotten, as the session's state is built anew. And call it before tables are registered: DataFusion
/// drops the metadata of Parquet fields, and with it the row schema, unless
/// `datafusion.execution.parquet.skip_metadata` is false at the time a table is. This sets it to false, for
/// every Parquet table that is registered later.
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
    let rules = state.physical_optimizers();
    if rules.iter().any(|rule| rule.name() == MergeReads::NAME) {
        return Ok(());
    }
    let id = state.session_id().to_owned();
    let builder = SessionStateBuilder::new_from_existing(state.clone()).with_session_id(id);
    let builder = builder.with_rows();
    *state = builder.build();
    Ok(())
}

/// Builders of sessions that know all of this crate.
pub trait RowSession {
    /// The same builder with all that [`register_all`] registers.
    ///
    /// ```
    /// use datafusion::execution::SessionStateBuilder;
    /// use datafusion::prelude::SessionContext;
    /// use ferrow_udf::RowSession;
    ///
    /// let state = SessionStateBuilder::new().with_default_features().with_rows().build();
    /// assert!(state.scalar_functions().contains_key("row_get"));
    /// let ctx = SessionContext::new_with_state(state);
    /// ```
    #[must_use]
    fn with_rows(self) -> Self;
}

impl RowSession for SessionStateBuilder {
    fn with_rows(mut self) -> Self {
        let functions = functions::all().into_iter().map(Arc::new);
        self.scalar_functions().get_or_insert_default().extend(functions);
        let aggregates = self.aggregate_functions().get_or_insert_default();
        aggregates.push(Arc::new(functions::row_agg()));
        // The first planner that takes an access has it, and the stock ones take all.
        let planners =
            self.expr_planners().get_or_insert_with(SessionStateDefaults::default_expr_planners);
        planners.insert(0, Arc::new(RowOperators::default()));
        self.file_formats().get_or_insert_default().push(Arc::new(RowFormatFactory));
        let tables = self.table_factories().get_or_insert_default();
        tables.insert("FERROW".to_owned(), Arc::new(DefaultTableFactory::new()));
        let function = TableFunction::new(READ_ROWS.to_owned(), Arc::new(ReadRows));
        let functions = self.table_functions().get_or_insert_default();
        functions.insert(READ_ROWS.to_owned(), Arc::new(function));
        let options = self.config().get_or_insert_default().options_mut();
        options.execution.parquet.skip_metadata = false;
        let analyzer = self.analyzer().get_or_insert_default();
        analyzer.add_function_rewrite(Arc::new(TypedReads::default()));
        let rules = &mut self.optimizer().get_or_insert_default().rules;
        let at = rules.iter().position(|rule| rule.name() == ExtractLeafExpressions::new().name());
        rules.insert(at.unwrap_or(rules.len()), Arc::new(JoinKeys));
        // What the rule puts into two projections, moving them towards scans does not put together.
        let rules = &mut self.physical_optimizers().get_or_insert_default().rules;
        let at = rules.iter().position(|rule| rule.name() == ProjectionPushdown::new().name());
        rules.insert(at.unwrap_or(rules.len()), Arc::new(MergeReads::default()));
        self
    }
}
