//! What a file is called as a table.

use std::fs;
use std::path::{Path, PathBuf};

use datafusion::sql::parser::{DFParserBuilder, Statement};
use datafusion::sql::sqlparser::ast::{SetExpr, Statement as SqlStatement, TableFactor};
use datafusion::sql::sqlparser::dialect::PostgreSqlDialect;

use crate::failure::Failure;
use crate::input::is_std;

/// Whether standard input is one of the tables.
pub(crate) fn reads_stdin(arguments: &[PathBuf]) -> bool {
    let named = |argument: &PathBuf| argument.to_str().is_some_and(|text| text.ends_with("=-"));
    arguments.iter().any(|argument| is_std(argument) || named(argument))
}

/// The name of a table and where its files are. What is there is no name.
pub(super) fn named(argument: &Path) -> Result<(String, &Path), Failure> {
    let text = argument.to_str().filter(|_| fs::metadata(argument).is_err());
    if let Some((name, path)) = text.and_then(|text| text.split_once('='))
        && !path.is_empty()
    {
        let lower = name.to_lowercase();
        if !is_name(&lower) {
            return Err(Failure::usage(format!("`{name}` is no name of a table")));
        }
        return Ok((lower, Path::new(path)));
    }
    Ok((name_of(argument), argument))
}

/// The name of a table of what is at `path`: of letters, digits and `_`, and no word of SQL.
fn name_of(path: &Path) -> String {
    if is_std(path) {
        return "stdin".to_owned();
    }
    let stem = path.file_stem().map(|stem| stem.to_string_lossy().to_lowercase());
    let stem = stem.unwrap_or_default();
    let mut name: String =
        stem.chars().map(|sign| if sign.is_alphanumeric() { sign } else { '_' }).collect();
    if !name.starts_with(|first: char| first.is_alphabetic() || first == '_') {
        name.insert(0, '_');
    }
    if !is_name(&name) {
        name.push('_');
    }
    name
}

/// Whether `name` is the name of a table as it stands, wherever such names stand.
fn is_name(name: &str) -> bool {
    let sql = format!("SELECT {name}.a FROM {name} JOIN t ON {name}.a = t.a");
    let parsed = DFParserBuilder::new(sql.as_str()).with_dialect(&PostgreSqlDialect {}).build();
    let parsed = parsed.and_then(|mut parser| parser.parse_statements());
    let parsed = parsed.ok().and_then(|mut statements| statements.pop_front());
    let Some(Statement::Statement(parsed)) = parsed else { return false };
    let SqlStatement::Query(query) = *parsed else { return false };
    let SetExpr::Select(select) = *query.body else { return false };
    match select.from.first().map(|from| &from.relation) {
        Some(TableFactor::Table { name: found, alias: None, .. }) => found.to_string() == name,
        _ => false,
    }
}
