//! One statement, from its plan to its last batch.

use arrow::array::RecordBatch;
use datafusion::common::DataFusionError;
use datafusion::logical_expr::{DdlStatement, LogicalPlan};
use datafusion::prelude::SessionContext;
use datafusion::sql::parser::Statement;
use futures::StreamExt;
use tokio::sync::mpsc;
use tokio::task::JoinError;

use super::copy::{Staging, choose_format, copy_of};
use super::failures::Phase;
use super::input_table::external;
use super::named_scan::ScanError;
use crate::failure::Failure;

/// Runs a statement, and sends what it gives; the first batch has no rows, and tells the columns.
pub(super) async fn execute(
    context: SessionContext,
    mut statement: Statement,
    staging: Staging,
    results: mpsc::Sender<RecordBatch>,
) -> Result<(), (Phase, DataFusionError)> {
    let planning = |error| (Phase::Planning, error);
    let running = |error| (Phase::Running, error);
    if let Statement::CopyTo(copy) = &mut statement {
        choose_format(copy);
    }
    let mut plan = context.state().statement_to_plan(statement).await.map_err(planning)?;
    let copy = copy_of(&mut plan);
    let target = copy.map(|copy| staging.divert(copy)).transpose();
    let target = target.map_err(|failure| planning(external(failure)))?.flatten();
    // A table that is made of a query is there once all of it has run.
    let phase = match &plan {
        LogicalPlan::Ddl(DdlStatement::CreateMemoryTable(_)) => Phase::Running,
        _ => Phase::Planning,
    };
    let frame = match locations(&plan).map_err(|failure| planning(external(failure)))? {
        Some(files) => {
            let created = context.execute_logical_plan(plan).await;
            created
                .map_err(|error| ScanError::new(files, error))
                .map_err(|error| planning(DataFusionError::External(Box::new(error))))?
        }
        None => context.execute_logical_plan(plan).await.map_err(|error| (phase, error))?,
    };
    let mut stream = frame.execute_stream().await.map_err(planning)?;
    // Who does not listen any more has enough.
    if results.send(RecordBatch::new_empty(stream.schema())).await.is_err() {
        return Ok(());
    }
    while let Some(batch) = stream.next().await {
        if results.send(batch.map_err(running)?).await.is_err() {
            return Ok(());
        }
    }
    match target {
        Some(target) => staging.commit(&target).map_err(|failure| running(external(failure))),
        None => Ok(()),
    }
}

/// The files of a table that is to be created from what is there.
fn locations(plan: &LogicalPlan) -> Result<Option<Vec<String>>, Failure> {
    let LogicalPlan::Ddl(DdlStatement::CreateExternalTable(table)) = plan else { return Ok(None) };
    if !table.schema.fields().is_empty() {
        return Ok(None);
    }
    let local = table.locations.iter().filter(|location| !location.contains("://"));
    for location in local.filter(|location| !location.contains(['*', '?', '['])) {
        std::fs::metadata(location).map_err(|error| Failure::io(location, &error))?;
    }
    Ok(Some(table.locations.clone()))
}

/// A bug of whoever panicked.
pub(super) fn panicked(error: JoinError) -> Failure {
    let text = match error.try_into_panic() {
        Ok(panic) => panic
            .downcast_ref::<String>()
            .cloned()
            .or_else(|| panic.downcast_ref::<&str>().map(|text| (*text).to_owned())),
        Err(_) => None,
    };
    Failure::usage(format!("DataFusion gave up: {}", text.unwrap_or_default()))
}
