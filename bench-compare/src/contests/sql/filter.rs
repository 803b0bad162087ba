//! A filter that keeps a hundredth of wide rows: asked of the bytes of the rows, or of decoded columns.

use std::sync::Arc;

use arrow_array::RecordBatch;
use arrow_schema::SchemaRef;
use async_trait::async_trait;
use datafusion::catalog::{Session, TableProvider};
use datafusion::datasource::{MemTable, TableType};
use datafusion::error::Result as SqlResult;
use datafusion::logical_expr::Expr;
use datafusion::physical_plan::ExecutionPlan;
use ferrow_convert::RowDecoder;
use ferrow_row::RowBatch;
use ferrow_udf::RowTable;

use super::{BATCH, DECODE_IN_QUERY, DECODE_THEN_QUERY, Engine, QUERY_ROWS};
use crate::Failure;
use crate::data::{self, Nulls};
use crate::harness::{Contest, Figures, Settings};

const COLUMNS: usize = 64;
const ROWS: usize = 1_000_000;

pub(super) fn one_percent(settings: &Settings) -> Result<Figures, Failure> {
    let (batch, rows) = {
        let sample = data::integers(COLUMNS, ROWS, Nulls::Never)?;
        (sample.batch, sample.rows)
    };
    // The values are evenly spread over all that 64 bits hold.
    let end = i64::MIN.saturating_add_unsigned(u64::MAX / 100);
    let sql = format!("SELECT * FROM t WHERE f0 < {end}");
    let wanted: Vec<RecordBatch> = {
        let engine = Engine::over(MemTable::try_new(batch.schema(), vec![vec![batch]])?)?;
        engine.query(&sql)?
    };
    let kept: usize = wanted.iter().map(RecordBatch::num_rows).sum();
    let is_right = |found: SqlResult<Vec<RecordBatch>>| {
        found.is_ok_and(|found| same_rows(&found, &wanted))
            && (ROWS / 125..ROWS / 80).contains(&kept)
    };

    let over_rows = Engine::over(RowTable::new(rows.clone()))?;
    let over_unasked = Engine::over(Unasked(RowTable::new(rows.clone())))?;
    let ask = |engine: &Engine| engine.query(&sql);
    let mut contest = Contest::new(format!("a hundredth of rows of {COLUMNS} int64"), ROWS);
    contest.variant(DECODE_IN_QUERY, (), |()| ask(&over_unasked), |(), found| is_right(found))?;
    contest.variant(
        DECODE_THEN_QUERY,
        (),
        |()| ask(&Engine::over(decode(&rows)?)?),
        |(), found| is_right(found),
    )?;
    contest.variant(QUERY_ROWS, (), |()| ask(&over_rows), |(), found| is_right(found))?;
    Ok(contest.run(settings))
}

/// All columns of all rows.
fn decode(rows: &RowBatch) -> SqlResult<MemTable> {
    let decoder = RowDecoder::new(rows.layout());
    let parts = (0..rows.len()).step_by(BATCH);
    let batches = parts.map(|start| {
        let part = rows.slice(start..(start + BATCH).min(rows.len()));
        Ok(decoder.decode(&part)?)
    });
    let batches = batches.collect::<Result<_, arrow_schema::ArrowError>>()?;
    MemTable::try_new(decoder.schema().clone(), vec![batches])
}

/// Whether the rows are the same, however they are cut into batches.
fn same_rows(found: &[RecordBatch], wanted: &[RecordBatch]) -> bool {
    let whole = |batches: &[RecordBatch]| {
        let schema = batches.first()?.schema();
        arrow::compute::concat_batches(&schema, batches).ok()
    };
    whole(found) == whole(wanted)
}

/// A table of rows that are asked nothing: all are decoded.
#[derive(Debug)]
struct Unasked(RowTable);

#[async_trait]
impl TableProvider for Unasked {
    fn schema(&self) -> SchemaRef {
        self.0.schema()
    }

    fn table_type(&self) -> TableType {
        self.0.table_type()
    }

    async fn scan(
        &self,
        state: &dyn Session,
        projection: Option<&Vec<usize>>,
        _: &[Expr],
        _: Option<usize>,
    ) -> SqlResult<Arc<dyn ExecutionPlan>> {
        // A limit counts rows before filters above it do, so that none moves into the scan.
        self.0.scan(state, projection, &[], Some(usize::MAX)).await
    }
}
