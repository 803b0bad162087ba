//! The question of the README: an average per carrier, which reads two of nineteen fields.

use std::fs::File;

use arrow_array::RecordBatch;
use datafusion::datasource::MemTable;
use ferrow_convert::RowEncoder;
use ferrow_row::{RowBatch, RowLayout};
use ferrow_udf::RowTable;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;

use super::super::{FLIGHTS, data_file};
use super::{BATCH, Engine, PLAN_BATCHES, PLAN_ROWS, QUERY_BATCHES, QUERY_ROWS};
use crate::Failure;
use crate::harness::{Contest, Figures, Settings};

const SQL: &str = "SELECT carrier, avg(arr_delay) FROM t GROUP BY carrier";

pub(super) fn by_carrier(settings: &Settings) -> Result<Figures, Failure> {
    let reader = ParquetRecordBatchReaderBuilder::try_new(File::open(data_file(FLIGHTS))?)?;
    let reader = reader.with_batch_size(BATCH).build()?;
    let batches: Vec<RecordBatch> = reader.collect::<Result<_, _>>()?;
    let len = batches.iter().map(RecordBatch::num_rows).sum();
    let schema = batches.first().ok_or("a file without flights")?.schema();
    let layout = RowLayout::try_new(schema.clone())?;
    let encoder = RowEncoder::new(&layout);
    let rows: Vec<RowBatch> =
        batches.iter().map(|batch| encoder.encode(batch)).collect::<Result<_, _>>()?;

    let over_batches = Engine::over(MemTable::try_new(schema, vec![batches])?)?;
    let over_rows = Engine::over(RowTable::try_new(layout, vec![rows])?)?;
    let wanted = over_batches.query(SQL)?;
    let is_right = |found: &[RecordBatch]| found == wanted;
    let plans = (over_batches.plan(SQL)?, over_rows.plan(SQL)?);

    let mut contest = Contest::new("average delay of each carrier's flights", len);
    for (name, engine) in [(QUERY_BATCHES, &over_batches), (QUERY_ROWS, &over_rows)] {
        contest.variant(
            name,
            (),
            |()| engine.query(SQL),
            |(), found| found.is_ok_and(|found| is_right(&found)),
        )?;
    }
    let planned = [(PLAN_BATCHES, &over_batches, plans.0), (PLAN_ROWS, &over_rows, plans.1)];
    for (name, engine, plan) in planned {
        contest.variant(
            name,
            plan,
            |plan| engine.run(plan),
            |_, found| found.is_ok_and(|found| is_right(&found)),
        )?;
    }
    Ok(contest.run(settings))
}
