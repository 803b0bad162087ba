//! `row_get` over a column of rows, beside a scan of the same field, which only adds up.

use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::types::Int64Type;
use arrow_array::{Array, RecordBatch};
use datafusion::error::Result as SqlResult;
use ferrow_row::RowBatch;
use ferrow_udf::row_column_table;

use super::super::{LAZY_OFFSETS, LAZY_STRIDE};
use super::{Engine, ROW_GET, ROW_GET_OFFSETS, ROW_GET_THREE, ROW_GET_THREE_OFFSETS};
use crate::Failure;
use crate::data::{self, Nulls};
use crate::harness::{Contest, Figures, Settings};

const ROWS: usize = 1_000_000;
const COLUMNS: usize = 16;
/// Far enough from each other to stand in different lines of memory. The first is read alone as well.
const FIELDS: [usize; 3] = [3, 8, 14];

pub(super) fn fields(settings: &Settings) -> Result<Figures, Failure> {
    let sample = data::integers(COLUMNS, ROWS, Nulls::Never)?;
    let (batch, stride) = (&sample.batch, &sample.rows);
    let offsets = RowBatch::try_new(Arc::clone(stride.layout()), stride.to_binary()?)?;
    let field = stride.layout().column_at::<i64>(FIELDS[0])?;
    let scan = |rows: &RowBatch| rows.column(field).flatten().fold(0, i64::wrapping_add);
    let values = batch.column(FIELDS[0]).as_primitive::<Int64Type>().values();
    let sum = values.iter().copied().fold(0, i64::wrapping_add);

    let [first, second, third] = FIELDS.map(|field| format!("row_get(payload, 'f{field}')"));
    let one = format!("SELECT {first} FROM t");
    let three = format!("SELECT {first}, {second}, {third} FROM t");
    let of_stride = Engine::over(row_column_table("payload", stride)?)?;
    let of_offsets = Engine::over(row_column_table("payload", &offsets)?)?;

    let mut contest = Contest::new(format!("fields of a column of {COLUMNS} int64"), ROWS);
    contest.variant(LAZY_STRIDE, (), |()| scan(stride), |(), found| found == sum)?;
    contest.variant(LAZY_OFFSETS, (), |()| scan(&offsets), |(), found| found == sum)?;
    let variants = [
        (ROW_GET, &of_stride, &one, &FIELDS[..1]),
        (ROW_GET_OFFSETS, &of_offsets, &one, &FIELDS[..1]),
        (ROW_GET_THREE, &of_stride, &three, &FIELDS),
        (ROW_GET_THREE_OFFSETS, &of_offsets, &three, &FIELDS),
    ];
    for (name, engine, sql, fields) in variants {
        contest.variant(
            name,
            (),
            |()| engine.query(sql),
            |(), found| is_right(found, batch, fields),
        )?;
    }
    Ok(contest.run(settings))
}

/// Whether the columns that were found are these fields.
fn is_right(found: SqlResult<Vec<RecordBatch>>, wanted: &RecordBatch, fields: &[usize]) -> bool {
    let Ok(found) = found else { return false };
    let mut start = 0;
    let are_equal = found.iter().all(|found| {
        let wanted = wanted.slice(start, found.num_rows());
        start += found.num_rows();
        found.num_columns() == fields.len()
            && found
                .columns()
                .iter()
                .zip(fields)
                .all(|(f, &at)| f.to_data() == wanted.column(at).to_data())
    });
    are_equal && start == wanted.num_rows()
}
