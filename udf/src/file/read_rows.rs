//! `read_rows('path')`: row files as a table, without declaring one.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use datafusion::catalog::{TableFunctionArgs, TableFunctionImpl, TableProvider};
use datafusion::common::{Result, plan_err};
use datafusion::datasource::listing::{
    ListingOptions, ListingTable, ListingTableConfig, ListingTableUrl,
};
use datafusion::logical_expr::Expr;
use ferrow_convert::RowDecoder;

use super::contents::layout_of_file;
use super::format::RowFormat;
use crate::functions::external;

/// The name of the function.
pub(crate) const NAME: &str = "read_rows";

/// Reads a row file, or all files of a folder whose names end with `.ferrow`. The columns are those of
/// the first of them; the others are read as rows of that version.
#[derive(Debug)]
pub(crate) struct ReadRows;

impl TableFunctionImpl for ReadRows {
    fn call_with_args(&self, args: TableFunctionArgs<'_, '_>) -> Result<Arc<dyn TableProvider>> {
        let path = match args.exprs() {
            [Expr::Literal(path, _)] => path.try_as_str().flatten(),
            _ => None,
        };
        let Some(path) = path else {
            return plan_err!("{NAME} takes the path of row files, as in {NAME}('flights.ferrow')");
        };
        if path.contains(['*', '?', '[']) {
            return plan_err!(
                "{NAME}: {path}: patterns are not read, and neither are names that look like one"
            );
        }
        let first = first_file(Path::new(path))
            .map_err(|error| external(error).context(format!("{NAME}: {path}")))?;
        let Some(first) = first else {
            return plan_err!("{NAME}: {path}: no file in this folder ends with `.ferrow`");
        };
        let layout = layout_of_file(&first).map_err(external)?;
        let schema = Arc::clone(RowDecoder::new(&layout).nullable().schema());
        let options = ListingOptions::new(Arc::new(RowFormat))
            .with_file_extension(if Path::new(path).is_dir() { ".ferrow" } else { "" });
        let config = ListingTableConfig::new(ListingTableUrl::parse(path)?)
            .with_listing_options(options)
            .with_schema(schema);
        Ok(Arc::new(ListingTable::try_new(config)?))
    }
}

/// The file at `path`, or the first of the row files in it.
fn first_file(path: &Path) -> std::io::Result<Option<PathBuf>> {
    if !path.is_dir() {
        return Ok(Some(path.to_owned()));
    }
    let mut files = Vec::new();
    for entry in fs::read_dir(path)? {
        let path = entry?.path();
        if path.extension() == Some(OsStr::new("ferrow")) {
            files.push(path);
        }
    }
    Ok(files.into_iter().min())
}
