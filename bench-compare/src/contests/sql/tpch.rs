//! The 22 queries of TPC-H, over rows and over the record batches that the rows are of.

#[path = "../../../../udf/tests/tpch/mod.rs"]
mod data;

use tokio::runtime::Builder;

use super::EQUAL_ANSWERS;
use crate::Failure;
use crate::harness::{Figures, Settings};
use data::{QUERIES, answer, session, tables};

const SCALE: f64 = 0.1;

/// How many queries have an answer, and the same over both.
pub(super) fn answers(_: &Settings) -> Result<Figures, Failure> {
    let (over_batches, over_rows) = (session(1)?, session(1)?);
    for table in tables(SCALE)? {
        over_batches.register_table(table.name, table.of_batches()?)?;
        over_rows.register_table(table.name, table.of_rows()?)?;
    }
    let runtime = Builder::new_current_thread().build()?;
    let mut equal: u32 = 0;
    for (_, sql) in QUERIES {
        let wanted = runtime.block_on(answer(&over_batches, sql))?;
        let found = runtime.block_on(answer(&over_rows, sql));
        let is_equal = found.is_ok_and(|found| found.columns() == wanted.columns());
        equal += u32::from(is_equal && wanted.num_rows() > 0);
    }
    let title = format!("TPC-H over rows and over record batches, scale {SCALE}");
    Ok(Figures::of_amounts(title, [(EQUAL_ANSWERS, f64::from(equal))]))
}
