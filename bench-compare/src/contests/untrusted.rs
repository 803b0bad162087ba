//! What it costs that nobody has checked the rows: their validation alone, and as a part of the
//! conversion, beside the conversion of rows that were validated before.

use std::sync::Arc;

use ferrow_row::RowBatch;

use super::CHECK;
use super::conversion::{add_decoder, add_untrusted_decoder};
use crate::Failure;
use crate::data::{self, Sample};
use crate::harness::{Contest, Figures, Settings};

const ROWS: usize = 4096;

/// Rows of six integers and two short ASCII texts.
pub(super) fn rows(settings: &Settings) -> Result<Figures, Failure> {
    let Sample { batch, rows } = data::integers_and_text(ROWS)?;
    let array = rows.array();
    let mut contest = Contest::new("unknown rows to 6 int64 and 2 texts", ROWS);
    add_decoder(&mut contest, &rows, &batch)?;
    add_untrusted_decoder(&mut contest, &rows, &batch)?;
    contest.variant(
        CHECK,
        (),
        |()| RowBatch::try_new(Arc::clone(rows.layout()), array.clone()),
        |(), checked| checked.is_ok_and(|checked| checked == rows),
    )?;
    Ok(contest.run(settings))
}
