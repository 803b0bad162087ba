//! Columns of 64-bit integers, and of mixed widths, beside a copy of the row bytes.

use super::conversion::{
    add_batch_decoders, add_decoder, add_decoders_of_each_set, add_encoder, add_reusing_decoder,
    add_reusing_encoder,
};
use super::copies::{add_copy, add_copy_by_parts, add_other_copies};
use super::{Entry, entry};
use crate::Failure;
use crate::data::{self, Nulls, Sample};
use crate::harness::{Contest, Figures, Settings};

/// 4,096, 2,048 and 512 rows are each about 294 KB of rows: in L2, not in L1.
pub(super) const IN_CACHE: &[Entry] = &[
    entry("i64-8-to-columns", |settings| in_cache(8, 4096, Nulls::Absent, settings)),
    entry("i64-16-to-columns", |settings| in_cache(16, 2048, Nulls::Absent, settings)),
    entry("i64-64-to-columns", |settings| in_cache(64, 512, Nulls::Absent, settings)),
    entry("i64-8-nulls-to-columns", |settings| in_cache(8, 4096, Nulls::TenPercent, settings)),
    entry("i64-16-nulls-to-columns", |settings| in_cache(16, 2048, Nulls::TenPercent, settings)),
    entry("i64-64-nulls-to-columns", |settings| in_cache(64, 512, Nulls::TenPercent, settings)),
    entry("mixed-16-to-columns", |settings| to_columns(MIXED, &data::mixed(2048)?, settings)),
    entry("i64-8-to-rows", |settings| from_cache(8, 4096, Nulls::Absent, settings)),
    entry("i64-16-to-rows", |settings| from_cache(16, 2048, Nulls::Absent, settings)),
    entry("i64-64-to-rows", |settings| from_cache(64, 512, Nulls::Absent, settings)),
    entry("i64-8-nulls-to-rows", |settings| from_cache(8, 4096, Nulls::TenPercent, settings)),
    entry("i64-16-nulls-to-rows", |settings| from_cache(16, 2048, Nulls::TenPercent, settings)),
    entry("i64-64-nulls-to-rows", |settings| from_cache(64, 512, Nulls::TenPercent, settings)),
    entry("mixed-16-to-rows", |settings| to_rows(MIXED, &data::mixed(2048)?, settings)),
];

/// A million rows: far more than caches hold.
pub(super) const OUT_OF_CACHE: &[Entry] = &[
    entry("i64-8-1m-to-columns", |settings| many_to_columns(8, settings)),
    entry("i64-16-1m-to-columns", |settings| many_to_columns(16, settings)),
    entry("i64-64-1m-to-columns", |settings| many_to_columns(64, settings)),
    entry("i64-8-1m-to-rows", |settings| many_to_rows(8, settings)),
    entry("i64-16-1m-to-rows", |settings| many_to_rows(16, settings)),
    entry("i64-64-1m-to-rows", |settings| many_to_rows(64, settings)),
];

const MANY: usize = 1_000_000;
const MIXED: &str = "16 columns of mixed widths";

fn in_cache(
    columns: usize,
    rows: usize,
    nulls: Nulls,
    settings: &Settings,
) -> Result<Figures, Failure> {
    to_columns(&title(columns, nulls), &data::integers(columns, rows, nulls)?, settings)
}

fn from_cache(
    columns: usize,
    rows: usize,
    nulls: Nulls,
    settings: &Settings,
) -> Result<Figures, Failure> {
    to_rows(&title(columns, nulls), &data::integers(columns, rows, nulls)?, settings)
}

fn title(columns: usize, nulls: Nulls) -> String {
    match nulls {
        Nulls::Never | Nulls::Absent => format!("{columns} int64 columns"),
        Nulls::TenPercent => format!("{columns} int64 columns, 10 % nulls"),
    }
}

fn to_columns(title: &str, sample: &Sample, settings: &Settings) -> Result<Figures, Failure> {
    let mut contest = Contest::new(format!("rows to {title}"), sample.rows.len());
    add_copy(&mut contest, &sample.rows)?;
    add_decoders_of_each_set(&mut contest, sample)?;
    add_decoder(&mut contest, &sample.rows, &sample.batch)?;
    Ok(contest.run(settings))
}

fn to_rows(title: &str, sample: &Sample, settings: &Settings) -> Result<Figures, Failure> {
    let mut contest = Contest::new(format!("{title} to rows"), sample.rows.len());
    add_copy(&mut contest, &sample.rows)?;
    add_reusing_encoder(&mut contest, &sample.batch, &sample.rows)?;
    add_encoder(&mut contest, &sample.batch, &sample.rows)?;
    Ok(contest.run(settings))
}

/// Sixteen columns, the usual number, are measured in every way.
fn many_to_columns(columns: usize, settings: &Settings) -> Result<Figures, Failure> {
    let Sample { batch, rows } = data::integers(columns, MANY, Nulls::Absent)?;
    let mut contest = Contest::new(format!("rows to {columns} int64 columns"), MANY);
    add_copy(&mut contest, &rows)?;
    add_copy_by_parts(&mut contest, &rows)?;
    add_reusing_decoder(&mut contest, &rows, &batch)?;
    if columns == 16 {
        add_other_copies(&mut contest, &rows)?;
        add_batch_decoders(&mut contest, &rows, &batch)?;
        add_decoder(&mut contest, &rows, &batch)?;
    }
    drop(batch);
    Ok(contest.run(settings))
}

fn many_to_rows(columns: usize, settings: &Settings) -> Result<Figures, Failure> {
    let Sample { batch, rows } = data::integers(columns, MANY, Nulls::Absent)?;
    let mut contest = Contest::new(format!("{columns} int64 columns to rows"), MANY);
    add_copy(&mut contest, &rows)?;
    add_copy_by_parts(&mut contest, &rows)?;
    add_reusing_encoder(&mut contest, &batch, &rows)?;
    if columns == 16 {
        add_encoder(&mut contest, &batch, &rows)?;
    }
    Ok(contest.run(settings))
}
