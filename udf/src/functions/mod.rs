//! The SQL functions, one per file.

mod row_get;

use datafusion::logical_expr::ScalarUDF;

pub use row_get::row_get;

/// Every SQL function of this crate, to be registered one by one where
/// [`register_all`](crate::register_all) does too much.
#[must_use]
pub fn all() -> Vec<ScalarUDF> {
    vec![row_get()]
}
