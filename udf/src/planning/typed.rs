//! `row_get(...)::T` as the function that reads a `T`.

use std::sync::Arc;

use datafusion::arrow::datatypes::DataType;
use datafusion::common::config::ConfigOptions;
use datafusion::common::tree_node::Transformed;
use datafusion::common::{DFSchema, Result};
use datafusion::logical_expr::expr::{Cast, ScalarFunction, TryCast};
use datafusion::logical_expr::expr_rewriter::FunctionRewrite;
use datafusion::logical_expr::{Expr, ExprSchemable, ScalarUDF};

use crate::functions;

/// Makes one function of a call of `row_get` and a cast of what it gives, where both give the same: a cast
/// that may fail stays, as it is an error there, and NULL here.
#[derive(Debug)]
pub(crate) struct TypedReads {
    get: ScalarUDF,
    /// The functions, and the types that they read.
    typed: [(DataType, Arc<ScalarUDF>); 4],
}

impl Default for TypedReads {
    fn default() -> Self {
        let typed = functions::casting().map(|(of, function)| (of, Arc::new(function)));
        Self { get: functions::row_get(), typed }
    }
}

/// Whether every value of one type becomes one of the other.
fn always_casts(found: &DataType, wanted: &DataType) -> bool {
    use DataType as T;
    match wanted {
        T::Utf8 => found.is_string(),
        T::Int64 => found.is_signed_integer() || matches!(found, T::UInt8 | T::UInt16 | T::UInt32),
        T::Float64 => found.is_integer() || found.is_floating(),
        _ => found == wanted,
    }
}

impl FunctionRewrite for TypedReads {
    fn name(&self) -> &str {
        "typed_row_reads"
    }

    fn rewrite(
        &self,
        expr: Expr,
        schema: &DFSchema,
        _: &ConfigOptions,
    ) -> Result<Transformed<Expr>> {
        // Sets of groupings are known by the names of what is in them.
        let name = |expr: &Expr| expr.schema_name().to_string();
        let (inner, wanted, is_try) = match &expr {
            Expr::Cast(Cast { expr, field }) => (expr.as_ref(), field.data_type(), false),
            Expr::TryCast(TryCast { expr, field }) => (expr.as_ref(), field.data_type(), true),
            _ => return Ok(Transformed::no(expr)),
        };
        let reader = self.typed.iter().find(|(of, _)| of == wanted);
        let (Expr::ScalarFunction(call), Some((_, reader))) = (inner, reader) else {
            return Ok(Transformed::no(expr));
        };
        if *call.func != self.get {
            return Ok(Transformed::no(expr));
        }
        let found = inner.get_type(schema)?;
        if found == *wanted {
            return Ok(Transformed::yes(inner.clone().alias(name(&expr))));
        }
        if found.is_nested() || !(is_try || always_casts(&found, wanted)) {
            return Ok(Transformed::no(expr));
        }
        let typed = ScalarFunction::new_udf(Arc::clone(reader), call.args.clone());
        Ok(Transformed::yes(Expr::ScalarFunction(typed).alias(name(&expr))))
    }
}
