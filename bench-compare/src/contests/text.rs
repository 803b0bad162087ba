//! Six columns of integers and two of short texts, beside a copy of the row bytes.

use super::conversion::{
    add_batch_decoders, add_batch_encoder, add_decoder, add_encoder, add_reusing_decoder,
    add_reusing_encoder, add_reusing_untrusted_decoder, add_untrusted_batch_decoder,
    add_untrusted_decoder,
};
use super::copies::{add_copy, add_copy_by_parts, add_other_copies};
use super::{Entry, entry};
use crate::Failure;
use crate::data::{self, Sample};
use crate::harness::{Contest, Figures, Settings};

pub(super) const CONTESTS: &[Entry] = &[
    entry("text-to-columns", |settings| to_columns(IN_CACHE, settings)),
    entry("text-to-rows", |settings| to_rows(IN_CACHE, settings)),
    entry("text-1m-to-columns", |settings| to_columns(MANY, settings)),
    entry("text-1m-to-rows", |settings| to_rows(MANY, settings)),
];

/// 410 KB of rows.
const IN_CACHE: usize = 4096;
const MANY: usize = 1_000_000;

fn to_columns(rows: usize, settings: &Settings) -> Result<Figures, Failure> {
    let Sample { batch, rows } = data::integers_and_text(rows)?;
    let mut contest = Contest::new("rows to 6 int64 and 2 texts", rows.len());
    add_copy(&mut contest, &rows)?;
    add_reusing_decoder(&mut contest, &rows, &batch)?;
    add_decoder(&mut contest, &rows, &batch)?;
    add_untrusted_decoder(&mut contest, &rows, &batch)?;
    add_reusing_untrusted_decoder(&mut contest, &rows, &batch)?;
    if rows.len() == MANY {
        add_copy_by_parts(&mut contest, &rows)?;
        add_other_copies(&mut contest, &rows)?;
        add_batch_decoders(&mut contest, &rows, &batch)?;
        add_untrusted_batch_decoder(&mut contest, &rows, &batch)?;
    }
    Ok(contest.run(settings))
}

fn to_rows(rows: usize, settings: &Settings) -> Result<Figures, Failure> {
    let Sample { batch, rows } = data::integers_and_text(rows)?;
    let mut contest = Contest::new("6 int64 and 2 texts to rows", rows.len());
    add_copy(&mut contest, &rows)?;
    add_reusing_encoder(&mut contest, &batch, &rows)?;
    add_encoder(&mut contest, &batch, &rows)?;
    if rows.len() == MANY {
        add_copy_by_parts(&mut contest, &rows)?;
        add_batch_encoder(&mut contest, &batch, &rows)?;
    }
    Ok(contest.run(settings))
}
