//! `ferrow query`: SQL over files.

use std::io::Read;
use std::path::PathBuf;

use clap::Args;

use crate::args::PrintArgs;
use crate::failure::Failure;
use crate::input::{is_std, name_of};
use crate::query::{Session, SessionArgs, reads_stdin};

#[derive(Debug, Args)]
pub(crate) struct QueryArgs {
    /// The SQL: one statement, or several with `;` between them
    #[arg(value_name = "SQL", required_unless_present = "sql_file")]
    sql: Option<PathBuf>,
    /// Files, each of which is a table that is called as the file without its extension; `NAME=FILE`
    /// calls it NAME, a directory is a table of its files, and `-` is standard input, called stdin
    #[arg(value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Read the SQL from this file, and take all arguments for files; `-` is standard input
    #[arg(long = "file", short = 'f', value_name = "SQL_FILE")]
    sql_file: Option<PathBuf>,
    #[command(flatten)]
    session: SessionArgs,
    #[command(flatten)]
    print: PrintArgs,
}

pub(super) fn run(args: &QueryArgs) -> Result<(), Failure> {
    let (sql, files) = args.sql_and_files()?;
    let session =
        Session::open(&files, &args.session).map_err(|failure| match args.is_swapped() {
            true => failure.with_advice("the SQL comes first, and the files behind it"),
            false => failure,
        })?;
    let script = session.parse(&sql)?;
    if script.is_empty() {
        return Err(Failure::usage("there is no statement in the SQL"));
    }
    session.run_all(script, args.print.output)
}

impl QueryArgs {
    fn sql_and_files(&self) -> Result<(String, Vec<PathBuf>), Failure> {
        let Some(sql_file) = &self.sql_file else {
            let sql = self.sql.as_deref().and_then(|sql| sql.to_str());
            let sql = sql.ok_or_else(|| Failure::usage("the SQL is not UTF-8"))?;
            return Ok((sql.to_owned(), self.files.clone()));
        };
        let files: Vec<PathBuf> = self.sql.iter().chain(&self.files).cloned().collect();
        let name = name_of(sql_file);
        if !is_std(sql_file) {
            let sql = std::fs::read_to_string(sql_file);
            return Ok((sql.map_err(|error| Failure::io(&name, &error))?, files));
        }
        if reads_stdin(&files) {
            return Err(Failure::usage("standard input is the SQL, and cannot be a table as well"));
        }
        let mut sql = String::new();
        let read = std::io::stdin().read_to_string(&mut sql);
        read.map_err(|error| Failure::io(&name, &error))?;
        Ok((sql, files))
    }

    /// Whether a file stands where the SQL does, and the SQL where a file does.
    fn is_swapped(&self) -> bool {
        let is_sql = |file: &PathBuf| file.to_string_lossy().contains(char::is_whitespace);
        self.sql_file.is_none()
            && self.sql.as_deref().is_some_and(std::path::Path::exists)
            && self.files.iter().any(is_sql)
    }
}
