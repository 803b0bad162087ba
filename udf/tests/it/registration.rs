//! What a session knows after `register_all`.

use datafusion::execution::FunctionRegistry;
use datafusion::prelude::SessionContext;
use ferrow_udf::{functions, register_all};

use crate::support::{session, show};

#[test]
fn every_function_is_registered_under_its_name() {
    let ctx = SessionContext::new();
    register_all(&ctx).unwrap();
    for function in functions::all() {
        assert_eq!(*ctx.udf(function.name()).unwrap(), function);
    }
}

#[test]
fn every_function_is_documented() {
    for function in functions::all() {
        let documentation = function.documentation().unwrap();
        assert!(documentation.syntax_example.starts_with(function.name()));
        assert!(documentation.sql_example.is_some());
    }
}

#[test]
fn parquet_tables_keep_field_metadata() {
    let ctx = SessionContext::new();
    assert!(ctx.copied_config().options().execution.parquet.skip_metadata);
    register_all(&ctx).unwrap();
    assert!(!ctx.copied_config().options().execution.parquet.skip_metadata);
}

#[test]
fn registering_twice_is_registering_once() {
    let ctx = SessionContext::new();
    register_all(&ctx).unwrap();
    let once = ctx.udfs();
    register_all(&ctx).unwrap();
    assert_eq!(ctx.udfs(), once);
}

#[tokio::test]
async fn the_information_schema_describes_the_functions() {
    let sql = "SELECT syntax_example, description FROM information_schema.routines \
               WHERE routine_name = 'row_get'";
    let text = show(&session(), sql).await;
    assert!(text.contains("row_get(row, step, ...)"), "{text}");
    assert!(text.contains("Reads one value out of a column of rows"), "{text}");
}
